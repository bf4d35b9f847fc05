//! The dialogs: adding, editing with a history, importing.

use ankid_types::{DeckId, NoteId, NotetypeId};

/// How many notes the edit dialog remembers.
const HISTORY_KEPT: usize = 100;

/// A note that is to be added, as far as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The deck that its cards go to.
    pub deck: DeckId,
    /// The note type.
    pub notetype: NotetypeId,
    /// The values in the order of the note type's fields.
    pub fields: Vec<String>,
    /// The tags.
    pub tags: Vec<String>,
}

/// The dialog that adds notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddDialog {
    /// Grows with each draft that is put in, so that a page knows when to take it over.
    pub number: u64,
    /// What it was opened with; `None` to start with what was added last.
    pub draft: Option<Draft>,
}

/// The dialog that edits notes, and the notes that it showed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditDialog {
    /// The notes, oldest first; each once.
    history: Vec<NoteId>,
    /// Which of them is shown.
    position: usize,
}

/// The dialog that imports a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDialog {
    /// Grows with each file.
    pub number: u64,
    /// The file; `None` to ask for one.
    pub path: Option<String>,
}

impl EditDialog {
    pub(crate) fn new(note: NoteId) -> Self {
        Self {
            history: vec![note],
            position: 0,
        }
    }

    /// Shows a note and makes it the newest of the history.
    pub(crate) fn show(&mut self, note: NoteId) {
        self.history.retain(|shown| *shown != note);
        self.history.push(note);
        if self.history.len() > HISTORY_KEPT {
            self.history.remove(0);
        }
        self.position = self.history.len() - 1;
    }

    /// Goes so many notes forth, or back where negative, as far as the history reaches.
    pub(crate) fn step(&mut self, by: isize) {
        let last = self.history.len() - 1;
        self.position = self.position.saturating_add_signed(by).min(last);
    }

    /// Forgets a note that was removed; whether any is left.
    pub(crate) fn forget(&mut self, note: NoteId) -> bool {
        self.history.retain(|shown| *shown != note);
        self.position = self.position.min(self.history.len().saturating_sub(1));
        !self.history.is_empty()
    }

    /// The note that is shown.
    #[must_use]
    pub fn note(&self) -> Option<NoteId> {
        self.history.get(self.position).copied()
    }

    /// The notes that were shown, oldest first.
    #[must_use]
    pub fn history(&self) -> &[NoteId] {
        &self.history
    }

    /// Which note of the history is shown.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }
}
