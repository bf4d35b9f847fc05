//! Notes that come in: known by guid.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use ankid_collection::{Catalog, FieldForm};
use ankid_storage::{NoteDigest, NoteStub};
use ankid_types::{Note, NoteId, NotetypeId};

use crate::gather::drop_tags_of_study;
use crate::{PackageError, Result, Stage};

use super::ahead::{Hands, read_ahead};
use super::media::IncomingMedia;
use super::notetypes::{self, MergedTypes};
use super::{ImportOptions, LoggedNote, Merge};

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

/// A note of the package, and what is to become of it.
struct Judged {
    /// Its id in the package.
    known_as: NoteId,
    here: Option<ImportedNote>,
    logged: LoggedNote,
    verdict: Verdict,
}

enum Verdict {
    Add(Box<(Note, NoteDigest)>),
    Update(Box<(Note, NoteDigest)>),
    Unchanged,
    /// It cannot be the note of its guid here.
    Conflicting,
}

/// What decides about the notes of the package.
struct Judge<'a> {
    existing: HashMap<String, NoteStub>,
    /// The ids of notes that are here, and of those that were decided to come.
    taken: HashSet<NoteId>,
    types: &'a MergedTypes,
    catalog: Arc<Catalog>,
    form: FieldForm,
    options: ImportOptions,
    media: &'a mut IncomingMedia,
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
    let mut judge = Judge {
        taken: existing.values().map(|stub| stub.id).collect(),
        existing,
        types,
        catalog: Arc::clone(merge.transaction.catalog()),
        form: merge.form,
        options: merge.options,
        media,
    };
    let (source, notes, reporter) = (&mut *merge.source, merge.notes, merge.reporter);
    let (transaction, report) = (&mut *merge.transaction, &mut *merge.report);
    let mut imported = ImportedNotes::with_capacity(notes.len());
    let (mut done, total) = (0, notes.len() as u64);
    let read = move |hands: &mut Hands<Judged>| {
        source.for_each_note(notes, |_id, note| {
            if let Some(note) = note {
                hands.over(judge.judge(note)?);
            }
            Ok(())
        })
    };
    read_ahead(read, |judged| {
        imported.extend(judged.here.map(|here| (judged.known_as, here)));
        let log = match judged.verdict {
            Verdict::Add(prepared) => {
                let (mut note, digest) = *prepared;
                transaction.adopt_note(&mut note, &digest)?;
                &mut report.new
            }
            Verdict::Update(prepared) => {
                let (mut note, digest) = *prepared;
                transaction.adopt_note_update(&mut note, &digest)?;
                &mut report.updated
            }
            Verdict::Unchanged => &mut report.unchanged,
            Verdict::Conflicting => &mut report.conflicting,
        };
        log.push(judged.logged);
        done += 1;
        if done % ROWS_PER_REPORT == 0 || done == total {
            reporter.tell(Stage::Notes, done, total);
        }
        Ok(())
    })?;
    notetypes::remove_unused(merge, types)?;
    Ok(imported)
}

impl Judge<'_> {
    fn judge(&mut self, mut note: Note) -> Result<Judged> {
        let (known_as, notetype_id) = (note.id, note.notetype_id);
        if !self.options.scheduling {
            drop_tags_of_study(&mut note.tags);
        }
        self.types.reorder(notetype_id, &mut note.fields);
        note.notetype_id = self.types.id(notetype_id);
        let (logged, verdict) = match self.existing.get(&note.guid).copied() {
            Some(stub) => self.judge_known(stub, note)?,
            None => self.judge_new(note)?,
        };
        let here = match verdict {
            Verdict::Conflicting => None,
            _ => Some(ImportedNote {
                id: logged.id,
                notetype_id,
            }),
        };
        Ok(Judged {
            known_as,
            here,
            logged,
            verdict,
        })
    }

    /// Comes under its id or, where that is taken, a later one.
    fn judge_new(&mut self, mut note: Note) -> Result<(LoggedNote, Verdict)> {
        while !self.taken.insert(note.id) {
            note.id.0 += ID_STEP;
        }
        let digest = self.prepare(&mut note)?;
        let logged = LoggedNote::new(note.id, &note);
        Ok((logged, Verdict::Add(Box::new((note, digest)))))
    }

    /// Replaces the note of the same guid, or leaves it alone.
    fn judge_known(&mut self, known: NoteStub, mut note: Note) -> Result<(LoggedNote, Verdict)> {
        if !self.options.merge_notetypes && note.notetype_id != known.notetype_id {
            return Ok((LoggedNote::new(note.id, &note), Verdict::Conflicting));
        }
        note.id = known.id;
        let condition = self.options.update_notes;
        if !condition.holds(known.modified, note.modified) {
            return Ok((LoggedNote::new(note.id, &note), Verdict::Unchanged));
        }
        let digest = self.prepare(&mut note)?;
        let logged = LoggedNote::new(note.id, &note);
        Ok((logged, Verdict::Update(Box::new((note, digest)))))
    }

    /// Brings the values into the form that they have here.
    fn prepare(&mut self, note: &mut Note) -> Result<NoteDigest> {
        self.media.rewrite(note);
        let notetype = self.catalog.require_notetype(note.notetype_id)?;
        Ok(self.form.prepare(note, notetype)?)
    }
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
