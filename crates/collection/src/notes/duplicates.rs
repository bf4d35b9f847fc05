//! Telling whether a note may be added: empty, duplicate, or misused clozes.

use std::collections::HashSet;

use ankid_template::FieldState;
use ankid_template::text::field_checksum;
use ankid_types::{DeckId, NoteId, NotetypeId};

use super::fields::{compose_field, stripped};
use crate::error::Result;
use crate::view::View;

/// Where a duplicate of a note's first field counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateScope {
    /// Only notes with a card in one of these decks; `None` for the whole collection.
    pub decks: Option<HashSet<DeckId>>,
    /// Notes of every note type, not only of the note's own.
    pub all_notetypes: bool,
}

/// Another note with the same first field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate(pub NoteId);

impl View<'_> {
    /// What hinders these values from being a good note, duplicates apart.
    ///
    /// # Errors
    /// The note type is missing.
    pub fn field_state(&self, notetype: NotetypeId, fields: &[String]) -> Result<FieldState> {
        let notetype = self.catalog().require_notetype(notetype)?;
        Ok(notetype.compiled().field_state(fields))
    }

    /// Another note of the note type whose first field reads the same without markup.
    ///
    /// # Errors
    /// An error of the file.
    pub fn duplicate(&self, notetype: NotetypeId, first_field: &str) -> Result<Option<Duplicate>> {
        let duplicates = self.duplicates(notetype, first_field)?;
        Ok(duplicates.into_iter().next().map(Duplicate))
    }

    /// The notes of the note type whose first field reads the same without markup.
    ///
    /// # Errors
    /// An error of the file.
    pub fn duplicates(&self, notetype: NotetypeId, first_field: &str) -> Result<Vec<NoteId>> {
        let mut text = first_field.to_owned();
        // Control characters are not deleted here, as Anki does only when it saves.
        if self.normalizes_text()? {
            compose_field(&mut text);
        }
        let text = stripped(&text);
        let candidates = self
            .storage()
            .first_fields_with_checksum(notetype, field_checksum(&text))?;
        let duplicates = candidates
            .into_iter()
            .filter(|(_note, field)| stripped(field) == text);
        Ok(duplicates.map(|(note, _field)| note).collect())
    }

    /// Another note whose first field has the same checksum, in a scope of decks or note types.
    ///
    /// Compares checksums only, and the text as it was given, as AnkiConnect does for a scope.
    ///
    /// # Errors
    /// An error of the file.
    pub fn duplicate_in(
        &self,
        scope: &DuplicateScope,
        notetype: NotetypeId,
        first_field: &str,
    ) -> Result<Option<Duplicate>> {
        let notetype = (!scope.all_notetypes).then_some(notetype);
        let checksum = field_checksum(&stripped(first_field));
        for note in self.storage().note_ids_with_checksum(notetype, checksum)? {
            let Some(decks) = &scope.decks else {
                return Ok(Some(Duplicate(note)));
            };
            let slots = self.storage().card_slots_of_notes(&[note])?;
            if slots.iter().any(|slot| decks.contains(&slot.deck)) {
                return Ok(Some(Duplicate(note)));
            }
        }
        Ok(None)
    }
}
