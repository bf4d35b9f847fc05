//! Imports: the notes of a package, with all that belongs to them, into a collection that has its own.
//!
//! First everything slow, beside the writer: unpacking, checking and upgrading the database inside,
//! hashing, and unpacking the media files that notes refer to. Then the merge, as one job of the writer:
//! notes are told apart by guid, note types by id, decks by name.

mod ahead;
mod cards;
mod decks;
mod media;
mod notes;
mod notetypes;
mod report;

use std::path::Path;

use ankid_collection::{Engine, FieldForm, Transaction};
use ankid_storage::{Scrutiny, Storage};
use ankid_types::NoteId;
use tempfile::TempDir;

use crate::archive::Archive;
use crate::gather::{Baggage, Gathered};
use crate::restore::unpack_collection;
use crate::{Limits, PackageError, Reporter, Result};

use self::media::IncomingMedia;
pub use self::report::{ImportReport, LoggedNote};

/// When what is there already is replaced by what comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UpdateCondition {
    /// If what comes in was changed later.
    #[default]
    IfNewer,
    /// If it was changed at another time.
    Always,
    /// Never.
    Never,
}

/// What is taken from a package, and what becomes of what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportOptions {
    /// Whether a note type of the same id and other fields or templates gets those of both; if not, the
    /// one that comes in gets an id of its own.
    pub merge_notetypes: bool,
    /// When a note is replaced.
    pub update_notes: UpdateCondition,
    /// When a note type is replaced.
    pub update_notetypes: UpdateCondition,
    /// Whether scheduling, the review log and the decks' own limits are taken.
    pub scheduling: bool,
    /// Whether presets of deck options are taken.
    pub deck_configs: bool,
}

impl Default for ImportOptions {
    /// Everything is taken, and what is newer replaces what is there.
    fn default() -> Self {
        Self {
            merge_notetypes: true,
            update_notes: UpdateCondition::IfNewer,
            update_notetypes: UpdateCondition::IfNewer,
            scheduling: true,
            deck_configs: true,
        }
    }
}

/// A package that waits, unpacked and checked, to be merged into a collection.
#[must_use = "nothing is imported before `run`"]
pub struct PreparedImport {
    source: Storage,
    notes: Vec<NoteId>,
    gathered: Gathered,
    /// The day of the collection in the package.
    source_today: u32,
    media: IncomingMedia,
    options: ImportOptions,
    reporter: Reporter,
    // Declared last, so that it goes after the connection to the file in it.
    _workshop: TempDir,
}

impl PreparedImport {
    /// Unpacks the package at `package` and checks it, to be merged into the collection of `engine`.
    ///
    /// # Errors
    /// The package is refused, or the disk is full.
    pub fn new(
        engine: &Engine,
        package: &Path,
        options: ImportOptions,
        limits: Limits,
        reporter: &Reporter,
    ) -> Result<Self> {
        let mut archive = Archive::open(package, limits)?;
        let workshop = engine.media().workshop()?;
        let path = workshop.path().join("collection.anki2");
        unpack_collection(&mut archive, &path, reporter)?;
        let now = engine.read(|view| Ok::<_, PackageError>(view.clock().now()))?;
        let source = Storage::open_foreign(&path, Scrutiny::Rows, now)?;
        engine.modernize(&source, now)?;
        let notes = source.all_note_ids()?;
        let view = engine.view_of(&source)?;
        let baggage = Baggage {
            scheduling: options.scheduling,
            deck_configs: options.deck_configs,
        };
        let gathered = Gathered::of(&view, &notes, baggage)?;
        let source_today = view.timing()?.today;
        drop(view);
        let media = IncomingMedia::unpack(&mut archive, &source, &notes, engine, reporter)?;
        Ok(Self {
            source,
            notes,
            gathered,
            source_today,
            media,
            options,
            reporter: reporter.clone(),
            _workshop: workshop,
        })
    }

    /// Merges the package, all of it or nothing: one job of the writer, and one step to take back.
    ///
    /// # Errors
    /// Note types cannot be merged, the collection has the scheduler of Anki before 2.1, a row cannot be
    /// decoded, or an error of the file.
    pub fn run(self, transaction: &mut Transaction<'_>) -> Result<ImportReport> {
        transaction.set_label("Import");
        if transaction.has_old_scheduler()? {
            return Err(PackageError::OldScheduler);
        }
        self.remember_options(transaction)?;
        let mut report = ImportReport {
            found_notes: self.notes.len(),
            ..ImportReport::default()
        };
        let Self {
            mut source,
            notes,
            gathered,
            source_today,
            mut media,
            options,
            reporter,
            _workshop,
        } = self;
        let Gathered {
            decks,
            deck_configs,
            notetypes,
            card_form,
        } = gathered;
        let mut merge = Merge {
            form: transaction.field_form()?,
            transaction,
            source: &mut source,
            notes: &notes,
            options,
            reporter: &reporter,
            report: &mut report,
        };
        let mut types = notetypes::merge(&mut merge, notetypes)?;
        let imported = notes::merge(&mut merge, &mut types, &mut media)?;
        let decks = decks::merge(&mut merge, decks, deck_configs, source_today)?;
        let cards = cards::Incoming {
            notes: &imported,
            types: &types,
            decks: &decks,
            form: card_form,
            source_today,
        };
        let (stored, ()) = merge.transaction.change_media_beside(
            |folder| media.plan(folder),
            |transaction| {
                cards.merge(&mut Merge {
                    transaction,
                    ..merge
                })
            },
        )?;
        (report.new_media, report.renamed_media) = (stored.new, stored.renamed);
        Ok(report)
    }

    /// As the dialog of Anki does.
    fn remember_options(&self, transaction: &Transaction<'_>) -> Result<()> {
        let options = &self.options;
        for (key, on) in [
            ("mergeNotetypes", options.merge_notetypes),
            ("withScheduling", options.scheduling),
            ("withDeckConfigs", options.deck_configs),
        ] {
            transaction.remember_choice(key, &on)?;
        }
        for (key, condition) in [
            ("updateNotes", options.update_notes),
            ("updateNotetypes", options.update_notetypes),
        ] {
            transaction.remember_choice(key, &condition.code())?;
        }
        Ok(())
    }
}

/// What every part of a merge works with.
struct Merge<'a, 't> {
    transaction: &'a mut Transaction<'t>,
    /// How values are kept here.
    form: FieldForm,
    source: &'a mut Storage,
    /// The notes in the package.
    notes: &'a [NoteId],
    options: ImportOptions,
    reporter: &'a Reporter,
    report: &'a mut ImportReport,
}

impl UpdateCondition {
    /// The number that Anki has for it.
    const fn code(self) -> u8 {
        match self {
            Self::IfNewer => 0,
            Self::Always => 1,
            Self::Never => 2,
        }
    }

    /// Whether something that was changed at `incoming` replaces something changed at `existing`.
    fn holds<T: Ord>(self, existing: T, incoming: T) -> bool {
        match self {
            Self::IfNewer => existing < incoming,
            Self::Always => existing != incoming,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UpdateCondition;

    #[test]
    fn what_is_there_is_replaced_on_condition() {
        for (condition, older, same, newer) in [
            (UpdateCondition::IfNewer, false, false, true),
            (UpdateCondition::Always, true, false, true),
            (UpdateCondition::Never, false, false, false),
        ] {
            let holds = [1, 2, 3].map(|incoming| condition.holds(2, incoming));
            assert_eq!(holds, [older, same, newer], "{condition:?}");
        }
    }
}
