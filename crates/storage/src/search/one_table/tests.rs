use ankid_search::{CardCondition, CardState, NoteCondition, ReviewWindow, ReviewedKind};
use ankid_types::{CardId, DeckId, TimestampMillis, TimestampSecs};
use tempfile::TempDir;

use super::*;
use crate::testing::storage;

/// Two cards of three have a note that is there, and most notes no card; notes are filled in out of order.
const ROWS: &str = "
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 35999)
    INSERT INTO notes SELECT n * 7919 % 36000 + 1, n, n % 3, n % 6, 0, '', '', '', 0, 0, '' FROM number
        WHERE n * 7919 % 36000 % 3 != 0;
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 23999)
    INSERT INTO cards SELECT n + 1, n * 5 % 36000 + 1, n * 31 % 7, n * 31 / 7 % 3, 0, 0, n * 13 % 4, n * 17 % 5 - 1,
        n * 1009 % 24000, n * 3 % 90, 2500, n % 11, 0, 0, 0, (n % 10 = 0) * (n % 7), n % 5, '' FROM number;
    INSERT INTO revlog SELECT id * 10, id, 0, 3, 1, 1, 0, 0, 0 FROM cards WHERE id % 9 = 0;
";

fn filled() -> (TempDir, Storage) {
    let (folder, storage) = storage();
    storage.connection().execute_batch(ROWS).unwrap();
    (folder, storage)
}

fn state(state: CardState) -> Query {
    Query::Card(CardCondition::State(state))
}

fn decks(ids: impl IntoIterator<Item = i64>) -> Query {
    Query::Card(CardCondition::Decks(ids.into_iter().map(DeckId).collect()))
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

/// Searches in all orders, whose notes or cards are many, few or none.
fn queries() -> Vec<Query> {
    let suspended = || state(CardState::Suspended);
    let due = CardState::Due {
        today: 20_000,
        learn_cutoff: TimestampSecs(9_000),
    };
    let added = |millis| Query::Card(CardCondition::AddedAfter(TimestampMillis(millis)));
    let reviewed = Query::Card(CardCondition::Reviewed {
        kind: ReviewedKind::Rescheduled,
        window: ReviewWindow::From(TimestampMillis(5)),
    });
    let one_of = |ids: &[i64]| {
        Query::Card(CardCondition::Ids(
            ids.iter().copied().map(CardId).collect(),
        ))
    };
    vec![
        Query::Card(CardCondition::AnyDeck),
        decks(0..7),
        decks([3]),
        decks([5, 1]),
        decks([99]),
        not(decks([3])),
        Query::Card(CardCondition::DeckIds(vec![DeckId(2), DeckId(6)])),
        Query::Card(CardCondition::DecksOfPreset(vec![DeckId(2), DeckId(6)])),
        Query::Card(CardCondition::Filtered),
        suspended(),
        not(suspended()),
        state(CardState::New),
        state(due),
        reviewed.clone(),
        Query::Card(CardCondition::IntroducedAfter(TimestampMillis(300))),
        added(100),
        added(23_990),
        one_of(&[9, 4, 23_000, 5, 77_777]),
        Query::Ordinal(1),
        not(Query::Ordinal(1)),
        Query::Or(vec![Query::Ordinal(2), suspended()]),
        Query::And(vec![decks([3]), state(due)]),
        Query::And(vec![decks([3, 4]), Query::Ordinal(0), Query::All]),
        Query::Or(vec![decks([3]), one_of(&[8, 1])]),
        Query::Card(CardCondition::NoSuchPreset),
    ]
}

fn as_written(storage: &Storage, query: &Query, wanted: Wanted) -> Vec<i64> {
    let Statement { sql, parameters } = compile(query, wanted);
    let ids = storage.rows(&sql, params_from_iter(parameters), |row| row.get(0));
    ids.unwrap()
}

fn told(storage: &Storage, walk: &Walk, wanted: Wanted) -> Vec<i64> {
    let mut found = Vec::new();
    let told = storage.walked(walk).unwrap().tell(wanted, &mut |id| {
        found.push(id);
        Ok::<_, crate::StorageError>(())
    });
    told.unwrap();
    found
}

/// Two of these searches joined, each with another and with the opposite of one.
fn joined(queries: &[Query]) -> Vec<Query> {
    let others = |by| queries.iter().cycle().skip(by).cloned();
    let all = queries.iter().cloned().zip(others(7));
    let any = queries.iter().cloned().zip(others(3).map(not));
    all.map(|(one, other)| Query::And(vec![one, other]))
        .chain(any.map(|(one, other)| Query::Or(vec![one, other])))
        .collect()
}

/// How many walks there are in each order, and how many searches run as they are written.
fn check(storage: &Storage, queries: &[Query]) -> ([usize; 3], usize) {
    let orders = [Order::Note, Order::Card, Order::Found];
    let (mut walks, mut written) = ([0; 3], 0);
    for query in queries {
        for wanted in [Wanted::Notes, Wanted::Cards] {
            if !needs_notes_to_be_there(query, wanted) {
                continue;
            }
            let Some(walk) = storage.plan_walk(query, wanted).unwrap() else {
                written += 1;
                continue;
            };
            let order = walk.order;
            let found = told(storage, &walk, wanted);
            let expected = as_written(storage, query, wanted);
            assert_eq!(found, expected, "{query:?}, {wanted:?}, by {order:?}");
            for (count, known) in walks.iter_mut().zip(orders) {
                *count += usize::from(order == known);
            }
        }
    }
    (walks, written)
}

#[test]
fn cards_alone_find_what_the_joined_tables_find_in_the_same_order() {
    let (_folder, storage) = filled();
    for statistics in ["", "ANALYZE"] {
        storage.connection().execute_batch(statistics).unwrap();
        let (walks, written) = check(&storage, &queries());
        assert!(walks.into_iter().all(|count| count > 0), "{walks:?}");
        assert_eq!(written, 0);
        let (walks, written) = check(&storage, &joined(&queries()));
        assert!(
            walks.into_iter().sum::<usize>() > 10 * written,
            "{walks:?}, {written}"
        );
    }
}

#[test]
fn what_asks_more_of_notes_is_searched_as_it_is_written() {
    let untagged = Query::Note(NoteCondition::Untagged);
    assert!(!needs_notes_to_be_there(&untagged, Wanted::Cards));
    assert!(!needs_notes_to_be_there(
        &Query::And(vec![decks([1]), untagged]),
        Wanted::Notes
    ));
    assert!(!needs_notes_to_be_there(&Query::All, Wanted::Notes));
    assert!(!needs_notes_to_be_there(&decks([1]), Wanted::Cards));
}

#[test]
fn cards_of_notes_are_found_as_the_joined_tables_find_them() {
    let (_folder, storage) = filled();
    let edited = |second| Query::Note(NoteCondition::EditedAfter(TimestampSecs(second)));
    for (query, is_there) in [(edited(-1), true), (edited(4), true), (edited(9), false)] {
        let walk = Walk {
            statement: compile(&query, Wanted::Notes),
            order: Order::OfNotes,
        };
        let found = told(&storage, &walk, Wanted::Cards);
        assert_eq!(found, as_written(&storage, &query, Wanted::Cards));
        assert_eq!(!found.is_empty(), is_there);
    }
}

#[test]
fn a_small_collection_is_searched_as_it_is_written() {
    let (_folder, storage) = filled();
    let is_walked = || {
        let walk = storage.walk_through_one_table(&decks([3]), Wanted::Notes);
        walk.unwrap().is_some()
    };
    assert!(!is_walked());
    let long = " ".repeat(5_000_000);
    storage
        .connection()
        .execute("UPDATE col SET conf = ?1", [long])
        .unwrap();
    assert!(is_walked());
}
