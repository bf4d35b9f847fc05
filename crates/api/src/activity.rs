//! What is told about requests that came in, for people to read. Never holds a key, nor what requests carried.

use ankid_collection::{ChangeReport, ChangedKind, Direction};
use schemars::JsonSchema;
use serde::Serialize;

use crate::door::Caller;

/// A request that was answered.
#[derive(Debug, Clone)]
pub struct Done<'a> {
    /// Its number; the changes that it made carry it.
    pub request: u64,
    /// Who asked.
    pub caller: &'a Caller,
    /// The web page that asked; empty for none.
    pub origin: &'a str,
    /// The action.
    pub action: &'a str,
    /// The actions inside it, of `multi`: each name once, with how often.
    pub inner: Vec<(String, usize)>,
    /// Why it failed.
    pub error: Option<String>,
    /// How long it took.
    pub millis: u64,
}

/// A request that came in through the API.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRow {
    /// Grows with every row.
    pub number: u64,
    /// When it was answered, in milliseconds since 1970.
    pub time: i64,
    /// Who asked: the name of a program or the address of a web page.
    pub client: String,
    /// The web page that asked; null for a program.
    pub origin: Option<String>,
    /// Whether a page of ankid's own asked.
    pub page: bool,
    /// The action.
    pub action: String,
    /// The actions inside it, of `multi`: each name with how often.
    pub inner: Vec<(String, usize)>,
    /// Whether it changed anything.
    pub writes: bool,
    /// What it did, in words; null where there are none.
    pub summary: Option<String>,
    /// The ids of the first notes that it changed.
    pub note_ids: Vec<i64>,
    /// What it changed; null for nothing.
    pub changed: Option<ActivityChange>,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// Why it failed; null if it did not.
    pub error: Option<String>,
    /// Whether it is the newest change, so that `undo` would take it back.
    pub undoable: bool,
}

/// What a request changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityChange {
    /// The name of the change, such as "Add Note".
    pub label: String,
    /// How many notes changed.
    pub notes: usize,
    /// How many cards changed.
    pub cards: usize,
    /// The ids of the first of these notes.
    pub note_ids: Vec<i64>,
    /// The kinds of things that changed.
    pub kinds: Vec<&'static str>,
}

/// How many ids of notes a row names.
const NAMED_AT_MOST: usize = 20;

impl ActivityChange {
    /// What a report tells.
    #[must_use]
    pub fn of(report: &ChangeReport) -> Self {
        Self {
            label: label(report),
            notes: report.notes.count,
            cards: report.cards.count,
            note_ids: report.notes.first.iter().map(|note| note.0).collect(),
            kinds: kinds(report),
        }
    }

    /// What changed, in words: "Add Note: 3 notes".
    #[must_use]
    pub fn summary(&self) -> String {
        let counted = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {one}s")),
        };
        let what = counted(self.notes, "note").or_else(|| counted(self.cards, "card"));
        match what {
            Some(what) => format!("{}: {what}", self.label),
            None => self.label.clone(),
        }
    }

    /// Adds what a later report of the same request tells.
    pub fn add(&mut self, report: &ChangeReport) {
        let more = Self::of(report);
        self.label = more.label;
        self.notes += more.notes;
        self.cards += more.cards;
        self.note_ids.extend(more.note_ids);
        self.note_ids.truncate(NAMED_AT_MOST);
        for kind in more.kinds {
            if !self.kinds.contains(&kind) {
                self.kinds.push(kind);
            }
        }
    }
}

/// Who made a change, as it travels with it.
pub(crate) fn author(request: u64, page: Option<&str>) -> String {
    format!("{request}/{}", page.unwrap_or_default())
}

/// The number of the request that made a change.
#[must_use]
pub fn request_of(report: &ChangeReport) -> Option<u64> {
    split(report.author.as_deref())?.0.parse().ok()
}

/// The page that made a change.
pub(crate) fn page_of(report: &ChangeReport) -> Option<String> {
    page_of_author(report.author.as_deref()).map(ToOwned::to_owned)
}

/// The page that somebody asked from; `None` for another program.
pub(crate) fn page_of_author(author: Option<&str>) -> Option<&str> {
    let (_, page) = split(author)?;
    (!page.is_empty()).then_some(page)
}

fn split(author: Option<&str>) -> Option<(&str, &str)> {
    author?.split_once('/')
}

/// The name of a change, with what became of it.
pub(crate) fn label(report: &ChangeReport) -> String {
    match report.direction {
        Direction::Made => report.label.to_owned(),
        Direction::Undone => format!("Undo {}", report.label),
        Direction::Redone => format!("Redo {}", report.label),
    }
}

/// The names on the wire of the kinds of things that changed.
pub(crate) fn kinds(report: &ChangeReport) -> Vec<&'static str> {
    let kinds = report.kinds.iter();
    kinds
        .map(|kind| match kind {
            ChangedKind::Notes => "notes",
            ChangedKind::Cards => "cards",
            ChangedKind::Decks => "decks",
            ChangedKind::DeckConfigs => "deckConfigs",
            ChangedKind::Notetypes => "notetypes",
            ChangedKind::Tags => "tags",
            ChangedKind::Reviews => "reviews",
            ChangedKind::Config => "config",
            ChangedKind::Media => "media",
        })
        .collect()
}
