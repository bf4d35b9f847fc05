//! Notes that come from elsewhere: with guids of their own, into decks that are told for each.

use ankid_storage::NoteDigest;
use ankid_types::{DeckId, Note, NoteId, NotetypeId};

use super::fields::{self, normalize_field};
use super::{NewNote, NoteEdit};
use crate::cards::CardDestination;
use crate::catalog::NotetypeEntry;
use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::View;

/// What Anki's window for adding notes starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddingDefaults {
    /// The note type.
    pub notetype: NotetypeId,
    /// The deck, a normal one.
    pub deck: DeckId,
}

/// The form in which notes of a collection keep their values.
#[derive(Debug, Clone, Copy)]
pub struct FieldForm {
    compose: bool,
}

impl FieldForm {
    /// Brings a value into the form.
    pub fn apply(self, field: &mut String) {
        normalize_field(field, self.compose);
    }

    /// Brings a note's values into the form, and computes what it is found by.
    ///
    /// # Errors
    /// The number of values is wrong.
    pub fn prepare(self, note: &mut Note, notetype: &NotetypeEntry) -> Result<NoteDigest> {
        fields::prepare(note, notetype, self.compose)
    }
}

impl View<'_> {
    /// The note type and deck that notes are added with where nobody says others.
    ///
    /// # Errors
    /// There is no note type, or an error of the file.
    pub fn adding_defaults(&self) -> Result<AddingDefaults> {
        let current: Option<DeckId> = self.config(ConfigKey::CurrentDeck)?;
        let current = current.filter(|deck| self.is_normal(*deck));
        let current = current.unwrap_or(DeckId::DEFAULT);
        if self.config(ConfigKey::AddsToCurrentDeck)?.unwrap_or(true) {
            let last: Option<NotetypeId> = self.config(ConfigKey::LastNotetypeOf(current))?;
            let notetype = match last.filter(|id| self.catalog().notetype(*id).is_some()) {
                Some(notetype) => notetype,
                None => self.current_notetype()?,
            };
            return Ok(AddingDefaults {
                notetype,
                deck: current,
            });
        }
        let notetype = self.current_notetype()?;
        let last: Option<DeckId> = self.config(ConfigKey::LastDeckOf(notetype))?;
        let last = last.filter(|deck| self.is_normal(*deck));
        Ok(AddingDefaults {
            notetype,
            deck: last.unwrap_or(current),
        })
    }

    /// The form in which notes keep their values.
    ///
    /// # Errors
    /// An error of the file.
    pub fn field_form(&self) -> Result<FieldForm> {
        let compose = self.normalizes_text()?;
        Ok(FieldForm { compose })
    }

    fn is_normal(&self, deck: DeckId) -> bool {
        let deck = self.catalog().deck(deck);
        deck.is_some_and(|deck| !deck.is_filtered())
    }

    fn current_notetype(&self) -> Result<NotetypeId> {
        let current: Option<NotetypeId> = self.config(ConfigKey::CurrentNotetype)?;
        let current = current.filter(|id| self.catalog().notetype(*id).is_some());
        let first = || {
            self.catalog()
                .notetypes()
                .next()
                .map(|notetype| notetype.id)
        };
        current
            .or_else(first)
            .ok_or(CollectionError::NotetypeMissing(NotetypeId(0)))
    }
}

impl Transaction<'_> {
    /// Adds a note with its cards, under its own guid where it has one. What is remembered about adding stays.
    ///
    /// # Errors
    /// The note type is missing, the number of values is wrong, or an error of the file.
    pub fn add_incoming_note(&mut self, new: NewNote, guid: Option<String>) -> Result<NoteId> {
        self.set_label("Add Note");
        self.store_new_note(new, guid)
    }

    /// Changes a note as [`edit_note`](Self::edit_note) does, but the cards that it then lacks go to `deck`.
    ///
    /// # Errors
    /// Those of `edit_note`.
    pub fn edit_incoming_note(&mut self, id: NoteId, edit: NoteEdit, deck: DeckId) -> Result<bool> {
        self.set_label("Update Note");
        self.save_edit(id, edit, Some(deck))
    }

    /// Makes the cards that a note calls for and does not have; how many.
    ///
    /// # Errors
    /// The note or its note type is missing, or an error of the file.
    pub fn add_missing_cards(&mut self, id: NoteId, deck: DeckId) -> Result<usize> {
        let note = self.require_note(id)?;
        let notetype = self.catalog().require_notetype(note.notetype_id)?.clone();
        let existing = self.storage().cards_of_note(id)?;
        self.generate_cards(&note, &notetype, &existing, CardDestination::Given(deck))
    }

    /// Tags as a note would keep them; those that are new are registered.
    ///
    /// # Errors
    /// An error of the file.
    pub fn spelled_tags(&mut self, tags: &[String]) -> Result<Vec<String>> {
        self.canonify_tags(tags.iter().map(String::as_str))
    }
}
