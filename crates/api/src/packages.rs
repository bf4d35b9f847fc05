//! How long work on packages shows in the log.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ankid_package::{Progress, Reporter};

/// So often progress is logged at most.
const INTERVAL: Duration = Duration::from_secs(5);

/// Logs how far a job is, every few seconds.
pub(crate) fn progress_in_log(job: &'static str) -> Reporter {
    let last = Mutex::new(Instant::now());
    Reporter::new(move |progress| {
        let Ok(mut last) = last.try_lock() else {
            return;
        };
        if last.elapsed() >= INTERVAL {
            *last = Instant::now();
            let Progress { stage, done, total } = progress;
            tracing::info!(job, ?stage, done, total, "working");
        }
    })
}
