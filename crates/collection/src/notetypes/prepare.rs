//! Brings a note type into the form that may be saved, or says why it may not.
//!
//! The order matters: names first, then requirements from the templates as given, then the templates
//! rewritten for renamed and removed fields. The templates are the caller's to check.

use std::collections::HashSet;

use ankid_template::{FieldChange, FieldChanges, card_requirements, update_field_references};
use ankid_types::Notetype;
use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::edit::NotetypeEdit;
use crate::error::{CollectionError, Result};

/// The note type that `edit` describes, ready to be saved once its templates are checked.
pub(crate) fn prepare(edit: NotetypeEdit, before: Option<&Notetype>) -> Result<Notetype> {
    require(!edit.fields.is_empty(), "1 field required")?;
    require(!edit.templates.is_empty(), "1 template required")?;
    let origins = edit.field_origins();
    let mut notetype = edit.into_notetype();
    fix_names(&mut notetype)?;
    notetype.settings.sort_field_index =
        moved_sort_field(notetype.settings.sort_field_index, &origins);
    notetype.settings.requirements = card_requirements(&notetype);
    if let Some(before) = before {
        let changes = field_changes(before, &notetype, &origins);
        if !changes.is_empty() {
            update_field_references(&mut notetype, &changes);
        }
    }
    Ok(notetype)
}

fn require(condition: bool, reason: &'static str) -> Result<()> {
    condition
        .then_some(())
        .ok_or(CollectionError::InvalidNotetype(reason))
}

fn fix_names(notetype: &mut Notetype) -> Result<()> {
    notetype.name = notetype.name.replace('"', "").nfc().collect();
    require(!notetype.name.is_empty(), "Empty notetype name")?;
    let mut names = HashSet::new();
    for template in &mut notetype.templates {
        let name: String = template.name.replace('"', "").nfc().collect();
        require(!name.is_empty(), "Empty template name")?;
        template.name = unique(name, &mut names);
    }
    names.clear();
    for field in &mut notetype.fields {
        let name = fixed_field_name(&field.name);
        require(!name.is_empty(), "Empty field name")?;
        field.name = unique(name, &mut names);
    }
    Ok(())
}

/// A field name without the characters that mean something in a template.
fn fixed_field_name(name: &str) -> String {
    let composed: String = name
        .nfc()
        .filter(|c| !matches!(c, ':' | '{' | '}' | '"'))
        .collect();
    let is_mark = |c: char| matches!(c, '#' | '/' | '^') || c.is_whitespace();
    composed.trim().trim_start_matches(is_mark).to_owned()
}

/// A name with as many `+` behind it as it takes to differ from those before, regardless of case.
fn unique(mut name: String, taken: &mut HashSet<UniCase<String>>) -> String {
    while !taken.insert(UniCase::new(name.clone())) {
        name.push('+');
    }
    name
}

/// Where the sort field has moved to; the nearest position where it was removed.
fn moved_sort_field(before: u32, origins: &[Option<usize>]) -> u32 {
    let moved = origins
        .iter()
        .position(|origin| *origin == Some(before as usize));
    moved.unwrap_or_else(|| (before as usize).min(origins.len().saturating_sub(1))) as u32
}

/// What became of each field of `before` that is now named otherwise or gone.
fn field_changes(before: &Notetype, after: &Notetype, origins: &[Option<usize>]) -> FieldChanges {
    let mut changes = FieldChanges::new();
    for (place, old) in before.fields.iter().enumerate() {
        let kept = origins.iter().position(|origin| *origin == Some(place));
        let change = match kept.and_then(|kept| after.fields.get(kept)) {
            Some(field) if field.name == old.name => continue,
            Some(field) => FieldChange::Renamed(field.name.clone()),
            None => FieldChange::Removed,
        };
        changes.insert(old.name.clone(), change);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::{fixed_field_name, moved_sort_field};

    #[test]
    fn field_names_lose_what_templates_use() {
        for (name, fixed) in [
            ("Fr:on\"t ", "Front"),
            ("# /x", "x"),
            ("a:\"{b}", "ab"),
            (" ^ ", ""),
            ("a#b", "a#b"),
        ] {
            assert_eq!(fixed_field_name(name), fixed, "{name:?}");
        }
    }

    #[test]
    fn the_sort_field_follows_its_field() {
        assert_eq!(moved_sort_field(1, &[Some(1), Some(0)]), 0);
        assert_eq!(moved_sort_field(2, &[Some(0), Some(1)]), 1);
        assert_eq!(moved_sort_field(0, &[None, Some(1)]), 0);
    }
}
