//! Table `tags`: the registry of tag names. Which note has which tag stands in `notes`.

use std::collections::HashSet;

use rusqlite::{Row, params};

use ankid_types::Usn;

use crate::row::TableRow;
use crate::{Result, Storage, unicase_order};

/// A tag that the collection knows, whether or not a note has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredTag {
    /// The name in the spelling that all notes share.
    pub name: String,
    /// The sync state.
    pub usn: Usn,
    /// Whether lists of tags hide the tags below this one.
    pub collapsed: bool,
}

impl Storage {
    /// All tags of the registry, sorted regardless of case.
    pub fn all_tags(&self) -> Result<Vec<RegisteredTag>> {
        self.connection()
            .prepare_cached("SELECT tag, usn, collapsed FROM tags ORDER BY tag")?
            .query_and_then([], row_to_tag)?
            .collect()
    }

    /// The tag of a name, regardless of case.
    pub fn get_tag(&self, name: &str) -> Result<Option<RegisteredTag>> {
        self.connection()
            .prepare_cached("SELECT tag, usn, collapsed FROM tags WHERE tag = ?1")?
            .query_and_then([name], row_to_tag)?
            .next()
            .transpose()
    }

    /// Puts a tag into the registry, in place of one of that name regardless of case.
    pub fn set_tag(&self, tag: &RegisteredTag) -> Result<()> {
        self.connection()
            .prepare_cached(include_str!("tags/set.sql"))?
            .execute(params![tag.name, tag.usn.0, tag.collapsed])?;
        Ok(())
    }

    /// Takes a name out of the registry regardless of case, and says whether it was there.
    pub fn remove_tag(&self, name: &str) -> Result<bool> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM tags WHERE tag = ?1")?
            .execute([name])?;
        Ok(removed > 0)
    }

    /// The tags that notes have, each once in the spelling of the oldest note, sorted regardless of
    /// case.
    pub fn tags_in_use(&self) -> Result<Vec<String>> {
        let (mut known, mut used) = (HashSet::new(), Vec::new());
        self.for_each_tagged_note(|_note, tags| -> Result<()> {
            for tag in tags.iter() {
                if !known.contains(tag) {
                    known.insert(tag.to_owned());
                    used.push(tag.to_owned());
                }
            }
            Ok(())
        })?;
        used.sort_by(|left, right| unicase_order(left, right));
        used.dedup_by(|left, right| unicase_order(left, right).is_eq());
        Ok(used)
    }
}

fn row_to_tag(row: &Row<'_>) -> Result<RegisteredTag> {
    let row = TableRow::new("tags", row);
    Ok(RegisteredTag {
        name: row.get(0)?,
        usn: Usn(row.get(1)?),
        collapsed: row.get(2)?,
    })
}
