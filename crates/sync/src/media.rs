//! Media files: first what changed on the server comes, then what changed here goes.
//!
//! Every batch is noted when it is done, so that a sync that breaks off goes on where it stopped.

mod archive;

use std::collections::HashMap;
use std::fs::File;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, ScopedJoinHandle};

use ankid_collection::Engine;
use ankid_collection::media::{MediaFolder, ServerFile, StagedFile, UnsentFile, WantedFile};
use ankid_types::Usn;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tempfile::SpooledTempFile;

use crate::client::{self, Client, Method};
use crate::normal::joined;
use crate::progress::{Stage, Watch};
use crate::wire::Int;
use crate::{Result, SyncError};

/// How many files travel at once; the limit of servers.
const FILES_AT_ONCE: usize = 25;
/// Past this many bytes no further file joins those that travel at once.
const BYTES_AT_ONCE: u64 = 2_621_440;
/// The longest batch of files that is received.
const MAX_BATCH_BYTES: u64 = 1 << 30;

/// A batch that is not longer stays in memory.
const BYTES_IN_MEMORY: usize = 8 << 20;
/// How many batches wait to be unpacked at most.
const ARCHIVES_AHEAD: usize = 1;

/// So many files or bytes are put in place at once.
const FILES_IN_PLACE: usize = 500;
const BYTES_IN_PLACE: u64 = 64 << 20;

/// Every reply about media comes in this.
#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
    #[serde(default)]
    err: String,
}

#[derive(Deserialize)]
struct Begin {
    usn: Int,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangesRequest {
    last_usn: i32,
}

/// Name, sync state and SHA-1, which is empty for a deleted file.
#[derive(Deserialize)]
struct Change(String, Int, String);

/// How many files were taken, and the sync state afterwards.
#[derive(Deserialize)]
struct Uploaded(Int, Int);

/// Syncs the media files of a collection.
///
/// # Errors
/// The server cannot be reached or refuses, its replies cannot be read, or the folder cannot be changed. What was
/// done until then stays done.
pub fn sync_media(engine: &Engine, client: &mut Client<'_>, watch: &mut Watch<'_>) -> Result<()> {
    watch.stage(Stage::ScanningMedia);
    let folder = engine.media();
    folder.scan()?;
    watch.stage(Stage::SyncingMedia);
    let version = format!(
        "ankid,{},{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS
    );
    let begin: Begin = call(client, "begin", &json!({ "v": version }))?;
    let mut changed = false;
    if usn("begin", begin.usn)? != folder.last_usn()? {
        receive(engine, client, watch)?;
        changed = true;
    }
    changed |= send(engine, client, watch)?;
    if changed {
        compare(folder, client)?;
    }
    Ok(())
}

fn receive(engine: &Engine, client: &mut Client<'_>, watch: &mut Watch<'_>) -> Result<()> {
    let folder = engine.media();
    loop {
        let last_usn = folder.last_usn()?;
        let request = ChangesRequest {
            last_usn: last_usn.0,
        };
        let batch: Vec<Change> = call(client, "mediaChanges", &request)?;
        let Some(Change(_, newest, _)) = batch.last() else {
            return Ok(());
        };
        let newest = usn("mediaChanges", *newest)?;
        if newest <= last_usn {
            return Err(malformed("mediaChanges", "it goes back in time".to_owned()));
        }
        let files = batch
            .into_iter()
            .map(server_file)
            .collect::<Result<Vec<_>>>()?;
        let decisions = folder.decide(&files)?;
        let (rest, deleted) = (decisions.rest, decisions.deleted);
        engine.write(move |transaction| transaction.change_media(rest))?;
        watch.update(|progress| progress.removals_received += deleted);
        download(engine, client, watch, decisions.download)?;
        folder.note_received(newest)?;
    }
}

/// Fetches files and puts them in place, many at once, since each time waits for the disk.
fn download(
    engine: &Engine,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
    mut wanted: Vec<WantedFile>,
) -> Result<()> {
    while !wanted.is_empty() {
        wanted = download_some(engine, client, watch, wanted)?;
    }
    Ok(())
}

/// Asks for each file once; what the server left out. Three things go on at a time: the server packs some files while
/// those before are unpacked, and those before them are put in place. Where it breaks off, what came before stays.
fn download_some(
    engine: &Engine,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
    wanted: Vec<WantedFile>,
) -> Result<Vec<WantedFile>> {
    thread::scope(|scope| {
        let (sender, archives) = mpsc::sync_channel(ARCHIVES_AHEAD);
        let fetching = scope.spawn(move || fetch(engine.media(), client, wanted, &sender));
        let mut placing: Option<ScopedJoinHandle<'_, Result<()>>> = None;
        let (mut arrived, mut bytes) = (Vec::new(), 0);
        let mut left_out = Vec::new();
        let mut unpacked = Ok(());
        for (group, archive) in archives {
            let files = match unpack(engine.media(), group, archive, &mut left_out) {
                Ok(files) => files,
                Err(problem) => {
                    unpacked = Err(problem);
                    break;
                }
            };
            watch.update(|progress| progress.received += files.len());
            bytes += files.iter().map(|(_, file)| file.length()).sum::<u64>();
            arrived.extend(files);
            if arrived.len() >= FILES_IN_PLACE || bytes >= BYTES_IN_PLACE {
                placing.take().map_or(Ok(()), joined)?;
                let files = std::mem::take(&mut arrived);
                placing = Some(scope.spawn(move || put_in_place(engine, files)));
                bytes = 0;
            }
        }
        placing.map_or(Ok(()), joined)?;
        put_in_place(engine, arrived)?;
        unpacked?;
        joined(fetching)?;
        Ok(left_out)
    })
}

/// Fetches archives with files; each goes with the files that were asked for.
fn fetch(
    folder: &MediaFolder,
    client: &mut Client<'_>,
    wanted: Vec<WantedFile>,
    archives: &SyncSender<(Vec<WantedFile>, SpooledTempFile)>,
) -> Result<()> {
    let mut wanted = wanted.into_iter();
    loop {
        let group: Vec<WantedFile> = wanted.by_ref().take(FILES_AT_ONCE).collect();
        if group.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = group.iter().map(|file| file.name.as_str()).collect();
        let mut archive = folder.scratch(BYTES_IN_MEMORY)?;
        client.call_into(
            Method::media("downloadFiles"),
            &json!({ "files": names }),
            MAX_BATCH_BYTES,
            &mut archive,
        )?;
        let is_wanted = archives.send((group, archive)).is_ok();
        if !is_wanted {
            return Ok(());
        }
    }
}

/// Takes the files of a group out of an archive; those that it lacks go to `left_out`. The server may send fewer at once
/// than it was asked for, but not none.
fn unpack(
    folder: &MediaFolder,
    group: Vec<WantedFile>,
    archive: SpooledTempFile,
    left_out: &mut Vec<WantedFile>,
) -> Result<Vec<(WantedFile, StagedFile)>> {
    let mut missing: HashMap<String, WantedFile> = group
        .into_iter()
        .map(|file| (file.name.clone(), file))
        .collect();
    let received = archive::unpack(folder, archive, &mut missing)?;
    if received.is_empty() {
        let nothing = "it holds none of the files".to_owned();
        return Err(malformed("downloadFiles", nothing));
    }
    left_out.extend(missing.into_values());
    Ok(received)
}

fn put_in_place(engine: &Engine, arrived: Vec<(WantedFile, StagedFile)>) -> Result<()> {
    if arrived.is_empty() {
        return Ok(());
    }
    let plan = engine.media().plan_received(arrived)?;
    Ok(engine.write(move |transaction| transaction.change_media(plan))?)
}

/// Sends what waits; whether there was anything.
fn send(engine: &Engine, client: &mut Client<'_>, watch: &mut Watch<'_>) -> Result<bool> {
    let folder = engine.media();
    let mut any = false;
    loop {
        let waiting = folder.unsent(FILES_AT_ONCE as u32)?;
        if waiting.is_empty() {
            return Ok(any);
        }
        any = true;
        let mut plain = folder.scratch_file()?;
        let batch = archive::pack(folder, waiting, BYTES_AT_ONCE, &mut plain)?;
        if batch.is_empty() {
            continue;
        }
        let uploaded = upload(folder, client, &mut plain)?;
        let taken = uploaded
            .0
            .fit::<usize>("processed")
            .unwrap_or(0)
            .min(batch.len());
        if taken == 0 {
            return Err(malformed("uploadChanges", "no file was taken".to_owned()));
        }
        let sent = batch.get(..taken).unwrap_or_default();
        folder.note_sent(sent, usn("uploadChanges", uploaded.1)?)?;
        report_sent(watch, sent);
    }
}

fn upload(folder: &MediaFolder, client: &mut Client<'_>, plain: &mut File) -> Result<Uploaded> {
    let mut packed = folder.scratch_file()?;
    client::pack(plain, &mut packed)?;
    let envelope = client.upload_json(Method::media("uploadChanges"), &packed)?;
    open("uploadChanges", envelope)
}

fn report_sent(watch: &mut Watch<'_>, sent: &[UnsentFile]) {
    let removed = sent.iter().filter(|file| file.sha1.is_none()).count();
    watch.update(|progress| {
        progress.sent += sent.len() - removed;
        progress.removals_sent += removed;
    });
}

/// Lets both sides count. Where they differ, the next sync compares all files.
fn compare(folder: &MediaFolder, client: &mut Client<'_>) -> Result<()> {
    let local = folder.count_known()?;
    let verdict: String = call(client, "mediaSanity", &json!({ "local": local }))?;
    if verdict == "OK" {
        return Ok(());
    }
    folder.forget_known()?;
    Err(SyncError::MediaDiffer)
}

fn server_file(Change(name, _, sha1): Change) -> Result<ServerFile> {
    let sha1 = match sha1.as_str() {
        "" => None,
        text => {
            let mut bytes = [0; 20];
            let decoded = decode_hex(text, &mut bytes);
            decoded.ok_or_else(|| malformed("mediaChanges", format!("`{text}` is no SHA-1")))?;
            Some(bytes)
        }
    };
    Ok(ServerFile { name, sha1 })
}

fn decode_hex(text: &str, bytes: &mut [u8; 20]) -> Option<()> {
    if text.len() != 2 * bytes.len() || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(())
}

fn call<T: serde::de::DeserializeOwned>(
    client: &mut Client<'_>,
    method: &'static str,
    request: &impl Serialize,
) -> Result<T> {
    let envelope = client.call_method(Method::media(method), request)?;
    open(method, envelope)
}

fn open<T>(method: &'static str, envelope: Envelope<T>) -> Result<T> {
    if !envelope.err.is_empty() {
        return Err(SyncError::MediaRefused(envelope.err));
    }
    envelope
        .data
        .ok_or_else(|| malformed(method, "it says nothing".to_owned()))
}

fn usn(method: &'static str, number: Int) -> Result<Usn> {
    let usn = number
        .fit("usn")
        .map_err(|reason| malformed(method, reason))?;
    Ok(Usn(usn))
}

fn malformed(method: &'static str, reason: String) -> SyncError {
    SyncError::Malformed { method, reason }
}
