//! Windows: bringing them to the front, filling and closing them.

use ankid_collection::CollectionError;
use ankid_desk::{Draft, Mode, Order, Window};
use ankid_types::{DeckId, NoteId, NotetypeId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, Example, HostAction, Spec, example};
use crate::actions::gui::browsing_rows;
use crate::door::Call;
use crate::error::ApiError;
use crate::screen::ScreenState;
use crate::stage::Stage;
use crate::wire::Id;

/// An example that leaves the screen as it is when it was never used.
const EMPTY: Example = example(
    "{}",
    r#"{
        "revision": 1, "front": "main", "raised": 0, "main": {"place": "decks"},
        "browser": null, "add": null, "edit": null, "import": null
    }"#,
);

/// Acts on the screen and answers what it shows then.
fn acted(
    call: &Call<'_>,
    act: impl FnOnce(&mut Stage, &ankid_collection::Engine) -> Result<(), ApiError>,
) -> Result<ScreenState, ApiError> {
    call.on_screen(|stage, engine| {
        act(stage, engine)?;
        engine.read(|view| Ok(ScreenState::of(stage, view)))
    })
}

/// Shows the list of decks. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ShowDecks {}

impl Action for ShowDecks {
    const SPEC: Spec = Spec::new(
        "showDecks",
        &[example(
            "{}",
            r#"{
                "revision": 1, "front": "main", "raised": 1, "main": {"place": "decks"},
                "browser": null, "add": null, "edit": null, "import": null
            }"#,
        )],
    );
    type Reply = ScreenState;
}

impl HostAction for ShowDecks {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        acted(call, |stage, _engine| {
            stage.show_decks();
            Ok(())
        })
    }
}

/// Shows a deck before it is studied, and makes it the current deck. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ShowOverview {
    /// The id of the deck.
    deck: Id<DeckId>,
}

impl Action for ShowOverview {
    const SPEC: Spec = Spec::new(
        "showOverview",
        &[example(
            r#"{"deck": 1}"#,
            r#"{
                "revision": 1, "front": "main", "raised": 1,
                "main": {"place": "overview", "deck": {"id": 1, "name": "Default"}},
                "browser": null, "add": null, "edit": null, "import": null
            }"#,
        )],
    )
    .errors(&["deck was not found: ID"]);
    type Reply = ScreenState;
}

impl HostAction for ShowOverview {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        let deck = self.deck.0;
        acted(call, |stage, engine| {
            engine
                .write(move |transaction| transaction.select_deck(deck))
                .map_err(unknown_deck)?;
            stage.show_overview(deck);
            Ok(())
        })
    }
}

/// Starts to review a deck, which becomes the current one. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct StudyDeck {
    /// The id of the deck.
    deck: Id<DeckId>,
}

impl Action for StudyDeck {
    const SPEC: Spec = Spec::new(
        "studyDeck",
        &[example(
            r#"{"deck": 1}"#,
            r#"{
                "revision": 1, "front": "main", "raised": 1,
                "main": {
                    "place": "review", "deck": {"id": 1, "name": "Default"},
                    "turn": 1, "card": 1767268800000, "side": "question"
                },
                "browser": null, "add": null, "edit": null, "import": null
            }"#,
        )],
    )
    .errors(&["deck was not found: ID"]);
    type Reply = ScreenState;
}

impl HostAction for StudyDeck {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        let deck = self.deck.0;
        acted(call, |stage, engine| {
            engine
                .read(|view| view.catalog().require_deck(deck).map(drop))
                .map_err(unknown_deck)?;
            stage.study(engine, deck)
        })
    }
}

fn unknown_deck(error: CollectionError) -> ApiError {
    match error {
        CollectionError::DeckMissing(deck) => ApiError::DeckNotFound(deck.to_string()),
        other => other.into(),
    }
}

/// Opens the card browser, or changes what it shows. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ShowBrowser {
    /// The search; null leaves it.
    query: Option<String>,
    /// What rows are; null leaves it.
    mode: Option<RowKind>,
    /// The order of the rows; null leaves it.
    order: Option<RowOrder>,
}

/// What the rows of the browser are.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum RowKind {
    /// Cards.
    Cards,
    /// Notes.
    Notes,
}

/// The order of the rows of the browser.
#[derive(Clone, Deserialize, JsonSchema)]
struct RowOrder {
    /// The column.
    column: String,
    /// Whether the largest come first.
    #[serde(default)]
    reverse: bool,
}

impl Action for ShowBrowser {
    const SPEC: Spec = Spec::new(
        "showBrowser",
        &[example(
            r#"{"query": "tag:sample", "mode": "notes"}"#,
            r#"{
                "revision": 2, "front": "browser", "raised": 1, "main": {"place": "decks"},
                "browser": {
                    "query": "tag:sample", "order": null, "mode": "notes", "selected": [1767268800000]
                },
                "add": null, "edit": null, "import": null
            }"#,
        )],
    )
    .errors(&["Invalid search: WHAT AND WHERE"]);
    type Reply = ScreenState;
}

impl HostAction for ShowBrowser {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        acted(call, |stage, engine| {
            let browser = stage.browser().cloned().unwrap_or_default();
            let mode = match self.mode {
                None => browser.mode,
                Some(RowKind::Cards) => Mode::Cards,
                Some(RowKind::Notes) => Mode::Notes,
            };
            let order = self.order.map(|order| Order {
                column: order.column,
                is_reverse: order.reverse,
            });
            let order = order.or(browser.order);
            let query = self.query.unwrap_or(browser.query);
            let rows = engine.read(|view| browsing_rows(view, &query, mode, order.clone()))?;
            stage.arrange_browser(mode, order);
            stage.browse(Some(query), &rows);
            Ok(())
        })
    }
}

/// Selects rows of the card browser; does nothing while it is closed. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SelectInBrowser {
    /// The ids of the rows: of cards or of notes, as the browser shows them.
    ids: Vec<i64>,
}

impl Action for SelectInBrowser {
    const SPEC: Spec = Spec::new(
        "selectInBrowser",
        &[example(
            r#"{"ids": [1767268800000]}"#,
            r#"{
                "revision": 0, "front": "main", "raised": 0, "main": {"place": "decks"},
                "browser": null, "add": null, "edit": null, "import": null
            }"#,
        )],
    );
    type Reply = ScreenState;
}

impl HostAction for SelectInBrowser {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        acted(call, |stage, _engine| {
            stage.select(self.ids);
            Ok(())
        })
    }
}

/// Opens the dialog that adds notes; one that is open keeps what is in it, unless a deck or a note type is given.
/// Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ShowAdd {
    /// The id of the deck to add to.
    deck: Option<Id<DeckId>>,
    /// The id of the note type.
    notetype: Option<Id<NotetypeId>>,
}

impl Action for ShowAdd {
    const SPEC: Spec = Spec::new(
        "showAdd",
        &[example(
            "{}",
            r#"{
                "revision": 1, "front": "add", "raised": 1, "main": {"place": "decks"}, "browser": null,
                "add": {"number": 1, "draft": null}, "edit": null, "import": null
            }"#,
        )],
    )
    .errors(&["deck was not found: ID", "model was not found: ID"]);
    type Reply = ScreenState;
}

impl HostAction for ShowAdd {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        acted(call, |stage, engine| {
            let draft = if self.deck.is_some() || self.notetype.is_some() {
                let (deck, notetype) = (self.deck, self.notetype);
                Some(engine.read(|view| empty_draft(view, deck, notetype))?)
            } else {
                None
            };
            stage.show_add(draft);
            Ok(())
        })
    }
}

fn empty_draft(
    view: &ankid_collection::View,
    deck: Option<Id<DeckId>>,
    notetype: Option<Id<NotetypeId>>,
) -> Result<Draft, ApiError> {
    let deck = match deck {
        Some(Id(deck)) => deck,
        None => view.current_deck()?.id,
    };
    view.catalog().require_deck(deck).map_err(unknown_deck)?;
    let notetype = match notetype {
        Some(Id(notetype)) => notetype,
        None => view.notetype_for_adding(deck)?,
    };
    let found = view.catalog().notetype(notetype);
    let found = found.ok_or_else(|| ApiError::ModelNotFound(notetype.to_string()))?;
    Ok(Draft {
        deck,
        notetype,
        fields: vec![String::new(); found.fields.len()],
        tags: Vec::new(),
    })
}

/// Opens the dialog that edits notes on a note. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ShowEdit {
    /// The id of the note.
    note: Id<NoteId>,
}

impl Action for ShowEdit {
    const SPEC: Spec = Spec::new(
        "showEdit",
        &[example(
            r#"{"note": 1767268800000}"#,
            r#"{
                "revision": 1, "front": "edit", "raised": 1, "main": {"place": "decks"}, "browser": null,
                "add": null,
                "edit": {"note": 1767268800000, "history": [1767268800000], "position": 0},
                "import": null
            }"#,
        )],
    )
    .errors(&["Note was not found: ID"]);
    type Reply = ScreenState;
}

impl HostAction for ShowEdit {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        acted(call, |stage, engine| {
            engine.read(|view| view.require_note(self.note.0))?;
            stage.show_edit(self.note.0);
            Ok(())
        })
    }
}

/// Goes back or forth in the history of the dialog that edits notes. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct StepEdit {
    /// How many notes forth, or back where negative.
    by: isize,
}

impl Action for StepEdit {
    const SPEC: Spec = Spec::new(
        "stepEdit",
        &[example(
            r#"{"by": -1}"#,
            r#"{
                "revision": 0, "front": "main", "raised": 0, "main": {"place": "decks"},
                "browser": null, "add": null, "edit": null, "import": null
            }"#,
        )],
    );
    type Reply = ScreenState;
}

impl HostAction for StepEdit {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        acted(call, |stage, _engine| {
            stage.step_edit(self.by);
            Ok(())
        })
    }
}

/// Closes the card browser. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CloseBrowser {}

impl Action for CloseBrowser {
    const SPEC: Spec = Spec::new("closeBrowser", &[EMPTY]);
    type Reply = ScreenState;
}

impl HostAction for CloseBrowser {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        close(call, Window::Browser)
    }
}

/// Closes the dialog that adds notes. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CloseAdd {}

impl Action for CloseAdd {
    const SPEC: Spec = Spec::new("closeAdd", &[EMPTY]);
    type Reply = ScreenState;
}

impl HostAction for CloseAdd {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        close(call, Window::Add)
    }
}

/// Closes the dialog that edits notes. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CloseEdit {}

impl Action for CloseEdit {
    const SPEC: Spec = Spec::new("closeEdit", &[EMPTY]);
    type Reply = ScreenState;
}

impl HostAction for CloseEdit {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        close(call, Window::Edit)
    }
}

/// Closes the dialog that imports files. Answers the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CloseImport {}

impl Action for CloseImport {
    const SPEC: Spec = Spec::new("closeImport", &[EMPTY]);
    type Reply = ScreenState;
}

impl HostAction for CloseImport {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        close(call, Window::Import)
    }
}

fn close(call: &Call<'_>, window: Window) -> Result<ScreenState, ApiError> {
    acted(call, |stage, _engine| {
        stage.close(window);
        Ok(())
    })
}
