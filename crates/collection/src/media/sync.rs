//! The media folder's part of a sync: what changed here, what is to be done about what changed on the server,
//! and what waits to be sent.
//!
//! Files that come are put in place by the writer like those of requests. What a request stored under the same
//! name in the meantime stays, and is sent.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use ankid_storage::{MediaDatabase, MediaEntry, MediaState};
use ankid_types::{TimestampMillis, TimestampSecs, Usn};

use crate::media::changes::modified_millis;
use crate::media::error::{Result, io_error};
use crate::media::folder::{MediaFolder, hash, is_plain};
use crate::media::names;
use crate::media::plan::{MediaPlan, ServerSide, Step};
use crate::media::staging::StagedFile;

/// The largest file that is synced, in bytes.
pub const MAX_SYNCED_BYTES: u64 = 100 << 20;
/// Files that systems put into folders.
const LEFT_OUT: [&str; 2] = ["thumbs.db", ".ds_store"];

type Sha1Sum = [u8; 20];

/// A file that the server says has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFile {
    /// Its name.
    pub name: String,
    /// The SHA-1 of its content; `None` for one that was deleted.
    pub sha1: Option<[u8; 20]>,
}

/// A file that is to be fetched from the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFile {
    /// Its name on the server.
    pub name: String,
    /// What the folder has under that name.
    seen: Option<Sha1Sum>,
}

/// What is to be done about the files that changed on the server.
#[derive(Debug, Default)]
pub struct MediaDecisions {
    /// What is to be fetched.
    pub download: Vec<WantedFile>,
    /// What is done without fetching anything.
    pub rest: MediaPlan,
    /// How many files are deleted here.
    pub deleted: usize,
}

/// A file whose change or deletion waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsentFile {
    /// Its name.
    pub name: String,
    /// The SHA-1 of its content; `None` for one that was deleted.
    pub sha1: Option<[u8; 20]>,
}

/// What a scan found on disk.
struct Found {
    name: String,
    sha1: Sha1Sum,
    modified: TimestampSecs,
}

impl MediaFolder {
    /// Looks for files that were added, changed or deleted behind the media database, if the folder
    /// changed since the last look.
    ///
    /// # Errors
    /// The folder, one of its files or the database cannot be read.
    pub fn scan(&self) -> Result<()> {
        let folder_modified = modified_millis(self.path())?;
        let (state, known) = self.with_rows(|rows| Ok((rows.state()?, rows.present_entries()?)))?;
        if state.folder_modified == folder_modified {
            return Ok(());
        }
        let mut known: HashMap<String, MediaEntry> = known
            .into_iter()
            .map(|row| (row.name.clone(), row))
            .collect();
        let changed = self.find_changed(&mut known)?;
        self.with_rows(|rows| {
            for found in changed {
                note_found(rows, found)?;
            }
            // What is left is known and was not seen.
            for name in known.into_keys() {
                if !self.is_synced_file(&name)? {
                    rows.set_entry(&MediaEntry {
                        name,
                        checksum: None,
                        modified: TimestampSecs(0),
                        pending: true,
                    })?;
                }
            }
            Ok(rows.set_state(MediaState {
                folder_modified,
                ..rows.state()?
            })?)
        })
    }

    /// The sync state of the last sync.
    ///
    /// # Errors
    /// The media database cannot be read.
    pub fn last_usn(&self) -> Result<Usn> {
        self.with_rows(|rows| Ok(rows.state()?.last_usn))
    }

    /// Decides what to do about files that changed on the server.
    ///
    /// # Errors
    /// The media database cannot be read.
    pub fn decide(&self, changed: &[ServerFile]) -> Result<MediaDecisions> {
        let mut decisions = MediaDecisions::default();
        let mut server = ServerSide::default();
        let mut deleted = Vec::new();
        self.with_rows(|rows| {
            for file in changed {
                let row = rows.get_entry(&file.name)?;
                let own = row.as_ref().and_then(|row| row.checksum);
                let is_pending = row.as_ref().is_some_and(|row| row.pending);
                match (own, file.sha1) {
                    (None, None) if row.is_none() => {}
                    // It waits to be sent, and wins over the deletion.
                    (Some(_), None) if is_pending => {}
                    (_, None) => {
                        server.seen.insert(file.name.clone(), own);
                        deleted.push(file.name.clone());
                    }
                    (Some(own), Some(theirs)) if own == theirs => {
                        if is_pending {
                            server.seen.insert(file.name.clone(), Some(own));
                            decisions.rest.steps.push(Step::Recognize {
                                name: file.name.clone(),
                                sha1: own,
                            });
                        }
                    }
                    (seen, Some(_)) => decisions.download.push(WantedFile {
                        name: file.name.clone(),
                        seen,
                    }),
                }
            }
            Ok(())
        })?;
        decisions.deleted = deleted.len();
        for name in deleted {
            if is_plain(&name) && self.length(&name)?.is_some() {
                decisions.rest.steps.push(Step::Trash { name });
            } else {
                decisions.rest.steps.push(Step::Forget { name });
            }
        }
        decisions.rest.server = Some(server);
        Ok(decisions)
    }

    /// Plans to put files in place that came from the server.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn plan_received(&self, files: Vec<(WantedFile, StagedFile)>) -> Result<MediaPlan> {
        self.settle(files.iter().map(|(_wanted, file)| file))?;
        let mut plan = MediaPlan::default();
        let mut server = ServerSide::default();
        for (wanted, file) in files {
            let name = names::normalized(&wanted.name);
            if name.is_empty() || !is_plain(&name) {
                tracing::warn!(
                    name = wanted.name,
                    "a media file of the server has no possible name here"
                );
                continue;
            }
            if name != wanted.name {
                // It gets its right name on the server too, by way of this folder.
                server.renamed.insert(name.clone());
                plan.steps.push(Step::Lose { name: wanted.name });
                plan.put(self, &name, file)?;
                continue;
            }
            server.seen.insert(name.clone(), wanted.seen);
            plan.put(self, &name, file)?;
        }
        plan.server = Some(server);
        Ok(plan)
    }

    /// At most so many files whose change or deletion waits to be sent.
    ///
    /// # Errors
    /// The media database cannot be read.
    pub fn unsent(&self, limit: u32) -> Result<Vec<UnsentFile>> {
        self.with_rows(|rows| {
            let rows = rows.pending_entries(limit)?.into_iter();
            Ok(rows
                .map(|row| UnsentFile {
                    name: row.name,
                    sha1: row.checksum,
                })
                .collect())
        })
    }

    /// Opens a file that is to be sent; `None` for one that cannot be, which is forgotten.
    ///
    /// # Errors
    /// The file cannot be read, or the media database cannot be written.
    pub fn open_unsent(&self, file: &UnsentFile) -> Result<Option<(File, u64)>> {
        let name = &file.name;
        if is_plain(name) && names::normalized(name) == *name {
            let path = self.file(name);
            match File::open(&path)
                .and_then(|file| file.metadata().map(|metadata| (file, metadata)))
            {
                Ok((file, metadata))
                    if metadata.is_file() && (1..=MAX_SYNCED_BYTES).contains(&metadata.len()) =>
                {
                    return Ok(Some((file, metadata.len())));
                }
                Ok(_unfit) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(io_error("read", &path)(error)),
            }
        }
        self.with_rows(|rows| Ok(rows.remove_entry(name)?))?;
        Ok(None)
    }

    /// Notes that files were sent, but for those that were changed again since, and the sync state of the
    /// server if nobody else has changed it.
    ///
    /// # Errors
    /// The media database cannot be written.
    pub fn note_sent(&self, sent: &[UnsentFile], server_usn: Usn) -> Result<()> {
        self.with_rows(|rows| {
            for file in sent {
                if let Some(row) = rows.get_entry(&file.name)?
                    && row.checksum == file.sha1
                {
                    rows.set_entry(&MediaEntry {
                        pending: false,
                        ..row
                    })?;
                }
            }
            let state = rows.state()?;
            if i64::from(state.last_usn.0) + sent.len() as i64 == i64::from(server_usn.0) {
                rows.set_state(MediaState {
                    last_usn: server_usn,
                    ..state
                })?;
            }
            Ok(())
        })
    }

    /// Notes that everything up to a sync state of the server was received.
    ///
    /// # Errors
    /// The media database cannot be written.
    pub fn note_received(&self, server_usn: Usn) -> Result<()> {
        self.with_rows(|rows| {
            Ok(rows.set_state(MediaState {
                last_usn: server_usn,
                ..rows.state()?
            })?)
        })
    }

    /// How many files there are, as the media database knows.
    ///
    /// # Errors
    /// The media database cannot be read.
    pub fn count_known(&self) -> Result<u32> {
        self.with_rows(|rows| Ok(rows.count_present()?))
    }

    /// Forgets what is known of files, so that the next sync compares them all.
    ///
    /// # Errors
    /// The media database cannot be written.
    pub fn forget_known(&self) -> Result<()> {
        self.with_rows(|rows| Ok(rows.forget_all()?))
    }

    /// Walks through the folder: files that are new or have another date than in `known`, from which all that
    /// are seen are taken.
    fn find_changed(&self, known: &mut HashMap<String, MediaEntry>) -> Result<Vec<Found>> {
        let blame = || io_error("read", self.path());
        let mut changed = Vec::new();
        for entry in fs::read_dir(self.path()).map_err(blame())? {
            let entry = entry.map_err(blame())?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = entry.path();
            let Some(modified) = syncable(&name, &path)? else {
                continue;
            };
            if known
                .remove(&name)
                .is_some_and(|row| row.modified == modified)
            {
                continue;
            }
            match hash(&path) {
                Ok(sha1) => changed.push(Found {
                    name,
                    sha1,
                    modified,
                }),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(io_error("read", &path)(error)),
            }
        }
        Ok(changed)
    }

    fn is_synced_file(&self, name: &str) -> Result<bool> {
        Ok(is_plain(name) && syncable(name, &self.file(name))?.is_some())
    }
}

/// When a file last changed, in whole seconds; `None` for one that is not synced.
fn syncable(name: &str, path: &PathBuf) -> Result<Option<TimestampSecs>> {
    if LEFT_OUT.contains(&name.to_lowercase().as_str()) || names::normalized(name) != name {
        return Ok(None);
    }
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error("read", path)(error)),
    };
    if !metadata.is_file() || !(1..=MAX_SYNCED_BYTES).contains(&metadata.len()) {
        return Ok(None);
    }
    let modified = metadata.modified().map_err(io_error("read", path))?;
    let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Some(TimestampMillis(since.as_millis() as i64).as_secs()))
}

/// Notes a file that was found; one of the same content keeps its mark.
fn note_found(rows: &MediaDatabase, found: Found) -> Result<()> {
    let row = rows.get_entry(&found.name)?;
    let same = row.filter(|row| row.checksum == Some(found.sha1));
    Ok(rows.set_entry(&MediaEntry {
        pending: same.is_none_or(|row| row.pending),
        name: found.name,
        checksum: Some(found.sha1),
        modified: found.modified,
    })?)
}
