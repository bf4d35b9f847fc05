//! Every bad reply is a clear error, and leaves the collection as it was.

use std::io::Cursor;
use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions};
use ankid_sync::{
    Cancellation, Client, Endpoint, HostKey, Reply, Request, SyncError, Transport, TransportError,
    Watch,
};
use ankid_types::{FixedClock, TimestampMillis};
use serde_json::{Value, json};
use tempfile::TempDir;

const NOW: TimestampMillis = TimestampMillis(1_767_268_800_000);

/// Answers each method by a function.
struct Fake<F>(F);

/// What is answered: a status, and the body as it is sent.
type Answer = (u16, Vec<u8>);

impl<F: Fn(&str) -> Answer + Send + Sync> Transport for Fake<F> {
    fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError> {
        let method = request.url.rsplit('/').next().unwrap_or_default();
        let (status, body) = (self.0)(method);
        let location = (status == 308).then(|| String::from_utf8_lossy(&body).into_owned());
        Ok(Reply {
            status,
            location,
            body: Box::new(Cursor::new(body)),
        })
    }
}

fn packed(text: &str) -> Answer {
    (200, zstd::bulk::compress(text.as_bytes(), 1).unwrap())
}

fn meta(more: Value) -> Answer {
    let mut meta = json!({
        "mod": 5, "scm": NOW.0, "usn": 3, "ts": NOW.0 / 1000, "msg": "", "cont": true, "hostNum": 0, "empty": false,
        "media_usn": 0
    });
    for (key, value) in more.as_object().unwrap() {
        meta[key] = value.clone();
    }
    packed(&meta.to_string())
}

struct Fixture {
    engine: Engine,
    clock: Arc<FixedClock>,
    _folder: TempDir,
}

impl Fixture {
    fn new() -> Self {
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
            _folder: folder,
        }
    }

    fn sync(&self, endpoint: &str, answer: impl Fn(&str) -> Answer + Send + Sync) -> SyncError {
        let fake = Fake(answer);
        let endpoint = Endpoint::parse(endpoint).unwrap();
        let key = HostKey::new("key").unwrap();
        let mut client = Client::new(&fake, endpoint, key, Cancellation::default());
        let report = |_| {};
        let before = self.engine.read(|view| view.sync_stamps()).unwrap();
        let error =
            ankid_sync::sync(&self.engine, &mut client, &mut Watch::new(&report)).unwrap_err();
        assert_eq!(self.engine.read(|view| view.sync_stamps()).unwrap(), before);
        error
    }

    /// Answers a sync well until the method `bad`.
    fn sync_up_to(&self, bad: &str, reply: &Answer) -> SyncError {
        self.sync("http://localhost/", |method| match method {
            _ if method == bad => reply.clone(),
            "meta" => meta(json!({})),
            "start" => packed(r#"{"cards": [], "notes": [], "decks": []}"#),
            "applyChanges" => packed(r#"{"models": [], "decks": [[], []], "tags": []}"#),
            "chunk" => packed(r#"{"done": true}"#),
            "sanityCheck2" => packed(r#"{"status": "ok"}"#),
            _ => packed("null"),
        })
    }
}

#[test]
fn status_codes_are_told_in_words() {
    let fixture = Fixture::new();
    for (status, expected) in [
        (403, "log in again"),
        (407, "the proxy wants a login"),
        (409, "another device syncs"),
        (501, "update ankid"),
        (500, "try again later (500)"),
        (504, "try again later (504)"),
        (400, "refused `meta` (400): no such thing"),
        (302, "refused `meta` (302)"),
    ] {
        let text = fixture
            .sync("http://localhost/", |_| (status, b"no such thing".to_vec()))
            .to_string();
        assert!(text.contains(expected), "{status}: {text}");
    }
}

#[test]
fn replies_that_are_none_are_refused_wherever_they_come() {
    let fixture = Fixture::new();
    let mut truncated = packed(&format!("{{\"x\": \"{}\"}}", "abc ".repeat(100_000)));
    truncated.1.truncate(20);
    for method in [
        "meta",
        "start",
        "applyChanges",
        "chunk",
        "sanityCheck2",
        "finish",
    ] {
        for reply in [
            (200, b"no zstd at all".to_vec()),
            (200, Vec::new()),
            truncated.clone(),
            packed("no JSON"),
            packed("{\"done\": 7, \"cards\": [[1]], \"status\": {}, \"models\": 1}"),
            packed(&"[".repeat(100_000)),
        ] {
            let error = fixture.sync_up_to(method, &reply);
            assert!(
                matches!(error, SyncError::Malformed { .. }),
                "{method}: {error}"
            );
        }
    }
}

#[test]
fn a_stream_of_empty_pieces_ends() {
    let fixture = Fixture::new();
    let error = fixture.sync_up_to("chunk", &packed(r#"{"done": false}"#));
    assert!(error.to_string().contains("not the last one"), "{error}");
}

#[test]
fn rows_that_fit_nothing_are_refused() {
    let fixture = Fixture::new();
    let note = r#"{"done": true, "notes": [[1, "g", 999, 1, 1, "", "a", "", "", 0, ""]]}"#;
    let error = fixture.sync_up_to("chunk", &packed(note));
    assert!(
        error.to_string().contains("note type `999` does not exist"),
        "{error}"
    );
}

#[test]
fn a_server_may_stop_a_sync_with_a_message() {
    let fixture = Fixture::new();
    let stop = json!({"cont": false, "msg": "closed on Sundays"});
    let error = fixture.sync("http://localhost/", |_| meta(stop.clone()));
    assert_eq!(error.to_string(), "the sync server says: closed on Sundays");
}

#[test]
fn clocks_may_differ_by_five_minutes() {
    let fixture = Fixture::new();
    let late = json!({"ts": NOW.0 / 1000 - 301});
    let error = fixture.sync("http://localhost/", |_| meta(late.clone()));
    assert!(
        matches!(error, SyncError::ClockOff { seconds: 301 }),
        "{error}"
    );
}

#[test]
fn redirects_end_and_keep_the_encryption() {
    let fixture = Fixture::new();
    let around = |_: &str| (308, b"http://localhost/again/".to_vec());
    let error = fixture.sync("http://localhost/", around);
    assert!(matches!(error, SyncError::TooManyRedirects), "{error}");
    let error = fixture.sync("https://localhost/", around);
    assert!(matches!(error, SyncError::Endpoint { .. }), "{error}");
}

#[test]
fn counts_that_differ_demand_a_full_sync() {
    let fixture = Fixture::new();
    let before = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    fixture.clock.advance_millis(1000);
    let fake = Fake(|method: &str| match method {
        "meta" => meta(json!({})),
        "start" => packed(r#"{"cards": [], "notes": [], "decks": []}"#),
        "applyChanges" => packed(r#"{"models": [], "decks": [[], []], "tags": []}"#),
        "chunk" => packed(r#"{"done": true}"#),
        "sanityCheck2" => packed(r#"{"status": "bad", "c": [], "s": []}"#),
        _ => packed("null"),
    });
    let endpoint = Endpoint::parse("http://localhost/").unwrap();
    let key = HostKey::new("key").unwrap();
    let mut client = Client::new(&fake, endpoint, key, Cancellation::default());
    let report = |_| {};
    let error =
        ankid_sync::sync(&fixture.engine, &mut client, &mut Watch::new(&report)).unwrap_err();
    assert!(matches!(error, SyncError::CountsDiffer), "{error}");
    let after = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    assert_eq!(after.schema_modified.0, NOW.0 + 1000);
    assert_eq!((after.usn, after.last_sync), (before.usn, before.last_sync));
}

#[test]
fn a_download_that_is_no_collection_changes_nothing() {
    let fixture = Fixture::new();
    let fake = Fake(|method: &str| match method {
        "meta" => meta(json!({})),
        _ => packed("this is no database"),
    });
    let endpoint = Endpoint::parse("http://localhost/").unwrap();
    let key = HostKey::new("key").unwrap();
    let mut client = Client::new(&fake, endpoint, key, Cancellation::default());
    let report = |_| {};
    let error =
        ankid_sync::download(&fixture.engine, &mut client, &mut Watch::new(&report)).unwrap_err();
    assert!(
        error.to_string().contains("not an Anki collection"),
        "{error}"
    );
    let notetypes = fixture.engine.read(|view| {
        Ok::<_, ankid_collection::CollectionError>(view.catalog().notetypes().count())
    });
    assert_eq!(notetypes.unwrap(), 6);
}
