//! What a changed note type means for its notes and cards.

use std::collections::HashMap;
use std::mem;

use ankid_types::{CardId, Note, Usn};

use crate::catalog::NotetypeEntry;
use crate::error::Result;
use crate::transaction::Transaction;

impl Transaction<'_> {
    /// Reorders the values of all notes when fields were added, removed or moved.
    pub(crate) fn rewrite_notes_for_fields(
        &mut self,
        before: &NotetypeEntry,
        after: &NotetypeEntry,
        origins: &[Option<usize>],
    ) -> Result<()> {
        let reordered = is_reordered(origins, before.fields.len());
        let sorted_otherwise = before.settings.sort_field_index != after.settings.sort_field_index;
        if !reordered && !sorted_otherwise {
            return Ok(());
        }
        self.mark_schema_changed()?;
        for id in self.storage().note_ids_of_notetype(after.id)? {
            let mut note = self.require_note(id)?;
            if reordered {
                reorder_fields(&mut note, origins);
            }
            self.rewrite_note(&mut note, after)?;
        }
        Ok(())
    }

    /// Removes, renumbers and makes cards when templates were removed, moved, added or rewritten.
    pub(crate) fn rewrite_cards_for_templates(
        &mut self,
        before: &NotetypeEntry,
        after: &NotetypeEntry,
        origins: &[Option<usize>],
    ) -> Result<()> {
        if is_reordered(origins, before.templates.len()) {
            self.mark_schema_changed()?;
            self.renumber_cards(after, &new_ordinals(origins, before.templates.len()))?;
        }
        let fronts = |notetype: &NotetypeEntry| -> Vec<String> {
            let templates = notetype.templates.iter();
            templates
                .map(|template| template.settings.question_format.clone())
                .collect()
        };
        if origins.contains(&None) || fronts(before) != fronts(after) {
            self.generate_cards_of_notetype(after)?;
        }
        Ok(())
    }

    /// Gives cards the new ordinal of their template; removes those whose template is gone.
    fn renumber_cards(
        &mut self,
        notetype: &NotetypeEntry,
        new_ordinals: &HashMap<u16, Option<u16>>,
    ) -> Result<()> {
        let mut gone: Vec<CardId> = Vec::new();
        let mut moved = Vec::new();
        for slot in self.storage().card_slots_of_notetype(notetype.id)? {
            match new_ordinals.get(&slot.ordinal) {
                Some(None) => gone.push(slot.card),
                Some(Some(new)) if *new != slot.ordinal => moved.push((slot.card, *new)),
                _ => {}
            }
        }
        self.remove_cards_alone(&gone)?;
        for (card, ordinal) in moved {
            self.storage()
                .set_card_ordinal(card, ordinal, self.now_secs(), Usn::PENDING)?;
        }
        Ok(())
    }

    fn generate_cards_of_notetype(&mut self, notetype: &NotetypeEntry) -> Result<()> {
        let destination = self.last_deck_of(notetype.id)?;
        for id in self.storage().note_ids_of_notetype(notetype.id)? {
            let existing = self.storage().cards_of_note(id)?;
            if !notetype.is_cloze() && existing.len() == notetype.templates.len() {
                continue;
            }
            let note = self.require_note(id)?;
            self.generate_cards(&note, notetype, &existing, destination)?;
        }
        Ok(())
    }
}

/// Whether anything was added, removed or moved.
fn is_reordered(origins: &[Option<usize>], before: usize) -> bool {
    origins.len() != before
        || origins
            .iter()
            .enumerate()
            .any(|(place, origin)| *origin != Some(place))
}

/// The new ordinal of each old one; `None` for what is gone.
fn new_ordinals(origins: &[Option<usize>], before: usize) -> HashMap<u16, Option<u16>> {
    let new_place = |old: usize| origins.iter().position(|origin| *origin == Some(old));
    (0..before)
        .map(|old| (old as u16, new_place(old).map(|place| place as u16)))
        .collect()
}

fn reorder_fields(note: &mut Note, origins: &[Option<usize>]) {
    let mut old = mem::take(&mut note.fields);
    let take = |origin: &Option<usize>| -> String {
        origin
            .and_then(|place| old.get_mut(place))
            .map(mem::take)
            .unwrap_or_default()
    };
    note.fields = origins.iter().map(take).collect();
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{is_reordered, new_ordinals};

    #[test]
    fn reordering_is_told_from_staying() {
        assert!(!is_reordered(&[Some(0), Some(1)], 2));
        assert!(is_reordered(&[Some(0), Some(1)], 3));
        assert!(is_reordered(&[Some(1), Some(0)], 2));
        assert!(is_reordered(&[Some(0), Some(1), None], 2));
    }

    #[test]
    fn ordinals_follow_their_templates() {
        let expected = HashMap::from([(0, None), (1, Some(0)), (2, Some(2))]);
        assert_eq!(new_ordinals(&[Some(1), None, Some(2)], 3), expected);
    }
}
