//! A full sync: one side replaces the other. Only ever done because somebody said so.

use std::path::PathBuf;
use std::thread;

use ankid_collection::Engine;
use ankid_package::{BackupChoices, Due, Reporter, back_up, backup_folder, list_backups};
use serde_json::json;
use tempfile::NamedTempFile;

use crate::client::{self, Client, Method};
use crate::normal::{Outcome, Required, compare, joined};
use crate::progress::{Stage, Watch};
use crate::{Result, SyncError};

/// The largest collection that is downloaded.
const MAX_COLLECTION_BYTES: u64 = 4 << 30;

/// Replaces the server's collection by this one, after a backup of this one; where that lies.
///
/// # Errors
/// There are no cards here but some on the server, the server refuses, or cannot be reached. Nothing has changed
/// here then.
pub fn upload(
    engine: &Engine,
    client: &mut Client<'_>,
    backups: BackupChoices,
    watch: &mut Watch<'_>,
) -> Result<(Outcome, PathBuf)> {
    watch.stage(Stage::Connecting);
    let comparison = compare(engine, client)?;
    if let Required::Full { upload: false, .. } = comparison.required {
        return Err(SyncError::EmptyUpload);
    }
    watch.stage(Stage::BackingUp);
    let workshop = engine.media().workshop()?;
    let mut plain = NamedTempFile::new_in(workshop.path())?;
    let mut packed = engine.media().scratch_file()?;
    let (copy, backup) = beside(
        || {
            let copy = engine.copy_for_upload(plain.path())?;
            client::pack(plain.as_file_mut(), &mut packed)?;
            Ok(copy)
        },
        || newest_backup(engine, backups),
    );
    let (copy, backup) = (copy?, backup?);
    watch.stage(Stage::Uploading);
    let answer = client.call_with_file("upload", &packed)?;
    if answer != "OK" {
        return Err(SyncError::ServerMessage(answer));
    }
    copy.arrived()?;
    let outcome = Outcome {
        required: comparison.required,
        message: comparison.message,
        endpoint: client.endpoint().clone(),
    };
    Ok((outcome, backup))
}

/// Replaces this collection by the server's, after a backup of this one; where that lies.
///
/// # Errors
/// There are no cards on the server but some here, the server refuses or cannot be reached, or what it sends is
/// no sound collection. Nothing has changed here then.
pub fn download(
    engine: &Engine,
    client: &mut Client<'_>,
    backups: BackupChoices,
    watch: &mut Watch<'_>,
) -> Result<(Outcome, PathBuf)> {
    watch.stage(Stage::Connecting);
    let comparison = compare(engine, client)?;
    if let Required::Full {
        download: false, ..
    } = comparison.required
    {
        return Err(SyncError::EmptyDownload);
    }
    watch.stage(Stage::Downloading);
    let workshop = engine.media().workshop()?;
    let mut file = NamedTempFile::new_in(workshop.path())?;
    let (received, backed_up) = beside(
        || {
            let method = Method::collection("download");
            let file = file.as_file_mut();
            client.call_into(method, &json!({}), MAX_COLLECTION_BYTES, file)
        },
        || newest_backup(engine, backups),
    );
    received?;
    let mut backup = backed_up?;
    watch.stage(Stage::BackingUp);
    engine.replace_with_download(file.path(), || -> Result<()> {
        // Unless something changed meanwhile, that one is as good.
        backup = newest_backup(engine, backups)?;
        Ok(())
    })?;
    let outcome = Outcome {
        required: comparison.required,
        message: comparison.message,
        endpoint: client.endpoint().clone(),
    };
    Ok((outcome, backup))
}

/// Does `work`, and `other` on a thread of its own meanwhile.
fn beside<T, U: Send>(
    work: impl FnOnce() -> Result<T>,
    other: impl FnOnce() -> Result<U> + Send,
) -> (Result<T>, Result<U>) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let done = work();
        (done, joined(other))
    })
}

/// Makes a backup, unless the last one is as good; where it lies.
fn newest_backup(engine: &Engine, choices: BackupChoices) -> Result<PathBuf> {
    if let Some(made) = back_up(engine, choices, Due::Now, &Reporter::silent())? {
        return Ok(made.path);
    }
    let folder = backup_folder(engine.path());
    let newest = list_backups(&folder)?.into_iter().next();
    Ok(newest.map_or(folder, |backup| backup.path))
}
