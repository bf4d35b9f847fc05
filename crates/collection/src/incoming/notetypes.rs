//! Note types of another collection.

use ankid_types::{Notetype, NotetypeId, TimestampSecs, Usn};

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
