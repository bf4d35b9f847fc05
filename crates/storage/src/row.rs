//! Reads columns so that a value that does not fit names its table, row and column.

use rusqlite::Row;
use rusqlite::types::{FromSql, Value, ValueRef};
use rusqlite::vtab::array::Array;

use crate::blobs::Blob;
use crate::{Result, StorageError};

/// A row of a table. The first column of its query is the row's id.
pub(crate) struct TableRow<'row, 'statement> {
    table: &'static str,
    row: &'row Row<'statement>,
}

impl<'row, 'statement> TableRow<'row, 'statement> {
    pub(crate) fn new(table: &'static str, row: &'row Row<'statement>) -> Self {
        Self { table, row }
    }

    /// The value in a column.
    pub(crate) fn get<T: FromSql>(&self, index: usize) -> Result<T> {
        self.row
            .get(index)
            .map_err(|error| self.undecodable(index, error.to_string()))
    }

    /// The value in a column, without a copy of it.
    pub(crate) fn text(&self, index: usize) -> Result<&str> {
        let value = self.row.get_ref(index)?;
        value
            .as_str()
            .map_err(|error| self.undecodable(index, error.to_string()))
    }

    /// The bytes of a column; a text counts as its bytes.
    pub(crate) fn bytes(&self, index: usize) -> Result<Vec<u8>> {
        match self.row.get_ref(index)? {
            ValueRef::Blob(bytes) | ValueRef::Text(bytes) => Ok(bytes.to_vec()),
            other => Err(self.undecodable(index, format!("{} is not bytes", other.data_type()))),
        }
    }

    /// The value that a stored message says.
    pub(crate) fn blob<T: Blob>(&self, index: usize) -> Result<T> {
        T::from_bytes(&self.bytes(index)?).map_err(|problem| self.undecodable(index, problem))
    }

    /// The value that a stored number stands for.
    pub(crate) fn coded<T>(
        &self,
        index: usize,
        from_code: impl FnOnce(i32) -> Option<T>,
    ) -> Result<T> {
        let code = self.get(index)?;
        from_code(code).ok_or_else(|| self.undecodable(index, format!("no meaning for {code}")))
    }

    /// The error for a value that does not fit.
    pub(crate) fn undecodable(&self, index: usize, reason: String) -> StorageError {
        let id = match self.row.get_ref(0) {
            Ok(ValueRef::Integer(id)) => id.to_string(),
            Ok(ValueRef::Text(id)) => String::from_utf8_lossy(id).into_owned(),
            Ok(other) => format!("{other:?}"),
            Err(error) => return error.into(),
        };
        match self.row.as_ref().column_name(index) {
            Ok(column) => StorageError::Undecodable {
                table: self.table,
                id,
                column: column.to_owned(),
                reason,
            },
            Err(error) => error.into(),
        }
    }
}

/// Ids in the form that `rarray(?)` takes.
pub(crate) fn id_array(ids: impl IntoIterator<Item = i64>) -> Array {
    Array::new(ids.into_iter().map(Value::Integer).collect())
}
