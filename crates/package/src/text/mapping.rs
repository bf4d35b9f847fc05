//! Which column of a text goes where.

use std::collections::HashMap;

use ankid_collection::NotetypeEntry;

use crate::text::header::Source;
use crate::text::parse::{ParsedText, Row};
use crate::{PackageError, Result};

/// The columns that hold other things than fields, counted from 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MetaColumns {
    pub(super) notetype: Option<usize>,
    pub(super) deck: Option<usize>,
    pub(super) tags: Option<usize>,
    pub(super) guid: Option<usize>,
}

/// Where the values of a note stand in a row.
#[derive(Debug)]
pub(super) enum FieldColumns {
    /// For each field its column.
    Fixed(Vec<Option<usize>>),
    /// All columns but those for other things, in their order.
    Rest,
}

impl MetaColumns {
    /// The columns that the header names, unless the options say what all rows have.
    pub(super) fn of(text: &ParsedText) -> Self {
        let column = |source: &Option<Source>, option: &Option<String>| match (source, option) {
            (Some(Source::Column(column)), None) => Some(*column),
            _ => None,
        };
        Self {
            notetype: column(&text.header.notetype, &text.options.notetype),
            deck: column(&text.header.deck, &text.options.deck),
            tags: text.header.tags_column,
            guid: text.header.guid_column,
        }
    }

    fn contains(&self, column: usize) -> bool {
        [self.notetype, self.deck, self.tags, self.guid].contains(&Some(column))
    }
}

impl FieldColumns {
    /// Finds the columns for the fields of a note type: by the names of the columns where they have some, else one
    /// after the other. A column that is left over behind the last field has the tags.
    pub(super) fn of(
        text: &ParsedText,
        notetype: &NotetypeEntry,
        meta: &mut MetaColumns,
    ) -> Result<Self> {
        let named_otherwise = *meta;
        let free = || (1..=text.columns.len()).filter(|column| !named_otherwise.contains(*column));
        let mut columns: Vec<Option<usize>> = if text.columns.iter().all(String::is_empty) {
            let mut free = free();
            notetype.fields.iter().map(|_field| free.next()).collect()
        } else {
            let named =
                free().filter_map(|column| Some((text.columns.get(column - 1)?.as_str(), column)));
            let named: HashMap<&str, usize> = named.collect();
            let column_of = |name: &str| named.get(name).copied();
            notetype
                .fields
                .iter()
                .map(|field| column_of(&field.name))
                .collect()
        };
        if let Some(first @ None) = columns.first_mut() {
            *first = Some(free().next().ok_or(PackageError::NoFieldColumn)?);
        }
        if meta.tags.is_none() {
            let last = columns.iter().flatten().max().copied().unwrap_or(0);
            meta.tags = free().find(|column| *column > last);
        }
        Ok(Self::Fixed(columns))
    }

    /// The values of a row for the fields; `None` where the row says nothing about a field.
    pub(super) fn values(&self, row: &Row, meta: &MetaColumns) -> Vec<Option<String>> {
        let value = |column: usize| row.get(column).map(ToOwned::to_owned);
        match self {
            Self::Fixed(columns) => columns
                .iter()
                .map(|column| column.and_then(value))
                .collect(),
            Self::Rest => (1..=row.values.len())
                .filter(|column| !meta.contains(*column))
                .map(value)
                .collect(),
        }
    }
}
