//! Random changes on either side, drawn from a seed.

use std::time::Duration;

use ankid_collection::{CollectionError, NewNote, NoteEdit, NotetypeEdit, Rating, Transaction};
use ankid_types::{CardId, Clock as _, DeckConfigId, DeckId, NoteId, SystemClock};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::clients::Pair;

/// What the official engine does for a seed.
const THEIRS: &str = include_str!("theirs.py");

/// Lets the official engine make so many changes.
pub(crate) fn act_theirs(
    pair: &mut Pair,
    seed: u64,
    count: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    pair.theirs
        .run(THEIRS, &json!({ "seed": seed, "count": count }))?;
    Ok(())
}

/// Waits for the next second. Two changes of one thing in the same second are equally new, and the
/// protocol then leaves each side with one of them.
pub(crate) fn next_second() {
    let clock = SystemClock;
    let millis = clock.now().0.rem_euclid(1000).unsigned_abs();
    std::thread::sleep(Duration::from_millis(1010 - millis));
}

/// Lets ankid make so many changes, each in a request of its own.
pub(crate) fn act_ours(pair: &Pair, seed: u64, count: u32) -> Result<(), CollectionError> {
    let mut random = StdRng::seed_from_u64(seed);
    for step in 0..count {
        let seed = random.random();
        let acted = pair
            .engine()
            .write(move |transaction| act(transaction, seed, step));
        match acted {
            // One side removed a deck into which the other had put a card: so it is in Anki, too.
            Ok(()) | Err(CollectionError::DeckMissing(_)) => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(())
}

fn act(transaction: &mut Transaction, seed: u64, step: u32) -> Result<(), CollectionError> {
    let mut random = StdRng::seed_from_u64(seed);
    let label = format!("ours {seed:x} {step}");
    match random.random_range(0..14) {
        0..=2 => add_note(transaction, &mut random, label),
        3 | 4 => edit_note(transaction, &mut random, label),
        5 => remove_note(transaction, &mut random),
        6 => move_card(transaction, &mut random, &label),
        7 => rename_nothing_but_options(transaction, label),
        8 => {
            let cards = some_cards(transaction, &mut random);
            transaction.suspend_cards(&cards).map(drop)
        }
        9 => {
            let cards = some_cards(transaction, &mut random);
            transaction.set_due_date(&cards, "3-9!")
        }
        10 | 11 => answer(transaction, &mut random),
        12 => remove_deck(transaction, &mut random),
        _ => edit_notetype(transaction, label),
    }
}

fn add_note(
    transaction: &mut Transaction,
    random: &mut StdRng,
    label: String,
) -> Result<(), CollectionError> {
    let names = ["Basic", "Basic (and reversed card)", "Cloze"];
    let name = names[random.random_range(0..names.len())];
    let notetype = transaction.catalog().notetype_by_name(name).cloned();
    let notetype = notetype.expect("a stock note type");
    let front = if name == "Cloze" {
        format!("{{{{c1::{label}}}}} {{{{c2::two}}}}")
    } else {
        label.clone()
    };
    let decks: Vec<DeckId> = transaction.catalog().decks().map(|deck| deck.id).collect();
    let new = NewNote {
        notetype_id: notetype.id,
        deck_id: decks[random.random_range(0..decks.len())],
        fields: vec![front, "<b>back</b> é\u{1f600}".to_owned()],
        tags: vec![
            format!("tag{}", random.random_range(0..6)),
            format!("own::{}", label.replace(' ', "_")),
        ],
    };
    transaction.add_note(new).map(drop)
}

fn edit_note(
    transaction: &mut Transaction,
    random: &mut StdRng,
    label: String,
) -> Result<(), CollectionError> {
    let Some(note) = some_note(transaction, random) else {
        return Ok(());
    };
    let mut fields = transaction.require_note(note)?.fields;
    if let Some(last) = fields.last_mut() {
        *last = label;
    }
    let edit = NoteEdit {
        fields: Some(fields),
        tags: Some(vec![format!("edited{}", random.random_range(0..4))]),
        ..NoteEdit::default()
    };
    transaction.edit_note(note, edit).map(drop)
}

fn remove_note(transaction: &mut Transaction, random: &mut StdRng) -> Result<(), CollectionError> {
    let note = some_note(transaction, random);
    transaction.remove_notes(note.as_slice()).map(drop)
}

fn move_card(
    transaction: &mut Transaction,
    random: &mut StdRng,
    label: &str,
) -> Result<(), CollectionError> {
    let deck = transaction.find_or_create_deck(&format!("Ours::{label}"))?;
    let cards = some_cards(transaction, random);
    transaction.move_cards(&cards, deck).map(drop)
}

fn rename_nothing_but_options(
    transaction: &mut Transaction,
    label: String,
) -> Result<(), CollectionError> {
    let id = transaction.clone_deck_config(DeckConfigId::DEFAULT, label)?;
    let mut config = ankid_types::DeckConfig::clone(transaction.deck_config_or_default(id)?);
    config.settings.new_per_day += 3;
    config.settings.learn_steps = vec![1.5, 10.0];
    transaction.update_deck_config(config)?;
    transaction
        .set_config_of_deck(DeckId::DEFAULT, id)
        .map(drop)
}

fn answer(transaction: &mut Transaction, random: &mut StdRng) -> Result<(), CollectionError> {
    let ratings = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy];
    let rating = ratings[random.random_range(0..ratings.len())];
    let cards = some_cards(transaction, random);
    let answers: Vec<_> = cards.into_iter().map(|card| (card, rating)).collect();
    transaction.answer_cards(&answers)
}

fn remove_deck(transaction: &mut Transaction, random: &mut StdRng) -> Result<(), CollectionError> {
    let decks: Vec<DeckId> = transaction.catalog().decks().map(|deck| deck.id).collect();
    if decks.len() < 6 {
        return Ok(());
    }
    transaction
        .remove_decks(&[decks[random.random_range(0..decks.len())]])
        .map(drop)
}

fn edit_notetype(transaction: &mut Transaction, label: String) -> Result<(), CollectionError> {
    let notetype = transaction.catalog().notetype_by_name("Basic").cloned();
    let mut edit = NotetypeEdit::of(&notetype.expect("a stock note type"));
    edit.settings.css = format!("/* {label} */");
    transaction.update_notetype(edit)
}

fn some_note(transaction: &Transaction, random: &mut StdRng) -> Option<NoteId> {
    let notes = transaction.storage().all_note_ids().unwrap_or_default();
    (!notes.is_empty()).then(|| notes[random.random_range(0..notes.len())])
}

fn some_cards(transaction: &Transaction, random: &mut StdRng) -> Vec<CardId> {
    let cards = transaction.storage().all_card_ids().unwrap_or_default();
    if cards.is_empty() {
        return Vec::new();
    }
    let first = random.random_range(0..cards.len());
    cards.into_iter().skip(first).take(2).collect()
}
