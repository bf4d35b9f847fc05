//! Media files on their way out of a package into the folder of those that wait: one thread unpacks them, another
//! hashes and writes them.

use std::io::Read;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use ankid_collection::media::{MediaError, MediaFolder, StagedFile};

use crate::archive::Archive;
use crate::error::unpacking;
use crate::media_map::MediaEntry;
use crate::{PackageError, Result};

/// A file of more bytes is not held in memory, but written by the thread that unpacks it.
const HELD_BYTES: u64 = 1024 * 1024;
/// So many files are held in memory, besides the two that the threads are busy with.
const HELD_FILES: usize = 16;

/// A media file that was received.
type Received = (MediaEntry, StagedFile);

/// Unpacks media files into the folder of those that wait, in no order; `watch` is told how many are done.
pub(crate) fn receive_all(
    archive: &mut Archive,
    folder: &MediaFolder,
    entries: Vec<MediaEntry>,
    watch: impl FnMut(u64),
) -> Result<Vec<Received>> {
    thread::scope(|scope| {
        let (sender, queue) = mpsc::sync_channel::<(MediaEntry, Vec<u8>)>(HELD_FILES);
        let writing = scope.spawn(move || {
            let written = queue.into_iter().map(|(entry, content)| {
                let file = receive(folder, &entry, content.as_slice())?;
                Ok((entry, file))
            });
            written.collect::<Result<Vec<Received>>>()
        });
        let unpacked = unpack_all(archive, folder, entries, (sender, watch));
        let mut received = writing
            .join()
            .unwrap_or_else(|panic| resume_unwind(panic))?;
        received.append(&mut unpacked?);
        Ok(received)
    })
}

/// Unpacks files for the thread behind `sender`, and returns those that are too large for that.
fn unpack_all(
    archive: &mut Archive,
    folder: &MediaFolder,
    entries: Vec<MediaEntry>,
    (sender, mut watch): (SyncSender<(MediaEntry, Vec<u8>)>, impl FnMut(u64)),
) -> Result<Vec<Received>> {
    let mut large = Vec::new();
    for (done, entry) in (1..).zip(entries) {
        let mut content = archive.media(&entry)?;
        let mut start = Vec::new();
        let read = content.by_ref().take(HELD_BYTES).read_to_end(&mut start);
        read.map_err(unpacking(&entry.name))?;
        if (start.len() as u64) < HELD_BYTES {
            if sender.send((entry, start)).is_err() {
                // The other thread has failed, and tells why.
                break;
            }
        } else {
            let file = receive(folder, &entry, start.chain(content))?;
            large.push((entry, file));
        }
        watch(done);
    }
    Ok(large)
}

/// Writes a media file into the folder of those that wait.
fn receive(folder: &MediaFolder, entry: &MediaEntry, content: impl Read) -> Result<StagedFile> {
    let mut failed = None;
    let received = folder.receive(content, u64::MAX, |cause| {
        failed = Some(unpacking(&entry.name)(cause));
        MediaError::Name(entry.name.clone())
    });
    let file = match (received, failed) {
        (_, Some(problem)) => return Err(problem),
        (received, None) => received?,
    };
    if entry.sha1.is_some_and(|sha1| sha1 != *file.sha1()) {
        return Err(PackageError::Checksum(entry.name.clone()));
    }
    Ok(file)
}
