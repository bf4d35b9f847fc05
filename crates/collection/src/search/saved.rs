//! Searches that are kept under a name, where Anki keeps them, and searches made into one.

use std::collections::BTreeMap;

use ankid_search::{Expr, Joiner, parse};
use serde_json::{Map, Value};

use super::error::SearchError;
use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::View;

/// Makes one search of several, in Anki's normal form: all of them, or any, or the opposite of that.
///
/// # Errors
/// [`CollectionError::Search`] if one of them is none.
pub fn combine_searches(searches: &[String], joiner: Joiner, negate: bool) -> Result<String> {
    let parsed = searches.iter().map(|search| parse(search));
    let parsed: Result<Vec<Expr>, _> = parsed.collect();
    let joined = Expr::joined(parsed.map_err(SearchError::from)?, joiner);
    let combined = if negate { joined.negated() } else { joined };
    Ok(combined.to_string())
}

impl View<'_> {
    /// The saved searches by their names.
    ///
    /// # Errors
    /// An error of the file.
    pub fn saved_searches(&self) -> Result<BTreeMap<String, String>> {
        let saved = self.stored_searches()?.into_iter();
        let texts = saved.filter_map(|(name, search)| match search {
            Value::String(search) => Some((name, search)),
            _ => None,
        });
        Ok(texts.collect())
    }

    fn stored_searches(&self) -> Result<Map<String, Value>> {
        Ok(self.config(ConfigKey::SavedSearches)?.unwrap_or_default())
    }
}

impl Transaction<'_> {
    /// Keeps a search under a name, in place of the one that had it.
    ///
    /// # Errors
    /// [`CollectionError::Search`] if it is none, or an error of the file.
    pub fn save_search(&mut self, name: String, search: &str) -> Result<()> {
        self.set_label("Update Config");
        let expr = parse(search).map_err(SearchError::from)?;
        let mut saved = self.stored_searches()?;
        saved.insert(name, expr.to_string().into());
        self.set_config(ConfigKey::SavedSearches, &saved)
    }

    /// Forgets a saved search; whether there was one of this name.
    ///
    /// # Errors
    /// An error of the file.
    pub fn remove_saved_search(&mut self, name: &str) -> Result<bool> {
        self.set_label("Update Config");
        let mut saved = self.stored_searches()?;
        let was_there = saved.remove(name).is_some();
        if was_there {
            self.set_config(ConfigKey::SavedSearches, &saved)?;
        }
        Ok(was_there)
    }

    /// Gives a saved search another name.
    ///
    /// # Errors
    /// [`CollectionError::SavedSearchMissing`] and [`CollectionError::SavedSearchTaken`], or an error of the file.
    pub fn rename_saved_search(&mut self, name: &str, new_name: &str) -> Result<()> {
        self.set_label("Update Config");
        let mut saved = self.stored_searches()?;
        let search = saved.remove(name);
        let search = search.ok_or_else(|| CollectionError::SavedSearchMissing(name.to_owned()))?;
        if saved.contains_key(new_name) {
            return Err(CollectionError::SavedSearchTaken(new_name.to_owned()));
        }
        saved.insert(new_name.to_owned(), search);
        self.set_config(ConfigKey::SavedSearches, &saved)
    }
}
