//! Every bad reply about media is a clear error, and puts nothing into the folder or beside it.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ankid_sync::SyncError;
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::{Answer, Fixture, method, packed};

/// The SHA-1 of `good`.
const GOOD: &str = "fc19318dd13128ce14344d066510a982269c241b";

fn told(data: &Value) -> Answer {
    packed(json!({ "data": data, "err": "" }).to_string())
}

/// An archive as servers send it; `meta` goes into `_meta`, if there is one.
fn archive(meta: Option<&str>, entries: &[(&str, &[u8])]) -> Answer {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    if let Some(meta) = meta {
        zip.start_file("_meta", SimpleFileOptions::default())
            .unwrap();
        zip.write_all(meta.as_bytes()).unwrap();
    }
    packed(zip.finish().unwrap().into_inner())
}

/// The answers of a server that has one new file.
fn well(url: &str) -> Answer {
    match method(url) {
        "begin" => told(&json!({"usn": 1, "sk": ""})),
        "mediaChanges" => told(&json!([["good.txt", 1, GOOD]])),
        "downloadFiles" => archive(Some(r#"{"0": "good.txt"}"#), &[("0", b"good")]),
        _ => told(&json!("OK")),
    }
}

impl Fixture {
    /// Syncs media with a server that answers the method `bad` by `reply` and others well.
    fn sync_media(&self, bad: &str, reply: &Answer) -> Result<(), SyncError> {
        let answer = |url: &str| {
            if method(url) == bad {
                reply.clone()
            } else {
                well(url)
            }
        };
        self.speak("http://localhost/", answer, ankid_sync::sync_media)
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.engine.media().path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

#[test]
fn replies_that_are_none_are_refused_wherever_they_come() {
    let fixture = Fixture::new();
    for bad in ["begin", "mediaChanges", "downloadFiles"] {
        let mut truncated = well(bad);
        truncated.1.truncate(truncated.1.len() / 2);
        for reply in [
            (200, b"no zstd at all".to_vec()),
            (200, Vec::new()),
            truncated,
            packed("neither JSON nor an archive"),
            packed(r#"{"data": null, "err": ""}"#),
            packed(r#"{"data": {"usn": 1e300}, "err": ""}"#),
            packed(r#"{"data": [["a", 1, "xyz"]], "err": ""}"#),
            packed("[".repeat(100_000)),
        ] {
            let error = fixture.sync_media(bad, &reply).unwrap_err();
            assert!(
                matches!(error, SyncError::Malformed { .. }),
                "{bad}: {error}"
            );
            assert_eq!(fixture.files(), [""; 0]);
        }
    }
}

#[test]
fn what_a_server_says_instead_of_an_answer_is_told() {
    let refused = packed(r#"{"data": null, "err": "out of order"}"#);
    let error = Fixture::new().sync_media("begin", &refused).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the sync server cannot sync media: out of order"
    );
}

#[test]
fn a_list_of_changes_that_goes_back_in_time_ends() {
    let back = told(&json!([["good.txt", 0, GOOD]]));
    let error = Fixture::new()
        .sync_media("mediaChanges", &back)
        .unwrap_err();
    assert!(error.to_string().contains("back in time"), "{error}");
}

#[test]
fn archives_bring_what_was_asked_for_and_nothing_else() {
    let fixture = Fixture::new();
    for (reply, expected) in [
        (archive(None, &[("0", b"good")]), "not found"),
        (archive(Some("[]"), &[("0", b"good")]), "invalid"),
        (
            archive(Some(r#"{"0": "other.txt"}"#), &[("0", b"x")]),
            "none of the files",
        ),
        (
            archive(Some(r#"{"0": "../good.txt"}"#), &[("0", b"x")]),
            "none of the files",
        ),
        (
            archive(Some(r#"{"7": "good.txt"}"#), &[("0", b"x")]),
            "not found",
        ),
    ] {
        let error = fixture.sync_media("downloadFiles", &reply).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(fixture.files(), [""; 0]);
    }
}

#[test]
fn names_that_lead_out_of_the_folder_are_never_written() {
    let fixture = Fixture::new();
    for name in ["../out.txt", "/ankid-out.txt", "a/../../out.txt", "..", ""] {
        let changes = told(&json!([[name, 1, GOOD]]));
        let sent = archive(Some(&json!({ "0": name }).to_string()), &[("0", b"good")]);
        let answer = |url: &str| match method(url) {
            "mediaChanges" if fixture.engine.media().last_usn().unwrap().0 == 0 => changes.clone(),
            "mediaChanges" => told(&json!([])),
            "downloadFiles" => sent.clone(),
            _ => well(url),
        };
        // Passed over, or put in place under a name that is one.
        drop(fixture.speak("http://localhost/", answer, ankid_sync::sync_media));
        let beside = fixture.engine.media().path().with_file_name("out.txt");
        assert!(!beside.exists() && !Path::new("/ankid-out.txt").exists());
        let allowed = ["..out.txt", "ankid-out.txt", "a....out.txt", ".._"];
        let names = fixture.files();
        assert!(
            names.iter().all(|file| allowed.contains(&file.as_str())),
            "{names:?}"
        );
        fixture.engine.media().forget_known().unwrap();
    }
}

#[test]
fn what_a_server_leaves_out_is_asked_for_again() {
    let fixture = Fixture::new();
    let names = ["a.txt", "b.txt", "c.txt"];
    let asked = AtomicUsize::new(0);
    let answer = |url: &str| match method(url) {
        "begin" => told(&json!({"usn": 3, "sk": ""})),
        "mediaChanges" if fixture.engine.media().last_usn().unwrap().0 == 0 => {
            told(&json!(names.map(|name| json!([name, 3, GOOD]))))
        }
        "mediaChanges" => told(&json!([])),
        "downloadFiles" => {
            let sent = names[asked.fetch_add(1, Ordering::Relaxed)];
            archive(Some(&json!({ "0": sent }).to_string()), &[("0", b"good")])
        }
        _ => well(url),
    };
    let outcome = fixture.speak("http://localhost/", answer, ankid_sync::sync_media);
    outcome.unwrap();
    let mut files = fixture.files();
    files.sort();
    assert_eq!(files, names);
    assert_eq!(asked.into_inner(), names.len());
}

#[test]
fn media_that_differ_after_a_sync_are_compared_anew_by_the_next() {
    let fixture = Fixture::new();
    let answer = |url: &str| match method(url) {
        "mediaChanges" if fixture.engine.media().last_usn().unwrap().0 == 1 => told(&json!([])),
        "mediaSanity" => told(&json!("FAILED")),
        _ => well(url),
    };
    let outcome = fixture.speak("http://localhost/", answer, ankid_sync::sync_media);
    assert!(
        matches!(outcome, Err(SyncError::MediaDiffer)),
        "{outcome:?}"
    );
    assert_eq!(fixture.files(), ["good.txt"]);
    assert_eq!(fixture.engine.media().last_usn().unwrap().0, 0);
}
