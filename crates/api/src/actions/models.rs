//! Actions on note types, which AnkiConnect calls models.

mod creating;
mod fields;
mod listing;
mod templates;

use ankid_collection::{NotetypeEdit, NotetypeEntry, View};

use crate::action::Entry;
use crate::error::ApiError;
use crate::wire::Name;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::read::<listing::ModelNames>(),
    Entry::read::<listing::ModelNamesAndIds>(),
    Entry::read::<listing::FindModelsById>(),
    Entry::read::<listing::FindModelsByName>(),
    Entry::read::<listing::ModelNameFromId>(),
    Entry::read::<fields::ModelFieldNames>(),
    Entry::read::<fields::ModelFieldDescriptions>(),
    Entry::read::<fields::ModelFieldFonts>(),
    Entry::read::<templates::ModelFieldsOnTemplates>(),
    Entry::write::<creating::CreateModel>(),
    Entry::read::<templates::ModelTemplates>(),
    Entry::read::<templates::ModelStyling>(),
    Entry::write::<templates::UpdateModelTemplates>(),
    Entry::write::<templates::UpdateModelStyling>(),
    Entry::write::<templates::FindAndReplaceInModels>(),
    Entry::write::<templates::ModelTemplateRename>(),
    Entry::write::<templates::ModelTemplateReposition>(),
    Entry::write::<templates::ModelTemplateAdd>(),
    Entry::write::<templates::ModelTemplateRemove>(),
    Entry::write::<fields::ModelFieldRename>(),
    Entry::write::<fields::ModelFieldReposition>(),
    Entry::write::<fields::ModelFieldAdd>(),
    Entry::write::<fields::ModelFieldRemove>(),
    Entry::write::<fields::ModelFieldSetFont>(),
    Entry::write::<fields::ModelFieldSetFontSize>(),
    Entry::write::<fields::ModelFieldSetDescription>(),
];

/// What callers of most actions on a named note type may want to tell apart.
const MODEL_ERRORS: &[&str] = &["model was not found: NAME"];

/// The note type of a name, regardless of case.
fn model<'v>(view: &'v View, name: &Name) -> Result<&'v NotetypeEntry, ApiError> {
    let found = view.catalog().notetype_by_name(&name.0);
    Ok(found.ok_or_else(|| ApiError::ModelNotFound(name.0.clone()))?)
}

/// The note type of a name, to be changed.
fn edit(view: &View, name: &Name) -> Result<NotetypeEdit, ApiError> {
    model(view, name).map(|notetype| NotetypeEdit::of(notetype))
}

/// Moves an item of a list, counting as Python's `list.insert` does: from the end where `to` is
/// negative, and no further than the ends.
fn reposition<T>(items: &mut Vec<T>, from: usize, to: i64) {
    if usize::try_from(to) == Ok(from) {
        return;
    }
    let item = items.remove(from);
    let length = items.len() as i64;
    let to = if to < 0 {
        (length.saturating_add(to)).max(0)
    } else {
        to.min(length)
    };
    items.insert(to as usize, item);
}

#[cfg(test)]
mod tests {
    use super::reposition;

    #[test]
    fn items_are_moved_as_python_inserts() {
        for (from, to, expect) in [
            (2, 0, ["c", "a", "b"]),
            (0, 10, ["b", "c", "a"]),
            (2, -1, ["a", "c", "b"]),
            (0, -9, ["a", "b", "c"]),
            (1, 1, ["a", "b", "c"]),
            (0, i64::MIN, ["a", "b", "c"]),
        ] {
            let mut items = vec!["a", "b", "c"];
            reposition(&mut items, from, to);
            assert_eq!(items, expect, "{from} to {to}");
        }
    }
}
