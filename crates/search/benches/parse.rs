//! How long it takes to read a search.

use ankid_search::parse;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn searches() -> Vec<(&'static str, String)> {
    let ids: Vec<String> = (0..10_000)
        .map(|id| (1_700_000_000_000_i64 + id).to_string())
        .collect();
    let words: Vec<String> = (0..1_000).map(|number| format!("word{number}")).collect();
    vec![
        ("word", "apple".to_owned()),
        (
            "typical",
            "deck:\"Languages::French A1\" (tag:verb* or -front:re:^l[ea]) is:due prop:ivl>=21 \
             rated:7:1 -flag:3"
                .to_owned(),
        ),
        ("ids", format!("nid:{}", ids.join(","))),
        ("many words", words.join(" or ")),
        (
            "nested",
            format!("{}a{}", "-(b ".repeat(50), ")".repeat(50)),
        ),
    ]
}

fn parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for (name, search) in searches() {
        group.throughput(Throughput::Bytes(search.len() as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(name),
            &search,
            |bencher, search| {
                bencher.iter(|| parse(search));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, parsing);
criterion_main!(benches);
