//! A server that the test makes up, and a collection of one's own.

use std::io::Cursor;
use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions};
use ankid_sync::{
    Cancellation, Client, Endpoint, HostKey, Reply, Request, Transport, TransportError, Watch,
};
use ankid_types::{FixedClock, TimestampMillis};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const NOW: TimestampMillis = TimestampMillis(1_767_268_800_000);

/// What is answered: a status, and the body as it is sent.
pub(crate) type Answer = (u16, Vec<u8>);

/// Answers the methods of an address by a function.
struct Fake<F>(F);

impl<F: Fn(&str) -> Answer + Send + Sync> Transport for Fake<F> {
    fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError> {
        let (status, body) = (self.0)(request.url);
        let location = (status == 308).then(|| String::from_utf8_lossy(&body).into_owned());
        Ok(Reply {
            status,
            location,
            body: Box::new(Cursor::new(body)),
        })
    }
}

pub(crate) fn packed(body: impl AsRef<[u8]>) -> Answer {
    (200, zstd::bulk::compress(body.as_ref(), 1).unwrap())
}

/// What a server says about its collection, with some of it replaced.
pub(crate) fn meta(more: Value) -> Answer {
    let mut meta = json!({
        "mod": 5, "scm": NOW.0, "usn": 3, "ts": NOW.0 / 1000, "msg": "", "cont": true, "hostNum": 0, "empty": false,
        "media_usn": 0
    });
    for (key, value) in more.as_object().unwrap() {
        meta[key] = value.clone();
    }
    packed(meta.to_string())
}

pub(crate) struct Fixture {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<FixedClock>,
    folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::new(NOW));
        let options = EngineOptions {
            clock: Arc::clone(&clock) as _,
            seed: Some(1),
            ..EngineOptions::default()
        };
        let engine = Engine::open(&folder.path().join("collection.anki2"), options).unwrap();
        Self {
            engine,
            clock,
            folder,
        }
    }

    /// What lies in the folder of the collection and in its staging folder, but for backups.
    pub(crate) fn beside(&self) -> Vec<String> {
        let staging = self.folder.path().join("collection.media.staging");
        let mut names = Vec::new();
        for folder in [self.folder.path(), &staging] {
            let entries = std::fs::read_dir(folder);
            for entry in entries.into_iter().flatten() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if folder == staging
                    || !["backups", "collection.media.staging"].contains(&name.as_str())
                {
                    names.push(name);
                }
            }
        }
        names.sort();
        names
    }

    /// Lets `work` speak with a server at `endpoint` that answers each address by `answer`.
    pub(crate) fn speak<T>(
        &self,
        endpoint: &str,
        answer: impl Fn(&str) -> Answer + Send + Sync,
        work: impl FnOnce(&Engine, &mut Client<'_>, &mut Watch<'_>) -> T,
    ) -> T {
        let fake = Fake(answer);
        let endpoint = Endpoint::parse(endpoint).unwrap();
        let key = HostKey::new("key").unwrap();
        let mut client = Client::new(&fake, endpoint, key, Cancellation::default());
        work(&self.engine, &mut client, &mut Watch::new(&|_| {}))
    }
}

/// The method that an address names.
pub(crate) fn method(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}
