//! Checks notes with their note types, cards and tags.

use std::collections::HashSet;
use std::sync::Arc;

use ankid_storage::{CardSlot, StorageError};
use ankid_types::{
    CardId, CardTemplate, Note, NoteId, Notetype, NotetypeField, NotetypeId, StockKind,
};

use super::report::{DatabaseReport, Finding};
use crate::catalog::NotetypeEntry;
use crate::error::{CollectionError, Result};
use crate::notetypes::NotetypeEdit;
use crate::transaction::Transaction;

/// The tag of notes whose fields were mended; always in English.
const MENDED_TAG: &str = "db-check";
/// The fields of an image occlusion note that its editor relies on, and which of them may be deleted.
const OCCLUSION_FIELDS: usize = 5;
const OCCLUSION_COMMENTS: usize = 4;

impl Transaction<'_> {
    /// Mends notes and the cards that they call for, and makes the registry of tags anew.
    pub(super) fn check_notes(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let mut mended = DatabaseReport::default();
        let registered = self.storage().all_tags()?;
        let expanded: Vec<String> = registered
            .into_iter()
            .filter(|tag| !tag.collapsed)
            .map(|tag| tag.name)
            .collect();
        self.storage().remove_all_tags()?;
        let notes = self.storage().note_ids_by_notetype()?;
        for group in notes.chunk_by(|(left, _), (right, _)| left == right) {
            self.check_notes_of_one_notetype(group, &mut mended)?;
        }
        self.storage().expand_tags(&expanded)?;
        if self.catalog().notetypes().next().is_none() {
            let basic = crate::stock::basic("Basic", &mut || self.random_id());
            self.add_notetype(NotetypeEdit::of(&basic))?;
        }
        let unsyncable = [
            Finding::DuplicateCards,
            Finding::FieldCounts,
            Finding::MissingTemplates,
            Finding::MissingNotetypes,
        ];
        self.mark_schema_changed_if(unsyncable.iter().any(|kind| mended.count(*kind) > 0))?;
        report.absorb(mended);
        Ok(())
    }

    fn check_notes_of_one_notetype(
        &mut self,
        group: &[(NotetypeId, NoteId)],
        report: &mut DatabaseReport,
    ) -> Result<()> {
        let mut notetype = None;
        for (id, note) in group {
            let note = self.readable_note(*note, report)?;
            let notetype = match &notetype {
                Some(known) => Arc::clone(known),
                None => Arc::clone(notetype.insert(self.notetype_for(*id, &note, report)?)),
            };
            self.check_note(note, &notetype, report)?;
        }
        Ok(())
    }

    /// The note, after a look at its bytes where they are no text.
    fn readable_note(&self, id: NoteId, report: &mut DatabaseReport) -> Result<Note> {
        match self.require_note(id) {
            Err(CollectionError::Storage(StorageError::Undecodable { .. }))
                if self.storage().mend_note_text(id)? =>
            {
                report.add(Finding::InvalidText, 1);
                self.require_note(id)
            }
            note => note,
        }
    }

    fn check_note(
        &mut self,
        mut note: Note,
        notetype: &NotetypeEntry,
        report: &mut DatabaseReport,
    ) -> Result<()> {
        let cards = self.storage().card_slots_of_notes(&[note.id])?;
        let kept = self.remove_surplus_cards(&cards, notetype, report)?;
        if fit_fields(&mut note.fields, notetype.fields.len()) {
            note.tags.push(MENDED_TAG.to_owned());
            report.add(Finding::FieldCounts, 1);
        }
        note.modified = note.modified.min(self.now_secs());
        note.notetype_id = notetype.id;
        note.tags = self.canonify_tags(note.tags.iter().map(String::as_str))?;
        let digest = self.prepare_fields(&mut note, notetype)?;
        self.storage().save_checked_note(&note, &digest)?;
        let ordinals: Vec<u16> = kept.iter().map(|card| card.ordinal).collect();
        let missing = notetype
            .compiled()
            .ordinals_to_add(&note.fields, &note.tags, &ordinals);
        if !missing.is_empty() {
            let existing = self.storage().cards_of_note(note.id)?;
            let destination = self.last_deck_of(note.notetype_id)?;
            self.generate_cards(&note, notetype, &existing, destination)?;
        }
        Ok(())
    }

    /// Removes second cards of a template and cards without a template; returns the others.
    fn remove_surplus_cards<'c>(
        &self,
        cards: &'c [CardSlot],
        notetype: &NotetypeEntry,
        report: &mut DatabaseReport,
    ) -> Result<Vec<&'c CardSlot>> {
        let mut ordinals = HashSet::new();
        let mut kept = Vec::new();
        let mut surplus: Vec<CardId> = Vec::new();
        for card in cards {
            let doubled = !ordinals.insert(card.ordinal);
            let templateless =
                !notetype.is_cloze() && usize::from(card.ordinal) >= notetype.templates.len();
            report.add(Finding::DuplicateCards, usize::from(doubled));
            report.add(Finding::MissingTemplates, usize::from(templateless));
            if doubled || templateless {
                surplus.push(card.card);
            } else {
                kept.push(card);
            }
        }
        if !surplus.is_empty() {
            self.storage().remove_cards(&surplus)?;
        }
        Ok(kept)
    }

    /// The note type of a group of notes, made anew from what the notes look like if it is missing.
    fn notetype_for(
        &mut self,
        id: NotetypeId,
        first: &Note,
        report: &mut DatabaseReport,
    ) -> Result<Arc<NotetypeEntry>> {
        let id = match self.catalog().notetype(id) {
            Some(known) => {
                let known = Arc::clone(known);
                self.protect_occlusion_fields(&known)?;
                id
            }
            None => {
                report.add(Finding::MissingNotetypes, 1);
                self.recover_notetype(id, first.fields.len())?
            }
        };
        Ok(Arc::clone(self.catalog().require_notetype(id)?))
    }

    /// Makes a note type for so many fields, and for all cards that notes of the missing one have.
    fn recover_notetype(&mut self, missing: NotetypeId, fields: usize) -> Result<NotetypeId> {
        let highest = self.storage().highest_ordinal(missing)?;
        let name = format!("{MENDED_TAG}-{}-{fields}", self.now().0);
        let mut recovered = crate::stock::basic(&name, &mut || self.random_id());
        for number in recovered.fields.len() + 1..=fields {
            let field = NotetypeField::new(number.to_string(), self.random_id());
            recovered.fields.push(field);
        }
        let sides = recovered.templates.first().map(|template| {
            let settings = &template.settings;
            (
                settings.question_format.clone(),
                settings.answer_format.clone(),
            )
        });
        let (front, back) = sides.unwrap_or_default();
        for number in 2..=u32::from(highest) + 1 {
            let name = format!("Card {number}");
            let template = CardTemplate::new(name, &front, &back, self.random_id());
            recovered.templates.push(template);
        }
        self.add_unchecked_notetype(NotetypeEdit::of(&recovered))
    }

    /// Marks the fields of an image occlusion type that its editor relies on, as newer types have them.
    fn protect_occlusion_fields(&mut self, notetype: &Notetype) -> Result<()> {
        if notetype.settings.stock_kind != StockKind::ImageOcclusion
            || notetype.fields.len() < OCCLUSION_FIELDS
        {
            return Ok(());
        }
        let mut edit = NotetypeEdit::of(notetype);
        for (place, field) in edit.fields.iter_mut().take(OCCLUSION_FIELDS).enumerate() {
            let settings = &mut field.item.settings;
            if !settings.prevent_deletion {
                settings.prevent_deletion = place != OCCLUSION_COMMENTS;
                settings.tag = Some(place as u32);
            }
        }
        if edit != NotetypeEdit::of(notetype) {
            self.update_unchecked_notetype(edit)?;
        }
        Ok(())
    }
}

/// Gives a note so many fields: empty ones where some are missing, and those too many joined to the last
/// one that stays. Whether that changed anything.
fn fit_fields(fields: &mut Vec<String>, wanted: usize) -> bool {
    if fields.len() == wanted {
        return false;
    }
    let surplus = fields.split_off(wanted.max(1).min(fields.len()));
    if let Some(last) = fields.last_mut() {
        for value in surplus {
            last.push_str("; ");
            last.push_str(&value);
        }
    }
    fields.resize(wanted, String::new());
    true
}

#[cfg(test)]
mod tests {
    use super::fit_fields;

    #[test]
    fn surplus_fields_are_joined_and_missing_ones_are_empty() {
        for (fields, wanted, fitted) in [
            ("a b c d", 2, "a|b; c; d"),
            ("a", 3, "a||"),
            ("a b", 1, "a; b"),
        ] {
            let mut values: Vec<String> = fields.split(' ').map(str::to_owned).collect();
            assert!(fit_fields(&mut values, wanted), "{fields}");
            assert_eq!(values.join("|"), fitted);
            assert!(!fit_fields(&mut values, wanted));
        }
    }
}
