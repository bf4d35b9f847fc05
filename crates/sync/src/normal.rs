//! A normal sync: both sides get what changed on the other.
//!
//! Everything that comes is gathered first. Only after the server has stored what it got is the collection
//! changed, in one step, so that a sync which breaks off anywhere leaves the rows of both sides whole: the next
//! one sends the same rows again, which do no harm where they have arrived already.

use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, ScopedJoinHandle};

use ankid_collection::Engine;
use ankid_collection::sync::{CollectionStamps, SyncRows, SyncSession};
use ankid_types::{TimestampMillis, Usn};
use serde::de::IgnoredAny;
use serde_json::json;

use crate::client::{Client, PROTOCOL, packed};
use crate::endpoint::Endpoint;
use crate::progress::{Stage, Watch};
use crate::wire::{
    CHUNK_ROWS, ChangesMessage, ChangesRequest, Chunk, ChunkRequest, CountsReply, CountsRequest,
    Graves, GravesRequest, Int, Meta, MetaRequest, Nothing, StartRequest, changes_from_wire,
    changes_to_wire, rows_from_wire, rows_to_wire,
};
use crate::{Result, SyncError};

/// How far the clocks may be apart, in seconds; Anki's own limit.
const MAX_CLOCK_DIFFERENCE: u64 = 300;

/// How many pieces of rows wait for the other side of a conversation at most.
const PIECES_AHEAD: usize = 1;

/// What there is to do, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Both sides are equal.
    Nothing,
    /// Changes are to be exchanged.
    Normal,
    /// One side must replace the other; which one is for people to say.
    Full {
        /// Whether this side may replace the server's.
        upload: bool,
        /// Whether the server's side may replace this one.
        download: bool,
    },
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// [`Required::Nothing`] and [`Required::Normal`] say what was done; [`Required::Full`] that nothing was.
    pub required: Required,
    /// What the server wants people to read; empty for nothing.
    pub message: String,
    /// Where the server is from now on.
    pub endpoint: Endpoint,
}

/// What both sides say about themselves before a sync.
pub(crate) struct Comparison {
    pub(crate) required: Required,
    pub(crate) message: String,
    local_is_newer: bool,
    local_usn: Usn,
    server_usn: Usn,
}

/// Syncs the collection, unless only a full sync would do.
///
/// # Errors
/// The server cannot be reached or refuses, its replies cannot be read, or the collection cannot be changed.
/// Then nothing was lost, and the next sync makes both sides equal.
pub fn sync(engine: &Engine, client: &mut Client<'_>, watch: &mut Watch<'_>) -> Result<Outcome> {
    watch.stage(Stage::Connecting);
    let comparison = compare(engine, client)?;
    let outcome = Outcome {
        required: comparison.required,
        message: comparison.message.clone(),
        endpoint: client.endpoint().clone(),
    };
    if comparison.required == Required::Normal {
        exchange(engine, client, watch, &comparison)?;
    }
    Ok(outcome)
}

/// Asks the server about its collection.
pub(crate) fn compare(engine: &Engine, client: &mut Client<'_>) -> Result<Comparison> {
    let request = MetaRequest {
        protocol: PROTOCOL,
        client: format!(
            "ankid,{},{}",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS
        ),
    };
    let meta: Meta = client.call("meta", &request)?;
    let (stamps, is_empty, now) = engine.read(|view| -> Result<_> {
        Ok((
            view.sync_stamps()?,
            view.has_no_cards()?,
            view.clock().now_secs(),
        ))
    })?;
    if !meta.goes_on {
        return Err(SyncError::ServerMessage(meta.message));
    }
    let seconds = meta.now.0.abs_diff(now.0);
    if seconds > MAX_CLOCK_DIFFERENCE {
        return Err(SyncError::ClockOff { seconds });
    }
    let server_usn = meta.usn.fit("usn").map_err(|reason| SyncError::Malformed {
        method: "meta",
        reason,
    })?;
    Ok(Comparison {
        required: required(&stamps, is_empty, &meta),
        message: meta.message,
        local_is_newer: stamps.modified.0 > meta.modified.0,
        local_usn: stamps.usn,
        server_usn: Usn(server_usn),
    })
}

fn required(local: &CollectionStamps, is_empty: bool, server: &Meta) -> Required {
    if server.modified.0 == local.modified.0 {
        Required::Nothing
    } else if server.schema_modified.0 == local.schema_modified.0 {
        Required::Normal
    } else {
        Required::Full {
            upload: !is_empty || server.empty,
            download: !server.empty || is_empty,
        }
    }
}

fn exchange(
    engine: &Engine,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
    comparison: &Comparison,
) -> Result<()> {
    watch.stage(Stage::Syncing);
    let mut session = engine.begin_sync(comparison.server_usn)?;
    let agreed = agree(&mut session, client, watch, comparison);
    let synced = match agreed {
        Ok(synced) => synced,
        Err(problem) => {
            client.abort();
            drop(session);
            if matches!(problem, SyncError::CountsDiffer) {
                engine.demand_full_sync()?;
            }
            return Err(problem);
        }
    };
    Ok(session.finish(synced)?)
}

/// Exchanges everything, and returns when the server stored it.
fn agree(
    session: &mut SyncSession<'_>,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
    comparison: &Comparison,
) -> Result<TimestampMillis> {
    exchange_removals(session, client, watch, comparison)?;
    exchange_changes(session, client, watch, comparison.local_is_newer)?;
    receive_rows(session, client, watch)?;
    send_rows(session, client, watch)?;
    watch.stage(Stage::Finishing);
    let counts = CountsRequest::of(session.counts());
    let reply: CountsReply = client.call("sanityCheck2", &counts)?;
    if reply.status != "ok" {
        return Err(SyncError::CountsDiffer);
    }
    let synced: Int = client.call("finish", &json!({}))?;
    Ok(TimestampMillis(synced.0))
}

fn exchange_removals(
    session: &mut SyncSession<'_>,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
    comparison: &Comparison,
) -> Result<()> {
    let request = StartRequest {
        usn: comparison.local_usn.0,
        is_newer: comparison.local_is_newer,
        graves: None,
    };
    let graves: Graves = client.call("start", &request)?;
    for chunk in session.removals().chunks(CHUNK_ROWS) {
        let request = GravesRequest {
            chunk: Graves::of(chunk),
        };
        let IgnoredAny = client.call("applyGraves", &request)?;
        watch.update(|progress| progress.removals_sent += chunk.len());
    }
    let removed = graves.removed();
    watch.update(|progress| progress.removals_received += removed.len());
    Ok(session.receive_removals(removed)?)
}

fn exchange_changes(
    session: &mut SyncSession<'_>,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
    local_is_newer: bool,
) -> Result<()> {
    let changes = session.changes(local_is_newer)?;
    let count = changes.notetypes.len()
        + changes.decks.len()
        + changes.deck_configs.len()
        + changes.tags.len();
    let request = ChangesRequest {
        changes: changes_to_wire(changes)?,
    };
    let reply: ChangesMessage = client.call("applyChanges", &request)?;
    watch.update(|progress| progress.sent += count);
    let received = changes_from_wire(reply).map_err(|reason| SyncError::Malformed {
        method: "applyChanges",
        reason,
    })?;
    let count = received.notetypes.len()
        + received.decks.len()
        + received.deck_configs.len()
        + received.tags.len();
    watch.update(|progress| progress.received += count);
    Ok(session.receive_changes(received)?)
}

/// Receives rows; while one piece is looked through, the server prepares the next.
fn receive_rows(
    session: &mut SyncSession<'_>,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
) -> Result<()> {
    thread::scope(|scope| {
        let (sender, pieces) = mpsc::sync_channel(PIECES_AHEAD);
        let fetching = scope.spawn(move || fetch_rows(client, &sender));
        for rows in pieces {
            let count = rows.len();
            session.receive_rows(rows)?;
            watch.update(|progress| progress.received += count);
        }
        joined(fetching)
    })
}

fn fetch_rows(client: &mut Client<'_>, pieces: &SyncSender<SyncRows>) -> Result<()> {
    loop {
        let chunk: Chunk = client.call("chunk", &Nothing { pad: None })?;
        let done = chunk.done;
        let rows = rows_from_wire(chunk).map_err(|reason| SyncError::Malformed {
            method: "chunk",
            reason,
        })?;
        if rows.is_empty() && !done {
            return Err(SyncError::Malformed {
                method: "chunk",
                reason: "it is empty and not the last one".to_owned(),
            });
        }
        let is_wanted = pieces.send(rows).is_ok();
        if done || !is_wanted {
            return Ok(());
        }
    }
}

/// Sends rows; while the server stores one piece, the next is prepared.
fn send_rows(
    session: &mut SyncSession<'_>,
    client: &mut Client<'_>,
    watch: &mut Watch<'_>,
) -> Result<()> {
    thread::scope(|scope| {
        let (sender, pieces) = mpsc::sync_channel(PIECES_AHEAD);
        let preparing = scope.spawn(move || prepare_rows(session, &sender));
        for (body, count) in pieces {
            let IgnoredAny = client.call_packed("applyChunk", &body)?;
            watch.update(|progress| progress.sent += count);
        }
        joined(preparing)
    })
}

/// Makes the bodies of requests, each with the number of its rows.
fn prepare_rows(
    session: &mut SyncSession<'_>,
    pieces: &SyncSender<(Vec<u8>, usize)>,
) -> Result<()> {
    loop {
        let rows = session.next_rows(CHUNK_ROWS)?;
        let count = rows.len();
        let done = count < CHUNK_ROWS;
        let request = ChunkRequest {
            chunk: rows_to_wire(rows, done),
        };
        let is_wanted = pieces
            .send((packed("applyChunk", &request)?, count))
            .is_ok();
        if done || !is_wanted {
            return Ok(());
        }
    }
}

/// What a thread returns, once it has ended.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
