//! The media rooms together: a plan is made, its changes are made, kept or taken back.

#[cfg(unix)]
mod unix;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ankid_storage::{MediaDatabase, MediaEntry, MediaState};
use tempfile::TempDir;

use super::*;

const HELLO_SHA1: &str = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
const WORLD_SHA1: &str = "7c211433f02071597741e6ff5a8ea34789abbf43";

/// A collection's folder, and the media folder in it.
struct Fixture {
    home: TempDir,
    folder: Arc<MediaFolder>,
}

impl Fixture {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        let folder = MediaFolder::open(&home.path().join("collection.anki2"), limits()).unwrap();
        Self {
            home,
            folder: Arc::new(folder),
        }
    }

    fn with(files: &[(&str, &str)]) -> Self {
        let fixture = Self::new();
        for (name, content) in files {
            fs::write(fixture.path(name), content).unwrap();
        }
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn staged(&self, content: &str) -> StagedFile {
        let path = self.home.path().join("source");
        fs::write(&path, content).unwrap();
        self.folder.stage(&MediaSource::Path(path)).unwrap()
    }

    /// Stores as a request of its own, and returns the name.
    fn store(&self, wanted: &str, content: &str, same_name: SameName) -> String {
        let mut plan = MediaPlan::default();
        let name = plan
            .store(&self.folder, wanted, self.staged(content), same_name)
            .unwrap();
        self.changed(plan).keep();
        name
    }

    fn changed(&self, plan: MediaPlan) -> MediaChanges {
        let mut changes = MediaChanges::new(Arc::clone(&self.folder));
        changes.apply(plan).unwrap();
        changes.seal().unwrap();
        changes
    }

    /// Every file of the media folder and the trash; the latter's names begin with `trash/`.
    fn files(&self) -> BTreeMap<String, String> {
        let read = |folder: &str, prefix: &str| -> Vec<(String, String)> {
            let Ok(entries) = fs::read_dir(self.home.path().join(folder)) else {
                return Vec::new();
            };
            let named = |entry: fs::DirEntry| {
                let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
                (
                    name,
                    fs::read_to_string(entry.path()).unwrap_or_else(|_| "(none)".to_owned()),
                )
            };
            entries.map(|entry| named(entry.unwrap())).collect()
        };
        let mut files = read("collection.media", "");
        files.extend(read("media.trash", "trash/"));
        files.into_iter().collect()
    }

    fn expect_files(&self, expected: &[(&str, &str)]) {
        let expected = expected
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        assert_eq!(self.files(), expected.collect());
    }

    fn database(&self) -> MediaDatabase {
        MediaDatabase::open(&self.home.path().join("collection.media.db2")).unwrap()
    }

    fn rows(&self) -> Vec<MediaEntry> {
        let database = self.database();
        let mut rows = database.present_entries().unwrap();
        rows.extend(database.pending_entries(1000).unwrap());
        rows
    }

    /// Checks name, content and date of the rows that wait for a sync.
    #[track_caller]
    fn expect_rows(&self, expected: &[(&str, Option<&str>, Option<i64>)]) {
        let pending = self.database().pending_entries(1000).unwrap();
        let mut expected: Vec<_> = expected
            .iter()
            .map(|(name, sha1, date)| {
                (
                    (*name).to_owned(),
                    sha1.map(str::to_owned),
                    date.unwrap_or(0),
                )
            })
            .collect();
        expected.sort();
        let rows: Vec<_> = pending
            .into_iter()
            .map(|row| (row.name, row.checksum.map(hex::encode), row.modified.0))
            .collect();
        assert_eq!(rows, expected);
    }

    fn mark_synced(&self) {
        let database = self.database();
        for row in database.pending_entries(1000).unwrap() {
            database
                .set_entry(&MediaEntry {
                    pending: false,
                    ..row
                })
                .unwrap();
        }
    }

    fn waiting(&self) -> usize {
        fs::read_dir(self.home.path().join("collection.media.staging")).map_or(0, Iterator::count)
    }
}

fn limits() -> MediaLimits {
    MediaLimits {
        max_bytes: 1000,
        ..MediaLimits::default()
    }
}

#[test]
fn names_follow_what_is_there() {
    let hashed = &format!("foo-{WORLD_SHA1}.jpg");
    for (there, wanted, content, expected) in [
        (vec![], "foo.jpg", "hello", "foo.jpg"),
        (vec![], "Foo.JPG", "hello", "foo.jpg"),
        (vec![], "a[b]:c.jpg", "hello", "abc.jpg"),
        (vec![], "some/where/a.jpg", "hello", "a.jpg"),
        (vec![], "../a.jpg", "hello", "a.jpg"),
        (vec![("foo.jpg", "hello")], "foo.jpg", "hello", "foo.jpg"),
        (vec![("foo.jpg", "hello")], "foo.jpg", "world", hashed),
        (
            vec![("foo.jpg", "longer than that")],
            "foo.jpg",
            "world",
            hashed,
        ),
        (vec![("foo.jpg", "hello")], "FOO.jpg", "hello", "foo.jpg"),
        (vec![("foo.jpg", "hello")], "FOO.jpg", "world", hashed),
        (vec![("Foo.JPG", "hello")], "Foo.JPG", "hello", "Foo.JPG"),
        (
            vec![("foo.jpg", "hello"), (hashed, "world")],
            "foo.jpg",
            "world",
            hashed,
        ),
    ] {
        let fixture = Fixture::with(&there);
        assert_eq!(
            fixture.store(wanted, content, SameName::Keep),
            expected,
            "{there:?} {wanted}"
        );
        assert_eq!(fs::read_to_string(fixture.path(expected)).unwrap(), content);
        for (name, kept) in there {
            assert_eq!(
                fs::read_to_string(fixture.path(name)).unwrap(),
                kept,
                "{wanted}"
            );
        }
        assert_eq!(fixture.waiting(), 0);
    }
}

#[test]
#[cfg(not(any(windows, target_vendor = "apple")))]
fn other_content_under_a_mixed_case_name_leaves_that_file_alone() {
    let fixture = Fixture::with(&[("Foo.JPG", "hello")]);
    assert_eq!(fixture.store("Foo.JPG", "world", SameName::Keep), "foo.jpg");
    fixture.expect_files(&[("Foo.JPG", "hello"), ("foo.jpg", "world")]);
}

#[test]
fn replacing_sends_the_old_file_to_the_trash() {
    let fixture = Fixture::with(&[("foo.jpg", "hello")]);
    assert_eq!(
        fixture.store("foo.jpg", "world", SameName::Replace),
        "foo.jpg"
    );
    fixture.expect_files(&[("foo.jpg", "world"), ("trash/foo.jpg", "hello")]);
    assert_eq!(
        fixture.store("foo.jpg", "again", SameName::Replace),
        "foo.jpg"
    );
    fixture.expect_files(&[("foo.jpg", "again"), ("trash/foo.jpg", "world")]);
    assert_eq!(
        fixture.store("foo.jpg", "again", SameName::Replace),
        "foo.jpg"
    );
    fixture.expect_files(&[("foo.jpg", "again"), ("trash/foo.jpg", "world")]);
    assert_eq!(fixture.waiting(), 0);
}

#[test]
#[cfg(not(any(windows, target_vendor = "apple")))]
fn only_the_file_of_exactly_the_given_name_is_replaced() {
    let fixture = Fixture::with(&[("foo.jpg", "hello")]);
    let hashed = format!("foo-{WORLD_SHA1}.jpg");
    assert_eq!(fixture.store("Foo.JPG", "world", SameName::Replace), hashed);
    assert_eq!(
        fixture.store("../foo.jpg", "world", SameName::Replace),
        hashed
    );
    fixture.expect_files(&[("foo.jpg", "hello"), (&hashed, "world")]);

    let fixture = Fixture::with(&[("Foo.JPG", "hello"), ("foo.jpg", "other")]);
    assert_eq!(fixture.store("Foo.JPG", "world", SameName::Replace), hashed);
    fixture.expect_files(&[
        ("foo.jpg", "other"),
        (&hashed, "world"),
        ("trash/Foo.JPG", "hello"),
    ]);

    let fixture = Fixture::with(&[("a:b.jpg", "hello")]);
    assert_eq!(
        fixture.store("a:b.jpg", "hello", SameName::Replace),
        "ab.jpg"
    );
    fixture.expect_files(&[("ab.jpg", "hello"), ("trash/a:b.jpg", "hello")]);
}

#[test]
fn files_of_one_request_resolve_as_if_stored_one_after_the_other() {
    let fixture = Fixture::with(&[("there.jpg", "old")]);
    let mut plan = MediaPlan::default();
    let mut store = |wanted: &str, content: &str, same_name| {
        plan.store(&fixture.folder, wanted, fixture.staged(content), same_name)
            .unwrap()
    };
    assert_eq!(store("Foo.jpg", "hello", SameName::Keep), "foo.jpg");
    assert_eq!(store("foo.jpg", "hello", SameName::Keep), "foo.jpg");
    assert_eq!(
        store("foo.jpg", "world", SameName::Keep),
        format!("foo-{WORLD_SHA1}.jpg")
    );
    assert_eq!(store("there.jpg", "hello", SameName::Replace), "there.jpg");
    assert_eq!(
        store("there.jpg", "old", SameName::Keep),
        format!("there-{}.jpg", sha1("old"))
    );
    assert_eq!(store("there.jpg", "world", SameName::Replace), "there.jpg");
    plan.trash(&fixture.folder, "foo.jpg").unwrap();
    let name = plan.store(
        &fixture.folder,
        "foo.jpg",
        fixture.staged("new"),
        SameName::Keep,
    );
    assert_eq!(name.unwrap(), "foo.jpg");
    fixture.expect_files(&[("there.jpg", "old")]);

    fixture.changed(plan).keep();
    fixture.expect_files(&[
        ("foo.jpg", "new"),
        (&format!("foo-{WORLD_SHA1}.jpg"), "world"),
        ("there.jpg", "world"),
        (&format!("there-{}.jpg", sha1("old")), "old"),
        ("trash/foo.jpg", "hello"),
        ("trash/there.jpg", "hello"),
    ]);
    assert_eq!(fixture.waiting(), 0);
}

#[test]
fn dropped_changes_leave_every_file_as_it_was() {
    let there = [
        ("foo.jpg", "hello"),
        ("bar.jpg", "bar"),
        ("gone.jpg", "gone"),
    ];
    let fixture = Fixture::with(&there);
    assert_eq!(
        fixture.store("gone.jpg", "gone", SameName::Replace),
        "gone.jpg"
    );
    fs::create_dir(fixture.home.path().join("media.trash")).unwrap();
    fs::write(
        fixture.home.path().join("media.trash/foo.jpg"),
        "in the trash",
    )
    .unwrap();
    let before = fixture.files();

    let mut plan = MediaPlan::default();
    let mut store = |wanted: &str, content: &str, same_name| {
        plan.store(&fixture.folder, wanted, fixture.staged(content), same_name)
            .unwrap();
    };
    store("foo.jpg", "first", SameName::Replace);
    store("foo.jpg", "second", SameName::Replace);
    store("bar.jpg", "other", SameName::Keep);
    store("new.jpg", "new", SameName::Keep);
    plan.trash(&fixture.folder, "gone.jpg").unwrap();
    plan.trash(&fixture.folder, "new.jpg").unwrap();
    let mut changes = fixture.changed(plan);
    let mut later = MediaPlan::default();
    later.trash(&fixture.folder, "bar.jpg").unwrap();
    changes.absorb(fixture.changed(later));
    assert_ne!(fixture.files(), before);

    drop(changes);
    assert_eq!(fixture.files(), before);
    assert_eq!(fixture.waiting(), 0);
}

#[test]
fn a_plan_that_fails_midway_changes_nothing() {
    let fixture = Fixture::with(&[("foo.jpg", "hello")]);
    let mut plan = MediaPlan::default();
    plan.store(
        &fixture.folder,
        "foo.jpg",
        fixture.staged("world"),
        SameName::Replace,
    )
    .unwrap();
    plan.store(
        &fixture.folder,
        "bar.jpg",
        fixture.staged("bar"),
        SameName::Keep,
    )
    .unwrap();
    fs::write(fixture.path("bar.jpg"), "of another program").unwrap();

    let mut changes = MediaChanges::new(Arc::clone(&fixture.folder));
    let problem = changes.apply(plan).unwrap_err();
    assert!(
        matches!(&problem, MediaError::Overtaken(name) if name == "bar.jpg"),
        "{problem}"
    );
    changes.keep();
    fixture.expect_files(&[("foo.jpg", "hello"), ("bar.jpg", "of another program")]);
    assert_eq!(fixture.waiting(), 0);
}

#[test]
fn a_file_that_cannot_be_replaced_stays() {
    let fixture = Fixture::with(&[("foo.jpg", "hello")]);
    let mut plan = MediaPlan::default();
    plan.store(
        &fixture.folder,
        "foo.jpg",
        fixture.staged("world"),
        SameName::Replace,
    )
    .unwrap();
    let trash = fixture.home.path().join("media.trash");
    fs::create_dir(&trash).unwrap();
    fs::write(trash.join("foo.jpg"), "in the trash").unwrap();
    fs::remove_dir_all(fixture.home.path().join("collection.media.staging")).unwrap();

    let mut changes = MediaChanges::new(Arc::clone(&fixture.folder));
    let problem = changes.apply(plan).unwrap_err();
    assert!(matches!(problem, MediaError::Io { .. }), "{problem}");
    fixture.expect_files(&[("foo.jpg", "hello"), ("trash/foo.jpg", "in the trash")]);
}

#[test]
fn a_dropped_plan_leaves_nothing_behind() {
    let fixture = Fixture::new();
    let mut plan = MediaPlan::default();
    plan.store(
        &fixture.folder,
        "foo.jpg",
        fixture.staged("hello"),
        SameName::Keep,
    )
    .unwrap();
    assert_eq!(fixture.waiting(), 1);
    drop(plan);
    assert_eq!(fixture.waiting(), 0);
    fixture.expect_files(&[]);
}

#[test]
fn rows_follow_the_files() {
    let fixture = Fixture::with(&[("there.txt", "there")]);
    fixture.store("a.txt", "hello", SameName::Keep);
    fixture.store("there.txt", "there", SameName::Keep);
    let date = |name: &str| Some(seconds(&fixture.path(name)));
    let (hello, world, there) = (Some(HELLO_SHA1), Some(WORLD_SHA1), sha1("there"));
    fixture.expect_rows(&[
        ("a.txt", hello, date("a.txt")),
        ("there.txt", Some(&there), date("there.txt")),
    ]);

    fixture.mark_synced();
    fixture.store("a.txt", "hello", SameName::Replace);
    fixture.expect_rows(&[]);
    fixture.store("a.txt", "world", SameName::Replace);
    fixture.expect_rows(&[("a.txt", world, date("a.txt"))]);
    fixture.store("a.txt", "hello", SameName::Keep);
    let hashed = format!("a-{HELLO_SHA1}.txt");
    fixture.expect_rows(&[
        ("a.txt", world, date("a.txt")),
        (&hashed, hello, date(&hashed)),
    ]);

    let mut plan = MediaPlan::default();
    fs::write(fixture.path("unknown.txt"), "unknown").unwrap();
    for name in ["a.txt", "unknown.txt", "absent.txt"] {
        plan.trash(&fixture.folder, name).unwrap();
    }
    fixture.changed(plan).keep();
    fixture.expect_rows(&[("a.txt", None, None), (&hashed, hello, date(&hashed))]);
}

#[test]
fn dropped_changes_leave_every_row_as_it_was() {
    let fixture = Fixture::new();
    fixture.store("a.txt", "hello", SameName::Keep);
    fixture.store("b.txt", "hello", SameName::Keep);
    fixture.mark_synced();
    let before = fixture.rows();
    let mut plan = MediaPlan::default();
    for (name, content) in [("a.txt", "world"), ("a.txt", "again"), ("new.txt", "new")] {
        let file = fixture.staged(content);
        plan.store(&fixture.folder, name, file, SameName::Replace)
            .unwrap();
    }
    plan.trash(&fixture.folder, "b.txt").unwrap();
    let changes = fixture.changed(plan);
    assert_ne!(fixture.rows(), before);
    drop(changes);
    assert_eq!(fixture.rows(), before);

    let mut plan = MediaPlan::default();
    plan.store(
        &fixture.folder,
        "a.txt",
        fixture.staged("world"),
        SameName::Replace,
    )
    .unwrap();
    plan.store(
        &fixture.folder,
        "c.txt",
        fixture.staged("hello"),
        SameName::Keep,
    )
    .unwrap();
    fs::write(fixture.path("c.txt"), "of another program").unwrap();
    let mut changes = MediaChanges::new(Arc::clone(&fixture.folder));
    changes.apply(plan).unwrap_err();
    assert_eq!(fixture.rows(), before);
}

#[test]
fn a_folder_that_was_scanned_needs_no_further_scan() {
    let fixture = Fixture::new();
    let modified = || changes::modified_millis(fixture.folder.path()).unwrap();
    let database = fixture.database();
    let recorded = || database.state().unwrap().folder_modified;
    fixture.store("a.txt", "hello", SameName::Keep);
    assert_eq!(recorded().0, 0, "never scanned");

    let scanned = MediaState {
        folder_modified: modified(),
        ..database.state().unwrap()
    };
    database.set_state(scanned).unwrap();
    fixture.store("b.txt", "hello", SameName::Keep);
    assert_eq!(recorded(), modified());

    let scanned = recorded();
    let earlier = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::open(fixture.folder.path())
        .unwrap()
        .set_modified(earlier)
        .unwrap();
    fixture.store("c.txt", "hello", SameName::Keep);
    assert_eq!(
        recorded(),
        scanned,
        "changes of others are still to be found"
    );
}

#[test]
fn an_unusable_media_database_stops_changes_and_nothing_else() {
    let fixture = Fixture::with(&[("a.txt", "hello")]);
    let place = fixture.home.path().join("collection.media.db2");
    fs::write(
        &place,
        "no database at all, but long enough to have a header of one".repeat(9),
    )
    .unwrap();
    let mut plan = MediaPlan::default();
    plan.store(
        &fixture.folder,
        "a.txt",
        fixture.staged("world"),
        SameName::Replace,
    )
    .unwrap();
    let problem = MediaChanges::new(Arc::clone(&fixture.folder))
        .apply(plan)
        .unwrap_err();
    assert!(matches!(problem, MediaError::Database(_)), "{problem}");
    fixture.expect_files(&[("a.txt", "hello")]);
    assert_eq!(fixture.waiting(), 0);
    assert!(fixture.folder.read("a.txt").unwrap().is_some());
}

#[test]
fn names_without_a_letter_left_are_refused() {
    let fixture = Fixture::new();
    for wanted in ["", "?", "\n", "[]"] {
        let file = fixture.staged("x");
        let refused = MediaPlan::default().store(&fixture.folder, wanted, file, SameName::Replace);
        assert!(matches!(refused, Err(MediaError::Name(name)) if name == wanted));
    }
}

#[test]
fn folders_are_no_media_files() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.path("sub")).unwrap();
    fs::write(fixture.path("sub/inner.txt"), "inner").unwrap();
    let mut plan = MediaPlan::default();
    for problem in [
        plan.store(&fixture.folder, "sub", fixture.staged("x"), SameName::Keep)
            .unwrap_err(),
        plan.store(
            &fixture.folder,
            "sub",
            fixture.staged("x"),
            SameName::Replace,
        )
        .unwrap_err(),
        plan.trash(&fixture.folder, "sub").unwrap_err(),
        fixture.folder.read("sub").unwrap_err(),
    ] {
        assert!(
            matches!(&problem, MediaError::NotAFile(name) if name == "sub"),
            "{problem}"
        );
    }
    assert!(matches!(
        fixture.folder.read(""),
        Err(MediaError::NotAFile(_))
    ));
    assert!(matches!(
        fixture.folder.read(".."),
        Err(MediaError::NotAFile(_))
    ));
    assert!(plan.is_empty());
}

#[test]
fn names_that_lead_elsewhere_are_not_trashed() {
    let fixture = Fixture::new();
    fs::write(fixture.home.path().join("collection.anki2"), "notes").unwrap();
    fs::create_dir(fixture.path("sub")).unwrap();
    fs::write(fixture.path("sub/inner.txt"), "inner").unwrap();
    let mut plan = MediaPlan::default();
    for name in [
        "",
        ".",
        "..",
        "../collection.anki2",
        "/etc/hosts",
        "sub/inner.txt",
        "sub/../x",
    ] {
        let refused = plan.trash(&fixture.folder, name);
        assert!(
            matches!(&refused, Err(MediaError::Outside(named)) if named == name),
            "{name:?}"
        );
    }
    for name in ["absent", "sub/absent", "a\0b", &"n".repeat(300)] {
        plan.trash(&fixture.folder, name).unwrap();
    }
    assert!(plan.is_empty());
}

#[test]
fn reading_finds_files_as_ankiconnect_does() {
    let fixture = Fixture::with(&[
        ("_hello.txt", "hello"),
        ("café.txt", "x"),
        ("Big.PNG", "big"),
    ]);
    for (wanted, expected) in [
        ("_hello.txt", Some("hello")),
        ("some/folder/_hello.txt", Some("hello")),
        ("_he:llo.txt", Some("hello")),
        ("cafe\u{301}.txt", Some("x")),
        ("Big.PNG", Some("big")),
        ("../collection.anki2", None),
        ("absent.txt", None),
        (&"n".repeat(300), None),
    ] {
        let content = fixture.folder.read(wanted).unwrap();
        assert_eq!(
            content.as_deref(),
            expected.map(str::as_bytes),
            "{wanted:?}"
        );
    }
}

#[test]
fn names_are_listed_by_pattern() {
    let fixture = Fixture::with(&[
        ("b.txt", ""),
        ("a.txt", ""),
        (".hidden", ""),
        ("日本.mp3", ""),
        ("-1.gif", ""),
    ]);
    fs::create_dir(fixture.path("sub")).unwrap();
    for (pattern, expected) in [
        ("*", vec!["-1.gif", "a.txt", "b.txt", "sub", "日本.mp3"]),
        ("*.txt", vec!["a.txt", "b.txt"]),
        ("??.mp3", vec!["日本.mp3"]),
        (".*", vec![".hidden"]),
        (".hidden", vec![".hidden"]),
        ("a.txt", vec!["a.txt"]),
        ("absent.txt", vec![]),
        ("", vec![""]),
    ] {
        assert_eq!(
            fixture.folder.names(pattern).unwrap(),
            expected,
            "{pattern:?}"
        );
    }
    for pattern in ["../*", "/etc/*", "sub/*", "..", "."] {
        let refused = fixture.folder.names(pattern);
        assert!(
            matches!(refused, Err(MediaError::Outside(_))),
            "{pattern:?}"
        );
    }
}

#[test]
fn opening_clears_what_a_stopped_run_left() {
    let fixture = Fixture::new();
    let forgotten = fixture.home.path().join("collection.media.staging");
    fs::create_dir_all(forgotten.join("sub")).unwrap();
    fs::write(forgotten.join("half"), "hal").unwrap();
    let collection = fixture.home.path().join("collection.anki2");
    let folder = MediaFolder::open(&collection, limits()).unwrap();
    assert!(folder.path().is_absolute() && !forgotten.exists());
}

#[test]
fn media_that_gave_way_come_back_only_if_the_new_collection_waits_still() {
    for (waits_still, expected) in [(true, "hello"), (false, "world")] {
        let fixture = Fixture::with(&[("a.txt", "hello"), ("own.txt", "own")]);
        let workshop = fixture.folder.workshop().unwrap().keep();
        let waiting = MediaFolder::waiting_collection(&workshop);
        fs::write(&waiting, "new").unwrap();
        let names = ["a.txt", "new.txt"].into_iter();
        fixture.folder.keep_while_waiting(&workshop, names).unwrap();
        let mut plan = MediaPlan::default();
        plan.put(&fixture.folder, "a.txt", fixture.staged("world"))
            .unwrap();
        fixture.changed(plan).keep();
        let collection = fixture.home.path().join("collection.anki2");
        if !waits_still {
            fs::rename(&waiting, &collection).unwrap();
        }
        MediaFolder::open(&collection, limits()).unwrap();
        fixture.expect_files(&[
            ("a.txt", expected),
            ("own.txt", "own"),
            ("trash/a.txt", "hello"),
        ]);
        assert_eq!(fixture.waiting(), 0);
    }
}

fn seconds(path: &Path) -> i64 {
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    modified
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs() as i64
}

fn sha1(content: &str) -> String {
    use sha1::Digest;
    hex::encode(sha1::Sha1::digest(content))
}
