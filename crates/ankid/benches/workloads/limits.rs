//! What the machine can do at best: the same rows written and read by plain SQLite, and a handler
//! that does nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, params};

use crate::Outcome;
use crate::report::Times;

const ADDED: i64 = 2000;
const ROUNDS: i64 = 5;
const COMMITS: i64 = 50;

/// The times of plain SQLite, as medians.
pub(crate) struct Limits {
    add_many: Duration,
    commit: Duration,
    all_cards: Duration,
    text_scan: Duration,
}

impl Limits {
    /// Measures on a copy of the collection.
    pub(crate) fn measure(profile: &Path, notes: usize) -> Outcome<Self> {
        let copy = profile.join("plain.anki2");
        std::fs::copy(profile.join("collection.anki2"), &copy)?;
        let connection = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.create_collation("unicase", Ord::cmp)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        let first = i64::MAX / 2 - i64::try_from(notes)?;
        let mut add_many = Times::default();
        for round in 0..ROUNDS {
            add_many.push(write(&connection, first + round * ADDED, ADDED)?);
        }
        let mut commit = Times::default();
        for round in 0..COMMITS {
            commit.push(write(&connection, first + ROUNDS * ADDED + round, 1)?);
        }
        let mut all_cards = Times::default();
        for _ in 0..ROUNDS {
            all_cards.push(list_cards(&connection)?);
        }
        let mut text_scan = Times::default();
        for _ in 0..ROUNDS {
            text_scan.push(find_text(&connection)?);
        }
        drop(connection);
        for suffix in ["", "-wal", "-shm"] {
            let path = profile.join(format!("plain.anki2{suffix}"));
            if path.exists() {
                std::fs::remove_file(path)?;
            }
        }
        Ok(Self {
            add_many: add_many.median(),
            commit: commit.median(),
            all_cards: all_cards.median(),
            text_scan: text_scan.median(),
        })
    }

    /// The limit of a workload, where one is known.
    pub(crate) fn of(&self, workload: &str) -> Option<Duration> {
        match workload {
            "addNotes 2000" => Some(self.add_many),
            "addNote" => Some(self.commit),
            "findCards, all" => Some(self.all_cards),
            "findNotes, one word" => Some(self.text_scan),
            _ => None,
        }
    }
}

/// Writes notes with a card each in one transaction.
fn write(connection: &Connection, first: i64, count: i64) -> Outcome<Duration> {
    let begin = Instant::now();
    connection.execute_batch("BEGIN IMMEDIATE")?;
    {
        let mut note = connection.prepare_cached(
            "INSERT INTO notes VALUES (?1, ?2, 1, ?1 / 1000, -1, ' bench ', ?3, ?3, ?1 % 4000000, 0, '')",
        )?;
        let mut card = connection.prepare_cached(
            "INSERT INTO cards VALUES (?1, ?1, 1, 0, ?1 / 1000, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        )?;
        for id in first..first + count {
            note.execute(params![
                id,
                format!("g{id}"),
                format!("front {id}\u{1f}back")
            ])?;
            card.execute(params![id])?;
        }
    }
    connection.execute_batch("COMMIT")?;
    Ok(begin.elapsed())
}

/// Reads the ids of all cards and writes them as JSON.
fn list_cards(connection: &Connection) -> Outcome<Duration> {
    let begin = Instant::now();
    let mut statement = connection.prepare_cached("SELECT id FROM cards")?;
    let ids: Vec<i64> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let json = serde_json::to_vec(&ids)?;
    std::hint::black_box(json);
    Ok(begin.elapsed())
}

/// Looks for a text in all notes.
fn find_text(connection: &Connection) -> Outcome<Duration> {
    let begin = Instant::now();
    let mut statement =
        connection.prepare_cached("SELECT id FROM notes WHERE flds LIKE '%kara777%'")?;
    let ids: Vec<i64> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    std::hint::black_box(ids);
    Ok(begin.elapsed())
}

/// A server whose handler does nothing.
pub(crate) struct EmptyServer {
    _runtime: tokio::runtime::Runtime,
    address: String,
}

impl EmptyServer {
    pub(crate) fn start() -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = format!("http://{}", listener.local_addr()?);
        let handler = axum::routing::post(|| async { r#"{"result":6,"error":null}"# });
        let router = axum::Router::new().route("/", handler);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            _runtime: runtime,
            address,
        })
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}
