//! Note types that come in: known by id, merged or kept apart where they differ.

use std::collections::{HashMap, HashSet};

use ankid_collection::{Edited, NotetypeChange, NotetypeEdit, NotetypeStamp};
use ankid_types::{CardTemplate, Notetype, NotetypeField, NotetypeId};

use crate::{PackageError, Result};

use super::{Merge, UpdateCondition};

/// What became of the note types in the package, by their ids there.
#[derive(Default)]
pub(super) struct MergedTypes {
    /// The id here, where it is another.
    ids: HashMap<NotetypeId, NotetypeId>,
    /// For each field here, which one in the package it is.
    fields: HashMap<NotetypeId, Vec<Option<usize>>>,
    /// For each template here, which one in the package it is.
    templates: HashMap<NotetypeId, Vec<Option<usize>>>,
    /// Note types here that were merged into others, and may be needed no more.
    pub(super) merged: HashSet<NotetypeId>,
}

impl MergedTypes {
    /// The id here of a note type in the package.
    pub(super) fn id(&self, id: NotetypeId) -> NotetypeId {
        self.ids.get(&id).copied().unwrap_or(id)
    }

    /// The values of a note in the order of the fields here.
    pub(super) fn reorder(&self, id: NotetypeId, values: &mut Vec<String>) {
        if let Some(origins) = self.fields.get(&id) {
            let mut before = std::mem::take(values);
            let take = |origin: &Option<usize>| {
                origin
                    .and_then(|place| before.get_mut(place))
                    .map(std::mem::take)
                    .unwrap_or_default()
            };
            *values = origins.iter().map(take).collect();
        }
    }

    /// The ordinal here of a card in the package.
    pub(super) fn ordinal(&self, id: NotetypeId, ordinal: u16) -> u16 {
        let origins = self.templates.get(&id);
        let place = origins.and_then(|origins| {
            let old = Some(usize::from(ordinal));
            origins.iter().position(|origin| *origin == old)
        });
        place.map_or(ordinal, |place| place as u16)
    }

    /// Notes down how the fields and templates of a note type in the package have moved, after
    /// earlier moves of them.
    fn record(&mut self, id: NotetypeId, edit: &NotetypeEdit) {
        chain(&mut self.fields, id, edit.field_origins());
        if !edit.settings.is_cloze() {
            chain(&mut self.templates, id, edit.template_origins());
        }
    }
}

/// Merges the note types of the package.
pub(super) fn merge(merge: &mut Merge<'_, '_>, incoming: Vec<Notetype>) -> Result<MergedTypes> {
    let mut types = MergedTypes::default();
    for mut notetype in incoming {
        notetype.settings.original_id = Some(notetype.id.0);
        let known = merge.transaction.catalog().notetype(notetype.id).cloned();
        match known {
            None => add(merge, &notetype).map(drop)?,
            Some(existing) if merge.options.merge_notetypes => {
                merge_into(merge, &mut types, &existing, &notetype)?;
            }
            Some(existing) => update_or_keep_apart(merge, &mut types, &existing, notetype)?,
        }
    }
    Ok(types)
}

/// Merges note types of notes that are here with another one than in the package: the one in the
/// package gets the fields and templates of both, and the notes here change over to it.
pub(super) fn reconcile(merge: &mut Merge<'_, '_>, types: &mut MergedTypes) -> Result<()> {
    for ((existing_id, incoming_id), notes) in super::notes::type_conflicts(merge)? {
        let catalog = merge.transaction.catalog();
        let mut existing = NotetypeEdit::of(catalog.require_notetype(existing_id)?);
        let mut incoming = NotetypeEdit::of(catalog.require_notetype(incoming_id)?);
        require_same_kind(&existing, &incoming)?;
        add_missing(&mut existing, &incoming);
        add_missing(&mut incoming, &existing);
        types.record(incoming_id, &incoming);
        save(merge, incoming, NotetypeStamp::Now)?;
        let change = NotetypeChange {
            notetype: incoming_id,
            fields: existing.field_origins(),
            templates: existing.template_origins(),
        };
        merge.transaction.change_notetype(&notes, &change)?;
        types.merged.insert(existing_id);
    }
    Ok(())
}

/// Removes those note types here that were merged into others and have no note left.
pub(super) fn remove_unused(merge: &mut Merge<'_, '_>, types: &MergedTypes) -> Result<()> {
    for id in &types.merged {
        if merge
            .transaction
            .storage()
            .note_ids_of_notetype(*id)?
            .is_empty()
        {
            merge.transaction.remove_notetype(*id)?;
            merge.transaction.set_label("Import");
        }
    }
    Ok(())
}

fn add(merge: &mut Merge<'_, '_>, notetype: &Notetype) -> Result<NotetypeId> {
    let id = merge.transaction.adopt_notetype(notetype)?;
    let added = merge.transaction.catalog().require_notetype(id)?;
    merge.report.new_notetypes.push(added.name.clone());
    Ok(id)
}

/// Gives the note type here the fields and templates of both, in the order of the one here, and
/// takes back in what an earlier import kept apart.
fn merge_into(
    merge: &mut Merge<'_, '_>,
    types: &mut MergedTypes,
    existing: &Notetype,
    incoming: &Notetype,
) -> Result<()> {
    let siblings = kept_apart(merge, existing.id);
    let mut here = NotetypeEdit::of(existing);
    let mut there = NotetypeEdit::of(incoming);
    require_same_kind(&here, &there)?;
    for sibling in &siblings {
        add_missing(&mut here, &NotetypeEdit::of(sibling));
    }
    add_missing(&mut there, &here);
    add_missing(&mut here, &there);
    types.record(incoming.id, &there);
    let newer = match merge.options.update_notetypes {
        UpdateCondition::Always => true,
        condition => condition.holds(existing.modified, incoming.modified),
    };
    if newer {
        copy_origins(&mut there.fields, &here.fields);
        copy_origins(&mut there.templates, &here.templates);
        here = there;
    }
    let merged = here.clone();
    save(merge, here, NotetypeStamp::Now)?;
    for sibling in siblings {
        let mut before = NotetypeEdit::of(&sibling);
        add_missing(&mut before, &merged);
        let notes = merge
            .transaction
            .storage()
            .note_ids_of_notetype(sibling.id)?;
        let change = NotetypeChange {
            notetype: existing.id,
            fields: before.field_origins(),
            templates: before.template_origins(),
        };
        merge.transaction.change_notetype(&notes, &change)?;
        types.merged.insert(sibling.id);
    }
    Ok(())
}

/// Updates a note type of the same fields and templates; of others, the one that comes in gets an id of
/// its own, or the one that it got before.
fn update_or_keep_apart(
    merge: &mut Merge<'_, '_>,
    types: &mut MergedTypes,
    existing: &Notetype,
    mut incoming: Notetype,
) -> Result<()> {
    let id = incoming.id;
    let mut same = existing.clone();
    if !has_same_parts(existing, &incoming) {
        let mut earlier = kept_apart(merge, id).into_iter();
        match earlier.find(|earlier| has_same_parts(earlier, &incoming)) {
            Some(earlier) => {
                types.ids.insert(id, earlier.id);
                incoming.id = earlier.id;
                same = earlier;
            }
            None => {
                incoming.id = NotetypeId(0);
                types.ids.insert(id, add(merge, &incoming)?);
                return Ok(());
            }
        }
    }
    let condition = merge.options.update_notetypes;
    if condition.holds(same.modified, incoming.modified) {
        let stamp = NotetypeStamp::Kept(incoming.modified);
        save(merge, NotetypeEdit::of(&incoming), stamp)?;
    }
    Ok(())
}

fn save(merge: &mut Merge<'_, '_>, edit: NotetypeEdit, stamp: NotetypeStamp) -> Result<()> {
    let id = edit.id;
    if merge.transaction.merge_notetype(edit, stamp)? {
        let name = merge
            .transaction
            .catalog()
            .require_notetype(id)?
            .name
            .clone();
        if !merge.report.changed_notetypes.contains(&name) {
            merge.report.changed_notetypes.push(name);
        }
    }
    Ok(())
}

/// The note types here that earlier imports made for one of this id that differed.
fn kept_apart(merge: &Merge<'_, '_>, id: NotetypeId) -> Vec<Notetype> {
    let all = merge.transaction.catalog().notetypes();
    let siblings =
        all.filter(|sibling| sibling.id != id && sibling.settings.original_id == Some(id.0));
    siblings.map(|sibling| Notetype::clone(sibling)).collect()
}

fn require_same_kind(existing: &NotetypeEdit, incoming: &NotetypeEdit) -> Result<()> {
    if existing.settings.is_cloze() == incoming.settings.is_cloze() {
        return Ok(());
    }
    Err(PackageError::KindConflict {
        existing: existing.name.clone(),
        incoming: incoming.name.clone(),
    })
}

/// Adds the fields and templates that only the other one has, at their places there.
fn add_missing(edit: &mut NotetypeEdit, other: &NotetypeEdit) {
    add_missing_parts(&mut edit.fields, &other.fields, is_same_field);
    if !edit.settings.is_cloze() {
        add_missing_parts(&mut edit.templates, &other.templates, is_same_template);
    }
}

fn add_missing_parts<T: Clone>(
    parts: &mut Vec<Edited<T>>,
    others: &[Edited<T>],
    is_same: fn(&T, &T) -> bool,
) {
    for (place, other) in others.iter().enumerate() {
        match parts
            .iter()
            .position(|part| is_same(&part.item, &other.item))
        {
            Some(found) if found == place || place >= parts.len() => {}
            Some(found) => parts.swap(found, place),
            None => {
                let part = Edited {
                    item: other.item.clone(),
                    origin: None,
                };
                parts.insert(place.min(parts.len()), part);
            }
        }
    }
}

fn copy_origins<T>(parts: &mut [Edited<T>], others: &[Edited<T>]) {
    for (part, other) in parts.iter_mut().zip(others) {
        part.origin = other.origin;
    }
}

fn has_same_parts(one: &Notetype, other: &Notetype) -> bool {
    let mut fields = one.fields.iter().zip(&other.fields);
    let mut templates = one.templates.iter().zip(&other.templates);
    one.fields.len() == other.fields.len()
        && one.templates.len() == other.templates.len()
        && fields.all(|(one, other)| is_same_field(one, other))
        && templates.all(|(one, other)| is_same_template(one, other))
}

fn is_same_field(one: &NotetypeField, other: &NotetypeField) -> bool {
    match (one.settings.id, other.settings.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.name == other.name,
    }
}

fn is_same_template(one: &CardTemplate, other: &CardTemplate) -> bool {
    match (one.settings.id, other.settings.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.name == other.name,
    }
}

/// Combines moves: first those that are known, then these.
fn chain(
    known: &mut HashMap<NotetypeId, Vec<Option<usize>>>,
    id: NotetypeId,
    then: Vec<Option<usize>>,
) {
    let combined = match known.remove(&id) {
        None => then,
        Some(first) => then
            .into_iter()
            .map(|place| first.get(place?).copied().flatten())
            .collect(),
    };
    known.insert(id, combined);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(names: &str) -> Vec<Edited<char>> {
        let letters = names.chars().enumerate();
        letters
            .map(|(place, item)| Edited {
                item,
                origin: Some(place),
            })
            .collect()
    }

    fn shown(parts: &[Edited<char>]) -> String {
        let part = |part: &Edited<char>| match part.origin {
            Some(origin) => format!("{}{origin}", part.item),
            None => part.item.to_string(),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn missing_parts_are_added_at_their_places() {
        for (own, others, expected) in [
            ("ab", "ab", "a0 b1"),
            ("ab", "ba", "b1 a0"),
            ("ab", "axb", "a0 x b1"),
            ("ab", "abxy", "a0 b1 x y"),
            ("a", "xyz", "x y z a0"),
            ("abc", "c", "c2 b1 a0"),
            ("a", "aa", "a0"),
        ] {
            let mut merged = parts(own);
            add_missing_parts(&mut merged, &parts(others), |one, other| one == other);
            assert_eq!(shown(&merged), expected, "{own} and {others}");
        }
    }

    #[test]
    fn moves_are_combined() {
        let id = NotetypeId(1);
        let mut known = HashMap::new();
        chain(&mut known, id, vec![Some(1), None, Some(0)]);
        chain(&mut known, id, vec![Some(2), Some(0), None, Some(1)]);
        assert_eq!(known[&id], [Some(0), Some(1), None, None]);
    }
}
