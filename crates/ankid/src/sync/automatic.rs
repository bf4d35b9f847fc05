//! Syncing by itself: at the start, after a quiet while that follows a write, every so often, and at the stop.
//!
//! A thread of its own asks once a second whether it is time. A sync that fails is tried again, later each time.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ankid_api::SyncOutcome;

use crate::host::Program;
use crate::settings::AutomaticSync;

const TICK: Duration = Duration::from_secs(1);
const STOP_POLL: Duration = Duration::from_millis(20);
/// How long after the first failure a sync is tried again; twice as long after each further one.
const FIRST_RETRY: Duration = Duration::from_secs(60);
const LAST_RETRY: Duration = Duration::from_secs(3600);

/// The thread that syncs.
pub(crate) struct Timer {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

/// What decides whether it is time.
#[derive(Debug)]
struct Schedule {
    plan: AutomaticSync,
    last_attempt: Option<Instant>,
    failures: u32,
    retry_at: Option<Instant>,
    /// The newest change that was seen, and since when it is the newest.
    newest: Option<(i64, Instant)>,
}

impl Timer {
    /// Starts the thread.
    pub(crate) fn start(program: &Arc<Program>) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let program = Arc::clone(program);
        let thread = std::thread::Builder::new()
            .name("automatic sync".to_owned())
            .spawn(move || {
                let mut schedule = Schedule::new(program.sync_plan(), Instant::now());
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    tick(&program, &mut schedule);
                }
            })?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread, and a sync that it runs.
    pub(crate) fn stop(self, program: &Program) {
        drop(self.stop);
        // Again, since a sync may just have begun.
        while !self.thread.is_finished() {
            program.interrupt_sync();
            std::thread::sleep(STOP_POLL);
        }
        if self.thread.join().is_err() {
            tracing::error!("the automatic sync had ended by a fault");
        }
    }
}

fn tick(program: &Program, schedule: &mut Schedule) {
    schedule.follow(program.sync_plan(), program.sync_cleared_at());
    if schedule.plan.is_never() {
        return;
    }
    let Some(changed) = program.unsynced_change() else {
        return;
    };
    if !schedule.is_time(changed, Instant::now()) {
        return;
    }
    let outcome = program.sync_automatically();
    let failed = match &outcome {
        Ok(SyncOutcome::Done) => None,
        Ok(SyncOutcome::FullNeeded { .. }) => Some("one side must replace the other".to_owned()),
        Err(problem) => Some(problem.to_string()),
    };
    schedule.note(failed.is_some(), Instant::now());
    program.note_retry(schedule.retry_at);
    if let Some(problem) = failed {
        let seconds = schedule
            .retry_at
            .map_or(0, |at| (at - Instant::now()).as_secs());
        tracing::warn!(
            problem,
            retry_in_seconds = seconds,
            "the automatic sync failed"
        );
    }
}

impl Schedule {
    fn new(plan: AutomaticSync, now: Instant) -> Self {
        Self {
            plan,
            last_attempt: (!plan.at_start).then_some(now),
            failures: 0,
            retry_at: None,
            newest: None,
        }
    }

    /// Goes by other settings, and forgets failures that happened before the moment `cleared_at`.
    fn follow(&mut self, plan: AutomaticSync, cleared_at: Option<Instant>) {
        self.plan = plan;
        if let Some(cleared_at) = cleared_at
            && self.last_attempt.is_some_and(|last| last < cleared_at)
        {
            self.note(false, cleared_at);
        }
    }

    /// Whether it is time; `changed` is the moment of the newest change that waits, 0 for none.
    fn is_time(&mut self, changed: i64, now: Instant) -> bool {
        if self.newest.is_none_or(|(newest, _)| newest != changed) {
            self.newest = Some((changed, now));
        }
        if let Some(retry_at) = self.retry_at {
            return now >= retry_at;
        }
        let Some(last_attempt) = self.last_attempt else {
            return true;
        };
        let quiet = self.newest.map_or(Duration::ZERO, |(_, since)| now - since);
        let is_quiet = |wanted| changed > 0 && quiet >= wanted;
        self.plan.after_write.is_some_and(is_quiet)
            || self
                .plan
                .every
                .is_some_and(|every| now - last_attempt >= every)
    }

    fn note(&mut self, failed: bool, now: Instant) {
        self.last_attempt = Some(now);
        if !failed {
            (self.failures, self.retry_at) = (0, None);
            return;
        }
        let wait = FIRST_RETRY * 2_u32.saturating_pow(self.failures.min(10));
        self.failures += 1;
        self.retry_at = Some(now + wait.min(LAST_RETRY));
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Schedule;
    use crate::settings::AutomaticSync;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_write_is_synced_after_a_quiet_while() {
        let start = Instant::now();
        let plan = AutomaticSync {
            after_write: Some(SECOND * 10),
            ..AutomaticSync::default()
        };
        let mut schedule = Schedule::new(plan, start);
        assert!(!schedule.is_time(0, start + SECOND * 100));
        assert!(!schedule.is_time(7, start + SECOND * 101));
        assert!(!schedule.is_time(8, start + SECOND * 110));
        assert!(!schedule.is_time(8, start + SECOND * 119));
        assert!(schedule.is_time(8, start + SECOND * 120));
        schedule.note(false, start + SECOND * 121);
        assert!(!schedule.is_time(0, start + SECOND * 200));
    }

    #[test]
    fn a_start_and_the_passing_of_time_ask_for_a_sync() {
        let start = Instant::now();
        let plan = AutomaticSync {
            at_start: true,
            every: Some(SECOND * 60),
            ..AutomaticSync::default()
        };
        let mut schedule = Schedule::new(plan, start);
        assert!(schedule.is_time(0, start));
        schedule.note(false, start);
        assert!(!schedule.is_time(0, start + SECOND * 59));
        assert!(schedule.is_time(0, start + SECOND * 60));
    }

    #[test]
    fn failures_are_tried_again_later_each_time_and_at_least_every_hour() {
        let start = Instant::now();
        let plan = AutomaticSync {
            every: Some(SECOND),
            ..AutomaticSync::default()
        };
        let mut schedule = Schedule::new(plan, start);
        let mut waits = Vec::new();
        for _ in 0..9 {
            schedule.note(true, start);
            waits.push((schedule.retry_at.unwrap() - start).as_secs());
        }
        assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert!(!schedule.is_time(5, start + SECOND * 3599));
        assert!(schedule.is_time(5, start + SECOND * 3600));
    }
}
