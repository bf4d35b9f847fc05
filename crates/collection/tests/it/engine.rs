//! The writer, the readers and the promises between them.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ankid_collection::{
    ChangeReport, ChangedKind, CollectionError, Direction, Engine, EngineOptions, Transaction, View,
};
use ankid_storage::ConfigEntry;
use ankid_types::{CardId, DeckConfigId, DeckId, FixedClock, TimestampMillis, TimestampSecs, Usn};

use crate::support::{Fixture, NOW};

impl Fixture {
    fn value(&self, key: &'static str) -> Option<Vec<u8>> {
        self.read(|view| Ok(view.storage().get_config(key)?))
    }

    fn modified(&self) -> TimestampMillis {
        self.read(|view| Ok(view.storage().stamps()?)).modified
    }
}

fn open(path: PathBuf) -> Engine {
    let clock = Arc::new(FixedClock::new(NOW));
    Engine::open(
        &path,
        EngineOptions {
            clock,
            seed: Some(1),
            ..EngineOptions::default()
        },
    )
    .unwrap()
}

fn set(transaction: &Transaction, key: &str, value: &str) -> Result<(), CollectionError> {
    let entry = ConfigEntry {
        key: key.to_owned(),
        value: value.as_bytes().to_vec(),
        usn: Usn::PENDING,
        modified: TimestampSecs(1),
    };
    transaction.storage().set_config(&entry)?;
    Ok(())
}

#[test]
fn a_read_sees_every_acknowledged_write() {
    let fixture = Fixture::new();
    for round in 0..50 {
        let value = round.to_string();
        let expected = value.clone();
        fixture
            .engine
            .write(move |transaction| set(transaction, "key", &value))
            .unwrap();
        assert_eq!(fixture.value("key"), Some(expected.into_bytes()));
    }
}

#[test]
fn a_failed_job_changes_nothing_and_leaves_its_neighbours_alone() {
    let fixture = Fixture::new();
    let engine = &fixture.engine;
    let good = engine.submit(|transaction| set(transaction, "good", "1"));
    let bad = engine.submit(|transaction| -> Result<(), CollectionError> {
        set(transaction, "bad", "1")?;
        Err(CollectionError::NoteMissing(ankid_types::NoteId(7)))
    });
    let also_good = engine.submit(|transaction| set(transaction, "also good", "1"));
    good.wait().unwrap();
    assert!(matches!(bad.wait(), Err(CollectionError::NoteMissing(_))));
    also_good.wait().unwrap();
    assert_eq!(fixture.value("good").as_deref(), Some(b"1".as_slice()));
    assert_eq!(fixture.value("bad"), None);
    assert_eq!(fixture.value("also good").as_deref(), Some(b"1".as_slice()));
}

#[test]
fn a_panic_is_an_error_of_its_own_job_only() {
    let fixture = Fixture::new();
    let result = fixture
        .engine
        .write(|transaction| -> Result<(), CollectionError> {
            set(transaction, "lost", "1")?;
            panic!("on purpose")
        });
    assert!(matches!(result, Err(CollectionError::Panicked)));
    fixture
        .engine
        .write(|transaction| set(transaction, "kept", "1"))
        .unwrap();
    assert_eq!(fixture.value("lost"), None);
    assert!(fixture.value("kept").is_some());
}

#[test]
fn a_panic_of_a_reader_gives_its_connection_back() {
    let fixture = Fixture::new();
    for _round in 0..20 {
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            fixture
                .engine
                .read(|_view| -> Result<(), CollectionError> { panic!("on purpose") })
        }));
        assert!(read.is_err());
    }
    assert!(fixture.value("curDeck").is_some());
}

#[test]
fn what_changes_something_moves_the_modification_time_and_nothing_else_does() {
    let fixture = Fixture::new();
    let before = fixture.modified();
    fixture
        .engine
        .write(|_transaction| Ok::<_, CollectionError>(()))
        .unwrap();
    assert_eq!(fixture.modified(), before);
    fixture
        .engine
        .write(|transaction| set(transaction, "key", "1"))
        .unwrap();
    assert_eq!(fixture.modified(), NOW);
}

#[test]
fn changes_can_be_taken_back_and_made_again() {
    let fixture = Fixture::new();
    let undo = || {
        fixture
            .engine
            .write(|transaction| transaction.undo())
            .unwrap()
    };
    let redo = || {
        fixture
            .engine
            .write(|transaction| transaction.redo())
            .unwrap()
    };
    let before = fixture.modified();
    for key in ["first", "second"] {
        let change = move |transaction: &mut Transaction| {
            transaction.set_label(key);
            set(transaction, key, "1")
        };
        fixture.engine.write(change).unwrap();
    }
    assert_eq!(undo(), Some("second"));
    assert_eq!(
        (fixture.value("first").is_some(), fixture.value("second")),
        (true, None)
    );
    assert_eq!(undo(), Some("first"));
    assert_eq!((fixture.value("first"), fixture.modified()), (None, before));
    assert_eq!(undo(), None);
    assert_eq!(redo(), Some("first"));
    assert!(fixture.value("first").is_some());
    fixture
        .engine
        .write(|transaction| set(transaction, "third", "1"))
        .unwrap();
    assert_eq!(redo(), None, "a new change ends what could be made again");
}

/// Listens to all changes from now on.
fn listen(fixture: &Fixture) -> Arc<Mutex<Vec<ChangeReport>>> {
    let heard: Arc<Mutex<Vec<ChangeReport>>> = Arc::default();
    let listener = Arc::clone(&heard);
    fixture
        .engine
        .on_change(move |report| listener.lock().unwrap().push(report.clone()));
    heard
}

#[test]
fn listeners_hear_of_each_change_before_the_one_who_made_it_gets_the_answer() {
    let fixture = Fixture::new();
    let heard = listen(&fixture);
    let note = fixture.add("Basic (and reversed card)", &["a", "b"], &["t"]);
    let cards: Vec<_> = fixture.cards(note).iter().map(|card| card.id).collect();
    let added = heard.lock().unwrap().pop().unwrap();
    assert_eq!(
        (added.label, added.direction),
        ("Add Note", Direction::Made)
    );
    let kinds = [
        ChangedKind::Notes,
        ChangedKind::Cards,
        ChangedKind::Tags,
        ChangedKind::Config,
    ];
    assert_eq!(added.kinds, kinds);
    assert_eq!((added.notes.count, &added.notes.first), (1, &vec![note]));
    assert_eq!((added.cards.count, &added.cards.first), (2, &cards));
    assert_eq!((added.author, added.undo.undo), (None, Some("Add Note")));

    let first = cards[0];
    fixture.write(move |transaction| {
        transaction.set_author("somebody".into());
        transaction.suspend_cards(&[first])
    });
    let suspended = heard.lock().unwrap().pop().unwrap();
    assert_eq!(suspended.author.as_deref(), Some("somebody"));
    assert_eq!(suspended.kinds, [ChangedKind::Cards]);
    assert_eq!(
        (suspended.notes.count, suspended.cards.first),
        (0, vec![first])
    );

    fixture.undo();
    let undone = heard.lock().unwrap().pop().unwrap();
    assert_eq!(
        (undone.label, undone.direction),
        ("Suspend", Direction::Undone)
    );
    assert_eq!(undone.cards.first, [first]);
    let status = fixture.engine.undo_status();
    assert_eq!(undone.undo, status);
    assert_eq!(
        (status.undo, status.redo),
        (Some("Add Note"), Some("Suspend"))
    );
}

#[test]
fn listeners_hear_nothing_of_jobs_that_change_nothing_and_harm_nobody() {
    let fixture = Fixture::new();
    fixture
        .engine
        .on_change(|_report| panic!("a listener that fails"));
    let heard = listen(&fixture);
    fixture.write(|transaction| transaction.suspend_cards(&[]));
    let failed = fixture.try_write(|transaction| {
        transaction.set_config_of_deck(DeckId(1), DeckConfigId(7))?;
        Err::<(), _>(CollectionError::CardMissing(CardId(1)))
    });
    assert!(failed.is_err());
    assert!(heard.lock().unwrap().is_empty());
    fixture.add("Basic", &["a", "b"], &[]);
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[test]
fn many_threads_write_and_read_at_once() {
    let fixture = Fixture::new();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let fixture = &fixture;
            scope.spawn(move || {
                for round in 0..25 {
                    let key = format!("{thread}/{round}");
                    let written = key.clone();
                    fixture
                        .engine
                        .write(move |transaction| set(transaction, &written, "1"))
                        .unwrap();
                    let read =
                        |view: &View| Ok::<_, CollectionError>(view.storage().get_config(&key)?);
                    assert!(fixture.engine.read(read).unwrap().is_some(), "{key}");
                }
            });
        }
    });
}

#[test]
fn a_closed_engine_says_so_and_the_file_opens_again() {
    let fixture = Fixture::new();
    fixture
        .engine
        .write(|transaction| set(transaction, "key", "1"))
        .unwrap();
    fixture.engine.close().unwrap();
    let read = fixture.engine.read(|_view| Ok::<_, CollectionError>(()));
    assert!(matches!(read, Err(CollectionError::Closed)));
    let write = fixture
        .engine
        .write(|_transaction| Ok::<_, CollectionError>(()));
    assert!(matches!(write, Err(CollectionError::Closed)));
    let names = std::fs::read_dir(fixture.path().parent().unwrap()).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().contains("-wal")),
        "{names:?}"
    );
    let again = open(fixture.path());
    let read = |view: &View| Ok::<_, CollectionError>(view.storage().get_config("key")?);
    assert!(again.read(read).unwrap().is_some());
}

#[test]
fn a_download_waits_for_a_backup_of_all_that_it_replaces() {
    let (ours, theirs) = (Fixture::new(), Fixture::new());
    theirs.add("Basic", &["theirs", "b"], &[]);
    let file = ours.path().with_file_name("download.anki2");
    theirs.read(|view| Ok(view.storage().copy_to(&file)?));
    let count = || ours.read(|view| Ok(view.storage().all_note_ids()?)).len();
    let add = || {
        ours.clock.advance_millis(5);
        ours.add("Basic", &["ours", "b"], &[]);
    };

    let mut backups = 0;
    let replaced = ours.engine.replace_with_download(&file, || {
        backups += 1;
        add();
        Ok::<_, CollectionError>(())
    });
    assert!(
        matches!(replaced, Err(CollectionError::NeverIdle)),
        "{replaced:?}"
    );
    assert_eq!((backups, count()), (5, 5));

    let mut backups = 0;
    let replaced = ours.engine.replace_with_download(&file, || {
        backups += 1;
        if backups == 1 {
            add();
        }
        Ok::<_, CollectionError>(())
    });
    replaced.unwrap();
    assert_eq!((backups, count()), (2, 1));
}
