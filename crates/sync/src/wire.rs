//! What travels: the JSON of requests and replies, and its way to and from the engine's words.
//!
//! Numbers are taken as numbers, whole floats or text, since old clients wrote all of them.

mod changes;
mod loose;
mod rows;

use serde::{Deserialize, Serialize};

use ankid_collection::sync::{GraveKind, SyncCounts};
use ankid_types::{CardId, DeckId, NoteId};

pub(crate) use changes::{ChangesMessage, changes_from_wire, changes_to_wire};
pub(crate) use loose::Int;
pub(crate) use rows::{Chunk, rows_from_wire, rows_to_wire};

/// How many rows or removals travel at once.
pub(crate) const CHUNK_ROWS: usize = 250;

#[derive(Serialize)]
pub(crate) struct MetaRequest {
    #[serde(rename = "v")]
    pub(crate) protocol: u8,
    #[serde(rename = "cv")]
    pub(crate) client: String,
}

/// What a server says about its collection.
#[derive(Debug, Deserialize)]
pub(crate) struct Meta {
    #[serde(rename = "mod")]
    pub(crate) modified: Int,
    #[serde(rename = "scm")]
    pub(crate) schema_modified: Int,
    pub(crate) usn: Int,
    #[serde(rename = "ts")]
    pub(crate) now: Int,
    #[serde(rename = "msg", default)]
    pub(crate) message: String,
    #[serde(rename = "cont")]
    pub(crate) goes_on: bool,
    #[serde(default)]
    pub(crate) empty: bool,
}

#[derive(Serialize)]
pub(crate) struct StartRequest {
    #[serde(rename = "minUsn")]
    pub(crate) usn: i32,
    #[serde(rename = "lnewer")]
    pub(crate) is_newer: bool,
    /// Old clients sent their removals here.
    pub(crate) graves: Option<()>,
}

/// What was removed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Graves {
    pub(crate) cards: Vec<Int>,
    pub(crate) decks: Vec<Int>,
    pub(crate) notes: Vec<Int>,
}

#[derive(Serialize)]
pub(crate) struct GravesRequest {
    pub(crate) chunk: Graves,
}

#[derive(Serialize)]
pub(crate) struct ChangesRequest {
    pub(crate) changes: ChangesMessage,
}

#[derive(Serialize)]
pub(crate) struct ChunkRequest {
    pub(crate) chunk: Chunk,
}

/// A request that says nothing.
#[derive(Serialize)]
pub(crate) struct Nothing {
    #[serde(rename = "_pad")]
    pub(crate) pad: Option<()>,
}

/// The counts of due cards, which nobody compares any more, and those of everything.
#[derive(Serialize)]
pub(crate) struct CountsRequest {
    client: ([u32; 3], u32, u32, u32, u32, u32, u32, u32),
}

#[derive(Deserialize)]
pub(crate) struct CountsReply {
    pub(crate) status: String,
}

impl Graves {
    pub(crate) fn of(removed: &[GraveKind]) -> Self {
        let mut graves = Self::default();
        for grave in removed {
            match grave {
                GraveKind::Card(id) => graves.cards.push(Int(id.0)),
                GraveKind::Note(id) => graves.notes.push(Int(id.0)),
                GraveKind::Deck(id) => graves.decks.push(Int(id.0)),
            }
        }
        graves
    }

    pub(crate) fn removed(&self) -> Vec<GraveKind> {
        let notes = self.notes.iter().map(|id| GraveKind::Note(NoteId(id.0)));
        let cards = self.cards.iter().map(|id| GraveKind::Card(CardId(id.0)));
        let decks = self.decks.iter().map(|id| GraveKind::Deck(DeckId(id.0)));
        notes.chain(cards).chain(decks).collect()
    }
}

impl CountsRequest {
    pub(crate) const fn of(counts: SyncCounts) -> Self {
        let SyncCounts {
            cards,
            notes,
            reviews,
            notetypes,
            decks,
            deck_configs,
        } = counts;
        Self {
            client: (
                [0; 3],
                cards,
                notes,
                reviews,
                0,
                notetypes,
                decks,
                deck_configs,
            ),
        }
    }
}
