//! Every bad reply is a clear error, and leaves the collection as it was.

use std::path::Path;

use ankid_collection::CollectionError;
use ankid_collection::sync::CollectionStamps;
use ankid_package::BackupChoices;
use ankid_sync::{Required, SyncError};
use serde_json::json;

use crate::support::{Answer, Fixture, NOW, meta, method, packed};

const HERE: &str = "http://localhost/";

impl Fixture {
    /// What the collection knows and what lies in its folder.
    fn everything(&self) -> (CollectionStamps, Vec<String>, Vec<String>) {
        let (stamps, mut known) = self
            .engine
            .read(|view| {
                let catalog = view.catalog();
                let decks = catalog.decks().map(|deck| format!("{deck:?}"));
                let notetypes = catalog.notetypes().map(|notetype| notetype.name.clone());
                Ok::<_, CollectionError>((
                    view.sync_stamps()?,
                    decks.chain(notetypes).collect::<Vec<_>>(),
                ))
            })
            .unwrap();
        known.sort();
        (stamps, known, self.beside())
    }

    /// The error of a sync, which must not have changed anything.
    fn sync(&self, endpoint: &str, answer: impl Fn(&str) -> Answer + Send + Sync) -> SyncError {
        let before = self.engine.read(|view| view.sync_stamps()).unwrap();
        let error = self.speak(endpoint, answer, ankid_sync::sync).unwrap_err();
        assert_eq!(self.engine.read(|view| view.sync_stamps()).unwrap(), before);
        error
    }

    /// Answers a sync well until the method `bad`.
    fn sync_up_to(&self, bad: &str, reply: &Answer) -> SyncError {
        self.sync(HERE, |url| {
            if method(url) == bad {
                reply.clone()
            } else {
                well(url)
            }
        })
    }
}

/// The answers of a server that has nothing to tell.
fn well(url: &str) -> Answer {
    match method(url) {
        "meta" => meta(json!({})),
        "start" => packed(r#"{"cards": [], "notes": [], "decks": []}"#),
        "applyChanges" => packed(r#"{"models": [], "decks": [[], []], "tags": []}"#),
        "chunk" => packed(r#"{"done": true}"#),
        "sanityCheck2" => packed(r#"{"status": "ok"}"#),
        _ => packed("null"),
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
            .sync(HERE, |_| (status, b"no such thing".to_vec()))
            .to_string();
        assert!(text.contains(expected), "{status}: {text}");
    }
}

#[test]
fn replies_that_are_none_are_refused_wherever_they_come() {
    let fixture = Fixture::new();
    let mut truncated = packed(format!("{{\"x\": \"{}\"}}", "abc ".repeat(100_000)));
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
            packed("[".repeat(100_000)),
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
    let error = fixture.sync(HERE, |_| meta(stop.clone()));
    assert_eq!(error.to_string(), "the sync server says: closed on Sundays");
}

#[test]
fn a_message_beside_a_sync_is_told_and_stops_nothing() {
    let fixture = Fixture::new();
    let same = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    let told = json!({"msg": "closed tomorrow", "mod": same.modified.0});
    let outcome = fixture.speak(HERE, |_| meta(told.clone()), ankid_sync::sync);
    let outcome = outcome.unwrap();
    assert_eq!(outcome.message, "closed tomorrow");
    assert_eq!(outcome.required, Required::Nothing);
}

#[test]
fn clocks_may_differ_by_five_minutes() {
    let fixture = Fixture::new();
    for off in [-301, 301] {
        let off = json!({ "ts": NOW.0 / 1000 + off });
        let error = fixture.sync(HERE, |_| meta(off.clone()));
        assert!(
            matches!(error, SyncError::ClockOff { seconds: 301 }),
            "{error}"
        );
    }
    let same = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    let off = json!({ "ts": NOW.0 / 1000 + 300, "mod": same.modified.0 });
    let outcome = fixture.speak(HERE, |_| meta(off.clone()), ankid_sync::sync);
    assert_eq!(outcome.unwrap().required, Required::Nothing);
}

#[test]
fn redirects_are_followed_end_and_keep_the_encryption() {
    let fixture = Fixture::new();
    let same = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    let there = "https://two.example/base/";
    let leads_on = |url: &str| match url.strip_prefix(there) {
        Some("sync/meta") => meta(json!({ "mod": same.modified.0 })),
        _ => (308, there.as_bytes().to_vec()),
    };
    let outcome = fixture.speak("https://one.example/", leads_on, ankid_sync::sync);
    assert_eq!(outcome.unwrap().endpoint.as_str(), there);

    let around = |_: &str| (308, b"http://localhost/again/".to_vec());
    let error = fixture.sync(HERE, around);
    assert!(matches!(error, SyncError::TooManyRedirects), "{error}");
    let error = fixture.sync("https://localhost/", around);
    assert!(matches!(error, SyncError::Endpoint { .. }), "{error}");
    let error = fixture.sync(HERE, |_| (308, b"nowhere".to_vec()));
    assert!(matches!(error, SyncError::Endpoint { .. }), "{error}");
}

#[test]
fn counts_that_differ_demand_a_full_sync() {
    let fixture = Fixture::new();
    let before = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    fixture.clock.advance_millis(1000);
    let bad = packed(r#"{"status": "bad", "c": [], "s": []}"#);
    let answer = |url: &str| match method(url) {
        "sanityCheck2" => bad.clone(),
        _ => well(url),
    };
    let error = fixture.speak(HERE, answer, ankid_sync::sync).unwrap_err();
    assert!(matches!(error, SyncError::CountsDiffer), "{error}");
    let after = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    assert_eq!(after.schema_modified.0, NOW.0 + 1000);
    assert_eq!((after.usn, after.last_sync), (before.usn, before.last_sync));
}

/// Why a download is refused for which the server sends this.
fn refused_download(fixture: &Fixture, sent: &(u16, Vec<u8>)) -> String {
    let answer = |url: &str| match method(url) {
        "download" => sent.clone(),
        _ => well(url),
    };
    let error = fixture.speak(HERE, answer, |engine, client, watch| {
        ankid_sync::download(engine, client, BackupChoices::default(), watch)
    });
    error.unwrap_err().to_string()
}

#[test]
fn a_download_that_is_no_collection_changes_nothing() {
    let fixture = Fixture::new();
    let mut broken_off = packed("this is no database, and breaks off".repeat(100));
    broken_off.1.truncate(20);
    for (reply, expected) in [
        (packed("this is no database"), "not an Anki collection"),
        (packed(""), "not an Anki collection"),
        (broken_off, "cannot be read"),
        ((400, b"no".to_vec()), "refused `download` (400): no"),
    ] {
        let error = refused_download(&fixture, &reply);
        assert!(error.contains(expected), "{error}");
        let notetypes = fixture
            .engine
            .read(|view| Ok::<_, CollectionError>(view.catalog().notetypes().count()));
        assert_eq!(notetypes.unwrap(), 6);
    }
}

#[test]
fn a_download_that_could_not_be_opened_again_changes_nothing() {
    let (fixture, theirs) = (Fixture::new(), Fixture::new());
    let folder = tempfile::tempdir().unwrap();
    for (number, (sql, expected)) in [
        ("UPDATE decks SET common = x'ffffff'", "table `decks`"),
        (
            "UPDATE deck_config SET config = x'ffffff'",
            "table `deck_config`",
        ),
        (
            "UPDATE notetypes SET config = x'ffffff'",
            "table `notetypes`",
        ),
        (
            "UPDATE templates SET config = x'ffffff'",
            "table `templates`",
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END",
            "trigger",
        ),
        ("DROP TABLE graves", "table `graves`"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = folder.path().join(number.to_string());
        let copied = theirs
            .engine
            .read(|view| Ok::<_, CollectionError>(view.storage().copy_to(&file)?));
        copied.unwrap();
        break_by(&file, sql);
        let sent = packed(std::fs::read(&file).unwrap());
        let before = fixture.everything();
        let error = refused_download(&fixture, &sent);
        assert!(error.contains(expected), "{sql}: {error}");
        assert_eq!(fixture.everything(), before, "{sql}");
    }
}

/// Runs a statement on a collection file that is not open.
fn break_by(file: &Path, sql: &str) {
    let database = rusqlite::Connection::open(file).unwrap();
    let order = |left: &str, right: &str| left.to_lowercase().cmp(&right.to_lowercase());
    database.create_collation("unicase", order).unwrap();
    database.execute_batch(sql).unwrap();
    database.close().unwrap();
}

#[test]
fn an_upload_that_the_server_does_not_take_marks_nothing_as_synced() {
    let fixture = Fixture::new();
    let before = fixture.engine.read(|view| view.sync_stamps()).unwrap();
    for (reply, expected) in [
        (packed("too large"), "the sync server says: too large"),
        (
            (413, b"too large".to_vec()),
            "refused `upload` (413): too large",
        ),
        ((500, Vec::new()), "try again later"),
    ] {
        let answer = |url: &str| match method(url) {
            "upload" => reply.clone(),
            _ => meta(json!({"empty": true})),
        };
        let error = fixture.speak(HERE, answer, |engine, client, watch| {
            ankid_sync::upload(engine, client, BackupChoices::default(), watch)
        });
        let error = error.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        let after = fixture.engine.read(|view| view.sync_stamps()).unwrap();
        assert_eq!(after, before);
    }
}
