//! The official Anki engine, driven in a child process over lines of JSON.
//!
//! Its collection must be closed before ankid opens the same file, and the other way round: that is
//! what the locks are for.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::TestkitError;

const PYTHON: &str = "ANKID_ORACLE_PYTHON";
/// Gives a program another time.
const FAKETIME: &str = "faketime";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/oracle.py");

/// The Python that has the official engine.
pub(crate) fn python() -> Result<PathBuf, TestkitError> {
    std::env::var_os(PYTHON)
        .map(PathBuf::from)
        .ok_or(TestkitError::NotInstalled(PYTHON))
}

/// A running official engine, with at most one collection open. Ends when it is dropped.
#[derive(Debug)]
pub struct Oracle {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    /// Starts the engine, with no collection open.
    ///
    /// # Errors
    /// If the engine is not installed or does not start.
    pub fn start() -> Result<Self, TestkitError> {
        Self::spawn(Command::new(python()?))
    }

    /// Starts the engine in a time zone, with a clock that stands still at the second since 1970 that
    /// a file says, until the file says another one.
    ///
    /// # Errors
    /// If the engine or Debian's `faketime` is not installed or does not start.
    pub fn start_in_time(zone: &str, clock: &Path) -> Result<Self, TestkitError> {
        let mut command = Command::new(FAKETIME);
        // What the program itself would set wins over the file.
        command.args(["-f", "+0", "env", "-u", "FAKETIME"]);
        command.arg(python()?);
        command.env("TZ", zone);
        command.env("FAKETIME_TIMESTAMP_FILE", clock);
        command.env("FAKETIME_FMT", "%s");
        command.env("FAKETIME_NO_CACHE", "1");
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Result<Self, TestkitError> {
        let mut process = command
            .arg(SCRIPT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| TestkitError::NotStarted {
                program: command.get_program().into(),
                source,
            })?;
        let (requests, answers) = (process.stdin.take(), process.stdout.take());
        Ok(Self {
            process,
            requests: requests.expect("standard input was asked for"),
            answers: BufReader::new(answers.expect("standard output was asked for")),
        })
    }

    /// Starts the engine and opens a collection, which is created if there is none.
    ///
    /// # Errors
    /// If the engine does not start or refuses the file.
    pub fn open(collection: &Path) -> Result<Self, TestkitError> {
        let mut oracle = Self::start()?;
        oracle.reopen(collection)?;
        Ok(oracle)
    }

    /// Opens a collection when none is open.
    ///
    /// # Errors
    /// If the engine refuses the file, such as for being locked.
    pub fn reopen(&mut self, collection: &Path) -> Result<(), TestkitError> {
        self.request("open", &json!({ "path": collection }))
            .map(drop)
    }

    /// Closes the collection, so that ankid may open it.
    ///
    /// # Errors
    /// If none is open.
    pub fn close(&mut self) -> Result<(), TestkitError> {
        self.request("close", &json!({})).map(drop)
    }

    /// Runs Python code that sees `col` (the open collection) and `args`, and returns what it
    /// leaves in `result`.
    ///
    /// # Errors
    /// If the code raises, with the exception's name and text.
    pub fn run(&mut self, code: &str, args: &Value) -> Result<Value, TestkitError> {
        self.request("run", &json!({ "code": code, "args": args }))
    }

    /// The rows of a query; blobs come as text `hex:...`.
    ///
    /// # Errors
    /// If the query fails.
    pub fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Value, TestkitError> {
        self.request("rows", &json!({ "sql": sql, "values": values }))
    }

    /// What SQLite's integrity check and the engine's own database check find wrong: nothing,
    /// in a healthy collection. The engine mends what it finds.
    ///
    /// # Errors
    /// If the file is too broken to be checked.
    pub fn check(&mut self) -> Result<Vec<String>, TestkitError> {
        let problems = self.request("check", &json!({}))?;
        serde_json::from_value(problems)
            .map_err(|error| TestkitError::Unreadable(error.to_string()))
    }

    /// Everything that a user can see: `notes cards decks presets presets_of_decks
    /// notetypes tags media`, in the engine's own JSON shapes, ordered by id.
    ///
    /// # Errors
    /// If something cannot be read.
    pub fn contents(&mut self) -> Result<Value, TestkitError> {
        self.request("contents", &json!({}))
    }

    /// Every table with its blobs decoded, comparable between two collections: ids are named by
    /// their table and place, times and guids are hidden.
    ///
    /// # Errors
    /// If something cannot be read or decoded.
    pub fn dump(&mut self) -> Result<Value, TestkitError> {
        self.request("dump", &json!({}))
    }

    fn request(&mut self, op: &str, args: &Value) -> Result<Value, TestkitError> {
        writeln!(self.requests, "{}", json!({ "op": op, "args": args }))?;
        self.requests.flush()?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            let why = format!("no answer to `{op}`");
            return Err(TestkitError::BrokeOff {
                program: "the official engine",
                why,
            });
        }
        let mut answer: Value =
            serde_json::from_str(&line).map_err(|_| TestkitError::Unreadable(line))?;
        match answer["error"].as_str() {
            Some(error) => Err(TestkitError::Refused(error.to_owned())),
            None => Ok(answer["result"].take()),
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("the official engine did not end: {error}");
        }
    }
}
