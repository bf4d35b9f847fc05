//! Table `notes`.

use rusqlite::{Params, Row, ToSql, params};

use ankid_types::{Note, NoteId, NotetypeId, TimestampSecs, Usn};

use crate::ids::IdTable;
use crate::row::{TableRow, id_array};
use crate::undo_log::Table;
use crate::{Result, Storage, StorageError};

const FIELD_SEPARATOR: char = '\u{1f}';

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, guid, mid, mod, usn, tags, flds FROM notes ",
            $condition
        )
    };
}

/// What is stored with a note so that sorting and the search for duplicates need not read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteDigest {
    /// The text of the sort field. What looks like a number is stored and sorted as one.
    pub sort_field: String,
    /// The first four bytes of the SHA-1 of the first field's text.
    pub checksum: u32,
}

impl NoteDigest {
    /// Columns `sfld` and `csum`.
    pub(crate) const fn columns(&self) -> (&str, u32) {
        (self.sort_field.as_str(), self.checksum)
    }
}

/// The tags of a note in the stored form, ` one two `; an ideographic space also separates.
#[derive(Debug, Clone, Copy)]
pub struct StoredTags<'row>(pub(crate) &'row str);

impl<'row> StoredTags<'row> {
    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = &'row str> {
        self.0
            .split([' ', '\u{3000}'])
            .filter(|tag| !tag.is_empty())
    }

    /// A copy of them.
    #[must_use]
    pub fn to_vec(self) -> Vec<String> {
        self.iter().map(str::to_owned).collect()
    }
}

/// What a note is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteKey {
    /// The note.
    pub id: NoteId,
    /// Its guid, the same in all collections.
    pub guid: String,
    /// Its note type.
    pub notetype_id: NotetypeId,
    /// The checksum of its first field.
    pub checksum: u32,
}

impl Storage {
    /// What all notes are known by, by id.
    pub fn note_keys(&self) -> Result<Vec<NoteKey>> {
        self.connection()
            .prepare_cached("SELECT id, guid, mid, csum FROM notes ORDER BY id")?
            .query_and_then([], |row| {
                let row = TableRow::new("notes", row);
                Ok(NoteKey {
                    id: NoteId(row.get(0)?),
                    guid: row.get(1)?,
                    notetype_id: NotetypeId(row.get(2)?),
                    checksum: row.get(3)?,
                })
            })?
            .collect()
    }

    /// The note types of some notes, each once.
    pub fn notetypes_of_notes(&self, ids: &[NoteId]) -> Result<Vec<NotetypeId>> {
        self.connection()
            .prepare_cached("SELECT DISTINCT mid FROM notes WHERE id IN rarray(?1)")?
            .query_and_then([note_array(ids)], |row| {
                let row = TableRow::new("notes", row);
                Ok(NotetypeId(row.get(0)?))
            })?
            .collect()
    }

    /// Adds a note under its own id or, where that is taken, under the next one.
    pub fn add_note(&self, note: &Note, digest: &NoteDigest) -> Result<NoteId> {
        let sql = concat!(
            include_str!("notes/add.sql"),
            " ON CONFLICT (id) DO NOTHING"
        );
        let id = self.add_under_free_id(IdTable::Notes, note.id.0, |id| {
            let added = self.write_note(sql, NoteId(id), note, digest.columns())? > 0;
            if added {
                self.undo_log().record_added(Table::Notes, id)?;
            }
            Ok(added)
        })?;
        Ok(NoteId(id))
    }

    /// Stores a changed note, and says whether it was there.
    pub fn update_note(&self, note: &Note, digest: &NoteDigest) -> Result<bool> {
        let sql = include_str!("notes/update.sql");
        let updated = self.write_note(sql, note.id, note, digest.columns())?;
        Ok(updated > 0)
    }

    /// Removes notes, and says how many were there. Their cards are left alone.
    pub fn remove_notes(&self, ids: &[NoteId]) -> Result<usize> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM notes WHERE id IN rarray(?1)")?
            .execute([note_array(ids)])?;
        Ok(removed)
    }

    /// The note of an id.
    pub fn get_note(&self, id: NoteId) -> Result<Option<Note>> {
        self.connection()
            .prepare_cached(select!("WHERE id = ?1"))?
            .query_and_then([id.0], row_to_note)?
            .next()
            .transpose()
    }

    /// The notes of some ids, ascending by id.
    pub fn notes_by_id(&self, ids: &[NoteId]) -> Result<Vec<Note>> {
        self.connection()
            .prepare_cached(select!("WHERE id IN rarray(?1) ORDER BY id"))?
            .query_and_then([note_array(ids)], row_to_note)?
            .collect()
    }

    /// Hands over each wanted note in the wanted order, `None` where there is none.
    pub fn for_each_note<E: From<StorageError>>(
        &self,
        ids: &[NoteId],
        mut visit: impl FnMut(NoteId, Option<Note>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached(select!("WHERE id = ?1"))
            .map_err(StorageError::from)?;
        for &id in ids {
            let mut rows = statement.query([id.0]).map_err(StorageError::from)?;
            let row = rows.next().map_err(StorageError::from)?;
            let note = row.map(row_to_note).transpose()?;
            visit(id, note)?;
        }
        Ok(())
    }

    /// Whether there is a note of this id.
    pub fn has_note(&self, id: NoteId) -> Result<bool> {
        let found = self
            .connection()
            .prepare_cached("SELECT 1 FROM notes WHERE id = ?1")?
            .exists([id.0])?;
        Ok(found)
    }

    /// The ids of all notes, ascending.
    pub fn all_note_ids(&self) -> Result<Vec<NoteId>> {
        self.note_ids("SELECT id FROM notes ORDER BY id", [])
    }

    /// The ids of the notes of a note type, ascending.
    pub fn note_ids_of_notetype(&self, notetype: NotetypeId) -> Result<Vec<NoteId>> {
        self.note_ids(
            "SELECT id FROM notes WHERE mid = ?1 ORDER BY id",
            [notetype.0],
        )
    }

    /// Which of these are ids of notes, ascending.
    pub fn existing_note_ids(&self, ids: &[NoteId]) -> Result<Vec<NoteId>> {
        self.note_ids(
            "SELECT id FROM notes WHERE id IN rarray(?1) ORDER BY id",
            [note_array(ids)],
        )
    }

    /// How many notes each note type has; none for a note type that no note uses.
    pub fn count_notes_by_notetype(&self) -> Result<Vec<(NotetypeId, u32)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT mid, count() FROM notes GROUP BY mid ORDER BY mid")?;
        let counts = statement.query_and_then([], |row| {
            let row = TableRow::new("notes", row);
            Ok((NotetypeId(row.get(0)?), row.get(1)?))
        })?;
        counts.collect()
    }

    /// The notes of any note type whose first field has a checksum, with the fields of each.
    pub fn notes_with_checksum(&self, checksum: u32) -> Result<Vec<Note>> {
        self.connection()
            .prepare_cached(select!("WHERE csum = ?1 ORDER BY id"))?
            .query_and_then([checksum], row_to_note)?
            .collect()
    }

    /// The id and first field of each note of a note type whose first field has a checksum.
    pub fn first_fields_with_checksum(
        &self,
        notetype: NotetypeId,
        checksum: u32,
    ) -> Result<Vec<(NoteId, String)>> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("notes/first_fields_with_checksum.sql"))?;
        let found = statement.query_and_then(params![checksum, notetype.0], |row| {
            let row = TableRow::new("notes", row);
            Ok((NoteId(row.get(0)?), row.get(1)?))
        })?;
        found.collect()
    }

    /// The ids of the notes whose first field has a checksum, of one note type or of all, ascending.
    pub fn note_ids_with_checksum(
        &self,
        notetype: Option<NotetypeId>,
        checksum: u32,
    ) -> Result<Vec<NoteId>> {
        self.note_ids(
            include_str!("notes/ids_with_checksum.sql"),
            params![checksum, notetype.map(|notetype| notetype.0)],
        )
    }

    /// When some notes last changed, by ascending id.
    pub fn note_modification_times(&self, ids: &[NoteId]) -> Result<Vec<(NoteId, TimestampSecs)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, mod FROM notes WHERE id IN rarray(?1) ORDER BY id")?;
        let times = statement.query_and_then([note_array(ids)], |row| {
            let row = TableRow::new("notes", row);
            Ok((NoteId(row.get(0)?), TimestampSecs(row.get(1)?)))
        })?;
        times.collect()
    }

    /// The note type of a note.
    pub fn get_notetype_id_of_note(&self, id: NoteId) -> Result<Option<NotetypeId>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, mid FROM notes WHERE id = ?1")?;
        let mut found = statement.query_and_then([id.0], |row| {
            TableRow::new("notes", row).get(1).map(NotetypeId)
        })?;
        found.next().transpose()
    }

    /// The tags of a note, as stored.
    pub fn get_note_tags(&self, id: NoteId) -> Result<Option<Vec<String>>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, tags FROM notes WHERE id = ?1")?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let row = TableRow::new("notes", row);
        Ok(Some(StoredTags(row.text(1)?).to_vec()))
    }

    /// The tags of some notes, as stored, by ascending id.
    pub fn note_tags(&self, ids: &[NoteId]) -> Result<Vec<(NoteId, Vec<String>)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, tags FROM notes WHERE id IN rarray(?1) ORDER BY id")?;
        let tags = statement.query_and_then([note_array(ids)], |row| {
            let row = TableRow::new("notes", row);
            Ok((NoteId(row.get(0)?), StoredTags(row.text(1)?).to_vec()))
        })?;
        tags.collect()
    }

    /// Hands over the id and tags of each note that has tags, by ascending id.
    pub fn for_each_tagged_note<E: From<StorageError>>(
        &self,
        mut visit: impl FnMut(NoteId, StoredTags<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, tags FROM notes WHERE tags != '' ORDER BY id")
            .map_err(StorageError::from)?;
        let mut rows = statement.query([]).map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            let row = TableRow::new("notes", row);
            visit(NoteId(row.get(0)?), StoredTags(row.text(1)?))?;
        }
        Ok(())
    }

    /// Stores the tags of notes with the stamps of the change. Belongs into a transaction.
    pub fn set_note_tags(
        &self,
        notes: &[(NoteId, Vec<String>)],
        modified: TimestampSecs,
        usn: Usn,
    ) -> Result<()> {
        let ids: Vec<i64> = notes.iter().map(|(id, _tags)| id.0).collect();
        self.undo_log().recording_many(Table::Notes, &ids, || {
            let mut statement = self.connection().prepare_cached(
                "UPDATE OR FAIL notes SET tags = ?2, mod = ?3, usn = ?4 WHERE id = ?1",
            )?;
            for (id, tags) in notes {
                statement.execute(params![id.0, join_tags(tags), modified.0, usn.0])?;
            }
            Ok(())
        })
    }

    pub(crate) fn write_note(
        &self,
        sql: &'static str,
        id: NoteId,
        note: &Note,
        (sort_field, checksum): (impl ToSql, impl ToSql),
    ) -> Result<usize> {
        let written = self.connection().prepare_cached(sql)?.execute(params![
            id.0,
            note.guid,
            note.notetype_id.0,
            note.modified.0,
            note.usn.0,
            join_tags(&note.tags),
            join_fields(&note.fields),
            sort_field,
            checksum,
        ])?;
        Ok(written)
    }

    fn note_ids(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<NoteId>> {
        self.connection()
            .prepare_cached(sql)?
            .query_and_then(arguments, |row| {
                TableRow::new("notes", row).get(0).map(NoteId)
            })?
            .collect()
    }
}

pub(crate) fn join_fields(fields: &[String]) -> String {
    fields.join("\u{1f}")
}

pub(crate) fn join_tags(tags: &[String]) -> String {
    if tags.is_empty() {
        String::new()
    } else {
        format!(" {} ", tags.join(" "))
    }
}

pub(crate) fn note_array(ids: &[NoteId]) -> rusqlite::vtab::array::Array {
    id_array(ids.iter().map(|id| id.0))
}

pub(crate) fn row_to_note(row: &Row<'_>) -> Result<Note> {
    let row = TableRow::new("notes", row);
    Ok(Note {
        id: NoteId(row.get(0)?),
        guid: row.get(1)?,
        notetype_id: NotetypeId(row.get(2)?),
        modified: TimestampSecs(row.get(3)?),
        usn: Usn(row.get(4)?),
        tags: StoredTags(row.text(5)?).to_vec(),
        fields: row
            .text(6)?
            .split(FIELD_SEPARATOR)
            .map(str::to_owned)
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use crate::{collation, functions};

    #[test]
    fn duplicates_are_looked_up_by_checksum_and_not_by_note_type() {
        let connection = Connection::open_in_memory().unwrap();
        collation::register(&connection).unwrap();
        functions::register(&connection).unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        for sql in [
            include_str!("notes/first_fields_with_checksum.sql"),
            include_str!("notes/ids_with_checksum.sql"),
        ] {
            let plan: String = connection
                .query_row(&format!("EXPLAIN QUERY PLAN {sql}"), [1, 2], |row| {
                    row.get(3)
                })
                .unwrap();
            assert_eq!(plan, "SEARCH notes USING INDEX ix_notes_csum (csum=?)");
        }
    }
}
