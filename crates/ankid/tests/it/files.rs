//! Packages, texts and backups on the command line.

use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::support::{BINARY, Logged, command_of, printed, refusal, run, text};

const WORDS: &str =
    "#notetype:Basic\n#deck:French\nle chat <img src=cat.png>\tthe cat\nle chien\tthe dog\n";

/// A base folder whose profile has two notes in the deck `French`, and a media file.
fn with_words() -> TempDir {
    let base = TempDir::new().unwrap();
    let words = base.path().join("words.txt");
    fs::write(&words, WORDS).unwrap();
    let said = printed(base.path(), &["import", words.to_str().unwrap()]);
    assert_eq!(said, "2 notes added, 0 updated, 0 unchanged\n");
    let media = base.path().join("User 1/collection.media");
    fs::write(media.join("cat.png"), "a cat").unwrap();
    base
}

fn texts(base: &Path) -> String {
    let all = ["export", "-", "--fields-only"];
    printed(base, &all)
        .lines()
        .skip(2)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn decks_travel_by_package_from_one_profile_to_another() {
    let (source, target) = (with_words(), TempDir::new().unwrap());
    let package = source.path().join("french.apkg");
    let package = package.to_str().unwrap();
    let said = printed(source.path(), &["export", package, "--deck", "French"]);
    let expected = format!("wrote 2 notes, 2 cards and 1 media files to {package}\n");
    assert_eq!(said, expected);
    let output = run(target.path(), &["import", package]);
    let expected =
        "2 notes added, 0 updated, 0 unchanged\n2 cards, 0 reviews and 1 media files added\n";
    assert_eq!(text(&output.stdout), expected);
    // Nobody watches: a line for each stage instead of a bar.
    let said = text(&output.stderr);
    let stages: Vec<&str> = said.lines().filter(|line| line.ends_with(" ...")).collect();
    let wanted = [
        "collection ...",
        "media files ...",
        "backup ...",
        "notes ...",
    ];
    assert_eq!(stages, wanted);
    assert_eq!(texts(target.path()), texts(source.path()));
    let picture = target.path().join("User 1/collection.media/cat.png");
    assert_eq!(fs::read(picture).unwrap(), b"a cat");
    let again = printed(
        target.path(),
        &["import", package, "--update-notes", "always"],
    );
    assert!(
        again.starts_with("0 notes added, 0 updated, 2 unchanged\n"),
        "{again}"
    );
    let backups = printed(target.path(), &["backup", "--list"]);
    assert_eq!(backups.lines().count(), 1, "{backups}");
}

#[test]
fn what_an_import_left_alone_stands_in_the_log() {
    let (source, target) = (with_words(), with_words());
    let package = source.path().join("french.apkg");
    let package = package.to_str().unwrap();
    printed(source.path(), &["export", package, "--deck", "French"]);
    let other = target.path().join("User 1/collection.media/cat.png");
    fs::write(&other, "another cat").unwrap();
    let mut server = Logged::start(target.path(), "info");
    let params = json!({"action": "importPackage", "version": 6, "params": {"path": package}});
    for _time in 0..2 {
        let reply = server.post(&params.to_string()).body;
        assert_eq!(reply, r#"{"result":true,"error":null}"#);
    }
    let log = server.end();
    let lines = |text: &str| log.lines().filter(|line| line.contains(text)).count();
    assert_eq!(
        lines("imported found=2 new=2 updated=0 unchanged=0 conflicting=0"),
        1,
        "{log}"
    );
    assert_eq!(
        lines("imported found=2 new=0 updated=0 unchanged=2 conflicting=0"),
        1,
        "{log}"
    );
    assert_eq!(
        lines("left as they are: what came in is not newer"),
        1,
        "{log}"
    );
    assert_eq!(
        lines("renamed: another file has the name from=\"cat.png\""),
        1,
        "{log}"
    );
    assert_eq!(fs::read_to_string(&other).unwrap(), "another cat");
}

/// By a terminal of `script`, which every Debian has.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_bars_that_go_away() {
    let base = with_words();
    let package = base.path().join("french.apkg");
    let words = [BINARY, "--base", base.path().to_str().unwrap()].join(" ");
    let words = format!("{words} export {}", package.to_str().unwrap());
    let output = command_of("script")
        .args(["--quiet", "--return", "--command", &words, "/dev/null"])
        .output()
        .unwrap();
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{shown}");
    let full = |stage: &str| {
        shown
            .split('\r')
            .any(|line| line.contains(stage) && line.ends_with("100%"))
    };
    assert!(full("notes") && full("collection"), "{shown}");
    // The line of each bar is cleared, and the report stands alone.
    let (_bars, report) = shown.rsplit_once("\u{1b}[2K").unwrap();
    assert!(
        report.starts_with("wrote 2 notes, 2 cards and 1 media files to "),
        "{shown}"
    );
}

#[test]
fn notes_of_a_search_go_into_a_package_that_old_ankis_read() {
    let base = with_words();
    let package = base.path().join("dog.APKG");
    let path = package.to_str().unwrap();
    let words = ["export", path, "--query", "chien", "--legacy", "--no-media"];
    let said = printed(base.path(), &words);
    assert!(
        said.starts_with("wrote 1 notes, 1 cards and 0 media files"),
        "{said}"
    );
    // The name of the collection in the format that they know.
    let bytes = fs::read(package).unwrap();
    assert!(
        bytes
            .windows(20)
            .any(|bytes| bytes.starts_with(b"collection.anki21") && bytes[17] != b'b')
    );
}

#[test]
fn a_whole_collection_is_merged_by_import_and_put_in_place_by_restore() {
    let (source, target) = (with_words(), TempDir::new().unwrap());
    let package = source.path().join("all.colpkg");
    let package = package.to_str().unwrap();
    let said = printed(source.path(), &["export", package]);
    assert_eq!(
        said,
        format!("wrote the collection and 1 media files to {package}\n")
    );
    let own = target.path().join("own.txt");
    fs::write(&own, "#notetype:Basic\nown\tnote\n").unwrap();
    printed(target.path(), &["import", own.to_str().unwrap()]);
    printed(target.path(), &["import", package]);
    assert_eq!(
        texts(target.path()),
        format!("{}own\tnote\n", texts(source.path()))
    );
    let said = printed(target.path(), &["restore", package]);
    assert!(
        said.contains("with 0 media files\nThe next synchronization"),
        "{said}"
    );
    assert_eq!(texts(target.path()), texts(source.path()));
}

#[test]
fn flags_that_mean_nothing_to_the_file_are_refused() {
    let base = TempDir::new().unwrap();
    for (words, expected) in [
        (
            &["import", "a.apkg", "--deck", "French"][..],
            "--deck means nothing to a package of decks",
        ),
        (
            &["import", "a.csv", "--no-scheduling"],
            "--no-scheduling means nothing to a text",
        ),
        (
            &["export", "a.colpkg", "--deck", "French"],
            "--deck means nothing to a package of a whole collection",
        ),
        (
            &["export", "a.colpkg", "--query", "chat"],
            "--query means nothing to a package of a whole collection",
        ),
        (
            &["export", "a.apkg", "--cards"],
            "--cards means nothing to a package of decks",
        ),
        (
            &["export", "a.txt", "--legacy"],
            "--legacy means nothing to a text",
        ),
        (
            &["export", "a.apkg", "--deck", "Nowhere"],
            "there is no deck `Nowhere`",
        ),
    ] {
        let refused = refusal(base.path(), words);
        assert!(
            refused.ends_with(&format!("ankid: {expected}\n")),
            "{refused}"
        );
    }
    assert!(!Path::new("a.apkg").exists());
}

#[test]
fn a_check_tells_by_its_status_whether_anything_was_wrong() {
    let base = with_words();
    let status = |words: &[&str]| run(base.path(), words).status.code();
    assert_eq!(status(&["check"]), Some(0));
    assert_eq!(status(&["check", "--media"]), Some(0));
    fs::remove_file(base.path().join("User 1/collection.media/cat.png")).unwrap();
    let output = run(base.path(), &["check", "--media"]);
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stdout);
    assert!(said.starts_with("Missing: 1\n  cat.png  (notes "), "{said}");
    let nobody = ["check", "--profile", "Nobody"];
    assert_eq!(status(&nobody), Some(1));
}
