//! The newest requests, kept for people to look at.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use ankid_api::{ActivityChange, ActivityRow, Done, request_of};
use ankid_collection::{ChangeReport, Direction};

const ROWS_KEPT: usize = 1000;
/// Requests under way of which changes are remembered.
const MAX_UNDER_WAY: usize = 512;
const MAX_ERROR_CHARACTERS: usize = 4000;

/// The newest requests.
#[derive(Default)]
pub(crate) struct Activity {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The newest at the end, each with the number of its request.
    rows: VecDeque<(u64, ActivityRow)>,
    numbered: u64,
    /// What requests have changed that are not answered yet.
    under_way: HashMap<u64, ActivityChange>,
    /// The request that made the newest change, unless that was an undo or a redo.
    newest_change: Option<u64>,
}

impl Activity {
    /// Remembers what a request changes.
    pub(crate) fn note_change(&self, report: &ChangeReport) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let request = request_of(report);
        state.newest_change = request.filter(|_| report.direction == Direction::Made);
        let Some(request) = request else {
            return;
        };
        if state.under_way.len() >= MAX_UNDER_WAY {
            state.under_way.clear();
        }
        match state.under_way.get_mut(&request) {
            Some(change) => change.add(report),
            None => drop(state.under_way.insert(request, ActivityChange::of(report))),
        }
    }

    /// Files a request that was answered; its row, unless a page only read something.
    pub(crate) fn record(&self, done: Done<'_>) -> Option<ActivityRow> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = state.under_way.remove(&done.request);
        let page = done.caller.page.is_some();
        if page && changed.is_none() && done.error.is_none() {
            return None;
        }
        state.numbered += 1;
        let error = done.error;
        let row = ActivityRow {
            number: state.numbered,
            time: millis_now(),
            client: done.caller.client.clone(),
            origin: (!done.origin.is_empty()).then(|| done.origin.to_owned()),
            page,
            action: done.action.chars().take(100).collect(),
            inner: done.inner,
            writes: changed.is_some(),
            summary: changed.as_ref().map(ActivityChange::summary),
            note_ids: changed
                .as_ref()
                .map(|change| change.note_ids.clone())
                .unwrap_or_default(),
            changed,
            millis: done.millis,
            error: error.map(|error| error.chars().take(MAX_ERROR_CHARACTERS).collect()),
            undoable: state.newest_change == Some(done.request),
        };
        state.rows.push_back((done.request, row.clone()));
        if state.rows.len() > ROWS_KEPT {
            state.rows.pop_front();
        }
        Some(row)
    }

    /// Rows, the newest first.
    pub(crate) fn rows(&self, before: Option<u64>, limit: usize) -> Vec<ActivityRow> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = state.rows.iter().rev();
        rows.filter(|(_, row)| before.is_none_or(|before| row.number < before))
            .take(limit)
            .map(|(request, row)| ActivityRow {
                undoable: state.newest_change == Some(*request),
                ..row.clone()
            })
            .collect()
    }
}

fn millis_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    elapsed.map_or(0, |elapsed| {
        i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use ankid_api::Caller;

    use super::*;

    fn done<'a>(request: u64, caller: &'a Caller, error: Option<&str>) -> Done<'a> {
        Done {
            request,
            caller,
            origin: "",
            action: "version",
            inner: Vec::new(),
            error: error.map(str::to_owned),
            millis: 1,
        }
    }

    #[test]
    fn what_a_page_only_reads_is_not_kept() {
        let activity = Activity::default();
        let page = Caller {
            client: "ankid".to_owned(),
            page: Some("1".to_owned()),
        };
        let curl = Caller {
            client: "curl".to_owned(),
            page: None,
        };
        assert_eq!(activity.record(done(1, &page, None)), None);
        assert!(activity.record(done(2, &curl, None)).is_some());
        assert!(activity.record(done(3, &page, Some("no"))).is_some());
        let rows = activity.rows(None, 10);
        let clients: Vec<&str> = rows.iter().map(|row| row.client.as_str()).collect();
        assert_eq!(clients, ["ankid", "curl"]);
        assert_eq!(activity.rows(Some(2), 10).len(), 1);
    }

    #[test]
    fn the_newest_rows_are_kept() {
        let activity = Activity::default();
        let curl = Caller::default();
        for request in 0..2000 {
            activity.record(done(request, &curl, None));
        }
        let rows = activity.rows(None, usize::MAX);
        assert_eq!(rows.len(), ROWS_KEPT);
        assert_eq!(rows.first().map(|row| row.number), Some(2000));
    }
}
