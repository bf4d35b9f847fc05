//! Giving notes another type: which field takes which value, and which template which card.

use std::collections::HashMap;

use ankid_types::{Note, NoteId, Notetype, NotetypeId, Usn};

use crate::catalog::NotetypeEntry;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::{CHUNK, View};

/// Another type for notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotetypeChange {
    /// The new note type.
    pub notetype: NotetypeId,
    /// For each of its fields the position of the old field whose value it takes; `None` to stay empty.
    pub fields: Vec<Option<usize>>,
    /// For each of its templates the position of the old template whose card it takes; `None` to make a new one.
    /// Cards of other old templates are removed. Does not count where one of the types is for clozes: there
    /// cards keep their ordinals.
    pub templates: Vec<Option<usize>>,
}

impl View<'_> {
    /// What Anki proposes for a change: fields and templates of one name belong together, then those that are left
    /// in their order.
    ///
    /// # Errors
    /// A note type is missing.
    pub fn proposed_notetype_change(
        &self,
        from: NotetypeId,
        to: NotetypeId,
    ) -> Result<NotetypeChange> {
        let (old, new) = (
            self.catalog().require_notetype(from)?,
            self.catalog().require_notetype(to)?,
        );
        let fields = |notetype: &Notetype| -> Vec<String> {
            let fields = notetype.fields.iter();
            fields.map(|field| field.name.clone()).collect()
        };
        let templates = |notetype: &Notetype| -> Vec<String> {
            let templates = notetype.templates.iter();
            templates.map(|template| template.name.clone()).collect()
        };
        Ok(NotetypeChange {
            notetype: to,
            fields: paired(&fields(old), &fields(new)),
            templates: paired(&templates(old), &templates(new)),
        })
    }
}

impl Transaction<'_> {
    /// Gives notes of one type another one; how many there were. Missing ones are passed over. The next sync must
    /// be a full one, as in Anki. What the step is called is for the caller to say.
    ///
    /// # Errors
    /// The notes have different types, the new one is missing, the change does not fit the two, or an error of the
    /// file.
    pub fn change_notetype(&mut self, notes: &[NoteId], change: &NotetypeChange) -> Result<usize> {
        let mut types = self.storage().notetypes_of_notes(notes)?.into_iter();
        let Some(from) = types.next() else {
            return Ok(0);
        };
        require(
            types.next().is_none(),
            "the notes have different note types",
        )?;
        let old = self.catalog().require_notetype(from)?.clone();
        let new = self.catalog().require_notetype(change.notetype)?.clone();
        check(change, &old, &new)?;
        self.mark_schema_changed()?;
        self.move_cards_to_templates(notes, change, &old, &new)?;
        let destination = self.last_deck_of(new.id)?;
        let mut changed = 0;
        for chunk in notes.chunks(CHUNK) {
            for mut note in self.storage().notes_by_id(chunk)? {
                take_values(&mut note, change);
                self.rewrite_note(&mut note, &new)?;
                let existing = self.storage().cards_of_note(note.id)?;
                self.generate_cards(&note, &new, &existing, destination)?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    fn move_cards_to_templates(
        &mut self,
        notes: &[NoteId],
        change: &NotetypeChange,
        old: &NotetypeEntry,
        new: &NotetypeEntry,
    ) -> Result<()> {
        let places: HashMap<u16, u16> = (0..)
            .zip(&change.templates)
            .filter_map(|(place, origin)| Some((u16::try_from((*origin)?).ok()?, place)))
            .collect();
        let place_of = |ordinal: u16| {
            if new.is_cloze() || usize::from(ordinal) >= old.templates.len() && !old.is_cloze() {
                Some(ordinal)
            } else if old.is_cloze() {
                (usize::from(ordinal) < new.templates.len()).then_some(ordinal)
            } else {
                places.get(&ordinal).copied()
            }
        };
        let mut gone = Vec::new();
        for slot in self.storage().card_slots_of_notes(notes)? {
            match place_of(slot.ordinal) {
                None => gone.push(slot.card),
                Some(place) if place == slot.ordinal => {}
                Some(place) => {
                    let now = self.now_secs();
                    self.storage()
                        .set_card_ordinal(slot.card, place, now, Usn::PENDING)?;
                }
            }
        }
        self.remove_cards_alone(&gone)
    }
}

fn check(change: &NotetypeChange, old: &Notetype, new: &Notetype) -> Result<()> {
    let fits = |origins: &[Option<usize>], old: usize, new: usize| {
        origins.len() == new && origins.iter().flatten().all(|origin| *origin < old)
    };
    require(
        fits(&change.fields, old.fields.len(), new.fields.len()),
        "the fields of the change are not those of the note types",
    )?;
    if old.is_cloze() || new.is_cloze() {
        return Ok(());
    }
    require(
        fits(&change.templates, old.templates.len(), new.templates.len()),
        "the templates of the change are not those of the note types",
    )?;
    let mut origins: Vec<_> = change.templates.iter().flatten().collect();
    origins.sort_unstable();
    let count = origins.len();
    origins.dedup();
    require(origins.len() == count, "a card can go to one template only")
}

fn require(condition: bool, reason: &'static str) -> Result<()> {
    condition
        .then_some(())
        .ok_or(CollectionError::InvalidNotetype(reason))
}

fn take_values(note: &mut Note, change: &NotetypeChange) {
    let value = |origin: &Option<usize>| {
        let value = origin.and_then(|origin| note.fields.get(origin));
        value.cloned().unwrap_or_default()
    };
    note.fields = change.fields.iter().map(value).collect();
    note.notetype_id = change.notetype;
}

/// For each new name the position of the old one that belongs to it.
fn paired(old: &[String], new: &[String]) -> Vec<Option<usize>> {
    let named = |name: &String| old.iter().position(|other| other == name);
    let by_name: Vec<_> = new.iter().map(named).collect();
    let mut left = (0..old.len()).filter(|place| !by_name.contains(&Some(*place)));
    let pairs = by_name.iter().map(|place| place.or_else(|| left.next()));
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::paired;

    #[test]
    fn names_belong_together_and_then_what_is_left() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let check = |old: &[&str], new: &[&str], expect: &[Option<usize>]| {
            assert_eq!(paired(&names(old), &names(new)), expect, "{old:?} {new:?}");
        };
        check(&["a", "b"], &["b", "a"], &[Some(1), Some(0)]);
        check(
            &["a", "b", "c"],
            &["x", "b", "y"],
            &[Some(0), Some(1), Some(2)],
        );
        check(&["a"], &["x", "a", "y"], &[None, Some(0), None]);
    }
}
