//! What a review costs in a large collection: 100,000 cards in 60 decks, each write durable.

use std::hint::black_box;
use std::sync::Arc;

use ankid_collection::{CollectionError, Engine, EngineOptions, Rating, Transaction};
use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckConfig, DeckConfigId, DeckId, FixedClock, NoteId,
    TimestampMillis, TimestampSecs, Usn,
};
use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

const NOW: TimestampMillis = TimestampMillis(1_700_000_000_000);
const DECKS: usize = 60;
const CARDS: i64 = 100_000;

struct Collection {
    engine: Engine,
    decks: Vec<DeckId>,
    _folder: TempDir,
}

impl Collection {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let options = EngineOptions {
            clock: Arc::new(FixedClock::new(NOW)),
            seed: Some(1),
            ..EngineOptions::default()
        };
        let path = folder.path().join("collection.anki2");
        let engine = Engine::open(&path, options).expect("a new collection");
        let decks = engine.write(fill).expect("a full collection");
        Self {
            engine,
            decks,
            _folder: folder,
        }
    }

    fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Transaction) -> Result<T, CollectionError> + Send + 'static,
    ) -> T {
        self.engine.write(job).expect("a write")
    }

    fn top(&self) -> DeckId {
        self.decks[0]
    }

    /// Answers the next card and asks for the one after it.
    fn review(&self) {
        let deck = self.top();
        let next = self.write(move |transaction| transaction.study(deck)).next;
        let card = next.expect("a card").card.id;
        self.write(move |transaction| {
            transaction.answer_queued(deck, card, Rating::Good, 3000)?;
            transaction.study(deck)
        });
    }
}

/// Half of the cards are new, the others are reviews of a month before and half a year after today.
fn fill(transaction: &mut Transaction) -> Result<Vec<DeckId>, CollectionError> {
    let preset = transaction.catalog().deck_config(DeckConfigId::DEFAULT);
    let mut preset = DeckConfig::clone(preset.expect("the default preset"));
    (preset.settings.new_per_day, preset.settings.reviews_per_day) = (9999, 9999);
    preset.settings.bury_reviews = true;
    transaction.update_deck_config(preset)?;
    let mut decks = vec![transaction.find_or_create_deck("Top")?];
    for number in 1..DECKS {
        decks.push(transaction.find_or_create_deck(&format!("Top::Deck {number}"))?);
    }
    for number in 0..CARDS {
        let is_new = number % 2 == 0;
        let place = usize::try_from(number).unwrap_or(0) % DECKS;
        let (kind, queue) = if is_new {
            (CardKind::New, CardQueue::New)
        } else {
            (CardKind::Review, CardQueue::Review)
        };
        let due = if is_new { number } else { number % 210 - 30 };
        transaction.storage().add_card(&Card {
            id: CardId(1_600_000_000_000 + number),
            note_id: NoteId(1_600_000_000_000 + number / 2),
            deck_id: decks[place],
            ordinal: u16::from(!is_new),
            modified: TimestampSecs(1_600_000_000),
            usn: Usn(0),
            kind,
            queue,
            due: i32::try_from(due).unwrap_or(0),
            interval_days: if is_new { 0 } else { 30 },
            ease_factor: if is_new { 0 } else { 2500 },
            reviews: u32::from(!is_new) * 5,
            lapses: 0,
            remaining_steps: 0,
            original_due: 0,
            original_deck_id: DeckId::NONE,
            flags: 0,
            data: r#"{"pos":1,"lrt":1690000000}"#.to_owned(),
        })?;
    }
    Ok(decks)
}

fn review(criterion: &mut Criterion) {
    let collection = Collection::new();
    criterion.bench_function("an answer and the next card", |bencher| {
        bencher.iter(|| collection.review());
    });
    criterion.bench_function("the next card after a change elsewhere", |bencher| {
        let (top, other) = (collection.top(), collection.decks[1]);
        bencher.iter(|| {
            collection.write(move |transaction| {
                // Another deck drops the queue, and its own is small.
                transaction.study(other)?;
                transaction.study(top)
            })
        });
    });
    criterion.bench_function("the counts of 60 decks", |bencher| {
        bencher.iter(|| {
            let counts = collection.engine.read(|view| view.deck_counts());
            black_box(counts.expect("counts"))
        });
    });
    criterion.bench_function("1,000 answers in one request", |bencher| {
        let answers: Vec<_> = (0..1000)
            .map(|number| (CardId(1_600_000_000_000 + number * 7), Rating::Hard))
            .collect();
        bencher.iter(|| {
            let answers = answers.clone();
            collection.write(move |transaction| transaction.answer_cards(&answers))
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = review
}
criterion_main!(benches);
