//! Changes of the media folder that can be taken back until the request is durable.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use tempfile::TempPath;

use crate::media::error::{MediaError, Result, io_error};
use crate::media::files::{link, move_over, sync_folder};
use crate::media::folder::MediaFolder;
use crate::media::plan::{MediaPlan, Step};
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
    /// Whether a new file has the name now.
    stored: bool,
    trashed: Option<Trashed>,
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
    /// The file system refused a step, or another program put a file where a new one belongs.
    pub fn apply(&mut self, plan: MediaPlan) -> Result<()> {
        let before = self.done.len();
        for step in plan.steps {
            if let Err(problem) = self.make(step) {
                self.take_back(before);
                return Err(problem);
            }
        }
        Ok(())
    }

    /// Adds the changes that `later` made, so that both share their fate.
    pub fn absorb(&mut self, mut later: Self) {
        self.done.append(&mut later.done);
    }

    /// Makes the changes survive a power cut.
    ///
    /// # Errors
    /// The file system or the media database refused.
    pub fn seal(&mut self) -> Result<()> {
        if self.done.is_empty() {
            return Ok(());
        }
        if self.done.iter().any(|done| done.trashed.is_some()) {
            sync_folder(self.folder.trash())?;
        }
        sync_folder(self.folder.path())
    }

    /// Makes the changes final.
    pub fn keep(mut self) {
        for done in std::mem::take(&mut self.done) {
            if done.trashed.is_some() {
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

    fn make(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Store {
                name,
                file,
                replaces,
            } => self.store(name, file, replaces),
            Step::Trash { name } => {
                let trashed = self.trash(&name, move_over)?;
                self.done.push(Done {
                    name,
                    stored: false,
                    trashed: Some(trashed),
                });
                Ok(())
            }
            Step::Recognize { .. } => Ok(()),
        }
    }

    fn store(&mut self, name: String, file: StagedFile, replaces: bool) -> Result<()> {
        let target = self.folder.file(&name);
        // The old file gets a second name in the trash and loses its first to the new one in a single step.
        let trashed = if replaces {
            Some(self.trash(&name, link)?)
        } else {
            None
        };
        if !replaces && self.folder.length(&name)?.is_some() {
            return Err(MediaError::Overtaken(name));
        }
        self.done.push(Done {
            name,
            stored: false,
            trashed,
        });
        file.move_to(&target)?;
        if let Some(done) = self.done.last_mut() {
            done.stored = true;
        }
        Ok(())
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

    /// Takes back all changes but the first `kept`.
    fn take_back(&mut self, kept: usize) {
        for done in self.done.drain(kept..).rev() {
            let name = done.name.clone();
            if let Err(problem) = done.take_back(&self.folder) {
                tracing::error!(name, %problem, "a media file could not be put back");
            }
        }
    }
}

impl Drop for MediaChanges {
    fn drop(&mut self) {
        self.take_back(0);
    }
}

impl Done {
    fn take_back(self, folder: &MediaFolder) -> Result<()> {
        let file = folder.file(&self.name);
        let Some(trashed) = self.trashed else {
            return if self.stored { remove(&file) } else { Ok(()) };
        };
        let place = folder.trash().join(&self.name);
        move_over(&place, &file)?;
        // Moving over a second name of the same file leaves both names.
        remove(&place)?;
        trashed.restore_overwritten(&place)
    }
}

impl Trashed {
    fn restore_overwritten(self, place: &Path) -> Result<()> {
        self.overwritten
            .map_or(Ok(()), |file| move_over(&file, place))
    }
}

/// Removes a file that may have gone already.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io_error("remove", path)(error)),
        _ => Ok(()),
    }
}
