//! Note types: adding, changing and removing them, and what that means for notes and cards.

mod change;
mod edit;
mod prepare;
mod rewrite;

use std::collections::HashMap;

use ankid_template::check_templates;
use ankid_types::{Notetype, NotetypeId, Usn};
use sha1::{Digest, Sha1};

pub use change::NotetypeChange;
pub use edit::{Edited, NotetypeEdit};
pub(crate) use prepare::prepare;

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

impl View<'_> {
    /// How many notes each note type has that has any.
    ///
    /// # Errors
    /// An error of the file.
    pub fn count_notes_by_notetype(&self) -> Result<HashMap<NotetypeId, u32>> {
        Ok(self
            .storage()
            .count_notes_by_notetype()?
            .into_iter()
            .collect())
    }
}

impl Transaction<'_> {
    /// Adds a note type; a name that is taken gets a suffix. Its id is given here.
    ///
    /// # Errors
    /// The note type has no field or template, an empty name or a broken template, or an error of
    /// the file.
    pub fn add_notetype(&mut self, mut edit: NotetypeEdit) -> Result<NotetypeId> {
        self.set_label("Add Note Type");
        edit.id = NotetypeId(0);
        self.make_name_free(&mut edit);
        let notetype = prepare(edit, None)?;
        check_templates(&notetype)?;
        self.store_new_notetype(notetype)
    }

    /// Adds a note type whose templates may be broken, or the same; a name that is taken gets a plus sign.
    pub(crate) fn add_unchecked_notetype(&mut self, edit: NotetypeEdit) -> Result<NotetypeId> {
        let mut notetype = prepare(edit, None)?;
        while self.catalog().notetype_by_name(&notetype.name).is_some() {
            notetype.name.push('+');
        }
        self.store_new_notetype(notetype)
    }

    fn store_new_notetype(&mut self, mut notetype: Notetype) -> Result<NotetypeId> {
        notetype.id = NotetypeId(self.now().0);
        self.stamp(&mut notetype);
        notetype.id = self.storage().add_notetype(&notetype)?;
        self.set_config(ConfigKey::CurrentNotetype, &notetype.id)?;
        let id = notetype.id;
        self.catalog_mut().put_notetype(notetype);
        Ok(id)
    }

    /// Saves a changed note type and rewrites its notes and cards accordingly.
    ///
    /// # Errors
    /// The note type is missing or would have no field or template, an empty name or a broken
    /// template, or an error of the file.
    pub fn update_notetype(&mut self, mut edit: NotetypeEdit) -> Result<()> {
        self.set_label("Update Note Type");
        let before = self.catalog().require_notetype(edit.id)?.clone();
        self.make_name_free(&mut edit);
        let (field_origins, template_origins) = (edit.field_origins(), edit.template_origins());
        let mut notetype = prepare(edit, Some(&before))?;
        check_templates(&notetype)?;
        self.stamp(&mut notetype);
        self.storage().update_notetype(&notetype)?;
        let id = notetype.id;
        self.catalog_mut().put_notetype(notetype);
        let after = self.catalog().require_notetype(id)?.clone();
        self.rewrite_notes_for_fields(&before, &after, &field_origins)?;
        self.rewrite_cards_for_templates(&before, &after, &template_origins)
    }

    /// Saves a note type with other settings of its fields, whatever its templates are like.
    pub(crate) fn update_unchecked_notetype(&mut self, edit: NotetypeEdit) -> Result<()> {
        let before = self.catalog().require_notetype(edit.id)?.clone();
        let mut notetype = prepare(edit, Some(&before))?;
        self.stamp(&mut notetype);
        self.storage().update_notetype(&notetype)?;
        self.catalog_mut().put_notetype(notetype);
        Ok(())
    }

    /// Removes a note type with its notes and cards. When it was the last one, a new "Basic" is made.
    ///
    /// # Errors
    /// The note type is missing, or an error of the file.
    pub fn remove_notetype(&mut self, id: NotetypeId) -> Result<()> {
        self.set_label("Remove Note Type");
        self.catalog().require_notetype(id)?;
        self.mark_schema_changed()?;
        let notes = self.storage().note_ids_of_notetype(id)?;
        self.remove_notes(&notes)?;
        self.set_label("Remove Note Type");
        self.storage().remove_notetype(id)?;
        self.catalog_mut().remove_notetype(id);
        self.forget_notetype(id)?;
        let first = self.catalog().notetypes().next().map(|left| left.id);
        match first {
            Some(first) => self.set_config(ConfigKey::CurrentNotetype, &first),
            None => {
                let basic = crate::stock::basic("Basic", &mut || self.random_id());
                self.add_notetype(NotetypeEdit::of(&basic)).map(|_added| ())
            }
        }
    }

    /// Removes the note types that no note has; how many.
    ///
    /// # Errors
    /// An error of the file.
    pub fn remove_unused_notetypes(&mut self) -> Result<usize> {
        let used = self.count_notes_by_notetype()?;
        let notetypes = self.catalog().notetypes();
        let unused: Vec<_> = notetypes
            .map(|notetype| notetype.id)
            .filter(|id| !used.contains_key(id))
            .collect();
        for id in &unused {
            self.remove_notetype(*id)?;
        }
        Ok(unused.len())
    }

    /// A name that another note type has gets five hexadecimal digits, as Anki's own door adds them.
    fn make_name_free(&mut self, edit: &mut NotetypeEdit) {
        let holder = self
            .catalog()
            .notetype_by_name(&edit.name)
            .map(|holder| holder.id);
        if holder.is_some_and(|holder| holder != edit.id) {
            let digest: [u8; 20] = Sha1::digest(self.random_id().to_be_bytes()).into();
            let suffix: String = hex::encode(digest).chars().take(5).collect();
            edit.name = format!("{}-{suffix}", edit.name);
        }
    }

    fn stamp(&self, notetype: &mut Notetype) {
        notetype.modified = self.now_secs();
        notetype.usn = Usn::PENDING;
        for template in &mut notetype.templates {
            template.modified = self.now_secs();
            template.usn = Usn::PENDING;
        }
    }
}
