//! Runs searches: [`Query`] to SQL to ids.
//!
//! The text of the SQL follows Anki's term by term, because the order of the results is whatever
//! SQLite's planner makes of it.

use ankid_search::Query;
use ankid_types::{Card, CardId, NoteId};
use rusqlite::params_from_iter;

use crate::cards::{SELECT_CARDS, row_to_card};
use crate::{Result, Storage, StorageError};

mod borrowing;
mod cards;
mod compile;
mod notes;
mod one_table;
mod sorted;
#[cfg(test)]
mod tests;
mod time_limit;

pub use borrowing::{BorrowOrder, Borrowing};
pub use sorted::{SortKey, SortOrder};
pub(crate) use time_limit::TimeLimit;

use compile::{Statement, Wanted, compile};

impl Storage {
    /// Hands over the id of every note that a search finds, in the order in which Anki finds them.
    ///
    /// # Errors
    /// What `each` returns, [`StorageError::InvalidRegex`] or [`StorageError::SearchTooSlow`].
    pub fn for_each_found_note<E: From<StorageError>>(
        &self,
        query: &Query,
        mut each: impl FnMut(NoteId) -> Result<(), E>,
    ) -> Result<(), E> {
        self.run_search(query, Wanted::Notes, &mut |id| each(NoteId(id)))
    }

    /// Hands over the id of every card that a search finds, in the order in which Anki finds them.
    ///
    /// # Errors
    /// What `each` returns, [`StorageError::InvalidRegex`] or [`StorageError::SearchTooSlow`].
    pub fn for_each_found_card<E: From<StorageError>>(
        &self,
        query: &Query,
        mut each: impl FnMut(CardId) -> Result<(), E>,
    ) -> Result<(), E> {
        self.run_search(query, Wanted::Cards, &mut |id| each(CardId(id)))
    }

    /// Hands over every card that a search finds, ascending by id.
    ///
    /// # Errors
    /// What `each` returns, [`StorageError::InvalidRegex`] or [`StorageError::SearchTooSlow`].
    pub fn for_each_card_of_search<E: From<StorageError>>(
        &self,
        query: &Query,
        mut each: impl FnMut(&Card) -> Result<(), E>,
    ) -> Result<(), E> {
        let Statement { sql, parameters } = compile(query, Wanted::Cards);
        let sql = format!("{SELECT_CARDS} WHERE id IN ({sql}) ORDER BY id");
        let _search = self.time_limit().begin();
        let explain = |error| self.explain(error, query);
        let mut statement = self.connection().prepare(&sql).map_err(explain)?;
        let mut rows = statement
            .query(params_from_iter(parameters))
            .map_err(explain)?;
        while let Some(row) = rows.next().map_err(explain)? {
            each(&row_to_card(row)?)?;
        }
        Ok(())
    }

    fn run_search<E: From<StorageError>>(
        &self,
        query: &Query,
        wanted: Wanted,
        each: &mut dyn FnMut(i64) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(walk) = self.walk_through_one_table(query, wanted)? else {
            return self.run_search_within(query, wanted, str::to_owned, each);
        };
        let _search = self.time_limit().begin();
        let walked = self.walked(&walk);
        walked
            .map_err(|error| self.explain(error, query))?
            .tell(wanted, each)
    }

    /// Runs a search whose SQL becomes a part of another statement that returns ids.
    fn run_search_within<E: From<StorageError>>(
        &self,
        query: &Query,
        wanted: Wanted,
        around: impl FnOnce(&str) -> String,
        each: &mut dyn FnMut(i64) -> Result<(), E>,
    ) -> Result<(), E> {
        let Statement { sql, parameters } = compile(query, wanted);
        let sql = around(&sql);
        let _search = self.time_limit().begin();
        let explain = |error| self.explain(error, query);
        let mut statement = self.connection().prepare(&sql).map_err(explain)?;
        let mut rows = statement
            .query(params_from_iter(parameters))
            .map_err(explain)?;
        while let Some(row) = rows.next().map_err(explain)? {
            each(row.get(0).map_err(explain)?)?;
        }
        Ok(())
    }

    /// Says why a search failed.
    fn explain(&self, error: rusqlite::Error, query: &Query) -> StorageError {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
            && self.time_limit().is_over()
        {
            return StorageError::SearchTooSlow;
        }
        let mut invalid = None;
        query.visit_regexes(&mut |source| {
            invalid = invalid.take().or_else(|| {
                let cause = crate::functions::compile_regex(source).err()?;
                Some((source.to_owned(), cause))
            });
        });
        match invalid {
            Some((regex, cause)) => StorageError::InvalidRegex { regex, cause },
            None => error.into(),
        }
    }
}
