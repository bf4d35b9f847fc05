//! What is asked of the server.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Outcome;
use crate::http::{Connection, body};
use crate::report::Times;

/// How long a rate is measured.
const RATE_TIME: Duration = Duration::from_secs(2);
const ADDED_BESIDE: usize = 20_000;
const ADDED_AT_ONCE: usize = 2000;

/// An action with its parameters, which may change from round to round.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    rounds: usize,
    request: Box<dyn Fn() -> Vec<u8>>,
}

impl Workload {
    fn same(name: &'static str, rounds: usize, action: &str, params: &Value) -> Self {
        let body = body(action, params);
        Self {
            name,
            rounds,
            request: Box::new(move || body.clone()),
        }
    }

    /// Times the rounds, after one that does not count.
    pub(crate) fn measure(&self, address: &str) -> Outcome<Times> {
        let mut connection = Connection::open(address)?;
        let mut times = Times::default();
        connection.call(&(self.request)())?;
        connection.result()?;
        for _ in 0..self.rounds {
            times.push(connection.call(&(self.request)())?);
        }
        Ok(times)
    }
}

fn ask(address: &str, action: &str, params: &Value) -> Outcome<Value> {
    let mut connection = Connection::open(address)?;
    connection.call(&body(action, params))?;
    connection.result()
}

fn ids(address: &str, action: &str, count: usize) -> Outcome<Vec<Value>> {
    let found = ask(address, action, &json!({ "query": "deck:*" }))?;
    let found = found.as_array().ok_or("no list of ids")?;
    let step = (found.len() / count).max(1);
    Ok(found.iter().step_by(step).take(count).cloned().collect())
}

/// Actions that name the ids they are about: the same cost at any size.
pub(crate) fn naming_ids(address: &str) -> Outcome<Vec<Workload>> {
    let notes = ids(address, "findNotes", 1000)?;
    let cards = ids(address, "findCards", 1000)?;
    let few: Vec<&Value> = notes.iter().take(10).collect();
    let new: Vec<Value> = (0..100)
        .map(|number| note(&format!("new {number}")))
        .collect();
    let of_cards = json!({ "cards": cards });
    Ok(vec![
        Workload::same("notesInfo 10", 200, "notesInfo", &json!({ "notes": few })),
        Workload::same(
            "notesInfo 1000",
            50,
            "notesInfo",
            &json!({ "notes": notes }),
        ),
        Workload::same("cardsInfo 1000", 30, "cardsInfo", &of_cards),
        Workload::same("areDue 1000", 50, "areDue", &of_cards),
        Workload::same("getIntervals 1000", 50, "getIntervals", &of_cards),
        Workload::same("getReviewsOfCards 1000", 50, "getReviewsOfCards", &of_cards),
        Workload::same(
            "canAddNotes 100",
            50,
            "canAddNotes",
            &json!({ "notes": new }),
        ),
    ])
}

pub(crate) fn reading(address: &str) -> Outcome<Vec<Workload>> {
    let decks = ask(address, "deckNames", &json!({}))?;
    let search = |query: &str| json!({ "query": query });
    let mut all = vec![
        Workload::same("version", 500, "version", &json!({})),
        Workload::same(
            "getDeckStats, all decks",
            30,
            "getDeckStats",
            &json!({ "decks": decks }),
        ),
        Workload::same("findNotes, one word", 15, "findNotes", &search("kara777")),
        Workload::same("findCards, all", 15, "findCards", &search("deck:*")),
        Workload::same(
            "findCards, due",
            15,
            "findCards",
            &search("is:due prop:ivl>30"),
        ),
        Workload::same(
            "getCollectionStatsHTML",
            5,
            "getCollectionStatsHTML",
            &json!({}),
        ),
    ];
    all.extend(naming_ids(address)?);
    Ok(all)
}

pub(crate) fn writing(address: &str) -> Outcome<Vec<Workload>> {
    let many = || {
        let notes: Vec<Value> = (0..ADDED_AT_ONCE).map(|_| note(&unique())).collect();
        body("addNotes", &json!({ "notes": notes }))
    };
    let due = ids(address, "findCards", 3000)?;
    let answers = move |count: usize| {
        let due = due.clone();
        let next = AtomicUsize::new(0);
        move || {
            let first = next.fetch_add(count, Ordering::Relaxed) % due.len();
            let cards = due.iter().cycle().skip(first).take(count);
            let answers: Vec<Value> = cards
                .map(|card| json!({ "cardId": card, "ease": 3 }))
                .collect();
            body("answerCards", &json!({ "answers": answers }))
        }
    };
    Ok(vec![
        Workload {
            name: "answerCards 1",
            rounds: 50,
            request: Box::new(answers(1)),
        },
        Workload {
            name: "answerCards 1000",
            rounds: 5,
            request: Box::new(answers(1000)),
        },
        Workload {
            name: "addNote",
            rounds: 50,
            request: Box::new(|| body("addNote", &json!({ "note": note(&unique()) }))),
        },
        Workload {
            name: "addNotes 2000",
            rounds: 5,
            request: Box::new(many),
        },
    ])
}

/// Notes a second that so many clients add at once, each one by one.
pub(crate) fn adding_clients(address: &str, clients: usize) -> Outcome<f64> {
    let threads: Vec<_> = (0..clients)
        .map(|_| {
            let address = address.to_owned();
            std::thread::spawn(move || add_for_a_while(&address).map_err(|error| error.to_string()))
        })
        .collect();
    let mut added = 0;
    for thread in threads {
        added += thread.join().map_err(|_| "a client panicked")??;
    }
    Ok(f64::from(added) / RATE_TIME.as_secs_f64())
}

fn add_for_a_while(address: &str) -> Outcome<u32> {
    let mut connection = Connection::open(address)?;
    let begin = Instant::now();
    let mut added = 0;
    while begin.elapsed() < RATE_TIME {
        connection.call(&body("addNote", &json!({ "note": note(&unique()) })))?;
        added += 1;
    }
    Ok(added)
}

/// Adds notes in requests of middling size.
pub(crate) fn add_many(address: &str) -> Outcome {
    let mut connection = Connection::open(address)?;
    for _ in 0..ADDED_BESIDE / ADDED_AT_ONCE {
        let notes: Vec<Value> = (0..ADDED_AT_ONCE).map(|_| note(&unique())).collect();
        connection.call(&body("addNotes", &json!({ "notes": notes })))?;
    }
    Ok(())
}

pub(crate) fn notes_info_of_ten(address: &str) -> Outcome<Vec<u8>> {
    let notes = ids(address, "findNotes", 10)?;
    Ok(body("notesInfo", &json!({ "notes": notes })))
}

/// Answers of `version` a second, over one connection or a new one each time.
pub(crate) fn versions(address: &str, kept: bool) -> Outcome<f64> {
    let request = body("version", &json!({}));
    let mut connection = Connection::open(address)?;
    let begin = Instant::now();
    let mut count = 0;
    while begin.elapsed() < RATE_TIME {
        if !kept {
            connection = Connection::open(address)?;
        }
        connection.call(&request)?;
        count += 1;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}

fn note(front: &str) -> Value {
    json!({
        "deckName": "Default", "modelName": "Basic",
        "fields": { "Front": front, "Back": "back" }, "tags": ["bench"],
    })
}

/// A text that no note has yet.
fn unique() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("added {}", NEXT.fetch_add(1, Ordering::Relaxed))
}
