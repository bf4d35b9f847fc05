//! The same cards, made and rendered here and in the official engine.

use std::sync::Arc;

use ankid_collection::stock;
use ankid_collection::{
    CollectionError, Engine, EngineOptions, NewNote, NotetypeEdit, Transaction,
};
use ankid_testkit::Oracle;
use ankid_types::{CardId, CardTemplate, DeckId, NotetypeField, NotetypeKind, SystemClock};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

use crate::Outcome;

use self::templates::{Specimen, Specimens};

mod templates;

const RUN: &str = include_str!("rendering/run.py");
const SEED: u64 = 3;
const NOTETYPES: usize = 1500;
const NOTES_OF_EACH: usize = 3;
/// How many cards must come out of it, lest the generator lose its use unseen.
const ENOUGH_CARDS: usize = 4000;

/// A note type as the official engine made it.
#[derive(Deserialize)]
struct Made {
    notes: Vec<Vec<MadeCard>>,
}

/// Id, ordinal, question and answer.
#[derive(Deserialize)]
struct MadeCard(i64, u16, String, String);

fn options() -> EngineOptions {
    EngineOptions {
        clock: Arc::new(SystemClock),
        ..EngineOptions::default()
    }
}

#[test]
fn cards_are_made_and_rendered_as_in_anki() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut source = Specimens::new(StdRng::seed_from_u64(SEED));
    let specimens: Vec<Specimen> = (0..NOTETYPES)
        .map(|_| source.specimen(NOTES_OF_EACH))
        .collect();
    let mut oracle = Oracle::open(&path)?;
    let made = oracle.run(RUN, &json!({ "notetypes": specimens }))?;
    oracle.close()?;
    let made: Vec<Option<Made>> = serde_json::from_value(made)?;

    let rendered = compare_rendering(&Engine::open(&path, options())?, &specimens, &made)?;
    let ours = Engine::open(&folder.path().join("ours.anki2"), options())?;
    let refused = compare_generation(&ours, specimens, &made)?;
    println!("{rendered} cards, {refused} of {NOTETYPES} note types refused by both");
    assert!(rendered >= ENOUGH_CARDS, "only {rendered} cards");
    assert!(refused > 0, "no template was wrong");
    Ok(())
}

/// Renders the official engine's cards from its own file.
fn compare_rendering(
    engine: &Engine,
    specimens: &[Specimen],
    made: &[Option<Made>],
) -> Result<usize, CollectionError> {
    let mut differences = Vec::new();
    let mut count = 0;
    for (specimen, made) in specimens.iter().zip(made) {
        let cards: Vec<&MadeCard> = made
            .iter()
            .flat_map(|made| made.notes.iter().flatten())
            .collect();
        let ids: Vec<CardId> = cards.iter().map(|card| CardId(card.0)).collect();
        let mut expected = cards.into_iter();
        engine.read(|view| {
            view.for_each_card_with_note(&ids, |shown| {
                let shown = shown.expect("the card is in the file");
                let MadeCard(_, ordinal, question, answer) = expected.next().expect("one for each");
                let ours = view.render_card(shown)?;
                for (theirs, ours) in [
                    (question, ours.question_with_style()),
                    (answer, ours.answer_with_style()),
                ] {
                    if *theirs != ours {
                        let templates = &specimen.templates;
                        let values = &shown.note.fields;
                        differences.push(format!(
                            "{templates:?} {:?} {values:?} {ordinal}\n  theirs: {theirs:?}\n  ours:   {ours:?}",
                            specimen.fields
                        ));
                    }
                }
                count += 1;
                Ok::<_, CollectionError>(())
            })
        })?;
    }
    let shown: Vec<_> = differences.iter().take(20).map(String::as_str).collect();
    assert!(
        differences.is_empty(),
        "{} of {count} cards differ\n{}",
        differences.len(),
        shown.join("\n")
    );
    Ok(count)
}

/// Makes the same note types and notes here: the same ones are refused, and the notes have the same
/// cards. Returns how many were refused.
fn compare_generation(
    engine: &Engine,
    specimens: Vec<Specimen>,
    made: &[Option<Made>],
) -> Result<usize, CollectionError> {
    let mut refused = 0;
    for (specimen, made) in specimens.into_iter().zip(made) {
        let about = format!(
            "{:?} {:?} {:?}",
            specimen.fields, specimen.templates, specimen.notes
        );
        let theirs: Option<Vec<Vec<u16>>> = made.as_ref().map(|made| {
            let ordinals = |cards: &Vec<MadeCard>| cards.iter().map(|card| card.1).collect();
            made.notes.iter().map(ordinals).collect()
        });
        let ours = match engine.write(move |transaction| make(transaction, specimen)) {
            Ok(ordinals) => Some(ordinals),
            Err(CollectionError::Template(_)) => None,
            Err(error) => return Err(error),
        };
        refused += usize::from(ours.is_none());
        assert_eq!(ours, theirs, "{about}");
    }
    Ok(refused)
}

/// Makes a note type with its notes; returns the ordinals of their cards.
fn make(
    transaction: &mut Transaction,
    specimen: Specimen,
) -> Result<Vec<Vec<u16>>, CollectionError> {
    let name = format!("Type {}", transaction.random_id());
    let mut edit = NotetypeEdit::of(&stock::basic(&name, &mut || 0));
    edit.fields.clear();
    edit.templates.clear();
    if specimen.cloze {
        edit.settings.kind = NotetypeKind::Cloze;
    }
    for name in specimen.fields {
        edit.add_field(NotetypeField::new(name, transaction.random_id()));
    }
    for (place, (front, back)) in specimen.templates.into_iter().enumerate() {
        let id = transaction.random_id();
        edit.add_template(CardTemplate::new(
            format!("Card <{place}>"),
            front,
            back,
            id,
        ));
    }
    let notetype_id = transaction.add_notetype(edit)?;
    let mut ordinals = Vec::with_capacity(specimen.notes.len());
    for note in specimen.notes {
        let id = transaction.add_note(NewNote {
            notetype_id,
            deck_id: DeckId::DEFAULT,
            fields: note.values,
            tags: note.tags.into_iter().map(ToOwned::to_owned).collect(),
        })?;
        let mut cards = transaction.storage().cards_of_note(id)?;
        cards.sort_by_key(|card| card.ordinal);
        ordinals.push(cards.iter().map(|card| card.ordinal).collect());
    }
    Ok(ordinals)
}
