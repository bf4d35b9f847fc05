//! How long a search takes in SQLite: to be written as SQL and prepared, and to be run over
//! 20,000 notes made up here.
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on has nothing to tell"
)]

use ankid_search::{
    CardCondition, CardState, Like, NoteCondition, Pattern, Query, TextCondition, TextView,
};
use ankid_storage::{Storage, StorageError};
use ankid_types::{DeckId, TimestampSecs};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

use support::{Fixture, card, digest, note};

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod support;

const NOTES: i64 = 20_000;
const WORDS: [&str; 8] = [
    "kara", "kiri", "kuru", "kere", "koro", "sama", "shimi", "sumu",
];

/// Notes of a few words each, every third one with the word "kuru".
fn filled() -> Fixture {
    let fixture = Fixture::new();
    fixture.storage.begin().unwrap();
    for id in 1..=NOTES {
        let word = |step: i64| {
            let index = usize::try_from(id * step % 7).unwrap_or_default();
            WORDS.get(index).copied().unwrap_or_default()
        };
        let front = format!("{} {} {id}", word(1), word(3));
        let back = format!("{} <b>{}</b> {}", word(5), word(2), word(4)).repeat(4);
        let note = note(id, &[&front, &back], &["tag"]);
        fixture.storage.add_note(&note, &digest(&front, 1)).unwrap();
        let mut card = card(id, id, 0);
        card.deck_id = DeckId(1 + id % 60);
        fixture.storage.add_card(&card).unwrap();
    }
    fixture.storage.commit().unwrap();
    fixture
}

fn text(pattern: &str, without_accents: bool) -> Query {
    Query::Note(NoteCondition::Text(TextCondition {
        like: Like::whole(&Pattern::new(pattern)).anywhere(),
        view: TextView {
            without_accents,
            without_clozes: false,
        },
        fields: None,
    }))
}

fn queries() -> Vec<(&'static str, Query)> {
    let deck = || Query::Card(CardCondition::Decks(vec![DeckId(7)]));
    let due = CardState::Due {
        today: 5,
        learn_cutoff: TimestampSecs(1_700_000_000),
    };
    vec![
        ("everything", Query::All),
        ("word", text("kuru", false)),
        ("wildcard", text("k*u*u x", false)),
        ("accents", text("kuru", true)),
        (
            "regex",
            Query::Note(NoteCondition::AnyFieldRegex(r"(?i)\bkuru\b".to_owned())),
        ),
        ("deck", deck()),
        (
            "due in deck",
            Query::And(vec![deck(), Query::Card(CardCondition::State(due))]),
        ),
        (
            "word in deck",
            Query::And(vec![deck(), text("kuru", false)]),
        ),
    ]
}

fn count(storage: &Storage, query: &Query) -> usize {
    let mut found = 0;
    let counted = storage.for_each_found_card(query, |_id| {
        found += 1;
        Ok::<_, StorageError>(())
    });
    counted.unwrap();
    found
}

/// What a search costs before it looks at a row.
fn compiling(criterion: &mut Criterion) {
    let fixture = Fixture::new();
    let mut group = criterion.benchmark_group("compile");
    for (name, query) in queries() {
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| count(&fixture.storage, &query));
        });
    }
    group.finish();
}

fn running(criterion: &mut Criterion) {
    let fixture = filled();
    let mut group = criterion.benchmark_group("run");
    group.sample_size(20);
    for (name, query) in queries() {
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| count(&fixture.storage, &query));
        });
    }
    group.finish();
}

criterion_group!(benches, compiling, running);
criterion_main!(benches);
