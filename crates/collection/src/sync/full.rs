//! The collection's part of a full sync: a copy to send, or a file that replaces everything.

use std::collections::HashSet;
use std::path::Path;
use std::sync::mpsc;

use ankid_types::{TimestampMillis, Usn};

use crate::engine::Engine;
use crate::error::{CollectionError, Result};
use crate::replacement::open_replacement;
use crate::sync::Start;
use crate::sync::meanwhile::Meanwhile;
use crate::transaction::Transaction;
use crate::writer::Work;

/// How often a backup is made anew because a request changed something before its file could be replaced.
const BACKUP_ATTEMPTS: usize = 5;

/// A copy of the collection that is on its way to the server.
pub struct UploadCopy<'e> {
    engine: &'e Engine,
    start: Start,
    synced: TimestampMillis,
    is_over: bool,
}

impl Engine {
    /// Writes to `path` what a full upload sends. The collection is marked as synced only once the copy is
    /// known to have [`arrived`](UploadCopy::arrived).
    ///
    /// # Errors
    /// The copy cannot be written.
    pub fn copy_for_upload(&self, path: &Path) -> Result<UploadCopy<'_>> {
        let (start, synced) = self.write(|transaction| {
            transaction
                .pin_for_upload()
                .map(|start| (start, transaction.now()))
        })?;
        let copy = UploadCopy {
            engine: self,
            start,
            synced,
            is_over: false,
        };
        self.read(|view| -> Result<()> { Ok(view.storage().copy_for_upload(path, synced)?) })?;
        Ok(copy)
    }

    /// Puts a downloaded file in place of the collection's content. Before that `back_up` is called, again and
    /// again until nothing has changed since it began, so that a backup holds everything that is replaced. Readers
    /// see either the old or the new content.
    ///
    /// # Errors
    /// That of `back_up`, the file is no sound collection, or requests change the collection so often that no
    /// backup is complete. Nothing was changed then.
    pub fn replace_with_download<E: From<CollectionError>>(
        &self,
        file: &Path,
        mut back_up: impl FnMut() -> Result<(), E>,
    ) -> Result<(), E> {
        self.check_download(file)?;
        for _attempt in 0..BACKUP_ATTEMPTS {
            let seen = self.read(|view| view.sync_stamps())?;
            back_up()?;
            let (reply, answer) = mpsc::channel();
            self.queue(Work::Replace {
                file: file.to_owned(),
                expected: seen,
                reply,
            });
            if answer.recv().unwrap_or(Err(CollectionError::Closed))? {
                return Ok(());
            }
        }
        Err(CollectionError::NeverIdle.into())
    }

    /// Makes of a downloaded file what can be put in place, if it is a sound collection.
    fn check_download(&self, file: &Path) -> Result<()> {
        let now = self.read(|view| Ok::<_, CollectionError>(view.clock().now()))?;
        Ok(open_replacement(file, now)?.close_download()?)
    }
}

impl UploadCopy<'_> {
    /// Marks the collection as synced, but for what requests changed since the copy was made.
    ///
    /// # Errors
    /// An error of the file. The next sync is a full one then.
    pub fn arrived(mut self) -> Result<()> {
        self.is_over = true;
        let (start, synced) = (self.start, self.synced);
        self.engine
            .write(move |transaction| transaction.conclude_upload(start, synced))
    }
}

impl Drop for UploadCopy<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let unpinned = self.engine.write(|transaction| {
            transaction.pin_changes(None);
            Ok(())
        });
        match unpinned {
            Ok(()) | Err(CollectionError::Closed) => {}
            Err(problem) => tracing::error!(%problem, "an upload was not given up cleanly"),
        }
    }
}

impl Transaction<'_> {
    fn pin_for_upload(&mut self) -> Result<Start> {
        self.forget_history();
        self.set_stamping();
        let stamps = self.storage().stamps()?;
        let position = self.storage().undo_log().position()?;
        self.pin_changes(Some(position));
        Ok(Start { position, stamps })
    }

    fn conclude_upload(&mut self, start: Start, synced: TimestampMillis) -> Result<()> {
        self.pin_changes(None);
        self.forget_history();
        self.set_stamping();
        let stamps = self.storage().stamps()?;
        let meanwhile = Meanwhile::since(self.storage(), start.position)?;
        let graves = self.storage().pending_graves()?;
        let log = self.storage().undo_log();
        log.unrecorded(|| -> Result<()> {
            self.storage().mark_all_synced()?;
            Ok(self.storage().mark_pending_again(|table| {
                let ids: &HashSet<i64> = meanwhile.of(table);
                Ok(ids.iter().copied().collect())
            })?)
        })?;
        for tag in meanwhile.tags() {
            self.storage().mark_tag_pending(tag)?;
        }
        // What was removed since then is in the copy and must go there too.
        for grave in graves {
            if meanwhile.has_grave(grave.of) {
                self.storage().add_grave(grave)?;
            }
        }
        let storage = self.storage();
        storage.set_sync_stamps(synced, Usn(start.stamps.usn.0 + 1))?;
        if stamps.schema_modified == start.stamps.schema_modified {
            storage.set_schema_modified(synced)?;
        }
        let modified = if meanwhile.is_empty() {
            synced
        } else {
            TimestampMillis(stamps.modified.0.max(synced.0 + 1))
        };
        storage.set_modified(modified)?;
        self.reload_catalog()
    }
}
