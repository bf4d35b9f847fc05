//! Counts statements, for tests that hold an action to a bounded number of them.

use std::cell::Cell;

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::Result;

thread_local! {
    static STARTED: Cell<u64> = const { Cell::new(0) };
}

/// How many statements this thread has started so far, on all its connections. Those of triggers count.
#[must_use]
pub fn statements_started() -> u64 {
    STARTED.get()
}

pub(crate) fn install(connection: &mut Connection) -> Result<()> {
    Ok(connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(count))?)
}

fn count(_event: TraceEvent<'_>) {
    STARTED.set(STARTED.get() + 1);
}
