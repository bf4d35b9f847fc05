//! How long a search may take. SQLite asks between rows, so that no search runs away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::Result;

/// The longest that a search may take.
const LIMIT: Duration = Duration::from_secs(60);
/// After so many steps of SQLite's machine it asks; a row takes about ten.
const STEPS: i32 = 200;
/// Stands for "nobody is searching".
const IDLE: u64 = u64::MAX;

/// When the search that runs on a connection has to end.
#[derive(Debug, Clone)]
pub(crate) struct TimeLimit {
    epoch: Instant,
    limit: Duration,
    /// In milliseconds since the epoch.
    end: Arc<AtomicU64>,
}

/// A running search; over when it is dropped.
pub(crate) struct Search<'a>(&'a TimeLimit);

impl TimeLimit {
    /// Lets SQLite ask on this connection.
    pub(crate) fn install(connection: &mut Connection) -> Result<Self> {
        Self::install_with(connection, LIMIT)
    }

    pub(super) fn install_with(connection: &mut Connection, limit: Duration) -> Result<Self> {
        let time_limit = Self {
            epoch: Instant::now(),
            limit,
            end: Arc::new(AtomicU64::new(IDLE)),
        };
        let asked = time_limit.clone();
        connection.progress_handler(STEPS, Some(move || asked.is_over()))?;
        Ok(time_limit)
    }

    /// Starts the clock for a search.
    pub(super) fn begin(&self) -> Search<'_> {
        let end = self.epoch.elapsed().saturating_add(self.limit);
        self.end.store(millis(end), Ordering::Relaxed);
        Search(self)
    }

    pub(super) fn is_over(&self) -> bool {
        let end = self.end.load(Ordering::Relaxed);
        end != IDLE && millis(self.epoch.elapsed()) >= end
    }
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        self.0.end.store(IDLE, Ordering::Relaxed);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(IDLE - 1)
}
