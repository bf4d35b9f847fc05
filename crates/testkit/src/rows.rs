//! What a collection file holds, to the last byte.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use crate::TestkitError;

/// Every row of every table of a SQLite file, with the kind and the bytes of each value, sorted. Works beside a
/// server that has the file open.
///
/// # Errors
/// If the file cannot be read.
pub fn rows(file: &Path) -> Result<Vec<String>, TestkitError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.create_collation("unicase", |left, right| left.cmp(right))?;
    let snapshot = connection.unchecked_transaction()?;
    let mut lines = Vec::new();
    for table in tables(&snapshot)? {
        let mut statement = snapshot.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            lines.push(format!("{table} {}", line(row, columns)?));
        }
    }
    lines.sort_unstable();
    Ok(lines)
}

fn tables(connection: &Connection) -> Result<Vec<String>, TestkitError> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn line(row: &Row<'_>, columns: usize) -> Result<String, TestkitError> {
    let values = (0..columns).map(|index| {
        Ok(match row.get_ref(index)? {
            ValueRef::Null => "null".to_owned(),
            ValueRef::Integer(number) => format!("{number}"),
            ValueRef::Real(number) => format!("{number:?}"),
            ValueRef::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
            ValueRef::Blob(bytes) => format!("x{bytes:?}"),
        })
    });
    let values: Vec<String> = values.collect::<Result<_, rusqlite::Error>>()?;
    Ok(values.join("|"))
}
