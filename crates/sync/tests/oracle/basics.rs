//! One thing at a time.

use ankid_collection::sync::CollectionStamps;
use ankid_collection::{CollectionError, NewNote, NoteEdit};
use ankid_sync::{Required, SyncError};
use ankid_types::{DeckId, NoteId};
use serde_json::json;

use crate::Outcome;
use crate::clients::{DONE, Pair};

pub(crate) fn add(pair: &Pair, front: &str) -> Result<NoteId, CollectionError> {
    let front = front.to_owned();
    pair.engine().write(move |transaction| {
        let basic = transaction.catalog().notetype_by_name("Basic");
        let notetype_id = basic
            .map(|notetype| notetype.id)
            .expect("a stock note type");
        transaction.add_note(NewNote {
            notetype_id,
            deck_id: DeckId::DEFAULT,
            fields: vec![front, "back".to_owned()],
            tags: vec!["one".to_owned()],
        })
    })
}

fn stamps(pair: &Pair) -> Result<CollectionStamps, CollectionError> {
    pair.engine().read(|view| view.sync_stamps())
}

#[test]
fn a_wrong_password_and_a_lost_login_are_told_apart() -> Outcome {
    let pair = Pair::new()?;
    assert!(matches!(
        pair.log_in("wrong"),
        Err(SyncError::WrongPassword)
    ));
    let (_key, endpoint) = pair.log_in(ankid_testkit::SyncServer::PASSWORD)?;
    let key = ankid_sync::HostKey::new("nonsense").ok_or("no key")?;
    let mut client = ankid_sync::Client::new(pair.transport(), endpoint, key, Default::default());
    let report = |_| {};
    let outcome = ankid_sync::sync(
        pair.engine(),
        &mut client,
        &mut ankid_sync::Watch::new(&report),
    );
    assert!(
        matches!(outcome, Err(SyncError::LoginRefused)),
        "{outcome:?}"
    );
    Ok(())
}

#[test]
fn a_server_that_is_not_there_is_said_to_be_unreachable() -> Outcome {
    let pair = Pair::new()?;
    let endpoint = ankid_sync::Endpoint::parse("http://127.0.0.1:1/")?;
    let refused = ankid_sync::log_in(pair.transport(), endpoint, "user", "pass");
    assert!(
        matches!(refused, Err(SyncError::Transport(_))),
        "{refused:?}"
    );
    Ok(())
}

#[test]
fn a_collection_goes_up_whole_and_comes_down_whole() -> Outcome {
    let mut pair = Pair::new()?;
    add(&pair, "ours")?;
    let required = pair.sync()?.required;
    assert_eq!(
        required,
        Required::Full {
            upload: true,
            download: false
        }
    );
    let backup = pair.upload()?;
    assert_eq!(pair.fronts_in(&backup)?, json!([["ours"]]));
    assert_ne!(pair.sync_theirs()?, DONE);
    pair.full_theirs(false)?;
    assert_eq!(pair.sync()?.required, Required::Normal);
    assert_eq!(pair.sync_theirs()?, DONE);
    pair.require_equal("after the upload")?;
    assert_eq!(pair.check_ours()?, [""; 0]);

    pair.theirs.run(
        "col.mod_schema(check=False); col.decks.id('New')",
        &json!({}),
    )?;
    pair.full_theirs(true)?;
    let lost = add(&pair, "lost")?;
    let required = pair.sync()?.required;
    assert_eq!(
        required,
        Required::Full {
            upload: true,
            download: true
        }
    );
    let backup = pair.download()?;
    assert_eq!(pair.engine().read(|view| view.get_note(lost))?, None);
    assert!(
        pair.engine()
            .read(|view| Ok::<_, CollectionError>(view.deck_named("New").is_some()))?
    );
    pair.require_equal("after the download")?;
    assert_eq!(pair.fronts_in(&backup)?, json!([["ours"], ["lost"]]));
    add(&pair, "after")?;
    assert_eq!(pair.sync()?.required, Required::Normal);
    assert_eq!(pair.sync_theirs()?, DONE);
    pair.require_equal("after a normal sync on top")
}

#[test]
fn an_empty_collection_never_replaces_a_full_one() -> Outcome {
    let mut pair = Pair::new()?;
    pair.theirs.run(
        "n = col.new_note(col.models.by_name('Basic')); n.fields = ['a', 'b']; col.add_note(n, 1)",
        &json!({}),
    )?;
    pair.full_theirs(true)?;
    let refused = pair.upload().err().ok_or("uploaded")?;
    assert!(
        refused.to_string().contains("nothing was uploaded"),
        "{refused}"
    );
    pair.download()?;
    pair.require_equal("after the download")?;
    Ok(())
}

#[test]
fn changes_travel_both_ways_and_nothing_travels_twice() -> Outcome {
    let mut pair = Pair::joined()?;
    let note = add(&pair, "ours")?;
    pair.theirs.run(
        "n = col.new_note(col.models.by_name('Cloze')); n.fields = ['{{c1::a}} {{c2::b}}', ''];
col.add_note(n, col.decks.id('Theirs::Below')); n.tags = ['x::y']; col.update_note(n)",
        &json!({}),
    )?;
    assert_eq!(pair.sync_theirs()?, DONE);
    assert_eq!(pair.sync()?.required, Required::Normal);
    assert_eq!(pair.sync()?.required, Required::Nothing);
    assert_eq!(pair.sync_theirs()?, DONE);
    pair.require_equal("after additions")?;

    pair.engine()
        .write(move |transaction| transaction.remove_notes(&[note]))?;
    pair.theirs.run(
        "col.decks.remove([col.decks.id('Theirs::Below')])",
        &json!({}),
    )?;
    assert_eq!(pair.sync()?.required, Required::Normal);
    assert_eq!(pair.sync_theirs()?, DONE);
    assert_eq!(pair.sync()?.required, Required::Normal);
    pair.require_equal("after removals")?;
    assert_eq!(pair.check_ours()?, [""; 0]);
    Ok(())
}

#[test]
fn the_later_change_of_a_note_wins() -> Outcome {
    let mut pair = Pair::joined()?;
    let note = add(&pair, "before")?;
    pair.sync()?;
    pair.sync_theirs()?;
    let edit = NoteEdit {
        fields: Some(vec!["ours".to_owned(), "b".to_owned()]),
        ..NoteEdit::default()
    };
    pair.engine()
        .write(move |transaction| transaction.edit_note(note, edit))?;
    pair.theirs.run(
        "import time; time.sleep(1.1); n = col.get_note(args['note']); n.fields = ['theirs', 'b']; col.update_note(n)",
        &json!({ "note": note }),
    )?;
    pair.sync()?;
    pair.sync_theirs()?;
    pair.sync()?;
    pair.require_equal("after both changed it")?;
    let fields = pair.engine().read(|view| view.require_note(note))?.fields;
    assert_eq!(fields, ["theirs", "b"]);
    Ok(())
}

#[test]
fn a_changed_schema_asks_for_a_full_sync_and_does_none() -> Outcome {
    let mut pair = Pair::joined()?;
    pair.theirs.run("col.mod_schema(check=False)", &json!({}))?;
    pair.full_theirs(true)?;
    let before = stamps(&pair)?;
    let required = pair.sync()?.required;
    assert_eq!(
        required,
        Required::Full {
            upload: true,
            download: true
        }
    );
    assert_eq!(stamps(&pair)?, before);
    Ok(())
}
