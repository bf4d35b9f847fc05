//! Notes: adding, changing and removing them, and telling duplicates.

mod adding;
mod duplicates;
mod fields;
mod incoming;
mod preview;
mod replacing;

use std::collections::HashMap;

use ankid_storage::{Grave, GraveKind};
use ankid_types::{CardId, DeckId, Note, NoteId, NotetypeId, TimestampSecs, Usn};
use rand::Rng;

pub(crate) use adding::Added;
pub use duplicates::{Duplicate, DuplicateScope};
pub(crate) use fields::digest_synced;
pub use incoming::{AddingDefaults, FieldForm};
pub use preview::CardPreview;
pub use replacing::Replacing;

use crate::cards::CardDestination;
use crate::catalog::NotetypeEntry;
use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::{CHUNK, View};

/// The digits of a guid.
const GUID_DIGITS: &[u8; 91] =
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_`{|}~";

/// A note that is to be added.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// The note type.
    pub notetype_id: NotetypeId,
    /// The deck that its cards go to.
    pub deck_id: DeckId,
    /// The values, one for each field of the note type.
    pub fields: Vec<String>,
    /// Tags as given, each possibly several separated by spaces.
    pub tags: Vec<String>,
}

/// What is to be changed on a note. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct NoteEdit {
    /// Another note type.
    pub notetype_id: Option<NotetypeId>,
    /// All values.
    pub fields: Option<Vec<String>>,
    /// All tags, as given.
    pub tags: Option<Vec<String>>,
}

impl View<'_> {
    /// Those of some notes that there are, ascending.
    ///
    /// # Errors
    /// An error of the file.
    pub fn existing_notes(&self, ids: &[NoteId]) -> Result<Vec<NoteId>> {
        Ok(self.storage().existing_note_ids(ids)?)
    }

    /// The cards of some notes.
    ///
    /// # Errors
    /// An error of the file.
    pub fn cards_of_notes(&self, ids: &[NoteId]) -> Result<Vec<CardId>> {
        let slots = self.storage().card_slots_of_notes(ids)?;
        Ok(slots.into_iter().map(|slot| slot.card).collect())
    }

    /// The note with this id.
    ///
    /// # Errors
    /// An error of the file.
    pub fn get_note(&self, id: NoteId) -> Result<Option<Note>> {
        Ok(self.storage().get_note(id)?)
    }

    /// The tags of a note.
    ///
    /// # Errors
    /// An error of the file.
    pub fn get_note_tags(&self, id: NoteId) -> Result<Option<Vec<String>>> {
        Ok(self.storage().get_note_tags(id)?)
    }

    /// Hands over when each wanted note last changed, in the wanted order; `None` where there is no
    /// note.
    ///
    /// # Errors
    /// That of `visit`, or an error of the file.
    pub fn for_each_note_modification<E: From<CollectionError>>(
        &self,
        ids: &[NoteId],
        mut visit: impl FnMut(NoteId, Option<TimestampSecs>) -> Result<(), E>,
    ) -> Result<(), E> {
        for chunk in ids.chunks(CHUNK) {
            let times = self
                .storage()
                .note_modification_times(chunk)
                .map_err(CollectionError::from)?;
            let times: HashMap<_, _> = times.into_iter().collect();
            for id in chunk {
                visit(*id, times.get(id).copied())?;
            }
        }
        Ok(())
    }

    /// Hands over each wanted note in the wanted order, with its note type and the ids of its cards by
    /// ordinal; `None` where there is no note.
    ///
    /// # Errors
    /// That of `visit`, a note without its note type, or an error of the file.
    pub fn for_each_note_with_cards<E: From<CollectionError>>(
        &self,
        ids: &[NoteId],
        mut visit: impl FnMut(Option<(&Note, &NotetypeEntry, &[CardId])>) -> Result<(), E>,
    ) -> Result<(), E> {
        for chunk in ids.chunks(CHUNK) {
            let notes = self.notes_by_id(chunk)?;
            let cards = self.cards_by_note(chunk)?;
            for id in chunk {
                let Some(note) = notes.get(id) else {
                    visit(None)?;
                    continue;
                };
                let notetype = self.catalog().require_notetype(note.notetype_id)?;
                let own = cards.get(id).map_or(&[] as &[CardId], Vec::as_slice);
                visit(Some((note, notetype, own)))?;
            }
        }
        Ok(())
    }

    pub(crate) fn notes_by_id(&self, ids: &[NoteId]) -> Result<HashMap<NoteId, Note>> {
        let notes = self.storage().notes_by_id(ids)?;
        Ok(notes.into_iter().map(|note| (note.id, note)).collect())
    }

    /// The ids of the cards of notes, by ordinal.
    fn cards_by_note(&self, ids: &[NoteId]) -> Result<HashMap<NoteId, Vec<CardId>>> {
        let mut cards: HashMap<NoteId, Vec<CardId>> = HashMap::new();
        for slot in self.storage().card_slots_of_notes(ids)? {
            cards.entry(slot.note).or_default().push(slot.card);
        }
        Ok(cards)
    }

    /// The note with this id.
    ///
    /// # Errors
    /// [`CollectionError::NoteMissing`], or an error of the file.
    pub fn require_note(&self, id: NoteId) -> Result<Note> {
        self.storage()
            .get_note(id)?
            .ok_or(CollectionError::NoteMissing(id))
    }
}

impl Transaction<'_> {
    /// Adds a note with its cards.
    ///
    /// At least one card is always made. Whether the note is a duplicate or empty is not asked.
    ///
    /// # Errors
    /// The note type is missing, the number of values is wrong, or an error of the file.
    pub fn add_note(&mut self, new: NewNote) -> Result<NoteId> {
        self.set_label("Add Note");
        let (notetype, deck) = (new.notetype_id, new.deck_id);
        let note = self.store_new_note(new, None)?;
        self.remember_adding(notetype, deck)?;
        Ok(note)
    }

    fn store_new_note(&mut self, new: NewNote, own_guid: Option<String>) -> Result<NoteId> {
        let notetype = self.catalog().require_notetype(new.notetype_id)?.clone();
        let tags = self.canonify_tags(new.tags.iter().map(String::as_str))?;
        let mut note = Note {
            id: NoteId(self.now().0),
            guid: own_guid.unwrap_or_else(|| guid(self.random.next_u64())),
            notetype_id: new.notetype_id,
            modified: self.now_secs(),
            usn: Usn::PENDING,
            tags,
            fields: new.fields,
        };
        let digest = self.prepare_fields(&mut note, &notetype)?;
        self.add_note_row(&mut note, &digest)?;
        self.generate_cards(&note, &notetype, &[], CardDestination::Given(new.deck_id))?;
        Ok(note.id)
    }

    /// Changes a note and makes the cards that it then lacks; whether anything changed.
    ///
    /// # Errors
    /// The note or note type is missing, the number of values is wrong, or an error of the file.
    pub fn edit_note(&mut self, id: NoteId, edit: NoteEdit) -> Result<bool> {
        self.set_label("Update Note");
        self.save_edit(id, edit, None)
    }

    /// Saves what is changed of a note, and makes the cards that it then lacks: in `deck`, or in the one that
    /// notes of its type were last added to.
    fn save_edit(&mut self, id: NoteId, edit: NoteEdit, deck: Option<DeckId>) -> Result<bool> {
        let before = self.require_note(id)?;
        if edit
            .notetype_id
            .is_some_and(|other| other != before.notetype_id)
        {
            self.set_label("Change Note Type");
        }
        let mut note = before.clone();
        note.notetype_id = edit.notetype_id.unwrap_or(note.notetype_id);
        note.fields = edit.fields.unwrap_or(note.fields);
        if let Some(tags) = edit.tags {
            note.tags = self.canonify_tags(tags.iter().map(String::as_str))?;
        }
        if note == before {
            return Ok(false);
        }
        let notetype = self.catalog().require_notetype(note.notetype_id)?.clone();
        self.rewrite_note(&mut note, &notetype)?;
        let existing = self.storage().cards_of_note(id)?;
        let destination = match deck {
            Some(deck) => CardDestination::Given(deck),
            None => self.last_deck_of(note.notetype_id)?,
        };
        self.generate_cards(&note, &notetype, &existing, destination)?;
        Ok(true)
    }

    /// Saves a changed note, its sort field and checksum, stamped as changed now.
    pub(crate) fn rewrite_note(&self, note: &mut Note, notetype: &NotetypeEntry) -> Result<()> {
        let digest = self.prepare_fields(note, notetype)?;
        note.modified = self.now_secs();
        note.usn = Usn::PENDING;
        self.storage().update_note(note, &digest)?;
        Ok(())
    }

    /// Removes notes and their cards; how many notes there were. Missing ones are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn remove_notes(&mut self, ids: &[NoteId]) -> Result<usize> {
        self.set_label("Delete Note");
        let slots = self.storage().card_slots_of_notes(ids)?;
        let cards: Vec<_> = slots.into_iter().map(|slot| slot.card).collect();
        self.remove_cards_alone(&cards)?;
        let present = self.storage().existing_note_ids(ids)?;
        for note in &present {
            self.storage().add_grave(Grave {
                of: GraveKind::Note(*note),
                usn: Usn::PENDING,
            })?;
        }
        Ok(self.storage().remove_notes(&present)?)
    }

    pub(crate) fn last_deck_of(&self, notetype: NotetypeId) -> Result<CardDestination> {
        let last: Option<DeckId> = self.config(ConfigKey::LastDeckOf(notetype))?;
        Ok(last.map_or(CardDestination::Default, CardDestination::Given))
    }
}

/// A guid: the number in base 91, most significant digit first.
fn guid(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from(GUID_DIGITS[(number % 91) as usize]));
        number /= 91;
    }
    digits.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::guid;

    #[test]
    fn guids_are_numbers_in_base_91() {
        for (number, expected) in [
            (0, ""),
            (1, "b"),
            (1_234_567_890, "saAKk"),
            (u64::MAX, "Rj&Z5m[>Zp"),
        ] {
            assert_eq!(guid(number), expected);
        }
    }
}
