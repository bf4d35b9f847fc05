//! Which fields of which note types a term of a search looks at.

use std::ops::Range;
use std::sync::Arc;

use ankid_search::{Pattern, SearchedFields};
use ankid_types::{NotetypeField, NotetypeId};

use super::names::NameMatcher;
use crate::catalog::{Catalog, NotetypeEntry};

type Result<T> = std::result::Result<T, regex::Error>;

/// The fields with a name, of note types that have such fields, by id of the note type. Neighbours
/// make one range if `join` says so.
pub(super) fn named(catalog: &Catalog, name: &Pattern, join: bool) -> Result<Vec<SearchedFields>> {
    let found = positions_of_named(catalog, name)?;
    let searched = found
        .into_iter()
        .map(|(notetype, positions)| SearchedFields {
            notetype: notetype.id,
            field_count: notetype.fields.len(),
            ranges: ranges(&positions, join),
            sort_field: false,
        });
    Ok(searched.collect())
}

/// The positions of the fields with a name, of note types that have such fields, by id of the note type.
pub(super) fn named_positions(
    catalog: &Catalog,
    name: &Pattern,
) -> Result<Vec<(NotetypeId, Vec<usize>)>> {
    let found = positions_of_named(catalog, name)?;
    let positions = found.into_iter();
    Ok(positions
        .map(|(notetype, fields)| (notetype.id, fields))
        .collect())
}

/// The fields that a text without a field's name is searched in; `None` if no field is left out.
pub(super) fn unnamed(catalog: &Catalog) -> Option<Vec<SearchedFields>> {
    let notetypes = with_exclusions(catalog)?;
    let searched = notetypes.iter().filter_map(|notetype| {
        let ranges = ranges(&included(notetype), true);
        (!ranges.is_empty()).then(|| SearchedFields {
            notetype: notetype.id,
            field_count: notetype.fields.len(),
            ranges,
            sort_field: !is_sort_field_excluded(notetype),
        })
    });
    Some(searched.collect())
}

/// The fields that a regular expression without a field's name is searched in, each by itself where
/// the note type leaves one out; `None` if no field is left out anywhere.
pub(super) fn unnamed_positions(
    catalog: &Catalog,
) -> Option<Vec<(NotetypeId, Option<Vec<usize>>)>> {
    let notetypes = with_exclusions(catalog)?;
    let searched = notetypes.iter().map(|notetype| {
        let included = included(notetype);
        let all = included.len() == notetype.fields.len();
        (notetype.id, (!all).then_some(included))
    });
    Some(searched.collect())
}

fn positions_of_named<'a>(
    catalog: &'a Catalog,
    name: &Pattern,
) -> Result<Vec<(&'a Arc<NotetypeEntry>, Vec<usize>)>> {
    let matcher = NameMatcher::new(name)?;
    let mut found: Vec<_> = catalog
        .notetypes()
        .map(|notetype| {
            (
                notetype,
                positions(notetype, |field| matcher.matches(&field.name)),
            )
        })
        .filter(|(_notetype, positions)| !positions.is_empty())
        .collect();
    found.sort_unstable_by_key(|(notetype, _positions)| notetype.id);
    Ok(found)
}

/// The note types in the order in which Anki lists them, if any leaves a field out of searches.
fn with_exclusions(catalog: &Catalog) -> Option<Vec<&Arc<NotetypeEntry>>> {
    let mut notetypes: Vec<_> = catalog.notetypes().collect();
    let is_excluded = |field: &NotetypeField| field.settings.exclude_from_search;
    if !notetypes
        .iter()
        .any(|notetype| notetype.fields.iter().any(is_excluded))
    {
        return None;
    }
    notetypes.sort_unstable_by_key(|notetype| (notetype.usn, notetype.id));
    Some(notetypes)
}

fn included(notetype: &NotetypeEntry) -> Vec<usize> {
    positions(notetype, |field| !field.settings.exclude_from_search)
}

fn is_sort_field_excluded(notetype: &NotetypeEntry) -> bool {
    let sort_field = usize::try_from(notetype.settings.sort_field_index);
    let field = sort_field.ok().and_then(|index| notetype.fields.get(index));
    field.is_some_and(|field| field.settings.exclude_from_search)
}

fn positions(notetype: &NotetypeEntry, wanted: impl Fn(&NotetypeField) -> bool) -> Vec<usize> {
    let fields = notetype.fields.iter().enumerate();
    fields
        .filter(|(_position, field)| wanted(field))
        .map(|(position, _field)| position)
        .collect()
}

fn ranges(positions: &[usize], join: bool) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for position in positions {
        match ranges.last_mut() {
            Some(last) if join && last.end == *position => last.end += 1,
            _ => ranges.push(*position..position + 1),
        }
    }
    ranges
}
