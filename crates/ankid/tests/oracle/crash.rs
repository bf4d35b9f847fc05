//! Fifty times the server is killed at a random moment under load. What it acknowledged is in the
//! collection, whole; what it did not is there whole or not at all; the file is healthy.

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use ankid_testkit::{Client, Oracle, ServerSetup, TestServer, TestkitError};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::view::items;
use crate::{ANKID, Outcome};

const ROUNDS: u64 = 50;
const WRITERS: u64 = 4;
const BATCH: usize = 5;
const LONGEST_LIFE_MILLIS: u64 = 250;

/// The notes of one writer: id and back side. The front side names the note for ever.
type Notes = HashMap<i64, String>;

/// A request of which the writer does not know whether it was performed.
enum InFlight {
    /// Notes with these front sides and this back side; all of them or none.
    Add {
        fronts: Vec<String>,
        back: String,
    },
    Update {
        id: i64,
        back: String,
    },
    Delete {
        id: i64,
    },
}

/// One thread that adds, updates and deletes notes of its own until the server is gone.
struct Writer {
    name: String,
    random: StdRng,
    notes: Notes,
    added: usize,
}

#[test]
fn no_acknowledged_note_is_lost_when_the_server_is_killed() -> Outcome {
    let mut server = ServerSetup::new(ANKID).start()?;
    let mut oracle = Oracle::start()?;
    let mut random = StdRng::seed_from_u64(1);
    let mut writers: Vec<Writer> = (0..WRITERS).map(Writer::new).collect();
    for round in 0..ROUNDS {
        let life = Duration::from_millis(random.random_range(1..LONGEST_LIFE_MILLIS));
        let in_flight = load_and_kill(&mut server, &mut writers, life)?;
        if round % 2 == 0 {
            // Every other time it is ankid that finds the log of the killed process.
            server.restart()?;
            server.stop()?;
        }
        oracle.reopen(&server.collection())?;
        assert_eq!(oracle.check()?, [""; 0], "round {round}");
        let found = whole_notes(&oracle.contents()?);
        oracle.close()?;
        for (writer, request) in writers.iter_mut().zip(in_flight) {
            writer
                .settle(&found, request)
                .map_err(|why| format!("round {round}: {why}"))?;
        }
        let known: usize = writers.iter().map(|writer| writer.notes.len()).sum();
        assert_eq!(found.len(), known, "round {round}: notes that nobody added");
        server.restart()?;
    }
    let added: usize = writers.iter().map(|writer| writer.added).sum();
    assert!(
        added > ROUNDS as usize * BATCH,
        "only {added} notes were ever added"
    );
    Ok(())
}

/// Lets all writers work for a while, kills the server, and returns each writer's last request.
fn load_and_kill(
    server: &mut TestServer,
    writers: &mut [Writer],
    life: Duration,
) -> Result<Vec<InFlight>, TestkitError> {
    let client = server.client();
    thread::scope(|scope| {
        let work = |writer: &'_ mut Writer| writer.work(&client);
        let threads: Vec<_> = writers
            .iter_mut()
            .map(|writer| scope.spawn(move || work(writer)))
            .collect();
        thread::sleep(life);
        server.kill()?;
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a writer does not panic"))
            .collect()
    })
}

impl Writer {
    fn new(number: u64) -> Self {
        Self {
            name: format!("writer {number}"),
            random: StdRng::seed_from_u64(number),
            notes: Notes::new(),
            added: 0,
        }
    }

    /// Works until there is no answer; an answer that refuses is a failure.
    fn work(&mut self, client: &Client) -> Result<InFlight, TestkitError> {
        loop {
            let request = self.draw();
            let (action, params) = request.wire();
            match client.call(action, params) {
                Ok(answer) => self.acknowledge(request, &answer),
                Err(refused @ TestkitError::Refused(_)) => return Err(refused),
                Err(_) => return Ok(request),
            }
        }
    }

    fn draw(&mut self) -> InFlight {
        let ids: Vec<i64> = self.notes.keys().copied().collect();
        let id = ids.choose(&mut self.random).copied();
        let back = format!("back {}", self.random.random::<u64>());
        match (id, self.random.random_range(0..10)) {
            (Some(id), 0..3) => InFlight::Update { id, back },
            (Some(id), 3..5) => InFlight::Delete { id },
            (_, draw) => {
                let count = if draw > 7 { BATCH } else { 1 };
                let fronts = (0..count).map(|_| self.front()).collect();
                InFlight::Add { fronts, back }
            }
        }
    }

    fn front(&mut self) -> String {
        self.added += 1;
        format!("{} note {}", self.name, self.added)
    }

    fn acknowledge(&mut self, request: InFlight, answer: &Value) {
        match request {
            InFlight::Add { back, .. } => {
                let ids = answer
                    .as_i64()
                    .into_iter()
                    .chain(items(answer).filter_map(Value::as_i64));
                self.notes.extend(ids.map(|id| (id, back.clone())));
            }
            InFlight::Update { id, back } => drop(self.notes.insert(id, back)),
            InFlight::Delete { id } => drop(self.notes.remove(&id)),
        }
    }

    /// Compares what was acknowledged with what the file holds, and learns how the last request went.
    fn settle(
        &mut self,
        found: &HashMap<i64, (String, String)>,
        last: InFlight,
    ) -> Result<(), String> {
        match last {
            InFlight::Add { fronts, back } => {
                let done = found
                    .iter()
                    .filter(|(_, (front, _))| fronts.contains(front));
                let done: Vec<_> = done.map(|(id, (_, back))| (*id, back.clone())).collect();
                if !done.is_empty() && done.len() != fronts.len() {
                    return Err(format!(
                        "{} of {} notes of one request",
                        done.len(),
                        fronts.len()
                    ));
                }
                if done.iter().any(|(_, found)| *found != back) {
                    return Err(format!("half-written notes {done:?}"));
                }
                self.notes.extend(done);
            }
            InFlight::Update { id, back } => {
                if found.get(&id).is_some_and(|(_, found)| *found == back) {
                    self.notes.insert(id, back);
                }
            }
            InFlight::Delete { id } => {
                if !found.contains_key(&id) {
                    self.notes.remove(&id);
                }
            }
        }
        for (id, back) in &self.notes {
            match found.get(id) {
                Some((_, found)) if found == back => {}
                other => return Err(format!("note {id} should have `{back}`: {other:?}")),
            }
        }
        Ok(())
    }
}

impl InFlight {
    fn wire(&self) -> (&'static str, Value) {
        let note = |front: &str, back: &str| json!({ "deckName": "Default", "modelName": "Basic", "fields": { "Front": front, "Back": back } });
        match self {
            Self::Add { fronts, back } if fronts.len() == 1 => {
                ("addNote", json!({ "note": note(&fronts[0], back) }))
            }
            Self::Add { fronts, back } => {
                let notes: Vec<_> = fronts.iter().map(|front| note(front, back)).collect();
                ("addNotes", json!({ "notes": notes }))
            }
            Self::Update { id, back } => (
                "updateNoteFields",
                json!({ "note": { "id": id, "fields": { "Back": back } } }),
            ),
            Self::Delete { id } => ("deleteNotes", json!({ "notes": [id] })),
        }
    }
}

/// Front and back of every note, each of which must have its card, and no card without a note.
fn whole_notes(contents: &Value) -> HashMap<i64, (String, String)> {
    let mut cards: HashMap<i64, usize> = HashMap::new();
    for card in items(&contents["cards"]) {
        *cards
            .entry(card[1].as_i64().unwrap_or_default())
            .or_default() += 1;
    }
    let mut notes = HashMap::new();
    for note in items(&contents["notes"]) {
        let id = note["id"].as_i64().unwrap_or_default();
        assert_eq!(cards.remove(&id), Some(1), "cards of {note}");
        let field = |index: usize| {
            note["fields"][index]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        notes.insert(id, (field(0), field(1)));
    }
    assert!(cards.is_empty(), "cards without notes: {cards:?}");
    notes
}
