//! Checks of the SQL that searches become, and of how SQLite runs it.

use std::ops::Range;
use std::time::Duration;

use ankid_search::{
    CardCondition, CardState, FieldsCondition, Like, MAX_DEPTH, MAX_TERMS, NoteCondition, Pattern,
    Query, ReviewWindow, ReviewedKind, SearchedFields, TextCondition, TextView,
};
use ankid_types::{CardId, DeckId, NoteId, NotetypeId, TimestampMillis, TimestampSecs};
use proptest::prelude::*;
use rusqlite::Connection;

use super::compile::{Parameter, Statement, Wanted, compile};
use super::time_limit::TimeLimit;
use crate::functions;

fn like(pattern: &str) -> Like {
    Like::whole(&Pattern::new(pattern))
}

fn text(pattern: &str) -> Query {
    Query::Note(NoteCondition::Text(TextCondition {
        like: like(pattern).anywhere(),
        view: TextView::default(),
        fields: None,
    }))
}

fn suspended() -> Query {
    Query::Card(CardCondition::State(CardState::Suspended))
}

fn deck(id: i64) -> Query {
    Query::Card(CardCondition::Decks(vec![DeckId(id)]))
}

#[track_caller]
fn check(query: &Query, wanted: Wanted, expect: &str) {
    assert_eq!(compile(query, wanted).sql, expect);
}

#[test]
fn only_the_tables_that_are_needed_are_joined() {
    let nid = || Query::NoteIds(vec![NoteId(3), NoteId(4)]);
    check(
        &Query::All,
        Wanted::Notes,
        "SELECT n.id FROM notes n WHERE (true)",
    );
    check(
        &Query::All,
        Wanted::Cards,
        "SELECT c.id FROM cards c WHERE (true)",
    );
    check(
        &nid(),
        Wanted::Notes,
        "SELECT n.id FROM notes n WHERE (n.id IN (3, 4))",
    );
    check(
        &nid(),
        Wanted::Cards,
        "SELECT c.id FROM cards c WHERE (c.nid IN (3, 4))",
    );
    check(
        &suspended(),
        Wanted::Cards,
        "SELECT c.id FROM cards c WHERE (c.queue = -1)",
    );
    check(
        &suspended(),
        Wanted::Notes,
        "SELECT DISTINCT n.id FROM cards c, notes n WHERE c.nid = n.id AND (c.queue = -1)",
    );
    check(
        &Query::And(vec![nid(), Query::Ordinal(1)]),
        Wanted::Cards,
        "SELECT c.id FROM cards c, notes n WHERE c.nid = n.id AND (n.id IN (3, 4) AND c.ord = 1)",
    );
}

#[test]
fn operators_keep_their_meaning() {
    let (a, b) = (|| Query::Ordinal(1), || Query::Ordinal(2));
    let join = "SELECT c.id FROM cards c, notes n WHERE c.nid = n.id AND ";
    check(
        &Query::And(vec![Query::Or(vec![a(), b()]), Query::Not(Box::new(a()))]),
        Wanted::Cards,
        &format!("{join}((c.ord = 1 OR c.ord = 2) AND NOT c.ord = 1)"),
    );
    check(
        &Query::Not(Box::new(Query::And(vec![a(), b()]))),
        Wanted::Cards,
        &format!("{join}(NOT (c.ord = 1 AND c.ord = 2))"),
    );
    check(
        &Query::Or(vec![a(), a(), b(), b(), a()]),
        Wanted::Cards,
        &format!("{join}((c.ord = 1 OR c.ord = 1 OR c.ord = 2) OR (c.ord = 2 OR c.ord = 1))"),
    );
    check(
        &Query::And(vec![
            a(),
            Query::Note(NoteCondition::Duplicates(Vec::new())),
        ]),
        Wanted::Cards,
        &format!("{join}(?1)"),
    );
}

#[test]
fn fields_are_searched_by_note_type() {
    let query = Query::Note(NoteCondition::Fields(FieldsCondition {
        like: like("a*"),
        without_accents: false,
        fields: vec![
            SearchedFields {
                notetype: NotetypeId(7),
                field_count: 2,
                ranges: vec![0..1, 1..2],
                sort_field: false,
            },
            SearchedFields {
                notetype: NotetypeId(8),
                field_count: 2,
                ranges: vec![Range { start: 0, end: 1 }],
                sort_field: false,
            },
        ],
    }));
    check(
        &query,
        Wanted::Notes,
        "SELECT n.id FROM notes n WHERE (((n.mid = 7 AND (text_like(?1, n.flds) \
         OR (n.flds LIKE ?2 ESCAPE '\\'))) OR (n.mid = 8 AND (text_like(?1, n.flds)))))",
    );
    assert_eq!(compile(&query, Wanted::Notes).parameters.len(), 2);
}

#[test]
fn as_many_and_as_deep_terms_as_a_search_may_have_are_run() {
    let connection = tables();
    let widest = Query::Or((0..MAX_TERMS).map(|_| suspended()).collect());
    run(&connection, &widest, Wanted::Cards).unwrap();
    let mut deepest = suspended();
    for _ in 0..MAX_DEPTH {
        let others = || std::iter::repeat_with(suspended).take(MAX_TERMS / MAX_DEPTH / 2);
        let any = Query::Or([deepest].into_iter().chain(others()).collect());
        let all = Query::And([any].into_iter().chain(others()).collect());
        deepest = Query::Not(Box::new(all));
    }
    run(&connection, &deepest, Wanted::Cards).unwrap();
}

#[test]
fn indexed_operators_do_not_scan_notes() {
    let connection = tables();
    let reviewed = Query::Card(CardCondition::Reviewed {
        kind: ReviewedKind::Rescheduled,
        window: ReviewWindow::From(TimestampMillis(5)),
    });
    let queries = [
        Query::NoteIds(vec![NoteId(1)]),
        Query::Card(CardCondition::Ids(vec![CardId(1)])),
        deck(1),
        Query::Card(CardCondition::DeckIds(vec![DeckId(1)])),
        Query::Card(CardCondition::AddedAfter(TimestampMillis(1))),
        Query::Card(CardCondition::IntroducedAfter(TimestampMillis(1))),
        Query::Card(CardCondition::Filtered),
        Query::Note(NoteCondition::Notetype(NotetypeId(1))),
        Query::Note(NoteCondition::Notetypes(vec![NotetypeId(1)])),
        Query::Note(NoteCondition::Duplicates(vec![NoteId(1)])),
        Query::Templates(vec![(NotetypeId(1), 0)]),
        Query::And(vec![deck(1), text("a")]),
        suspended(),
        reviewed,
    ];
    for query in &queries {
        for wanted in [Wanted::Notes, Wanted::Cards] {
            let plan = plan(&connection, &compile(query, wanted));
            assert!(
                !plan.iter().any(|step| step.starts_with("SCAN n")),
                "{query:?}: {plan:?}"
            );
        }
    }
    let scan = plan(&connection, &compile(&text("a"), Wanted::Notes));
    assert!(
        scan.iter().any(|step| step.starts_with("SCAN n")),
        "{scan:?}"
    );
}

#[test]
fn a_search_without_end_is_stopped() {
    const ENDLESS: &str = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) \
                           SELECT count(*) FROM numbers";
    let mut connection = Connection::open_in_memory().unwrap();
    let limit = TimeLimit::install_with(&mut connection, Duration::from_millis(20)).unwrap();
    let search = limit.begin();
    let error = connection
        .query_row(ENDLESS, [], |row| row.get::<_, i64>(0))
        .unwrap_err();
    assert_eq!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::OperationInterrupted)
    );
    assert!(limit.is_over());
    drop(search);
    let finite = format!(
        "SELECT count(*) FROM ({} LIMIT 100000)",
        ENDLESS.replace("count(*)", "n")
    );
    assert_eq!(
        connection.query_row(&finite, [], |row| row.get(0)),
        Ok(100_000)
    );
}

/// The tables with their indexes, empty.
fn tables() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    crate::collation::register(&connection).unwrap();
    functions::register(&connection).unwrap();
    rusqlite::vtab::array::load_module(&connection).unwrap();
    connection
        .execute_batch(include_str!("../schema.sql"))
        .unwrap();
    connection
}

fn run(connection: &Connection, query: &Query, wanted: Wanted) -> rusqlite::Result<Vec<i64>> {
    let Statement { sql, parameters } = compile(query, wanted);
    let mut statement = connection.prepare(&sql)?;
    let ids = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0))?;
    ids.collect()
}

fn plan(connection: &Connection, statement: &Statement) -> Vec<String> {
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let mut explained = connection.prepare(&sql).unwrap();
    let parameters = rusqlite::params_from_iter(&statement.parameters);
    let steps = explained.query_map(parameters, |row| row.get(3)).unwrap();
    steps.collect::<rusqlite::Result<_>>().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn patterns_match_what_like_matches(
        pattern in "[ab_%*\\\\é日\u{1f}A?]{0,6}",
        text in "[abAé日_%*\\\\\u{1f}É?]{0,8}",
        anywhere in any::<bool>(),
    ) {
        let connection = tables();
        let mut like = like(&pattern);
        if anywhere {
            like = like.anywhere();
        }
        let (by_like, by_us): (bool, bool) = connection
            .query_row(
                r"SELECT ?1 LIKE ?2 ESCAPE '\', text_like(?2, ?1)",
                [&text, like.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        prop_assert_eq!(by_like, by_us, "{} LIKE {}", text, like.as_str());
    }

    /// Whatever a user writes stands in parameters, never in the statement.
    #[test]
    fn text_of_users_is_never_part_of_the_statement(pattern in "[a-z';\\-\" ]{1,12}") {
        let marked = format!("qqq{pattern}");
        let texts = [
            text(&marked),
            Query::Note(NoteCondition::AnyTagRegex(marked.clone())),
            Query::Card(CardCondition::CustomData(marked)),
        ];
        for query in &texts {
            let Statement { sql, parameters } = compile(query, Wanted::Notes);
            prop_assert!(!sql.contains("qqq"));
            prop_assert!(matches!(&parameters[..], [Parameter::Text(text)] if text.contains("qqq")));
        }
    }
}

#[test]
fn moments_stand_in_the_statement() {
    check(
        &Query::Note(NoteCondition::EditedAfter(TimestampSecs(5))),
        Wanted::Notes,
        "SELECT n.id FROM notes n WHERE (n.mod > 5)",
    );
}
