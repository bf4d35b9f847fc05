//! What became of an import.

use ankid_template::text::html_to_text_line;
use ankid_types::{Note, NoteId};

/// How many letters of a note a report shows.
const SHOWN_CHARACTERS: usize = 80;

/// A note in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedNote {
    /// Its id in the collection; in the package, for a note that was left out.
    pub id: NoteId,
    /// The beginning of its first field, without markup.
    pub text: String,
}

/// What was added and changed, and what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// How many notes the package has.
    pub found_notes: usize,
    /// Notes that are new.
    pub new: Vec<LoggedNote>,
    /// Notes that were there and got other content.
    pub updated: Vec<LoggedNote>,
    /// Notes that were there and stayed, because what came in is not newer, or nothing is to be updated.
    pub unchanged: Vec<LoggedNote>,
    /// Notes that were left out, because the note of that guid has another note type.
    pub conflicting: Vec<LoggedNote>,
    /// How many cards are new.
    pub new_cards: usize,
    /// How many cards were left out, because the note has one of that kind; it keeps its scheduling.
    pub known_cards: usize,
    /// How many entries of the review log are new.
    pub new_reviews: usize,
    /// The decks that are new.
    pub new_decks: Vec<String>,
    /// The presets of deck options that are new.
    pub new_deck_configs: Vec<String>,
    /// The note types that are new.
    pub new_notetypes: Vec<String>,
    /// The note types that were there and were changed.
    pub changed_notetypes: Vec<String>,
    /// How many media files are new.
    pub new_media: usize,
    /// The media files whose names were taken by others, with the names that they got.
    pub renamed_media: Vec<(String, String)>,
}

impl LoggedNote {
    /// The note `id` with the text of `note`.
    pub(super) fn new(id: NoteId, note: &Note) -> Self {
        let field = note.fields.first().map_or("", String::as_str);
        let text = html_to_text_line(field, true);
        Self {
            id,
            text: text.chars().take(SHOWN_CHARACTERS).collect(),
        }
    }
}
