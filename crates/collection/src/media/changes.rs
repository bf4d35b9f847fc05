//! Changes of the media folder that can be taken back until the request is durable.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ankid_storage::{MediaDatabase, MediaEntry, MediaState};
use ankid_types::{TimestampMillis, TimestampSecs};
use tempfile::TempPath;

use crate::media::error::{MediaError, Result, io_error};
use crate::media::files::{link, move_over, sync_folder};
use crate::media::folder::MediaFolder;
use crate::media::plan::{MediaPlan, ServerSide, Step};
use crate::media::staging::StagedFile;

/// The changes that a request, or several that share a commit, made to the media folder.
///
/// [`apply`](Self::apply) makes them, [`seal`](Self::seal) makes them durable, and [`keep`](Self::keep) makes them final.
/// Dropped before that, they are all taken back, the newest first.
#[derive(Debug)]
pub struct MediaChanges {
    folder: Arc<MediaFolder>,
    done: Vec<Done>,
}

/// A change that was made.
#[derive(Debug)]
struct Done {
    name: String,
    effect: Effect,
    /// The row that the name had in the media database, if another took its place.
    row_before: Option<Option<MediaEntry>>,
}

/// What became of the file of a name.
#[derive(Debug)]
enum Effect {
    Untouched,
    /// There is one where none was.
    Stored,
    /// It lies in the trash.
    Trashed(Trashed),
    /// It lies in the trash too, about to be replaced.
    Saved(Trashed),
    /// It lies in the trash, and a new one has its name.
    Replaced(Trashed),
}

/// What the media database is to say of a name afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It waits for a sync, unless nothing changed.
    Changed,
    /// The server has it too.
    Synced,
    /// Nothing.
    Forgotten,
}

/// How the file that had the name went to the trash.
#[derive(Debug)]
struct Trashed {
    /// The file that the trash had under that name before.
    overwritten: Option<TempPath>,
}

impl MediaChanges {
    /// No changes yet.
    #[must_use]
    pub fn new(folder: Arc<MediaFolder>) -> Self {
        Self {
            folder,
            done: Vec::new(),
        }
    }

    /// Makes the changes of `plan`, all of them or none.
    ///
    /// # Errors
    /// The file system or the media database refused, or another program put a file where a new one belongs.
    pub fn apply(&mut self, plan: MediaPlan) -> Result<()> {
        if plan.is_empty() {
            return Ok(());
        }
        let (before, folder) = (self.done.len(), Arc::clone(&self.folder));
        let made = folder.with_rows(|rows| {
            let scanned = rows.state()?.folder_modified == modified_millis(folder.path())?;
            for step in plan.steps {
                self.make(step, plan.server.as_ref(), rows)?;
            }
            if scanned {
                // The rows were in step with the folder and still are: nothing has to be scanned.
                let folder_modified = modified_millis(folder.path())?;
                rows.set_state(MediaState {
                    folder_modified,
                    ..rows.state()?
                })?;
            }
            Ok(())
        });
        if made.is_err() {
            self.take_back_files(before);
        }
        made
    }

    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.done
            .iter()
            .all(|done| matches!(done.effect, Effect::Untouched))
    }

    /// Adds the changes that `later` made, so that both share their fate.
    pub fn absorb(&mut self, mut later: Self) {
        self.done.append(&mut later.done);
    }

    /// Makes the changes survive a power cut.
    ///
    /// # Errors
    /// The file system refused.
    pub fn seal(&mut self) -> Result<()> {
        if self.done.is_empty() {
            return Ok(());
        }
        if self.done.iter().any(Done::is_trashed) {
            sync_folder(self.folder.trash())?;
        }
        sync_folder(self.folder.path())
    }

    /// Makes the changes final.
    pub fn keep(mut self) {
        for done in std::mem::take(&mut self.done) {
            if done.is_trashed() {
                // The trash is emptied by age, and age is how long a file lies there.
                let place = self.folder.trash().join(&done.name);
                let stamped =
                    File::open(&place).and_then(|file| file.set_modified(SystemTime::now()));
                if let Err(problem) = stamped {
                    tracing::warn!(name = done.name, %problem, "a trashed file keeps its old date");
                }
            }
        }
    }

    fn make(
        &mut self,
        step: Step,
        server: Option<&ServerSide>,
        rows: &MediaDatabase,
    ) -> Result<()> {
        let name = match &step {
            Step::Store { name, .. }
            | Step::Recognize { name, .. }
            | Step::Trash { name }
            | Step::Forget { name }
            | Step::Lose { name } => name.clone(),
        };
        if let Some(seen) = server.and_then(|server| server.seen.get(&name)) {
            let known = rows.get_entry(&name)?.and_then(|row| row.checksum);
            if known != *seen {
                // A request changed it since, and that is what the server gets.
                return Ok(());
            }
        }
        let fate = match (&step, server) {
            (Step::Lose { .. }, _) => Fate::Changed,
            (Step::Trash { .. } | Step::Forget { .. }, Some(_)) => Fate::Forgotten,
            (_, Some(server)) if !server.renamed.contains(&name) => Fate::Synced,
            _ => Fate::Changed,
        };
        let checksum = match step {
            Step::Store {
                name,
                file,
                replaces,
            } => {
                let sha1 = *file.sha1();
                self.store(name, file, replaces)?;
                Some(sha1)
            }
            Step::Recognize { name, sha1 } => {
                self.push(name, Effect::Untouched);
                Some(sha1)
            }
            Step::Trash { name } => {
                let trashed = self.trash(&name, move_over)?;
                self.push(name, Effect::Trashed(trashed));
                None
            }
            Step::Forget { name } | Step::Lose { name } => {
                self.push(name, Effect::Untouched);
                None
            }
        };
        let row_before = self.set_row(&name, checksum, fate, rows)?;
        if let Some(done) = self.done.last_mut() {
            done.row_before = row_before;
        }
        Ok(())
    }

    fn store(&mut self, name: String, file: StagedFile, replaces: bool) -> Result<()> {
        let target = self.folder.file(&name);
        if replaces {
            // The old file gets a second name in the trash and loses its first to the new one in a single step.
            let saved = self.trash(&name, link)?;
            self.push(name, Effect::Saved(saved));
        } else if self.folder.length(&name)?.is_some() {
            return Err(MediaError::Overtaken(name));
        } else {
            self.push(name, Effect::Untouched);
        }
        file.move_to(&target)?;
        if let Some(Done { effect, .. }) = self.done.last_mut() {
            *effect = match std::mem::replace(effect, Effect::Stored) {
                Effect::Saved(saved) => Effect::Replaced(saved),
                _ => Effect::Stored,
            };
        }
        Ok(())
    }

    fn push(&mut self, name: String, effect: Effect) {
        self.done.push(Done {
            name,
            effect,
            row_before: None,
        });
    }

    /// Notes in the media database what a name stands for now; returns the row before, if it is another.
    fn set_row(
        &self,
        name: &str,
        checksum: Option<[u8; 20]>,
        fate: Fate,
        rows: &MediaDatabase,
    ) -> Result<Option<Option<MediaEntry>>> {
        let before = rows.get_entry(name)?;
        if fate == Fate::Forgotten {
            rows.remove_entry(name)?;
            return Ok(before.map(Some));
        }
        let known = before.as_ref().map(|row| row.checksum);
        let is_new = before.is_none() && checksum.is_none();
        if fate == Fate::Changed && (known == Some(checksum) || is_new) {
            return Ok(None);
        }
        // In seconds, as Anki's scan writes and compares it.
        let modified = match checksum {
            Some(_) => modified_millis(&self.folder.file(name))?.as_secs(),
            None => TimestampSecs(0),
        };
        rows.set_entry(&MediaEntry {
            name: name.to_owned(),
            checksum,
            modified,
            pending: fate == Fate::Changed,
        })?;
        Ok(Some(before))
    }

    /// Brings the file into the trash by way of `bring`, over the file of that name there.
    fn trash(&self, name: &str, bring: fn(&Path, &Path) -> Result<()>) -> Result<Trashed> {
        let trash = self.folder.trash();
        fs::create_dir_all(trash).map_err(io_error("create", trash))?;
        let place = trash.join(name);
        let overwritten = if fs::symlink_metadata(&place).is_ok() {
            Some(self.folder.staging.set_aside(&place)?)
        } else {
            None
        };
        let trashed = Trashed { overwritten };
        if let Err(problem) = bring(&self.folder.file(name), &place) {
            trashed.restore_overwritten(&place)?;
            return Err(problem);
        }
        Ok(trashed)
    }

    /// Takes back the files of all changes but the first `kept`.
    fn take_back_files(&mut self, kept: usize) {
        for done in self.done.drain(kept..).rev() {
            let name = done.name.clone();
            if let Err(problem) = done.take_back(&self.folder) {
                tracing::error!(name, %problem, "a media file could not be put back");
            }
        }
    }

    fn take_back_rows(&self) -> Result<()> {
        let changed = || self.done.iter().filter(|done| done.row_before.is_some());
        if changed().next().is_none() {
            return Ok(());
        }
        self.folder.with_rows(|rows| {
            for done in changed().rev() {
                match &done.row_before {
                    Some(Some(row)) => rows.set_entry(row)?,
                    Some(None) => drop(rows.remove_entry(&done.name)?),
                    None => {}
                }
            }
            Ok(())
        })
    }
}

impl Drop for MediaChanges {
    fn drop(&mut self) {
        if let Err(problem) = self.take_back_rows() {
            tracing::error!(%problem, "rows of the media database could not be put back");
        }
        self.take_back_files(0);
    }
}

impl Done {
    fn take_back(self, folder: &MediaFolder) -> Result<()> {
        let file = folder.file(&self.name);
        let place = folder.trash().join(&self.name);
        match self.effect {
            Effect::Untouched => Ok(()),
            Effect::Stored => remove(&file),
            Effect::Saved(saved) => {
                remove(&place)?;
                saved.restore_overwritten(&place)
            }
            Effect::Trashed(trashed) | Effect::Replaced(trashed) => {
                move_over(&place, &file)?;
                trashed.restore_overwritten(&place)
            }
        }
    }

    fn is_trashed(&self) -> bool {
        matches!(self.effect, Effect::Trashed(_) | Effect::Replaced(_))
    }
}

impl Trashed {
    fn restore_overwritten(self, place: &Path) -> Result<()> {
        self.overwritten
            .map_or(Ok(()), |file| move_over(&file, place))
    }
}

/// When a file or folder last changed.
pub(super) fn modified_millis(path: &Path) -> Result<TimestampMillis> {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    let modified = modified.map_err(io_error("read", path))?;
    // A date before 1970 is one that was never set.
    let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(TimestampMillis(since.as_millis() as i64))
}

/// Removes a file that may have gone already.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io_error("remove", path)(error)),
        _ => Ok(()),
    }
}
