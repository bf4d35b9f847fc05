//! How long it takes to render a card, and to prepare a note type for it.

use ankid_template::{CardToRender, CompiledNotetype};
use ankid_types::{Notetype, NotetypeKind};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

use fixtures::{card, note, notetype};

#[path = "../tests/it/fixtures.rs"]
mod fixtures;

/// A kind of card: its note type, and the values of a note.
fn kinds() -> Vec<(&'static str, Notetype, Vec<String>)> {
    let of = |kind, front: &str, back: &str| {
        notetype(
            kind,
            &["Front", "Back"],
            &[(front.to_owned(), back.to_owned())],
        )
    };
    let values = |front: String, back: &str| vec![front, back.to_owned()];
    let clozes: String = (1..=20)
        .map(|number| format!("text {{{{c{number}::answer <b>{number}</b>::hint}}}} "))
        .collect();
    let back = "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}";
    vec![
        (
            "basic",
            of(NotetypeKind::Normal, "{{Front}}", back),
            values("le chat".to_owned(), "the cat<br>[sound:cat.mp3]"),
        ),
        (
            "filters",
            of(
                NotetypeKind::Normal,
                "{{#Front}}{{furigana:Front}} {{hint:Back}}{{/Front}}{{^Back}}{{Tags}}{{/Back}}",
                "{{FrontSide}}{{text:Back}} {{tts ja_JP:kana:Front}} {{type:Back}}",
            ),
            values(
                "日本語[にほんご]を話[はな]す".to_owned(),
                "to <i>speak</i> &lt;Japanese&gt;",
            ),
        ),
        (
            "cloze",
            of(
                NotetypeKind::Cloze,
                "{{cloze:Front}}",
                "{{cloze:Front}}<br>{{Back}}",
            ),
            values(clozes, "extra"),
        ),
        (
            "long field",
            of(NotetypeKind::Normal, "{{Front}}", back),
            values("<p>a paragraph of text</p>\n".repeat(2_000), ""),
        ),
    ]
}

fn rendering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("render");
    for (name, notetype, values) in kinds() {
        let compiled = CompiledNotetype::new(&notetype);
        let (note, card) = (note(values, vec!["tag".to_owned()]), card(1, 0, 0));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                compiled.render(&CardToRender {
                    note: &note,
                    card: &card,
                    deck_name: "Languages::French",
                    has_media: &|_| false,
                })
            });
        });
    }
    group.finish();
}

fn compiling(criterion: &mut Criterion) {
    let (_name, notetype, _values) = kinds().swap_remove(1);
    criterion.bench_function("compile a note type", |bencher| {
        bencher.iter(|| CompiledNotetype::new(&notetype));
    });
}

criterion_group!(benches, rendering, compiling);
criterion_main!(benches);
