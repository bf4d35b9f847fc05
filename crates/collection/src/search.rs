//! Searches: what a text in Anki's search language finds.

use ankid_search::{Query, parse};
use ankid_storage::StorageError;
use ankid_types::{Card, CardId, NoteId};

use crate::error::{CollectionError, Result};
use crate::view::View;

mod check;
mod complete;
mod error;
mod fields;
mod names;
mod resolve;
mod saved;
pub(crate) mod terms;

pub use ankid_search::Joiner;
pub use check::{SearchProblem, Severity};
pub use complete::{Completion, CompletionKind, Completions};
pub use error::{RegexFault, SearchError};
pub use saved::combine_searches;

use resolve::Resolver;

impl View<'_> {
    /// The notes that a search finds, in the order in which Anki finds them.
    ///
    /// # Errors
    /// [`CollectionError::Search`], or an error of the file.
    pub fn find_notes(&self, search: &str) -> Result<Vec<NoteId>> {
        let mut found = Vec::new();
        self.for_each_found_note(search, |id| {
            found.push(id);
            Ok::<_, CollectionError>(())
        })?;
        Ok(found)
    }

    /// The cards that a search finds, in the order in which Anki finds them.
    ///
    /// # Errors
    /// [`CollectionError::Search`], or an error of the file.
    pub fn find_cards(&self, search: &str) -> Result<Vec<CardId>> {
        let mut found = Vec::new();
        self.for_each_found_card(search, |id| {
            found.push(id);
            Ok::<_, CollectionError>(())
        })?;
        Ok(found)
    }

    /// Hands over the notes that a search finds, one by one while they are found.
    ///
    /// # Errors
    /// What `each` returns, [`CollectionError::Search`], or an error of the file.
    pub fn for_each_found_note<E: From<CollectionError>>(
        &self,
        search: &str,
        mut each: impl FnMut(NoteId) -> Result<(), E>,
    ) -> Result<(), E> {
        let query = self.query(search)?;
        let found = self
            .storage()
            .for_each_found_note(&query, |id| each(id).map_err(Stop::Caller));
        found.map_err(|stop| self.explain(search, stop))
    }

    /// Hands over the cards that a search finds, one by one while they are found.
    ///
    /// # Errors
    /// What `each` returns, [`CollectionError::Search`], or an error of the file.
    pub fn for_each_found_card<E: From<CollectionError>>(
        &self,
        search: &str,
        mut each: impl FnMut(CardId) -> Result<(), E>,
    ) -> Result<(), E> {
        let query = self.query(search)?;
        let found = self
            .storage()
            .for_each_found_card(&query, |id| each(id).map_err(Stop::Caller));
        found.map_err(|stop| self.explain(search, stop))
    }

    /// Hands over each card that a search finds, ascending by id; those of an empty search are all.
    ///
    /// # Errors
    /// [`CollectionError::Search`], or an error of the file.
    pub(crate) fn for_each_card_of_search(
        &self,
        search: &str,
        mut each: impl FnMut(&Card) -> Result<()>,
    ) -> Result<()> {
        if search.trim().is_empty() {
            return self.storage().for_each_card(each);
        }
        let query = self.query(search)?;
        let found = self
            .storage()
            .for_each_card_of_search(&query, |card| each(card).map_err(Stop::Caller));
        found.map_err(|stop| self.explain(search, stop))
    }

    pub(crate) fn query(&self, search: &str) -> Result<Query> {
        let expr = parse(search).map_err(SearchError::from)?;
        Resolver::new(self, search)?.query(&expr)
    }

    /// What the caller is told of a search that ended early.
    fn explain<E: From<CollectionError>>(&self, search: &str, stop: Stop<E>) -> E {
        match stop {
            Stop::Storage(error) => self.search_error(search, error).into(),
            Stop::Caller(error) => error,
        }
    }

    /// The error of a search as it is told to people.
    pub(crate) fn search_error(&self, search: &str, error: StorageError) -> CollectionError {
        match error {
            StorageError::InvalidRegex { regex, cause } => {
                self.locate_regex(search, &regex, &cause)
            }
            error => error.into(),
        }
    }

    /// Says where in a search a regular expression comes from that cannot be compiled.
    fn locate_regex(&self, search: &str, regex: &str, cause: &regex::Error) -> CollectionError {
        let locate = || {
            let expr = parse(search).map_err(SearchError::from)?;
            let span = Resolver::new(self, search)?.place_of_regex(&expr, regex)?;
            Ok(RegexFault::new(search, span.unwrap_or(expr.span), cause))
        };
        match locate() {
            Ok(fault) => SearchError::from(fault).into(),
            Err(error) => error,
        }
    }
}

/// Why a search ended early.
enum Stop<E> {
    Storage(StorageError),
    Caller(E),
}

impl<E> From<StorageError> for Stop<E> {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}
