//! The zip archives in which media files travel: numbered entries, and `_meta` with their names.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};

use ankid_collection::media::{
    MAX_SYNCED_BYTES, MediaError, MediaFolder, StagedFile, UnsentFile, WantedFile,
};
use zip::CompressionMethod;
use zip::read::ZipArchive;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::{Result, SyncError};

const META: &str = "_meta";
/// The longest list of names that is read.
const MAX_META_BYTES: u64 = 1 << 20;

/// Takes the files out of an archive that are in `missing`, and takes them off it. Nothing else is touched, whatever
/// names the archive has.
pub(super) fn unpack(
    folder: &MediaFolder,
    archive: impl Read + Seek,
    missing: &mut HashMap<String, WantedFile>,
) -> Result<Vec<(WantedFile, StagedFile)>> {
    let mut zip = ZipArchive::new(archive).map_err(broken)?;
    let names: HashMap<String, String> = {
        let meta = zip.by_name(META).map_err(broken)?;
        serde_json::from_reader(meta.take(MAX_META_BYTES)).map_err(|error| {
            SyncError::Malformed {
                method: "downloadFiles",
                reason: error.to_string(),
            }
        })?
    };
    let mut received = Vec::new();
    for (entry, name) in names {
        let Some(wanted) = missing.remove(&name) else {
            continue;
        };
        let content = zip.by_name(&entry).map_err(broken)?;
        let blame = |cause: io::Error| MediaError::Io {
            action: "unpack",
            path: name.clone().into(),
            cause,
        };
        let file = folder.receive(content, MAX_SYNCED_BYTES, blame)?;
        received.push((wanted, file));
    }
    Ok(received)
}

/// Writes an archive of the first of `waiting`, until it has `limit` bytes; which they were. What cannot be sent is
/// left out and forgotten.
pub(super) fn pack(
    folder: &MediaFolder,
    waiting: Vec<UnsentFile>,
    limit: u64,
    archive: &mut File,
) -> Result<Vec<UnsentFile>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(archive);
    let mut names: Vec<(String, Option<String>)> = Vec::new();
    let mut packed = Vec::new();
    let mut length = 0;
    for file in waiting {
        if length > limit {
            break;
        }
        if file.sha1.is_some() {
            let Some((content, bytes)) = folder.open_unsent(&file)? else {
                continue;
            };
            let entry = names.len().to_string();
            zip.start_file(&entry, options).map_err(broken)?;
            length += io::copy(&mut content.take(bytes), &mut zip)?;
            names.push((file.name.clone(), Some(entry)));
        } else {
            names.push((file.name.clone(), None));
        }
        packed.push(file);
    }
    zip.start_file(META, options).map_err(broken)?;
    let meta = serde_json::to_vec(&names).map_err(io::Error::from)?;
    zip.write_all(&meta)?;
    zip.finish().map_err(broken)?;
    Ok(packed)
}

fn broken(error: ZipError) -> SyncError {
    match error {
        ZipError::Io(error) => SyncError::File(error),
        other => SyncError::Malformed {
            method: "downloadFiles",
            reason: other.to_string(),
        },
    }
}
