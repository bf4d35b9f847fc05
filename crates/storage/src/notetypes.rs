//! Tables `notetypes`, `fields` and `templates`.

use std::collections::HashMap;

use rusqlite::{Row, params};

use ankid_types::{CardTemplate, Notetype, NotetypeField, NotetypeId, TimestampSecs, Usn};

use crate::blobs::Blob;
use crate::ids::IdTable;
use crate::row::TableRow;
use crate::{Result, Storage};

impl Storage {
    /// All note types with their fields and templates, sorted by name regardless of case.
    pub fn all_notetypes(&self) -> Result<Vec<Notetype>> {
        let mut fields = self.grouped(include_str!("notetypes/fields.sql"), row_to_field)?;
        let mut templates =
            self.grouped(include_str!("notetypes/templates.sql"), row_to_template)?;
        let mut notetypes: Vec<Notetype> = self
            .connection()
            .prepare_cached(
                "SELECT id, name, mtime_secs, usn, config FROM notetypes ORDER BY name",
            )?
            .query_and_then([], row_to_notetype)?
            .collect::<Result<_>>()?;
        for notetype in &mut notetypes {
            notetype.fields = fields.remove(&notetype.id).unwrap_or_default();
            notetype.templates = templates.remove(&notetype.id).unwrap_or_default();
        }
        Ok(notetypes)
    }

    /// Adds a note type under its own id or, where that is taken, under the next one.
    pub fn add_notetype(&self, notetype: &Notetype) -> Result<NotetypeId> {
        let id = NotetypeId(self.free_id(IdTable::Notetypes, notetype.id.0)?);
        self.connection()
            .prepare_cached("INSERT INTO notetypes VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                id.0,
                notetype.name,
                notetype.modified.0,
                notetype.usn.0,
                notetype.settings.to_bytes(),
            ])?;
        self.write_fields_and_templates(id, notetype)?;
        Ok(id)
    }

    /// Stores a changed note type, and says whether it was there.
    ///
    /// Rows of fields and templates that stay as they are are not written.
    pub fn update_notetype(&self, notetype: &Notetype) -> Result<bool> {
        let updated = self
            .connection()
            .prepare_cached(include_str!("notetypes/update.sql"))?
            .execute(params![
                notetype.id.0,
                notetype.name,
                notetype.modified.0,
                notetype.usn.0,
                notetype.settings.to_bytes(),
            ])?;
        if updated == 0 {
            return Ok(false);
        }
        self.remove_outdated_fields(notetype)?;
        self.remove_outdated_templates(notetype)?;
        self.write_fields_and_templates(notetype.id, notetype)?;
        Ok(true)
    }

    /// Removes a note type, and says whether it was there. Its notes are left alone.
    pub fn remove_notetype(&self, id: NotetypeId) -> Result<bool> {
        self.remove_fields_and_templates(id)?;
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM notetypes WHERE id = ?1")?
            .execute([id.0])?;
        Ok(removed > 0)
    }

    fn remove_fields_and_templates(&self, id: NotetypeId) -> Result<()> {
        let connection = self.connection();
        connection
            .prepare_cached("DELETE FROM fields WHERE ntid = ?1")?
            .execute([id.0])?;
        connection
            .prepare_cached("DELETE FROM templates WHERE ntid = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// Removes the rows of fields that are gone or differ, so that names can be exchanged.
    fn remove_outdated_fields(&self, notetype: &Notetype) -> Result<()> {
        let connection = self.connection();
        connection
            .prepare_cached("DELETE FROM fields WHERE ntid = ?1 AND ord >= ?2")?
            .execute(params![notetype.id.0, notetype.fields.len() as i64])?;
        let mut remove = connection.prepare_cached(include_str!("notetypes/outdated_field.sql"))?;
        for (ordinal, field) in (0_u32..).zip(&notetype.fields) {
            remove.execute(params![
                notetype.id.0,
                ordinal,
                field.name,
                field.settings.to_bytes()
            ])?;
        }
        Ok(())
    }

    fn remove_outdated_templates(&self, notetype: &Notetype) -> Result<()> {
        let connection = self.connection();
        connection
            .prepare_cached("DELETE FROM templates WHERE ntid = ?1 AND ord >= ?2")?
            .execute(params![notetype.id.0, notetype.templates.len() as i64])?;
        let sql = include_str!("notetypes/outdated_template.sql");
        let mut remove = connection.prepare_cached(sql)?;
        for (ordinal, template) in (0_u32..).zip(&notetype.templates) {
            remove.execute(params![
                notetype.id.0,
                ordinal,
                template.name,
                template.modified.0,
                template.usn.0,
                template.settings.to_bytes(),
            ])?;
        }
        Ok(())
    }

    /// Adds the rows of fields and templates that are not there.
    fn write_fields_and_templates(&self, id: NotetypeId, notetype: &Notetype) -> Result<()> {
        let mut insert_field = self
            .connection()
            .prepare_cached(include_str!("notetypes/add_field.sql"))?;
        for (ordinal, field) in (0_u32..).zip(&notetype.fields) {
            insert_field.execute(params![
                id.0,
                ordinal,
                field.name,
                field.settings.to_bytes()
            ])?;
        }
        let mut insert_template = self
            .connection()
            .prepare_cached(include_str!("notetypes/add_template.sql"))?;
        for (ordinal, template) in (0_u32..).zip(&notetype.templates) {
            insert_template.execute(params![
                id.0,
                ordinal,
                template.name,
                template.modified.0,
                template.usn.0,
                template.settings.to_bytes(),
            ])?;
        }
        Ok(())
    }

    /// The rows of a query, by the note type that they belong to.
    fn grouped<T>(
        &self,
        sql: &'static str,
        from_row: fn(&Row<'_>) -> Result<(NotetypeId, T)>,
    ) -> Result<HashMap<NotetypeId, Vec<T>>> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut groups: HashMap<NotetypeId, Vec<T>> = HashMap::new();
        for row in statement.query_and_then([], from_row)? {
            let (notetype, item) = row?;
            groups.entry(notetype).or_default().push(item);
        }
        Ok(groups)
    }
}

fn row_to_notetype(row: &Row<'_>) -> Result<Notetype> {
    let row = TableRow::new("notetypes", row);
    Ok(Notetype {
        id: NotetypeId(row.get(0)?),
        name: row.get(1)?,
        modified: TimestampSecs(row.get(2)?),
        usn: Usn(row.get(3)?),
        settings: row.blob(4)?,
        fields: Vec::new(),
        templates: Vec::new(),
    })
}

fn row_to_field(row: &Row<'_>) -> Result<(NotetypeId, NotetypeField)> {
    let row = TableRow::new("fields", row);
    let field = NotetypeField {
        name: row.get(1)?,
        settings: row.blob(2)?,
    };
    Ok((NotetypeId(row.get(0)?), field))
}

fn row_to_template(row: &Row<'_>) -> Result<(NotetypeId, CardTemplate)> {
    let row = TableRow::new("templates", row);
    let template = CardTemplate {
        name: row.get(1)?,
        modified: TimestampSecs(row.get(2)?),
        usn: Usn(row.get(3)?),
        settings: row.blob(4)?,
    };
    Ok((NotetypeId(row.get(0)?), template))
}

#[cfg(test)]
mod tests;
