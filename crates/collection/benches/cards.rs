//! How long it takes to find cards and to show 1,000 of them, in a collection of 5,000 notes made up here.
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on has nothing to tell"
)]

use ankid_collection::{CollectionError, Engine, EngineOptions, NewNote, View};
use ankid_types::{CardId, DeckId};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

const NOTES: usize = 5_000;
const SHOWN: usize = 1_000;

fn filled(folder: &TempDir) -> Engine {
    let path = folder.path().join("collection.anki2");
    let engine = Engine::open(&path, EngineOptions::default()).unwrap();
    let filling = engine.write(|transaction| {
        let notetype = transaction
            .catalog()
            .notetype_by_name("Basic (and reversed card)");
        let notetype_id = notetype.map(|notetype| notetype.id).unwrap();
        for number in 0..NOTES {
            transaction.add_note(NewNote {
                notetype_id,
                deck_id: DeckId::DEFAULT,
                fields: vec![
                    format!("front {number} <b>bold</b>"),
                    "some words on the back ".repeat(10),
                ],
                tags: vec![format!("tag{}", number % 100)],
            })?;
        }
        Ok::<_, CollectionError>(())
    });
    filling.unwrap();
    engine
}

fn render(view: &View, ids: &[CardId]) -> Result<usize, CollectionError> {
    let mut length = 0;
    view.for_each_card_with_note(ids, |shown| {
        if let Some(shown) = shown {
            length += view.render_card(shown)?.question_with_style().len();
        }
        Ok::<_, CollectionError>(())
    })?;
    Ok(length)
}

fn cards(criterion: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    let engine = filled(&folder);
    let mut group = criterion.benchmark_group("find cards");
    for search in [
        "",
        "words",
        "front:*99*",
        "tag:tag7",
        "deck:default is:new",
        "re:\\b99",
    ] {
        group.bench_function(BenchmarkId::from_parameter(search), |bencher| {
            bencher.iter(|| engine.read(|view| view.find_cards(search)));
        });
    }
    group.finish();
    let mut ids = engine.read(|view| view.find_cards("")).unwrap();
    ids.truncate(SHOWN);
    criterion.bench_function("render 1000 cards", |bencher| {
        bencher.iter(|| engine.read(|view| render(view, &ids)));
    });
}

criterion_group!(benches, cards);
criterion_main!(benches);
