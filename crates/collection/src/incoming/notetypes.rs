//! Note types of another collection, and notes that change over to them.

use ankid_types::{NoteId, Notetype, NotetypeId, TimestampSecs, Usn};

use crate::error::Result;
use crate::notetypes::{NotetypeEdit, prepare};
use crate::transaction::Transaction;

/// When a note type is said to have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotetypeStamp {
    /// Now.
    Now,
    /// When it changed in the other collection.
    Kept(TimestampSecs),
}

impl Transaction<'_> {
    /// Adds a note type with its own time of change, whatever its templates are like. It keeps its id
    /// unless that is taken or 0; a name that is taken gets plus signs.
    ///
    /// # Errors
    /// It has no field or template, or an empty name; or an error of the file.
    pub fn adopt_notetype(&mut self, notetype: &Notetype) -> Result<NotetypeId> {
        let mut adopted = prepare(NotetypeEdit::of(notetype), None)?;
        adopted.modified = notetype.modified;
        self.free_notetype_name(&mut adopted);
        adopted.usn = Usn::PENDING;
        if adopted.id == NotetypeId(0) {
            adopted.id = NotetypeId(self.now().0);
        }
        adopted.id = self.storage().add_notetype(&adopted)?;
        let id = adopted.id;
        self.catalog_mut().put_notetype(adopted);
        Ok(id)
    }

    /// Saves a note type that an import has changed, whatever its templates are like, and rewrites its
    /// notes and cards accordingly; whether anything is different.
    ///
    /// # Errors
    /// The note type is missing or would have no field or template; or an error of the file.
    pub fn merge_notetype(&mut self, edit: NotetypeEdit, stamp: NotetypeStamp) -> Result<bool> {
        let before = self.catalog().require_notetype(edit.id)?.clone();
        let (field_origins, template_origins) = (edit.field_origins(), edit.template_origins());
        let mut merged = prepare(edit, Some(&before))?;
        (merged.modified, merged.usn) = (before.modified, before.usn);
        self.free_notetype_name(&mut merged);
        if merged == **before {
            return Ok(false);
        }
        merged.usn = Usn::PENDING;
        merged.modified = match stamp {
            NotetypeStamp::Now => self.now_secs(),
            NotetypeStamp::Kept(modified) => modified,
        };
        self.storage().update_notetype(&merged)?;
        self.catalog_mut().put_notetype(merged);
        let after = self.catalog().require_notetype(before.id)?.clone();
        self.rewrite_notes_for_fields(&before, &after, &field_origins)?;
        self.rewrite_cards_for_templates(&before, &after, &template_origins)?;
        Ok(true)
    }

    /// Gives notes another note type. The lists tell, for each field and template of the other one,
    /// which of the old ones it takes over. Cards of the others are removed; missing ones are made.
    /// The next sync is a full one.
    ///
    /// # Errors
    /// A note or note type is missing, or an error of the file.
    pub fn change_notetype(
        &mut self,
        notes: &[NoteId],
        to: NotetypeId,
        fields: &[Option<usize>],
        templates: &[Option<usize>],
    ) -> Result<()> {
        self.mark_schema_changed()?;
        let after = self.catalog().require_notetype(to)?.clone();
        let destination = self.last_deck_of(to)?;
        for id in notes {
            let mut note = self.require_note(*id)?;
            let before = self.catalog().require_notetype(note.notetype_id)?.clone();
            self.renumber_cards_of_note(*id, &before, templates)?;
            let value = |origin: &Option<usize>| origin.and_then(|place| note.fields.get(place));
            let values = fields.iter().map(|origin| value(origin).cloned());
            note.fields = values.map(Option::unwrap_or_default).collect();
            note.notetype_id = to;
            self.rewrite_note(&mut note, &after)?;
            let existing = self.storage().cards_of_note(*id)?;
            self.generate_cards(&note, &after, &existing, destination)?;
        }
        Ok(())
    }

    fn renumber_cards_of_note(
        &mut self,
        note: NoteId,
        before: &Notetype,
        templates: &[Option<usize>],
    ) -> Result<()> {
        let mut gone = Vec::new();
        for slot in self.storage().card_slots_of_notes(&[note])? {
            let old = usize::from(slot.ordinal);
            if before.is_cloze() || old >= before.templates.len() {
                continue;
            }
            match templates.iter().position(|origin| *origin == Some(old)) {
                None => gone.push(slot.card),
                Some(new) if new != old => {
                    let (now, usn) = (self.now_secs(), Usn::PENDING);
                    self.storage()
                        .set_card_ordinal(slot.card, new as u16, now, usn)?;
                }
                Some(_same) => {}
            }
        }
        self.remove_cards_alone(&gone)
    }

    /// A name that another note type has gets plus signs, and counts as changed now.
    fn free_notetype_name(&self, notetype: &mut Notetype) {
        let is_taken = |name: &str| {
            let holder = self.catalog().notetype_by_name(name);
            holder.is_some_and(|holder| holder.id != notetype.id)
        };
        let mut name = notetype.name.clone();
        while is_taken(&name) {
            name.push('+');
        }
        if name != notetype.name {
            notetype.name = name;
            notetype.modified = self.now_secs();
        }
    }
}
