//! The network fails at every request in turn, before or after the server has acted; one more sync mends it.

use std::sync::atomic::{AtomicUsize, Ordering};

use ankid_sync::{
    HttpTransport, Reply, Request, Required, SyncError, Transport, TransportError, Watch,
};

use crate::Outcome;
use crate::actors::{act_ours, act_theirs, next_second};
use crate::basics::add;
use crate::clients::{DONE, Pair};

/// Shorter than the shortest reply.
const HALF_A_REPLY: u64 = 7;

/// When a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Before,
    After,
    /// The reply breaks off in the middle.
    Halfway,
}

pub(crate) const MOMENTS: [Moment; 3] = [Moment::Before, Moment::After, Moment::Halfway];

/// Fails once, at the request of this number.
pub(crate) struct Failing<'t> {
    real: &'t HttpTransport,
    at: usize,
    moment: Moment,
    count: AtomicUsize,
}

impl<'t> Failing<'t> {
    pub(crate) fn new(real: &'t HttpTransport, at: usize, moment: Moment) -> Self {
        Self {
            real,
            at,
            moment,
            count: AtomicUsize::new(0),
        }
    }

    /// Whether the request that fails was made.
    pub(crate) fn was_reached(&self) -> bool {
        self.count.load(Ordering::Relaxed) > self.at
    }
}

impl Transport for Failing<'_> {
    fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError> {
        if self.count.fetch_add(1, Ordering::Relaxed) != self.at {
            return self.real.post(request);
        }
        let broken = || TransportError::Unreachable("the test cut the line".to_owned());
        match self.moment {
            Moment::Before => Err(broken()),
            Moment::After => self.real.post(request).and(Err(broken())),
            Moment::Halfway => {
                let reply = self.real.post(request)?;
                let body = Box::new(std::io::Read::take(reply.body, HALF_A_REPLY));
                Ok(Reply { body, ..reply })
            }
        }
    }
}

#[test]
fn a_line_that_is_cut_anywhere_loses_and_doubles_nothing() -> Outcome {
    let mut pair = Pair::joined()?;
    for moment in MOMENTS {
        let mut at = 0;
        loop {
            let context = format!("{moment:?}, request {at}");
            act_ours(&pair, at as u64, 6)?;
            next_second();
            act_theirs(&mut pair, 1000 + at as u64, 6)?;
            assert_eq!(pair.sync_theirs()?, DONE, "{context}");
            let failing = Failing::new(pair.transport(), at, moment);
            let mut client = pair.client(&failing)?;
            let report = |_| {};
            let outcome = ankid_sync::sync(pair.engine(), &mut client, &mut Watch::new(&report));
            let reached = failing.was_reached();
            let failed = match outcome {
                Err(SyncError::Transport(_) | SyncError::Malformed { .. }) => true,
                Err(other) => return Err(format!("{context}: {other}").into()),
                Ok(_) => false,
            };
            assert!(failed || !reached, "{context} did no harm");
            add(&pair, &format!("after {context}"))?;
            assert_ne!(pair.sync()?.required, Required::Nothing, "{context}");
            assert_eq!(pair.sync_theirs()?, DONE, "{context}");
            pair.require_equal_but_for_marks(&context)?;
            if !reached {
                break;
            }
            at += 1;
        }
        assert!(at >= 7, "only {at} requests");
    }
    // What two changes of one card make of it may want mending, but on both sides the same.
    assert_eq!(pair.check_ours()?, pair.theirs.check()?);
    Ok(())
}
