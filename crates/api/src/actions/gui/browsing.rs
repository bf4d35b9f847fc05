//! The card browser.

use ankid_collection::{BrowserColumn, BrowserMode, BrowserOrder, View};
use ankid_desk::{Browser, Mode, Order};
use ankid_types::{CardId, NoteId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::python;
use crate::wire::Id;

/// The columns that the browser has until somebody chooses others, and so those that it can be sorted by.
const CARD_COLUMNS: &[&str] = &["noteFld", "template", "cardDue", "deck"];
const NOTE_COLUMNS: &[&str] = &["noteFld", "note", "template", "noteTags"];

/// Opens the card browser and searches in it. Answers the ids of the cards that the search finds.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuiBrowse {
    /// The search; null leaves the browser with the one that it has, and nothing is answered.
    query: Option<String>,
    /// The order of the rows, an object: `order` is `ascending` or `descending`, `columnId` the name of a column
    /// that is shown, such as `noteFld` or `cardDue`.
    #[serde(default)]
    reorder_cards: Value,
}

impl Action for GuiBrowse {
    const SPEC: Spec = Spec::new(
        "guiBrowse",
        &[
            example(r#"{"query": "deck:current"}"#, "[1767268800000]"),
            example(
                r#"{
                    "query": "tag:sample",
                    "reorderCards": {"order": "descending", "columnId": "noteFld"}
                }"#,
                "[1767268800000]",
            ),
        ],
    )
    .errors(&[
        "Invalid search: WHAT AND WHERE",
        "reorderCards should be a dict: VALUE",
        "Must provide a \"columnId\" and a \"order\" property\"",
        "invalid card order: VALUE",
        "invalid columnId: VALUE",
    ]);
    type Reply = Vec<Id<CardId>>;
}

impl HostAction for GuiBrowse {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        call.on_screen(|stage, engine| {
            let browser = stage.browser().cloned().unwrap_or_default();
            let order = wanted_order(&self.reorder_cards, browser.mode);
            let searched = engine.read(|view| {
                let query = self.query.as_ref().unwrap_or(&browser.query);
                let reordered = order.as_ref().ok().cloned().flatten();
                let rows = rows(
                    view,
                    query,
                    browser.mode,
                    reordered.or(browser.order.clone()),
                )?;
                let cards = match &self.query {
                    Some(query) => view.find_cards(query)?,
                    None => Vec::new(),
                };
                Ok::<_, ApiError>((rows, cards))
            });
            let (rows, cards) = match searched {
                Ok(found) => found,
                // As in Anki, the browser comes up all the same.
                Err(error) => {
                    stage.browse(None, &browser.selected);
                    return Err(error);
                }
            };
            stage.browse(self.query, &rows);
            if let Some(order) = order? {
                stage.arrange_browser(browser.mode, Some(order));
            }
            Ok(cards.into_iter().map(Id).collect())
        })
    }
}

/// The order that a request asks for, `None` for no other than now.
fn wanted_order(wanted: &Value, mode: Mode) -> Result<Option<Order>, ApiError> {
    let object = match wanted {
        Value::Null => return Ok(None),
        Value::Object(object) => object,
        other => return Err(ApiError::OrderNoDict(python::text(other))),
    };
    let (Some(column), Some(order)) = (object.get("columnId"), object.get("order")) else {
        return Err(ApiError::OrderIncomplete);
    };
    let is_reverse = match order.as_str() {
        Some("ascending") => false,
        Some("descending") => true,
        _ => return Err(ApiError::InvalidOrder(python::text(order))),
    };
    let shown = match mode {
        Mode::Cards => CARD_COLUMNS,
        Mode::Notes => NOTE_COLUMNS,
    };
    let column = column.as_str().filter(|column| shown.contains(column));
    let column = column.ok_or_else(|| {
        ApiError::InvalidColumn(python::text(object.get("columnId").unwrap_or(&Value::Null)))
    })?;
    Ok(Some(Order {
        column: column.to_owned(),
        is_reverse,
    }))
}

/// The ids of the rows of the browser, in their order.
pub(in crate::actions) fn rows(
    view: &View,
    query: &str,
    mode: Mode,
    order: Option<Order>,
) -> Result<Vec<i64>, ApiError> {
    let mode = match mode {
        Mode::Cards => BrowserMode::Cards,
        Mode::Notes => BrowserMode::Notes,
    };
    let column = match &order {
        Some(order) => BrowserColumn::from_name(&order.column),
        None => Some(BrowserColumn::SortField),
    };
    let order = column.map(|column| BrowserOrder {
        column,
        reverse: order.is_some_and(|order| order.is_reverse),
    });
    Ok(view.browser_ids(query, mode, order)?)
}

/// Selects a card in the card browser, and nothing else. Answers whether the browser is open. A card that is not
/// among its rows leaves nothing selected.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiSelectCard {
    /// The id of the card.
    card: Id<CardId>,
}

impl Action for GuiSelectCard {
    const SPEC: Spec = Spec::new(
        "guiSelectCard",
        &[example(r#"{"card": 1767268800000}"#, "false")],
    );
    type Reply = bool;
}

impl HostAction for GuiSelectCard {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        select(call, self.card.0)
    }
}

/// The same as `guiSelectCard`, under its old name: the id is that of a card.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiSelectNote {
    /// The id of the card.
    note: Id<CardId>,
}

impl Action for GuiSelectNote {
    const SPEC: Spec = Spec::new(
        "guiSelectNote",
        &[example(r#"{"note": 1767268800000}"#, "false")],
    );
    type Reply = bool;
}

impl HostAction for GuiSelectNote {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        select(call, self.note.0)
    }
}

fn select(call: &Call<'_>, card: CardId) -> Result<bool, ApiError> {
    call.on_screen(|stage, engine| {
        let Some(browser) = stage.browser() else {
            return Ok(false);
        };
        let rows = engine.read::<_, ApiError>(|view| {
            let query = match browser.query.trim() {
                "" => format!("cid:{card}"),
                query => format!("cid:{card} ({query})"),
            };
            let cards = view.find_cards(&query)?;
            Ok(match browser.mode {
                Mode::Cards => cards.iter().map(|card| card.0).collect(),
                Mode::Notes => {
                    let notes = view.note_ids_of_cards(&cards)?;
                    notes.iter().map(|note| note.0).collect()
                }
            })
        })?;
        Ok(stage.select(rows))
    })
}

/// Answers the ids of the notes that are selected in the card browser; none while it is closed.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiSelectedNotes {}

impl Action for GuiSelectedNotes {
    const SPEC: Spec = Spec::new("guiSelectedNotes", &[example("{}", "[]")]);
    type Reply = Vec<Id<NoteId>>;
}

impl HostAction for GuiSelectedNotes {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        call.on_screen(|stage, engine| {
            let Some(browser) = stage.browser() else {
                return Ok(Vec::new());
            };
            let notes = engine.read(|view| selected_notes(view, browser))?;
            Ok(notes.into_iter().map(Id).collect())
        })
    }
}

fn selected_notes(view: &View, browser: &Browser) -> Result<Vec<NoteId>, ApiError> {
    match browser.mode {
        Mode::Cards => {
            let cards: Vec<CardId> = browser.selected.iter().copied().map(CardId).collect();
            Ok(view.note_ids_of_cards(&cards)?)
        }
        Mode::Notes => {
            let notes: Vec<NoteId> = browser.selected.iter().copied().map(NoteId).collect();
            Ok(view.existing_notes(&notes)?)
        }
    }
}
