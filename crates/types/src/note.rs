//! Notes: what a user wrote, from which cards are made.

use crate::{NoteId, NotetypeId, TimestampSecs, Usn};

/// A note. Its first field decides whether another note is a duplicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The note's id.
    pub id: NoteId,
    /// Names the note across collections; set once, by random.
    pub guid: String,
    /// The note type that gives the fields their names and makes the cards.
    pub notetype_id: NotetypeId,
    /// When the note last changed.
    pub modified: TimestampSecs,
    /// The sync state.
    pub usn: Usn,
    /// The tags, without spaces, sorted regardless of case.
    pub tags: Vec<String>,
    /// The values, one for each field of the note type, in its order.
    pub fields: Vec<String>,
}
