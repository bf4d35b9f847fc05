//! Searches: what a text in Anki's search language finds.

use ankid_search::{ParseError, Query, parse};
use ankid_storage::StorageError;
use ankid_types::{Card, CardId, NoteId};

use crate::error::{CollectionError, Result};
use crate::view::View;

mod fields;
mod names;
mod resolve;

use resolve::Resolver;

/// Why a search is refused.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The text is not a search.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A regular expression in it cannot be compiled. Shown as Anki shows it.
    #[error("<pre>{0}</pre>")]
    Regex(Box<regex::Error>),
}

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
        found.map_err(Stop::into_error)
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
        found.map_err(Stop::into_error)
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
        found.map_err(Stop::into_error)
    }

    pub(crate) fn query(&self, search: &str) -> Result<Query> {
        let expr = parse(search).map_err(SearchError::from)?;
        Resolver::new(self)?.query(&expr)
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

/// The error of a search as it is told to people.
pub(crate) fn unfold_search_error(error: StorageError) -> CollectionError {
    Stop::<CollectionError>::Storage(error).into_error()
}

impl<E: From<CollectionError>> Stop<E> {
    fn into_error(self) -> E {
        match self {
            Self::Storage(StorageError::InvalidRegex(cause)) => {
                CollectionError::from(SearchError::Regex(Box::new(cause))).into()
            }
            Self::Storage(error) => CollectionError::from(error).into(),
            Self::Caller(error) => error,
        }
    }
}
