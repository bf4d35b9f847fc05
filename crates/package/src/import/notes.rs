//! Notes that come in: known by guid.

use std::collections::{BTreeMap, HashMap, HashSet};

use ankid_storage::NoteStub;
use ankid_types::{Note, NoteId, NotetypeId};

use crate::gather::drop_tags_of_study;
use crate::{PackageError, Result, Stage};

use super::media::IncomingMedia;
use super::notetypes::{self, MergedTypes};
use super::{LoggedNote, Merge};

/// How far apart ids of imported rows are put, as Anki does.
pub(super) const ID_STEP: i64 = 999;
const ROWS_PER_REPORT: u64 = 500;

/// The notes of the package that are here now, by their ids there.
pub(super) type ImportedNotes = HashMap<NoteId, ImportedNote>;

/// A note of the package that is here now.
#[derive(Debug, Clone, Copy)]
pub(super) struct ImportedNote {
    /// Its id here.
    pub(super) id: NoteId,
    /// Its note type in the package.
    pub(super) notetype_id: NotetypeId,
}

/// Merges the notes of the package.
pub(super) fn merge(
    merge: &mut Merge<'_, '_>,
    types: &mut MergedTypes,
    media: &mut IncomingMedia,
) -> Result<ImportedNotes> {
    if merge.options.merge_notetypes {
        notetypes::reconcile(merge, types)?;
    }
    let existing = stubs_by_guid(merge)?;
    let mut taken: HashSet<NoteId> = existing.values().map(|stub| stub.id).collect();
    let mut imported = ImportedNotes::with_capacity(merge.notes.len());
    let (mut done, total) = (0, merge.notes.len() as u64);
    let (source, notes) = (merge.source, merge.notes);
    source.for_each_note(notes, |id, note| {
        let Some(mut note) = note else {
            return Ok(());
        };
        if !merge.options.scheduling {
            drop_tags_of_study(&mut note.tags);
        }
        let notetype_id = note.notetype_id;
        types.reorder(notetype_id, &mut note.fields);
        note.notetype_id = types.id(notetype_id);
        let here = match existing.get(&note.guid) {
            Some(stub) => update(merge, *stub, note, media)?,
            None => Some(add(merge, note, media, &mut taken)?),
        };
        if let Some(here) = here {
            let note = ImportedNote {
                id: here,
                notetype_id,
            };
            imported.insert(id, note);
        }
        done += 1;
        if done % ROWS_PER_REPORT == 0 || done == total {
            merge.reporter.tell(Stage::Notes, done, total);
        }
        Ok::<_, PackageError>(())
    })?;
    notetypes::remove_unused(merge, types)?;
    Ok(imported)
}

/// The notes here whose note type is another one in the package, by both.
pub(super) fn type_conflicts(
    merge: &Merge<'_, '_>,
) -> Result<BTreeMap<(NotetypeId, NotetypeId), Vec<NoteId>>> {
    let existing = stubs_by_guid(merge)?;
    let mut conflicts: BTreeMap<_, Vec<NoteId>> = BTreeMap::new();
    merge.source.for_each_guid(|guid, incoming| {
        if let Some(stub) = existing.get(guid)
            && stub.notetype_id != incoming.notetype_id
        {
            let types = (stub.notetype_id, incoming.notetype_id);
            conflicts.entry(types).or_default().push(stub.id);
        }
        Ok::<_, PackageError>(())
    })?;
    Ok(conflicts)
}

fn stubs_by_guid(merge: &Merge<'_, '_>) -> Result<HashMap<String, NoteStub>> {
    let mut stubs = HashMap::new();
    merge.transaction.storage().for_each_guid(|guid, stub| {
        stubs.insert(guid.to_owned(), stub);
        Ok::<_, PackageError>(())
    })?;
    Ok(stubs)
}

/// Adds a note under its id or, where that is taken, a later one.
fn add(
    merge: &mut Merge<'_, '_>,
    mut note: Note,
    media: &mut IncomingMedia,
    taken: &mut HashSet<NoteId>,
) -> Result<NoteId> {
    media.rewrite(&mut note);
    while !taken.insert(note.id) {
        note.id.0 += ID_STEP;
    }
    merge.transaction.adopt_note(&mut note, merge.form)?;
    merge.report.new.push(LoggedNote::new(note.id, &note));
    Ok(note.id)
}

/// Replaces the note of the same guid, or leaves it alone; `None` where the two cannot be the same.
fn update(
    merge: &mut Merge<'_, '_>,
    existing: NoteStub,
    mut note: Note,
    media: &mut IncomingMedia,
) -> Result<Option<NoteId>> {
    let report = &mut *merge.report;
    if !merge.options.merge_notetypes && note.notetype_id != existing.notetype_id {
        report.conflicting.push(LoggedNote::new(note.id, &note));
        return Ok(None);
    }
    note.id = existing.id;
    let condition = merge.options.update_notes;
    if condition.holds(existing.modified, note.modified) {
        media.rewrite(&mut note);
        merge.transaction.adopt_note_update(&mut note, merge.form)?;
        report.updated.push(LoggedNote::new(note.id, &note));
    } else {
        report.unchanged.push(LoggedNote::new(note.id, &note));
    }
    Ok(Some(note.id))
}
