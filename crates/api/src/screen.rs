//! The screen as it travels.

use ankid_collection::View;
use ankid_desk::{Desk, Main, Mode, Side, Window};
use ankid_types::DeckId;
use schemars::JsonSchema;
use serde::Serialize;

/// All that the screen shows, but not what is in it: that is asked for by other actions.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScreenState {
    /// Grows with every change of the screen.
    revision: u64,
    /// The window that came to the front last: `main`, `browser`, `add`, `edit`, `import`.
    front: &'static str,
    /// How often a window came to the front.
    raised: u64,
    /// The main window.
    main: MainShown,
    /// The card browser; null while it is closed.
    browser: Option<BrowserShown>,
    /// The dialog that adds notes; null while it is closed.
    add: Option<AddShown>,
    /// The dialog that edits notes; null while it is closed.
    edit: Option<EditShown>,
    /// The dialog that imports files; null while it is closed.
    import: Option<ImportShown>,
}

/// A deck by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeckShown {
    /// The id.
    #[schemars(with = "i64")]
    pub id: DeckId,
    /// The whole name.
    pub name: String,
}

/// What the main window shows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "place", rename_all = "camelCase")]
enum MainShown {
    /// The list of decks.
    Decks {},
    /// A deck before it is studied.
    Overview {
        /// The deck.
        deck: DeckShown,
    },
    /// A card under review.
    Review {
        /// The deck that is studied.
        deck: DeckShown,
        /// The number of this showing of the card.
        turn: u64,
        /// The card.
        card: i64,
        /// `question` or `answer`.
        side: &'static str,
    },
    /// A deck of which nothing is left for now.
    Finished {
        /// The deck.
        deck: DeckShown,
    },
}

/// The card browser.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
struct BrowserShown {
    /// The search.
    query: String,
    /// The order of the rows; null for that of the settings.
    order: Option<OrderShown>,
    /// Whether rows are `cards` or `notes`.
    mode: &'static str,
    /// The ids of the selected rows.
    selected: Vec<i64>,
}

/// The order of the rows of the browser.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
struct OrderShown {
    /// The column.
    column: String,
    /// Whether the largest come first.
    reverse: bool,
}

/// The dialog that adds notes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
struct AddShown {
    /// Grows with each draft that is put in.
    number: u64,
    /// What is put in; null to start with what was added last.
    draft: Option<DraftShown>,
}

/// A note that is to be added.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
struct DraftShown {
    /// The id of the deck.
    deck: i64,
    /// The id of the note type.
    notetype: i64,
    /// The values in the order of the note type's fields.
    fields: Vec<String>,
    /// The tags.
    tags: Vec<String>,
}

/// The dialog that edits notes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
struct EditShown {
    /// The id of the note that is shown.
    note: i64,
    /// The ids of the notes that were shown, oldest first.
    history: Vec<i64>,
    /// Which of them is shown.
    position: usize,
}

/// The dialog that imports files.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
struct ImportShown {
    /// Grows with each file.
    number: u64,
    /// The file; null to ask for one.
    path: Option<String>,
}

impl ScreenState {
    /// What `desk` shows, with the names that things have in `view`.
    pub(crate) fn of(desk: &Desk, view: &View) -> Self {
        Self {
            revision: desk.revision(),
            front: match desk.front() {
                Window::Main => "main",
                Window::Browser => "browser",
                Window::Add => "add",
                Window::Edit => "edit",
                Window::Import => "import",
            },
            raised: desk.raised(),
            main: MainShown::of(desk.main(), view),
            browser: desk.browser().map(|browser| BrowserShown {
                query: browser.query.clone(),
                order: browser.order.as_ref().map(|order| OrderShown {
                    column: order.column.clone(),
                    reverse: order.is_reverse,
                }),
                mode: match browser.mode {
                    Mode::Cards => "cards",
                    Mode::Notes => "notes",
                },
                selected: browser.selected.clone(),
            }),
            add: desk.add().map(|add| AddShown {
                number: add.number,
                draft: add.draft.as_ref().map(|draft| DraftShown {
                    deck: draft.deck.0,
                    notetype: draft.notetype.0,
                    fields: draft.fields.clone(),
                    tags: draft.tags.clone(),
                }),
            }),
            edit: desk.edit().and_then(|edit| {
                Some(EditShown {
                    note: edit.note()?.0,
                    history: edit.history().iter().map(|note| note.0).collect(),
                    position: edit.position(),
                })
            }),
            import: desk.import().map(|import| ImportShown {
                number: import.number,
                path: import.path.clone(),
            }),
        }
    }
}

impl MainShown {
    fn of(main: &Main, view: &View) -> Self {
        let deck = |id: DeckId| DeckShown::of(id, view);
        match main {
            Main::Decks => Self::Decks {},
            Main::Overview(id) => Self::Overview { deck: deck(*id) },
            Main::Review(review) => Self::Review {
                deck: deck(review.deck),
                turn: review.turn.0,
                card: review.card.0,
                side: side_name(review.side),
            },
            Main::Finished(id) => Self::Finished { deck: deck(*id) },
        }
    }
}

impl DeckShown {
    /// The deck of this id; without a name if it is gone.
    pub(crate) fn of(id: DeckId, view: &View) -> Self {
        let name = view.catalog().deck(id).map(|deck| deck.name.human());
        Self {
            id,
            name: name.unwrap_or_default(),
        }
    }
}

/// The name of a side on the wire.
pub(crate) fn side_name(side: Side) -> &'static str {
    match side {
        Side::Question => "question",
        Side::Answer => "answer",
    }
}
