//! How long work on packages shows: in the log, and in the pages.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ankid_package::{Progress, Reporter, Stage};

use crate::door::Call;
use crate::events::Event;
use crate::host::Announcer;

/// So often progress is logged at most.
const LOG_INTERVAL: Duration = Duration::from_secs(5);
/// So often pages are told at most; work that is over sooner is not told about.
pub(crate) const PAGE_INTERVAL: Duration = Duration::from_millis(250);

/// Tells the log and the pages how far a job is, every now and then.
pub(crate) fn told_progress(call: &Call<'_>, job: &'static str) -> Reporter {
    let page = call.page().map(str::to_owned);
    reporter(job, page, call.host().announcer(), PAGE_INTERVAL)
}

fn reporter(
    job: &'static str,
    page: Option<String>,
    announce: Announcer,
    interval: Duration,
) -> Reporter {
    let begun = Instant::now();
    let told = Mutex::new(Told {
        log: begun,
        pages: begun,
    });
    Reporter::new(move |progress| {
        let Ok(mut told) = told.try_lock() else {
            return;
        };
        let Progress { stage, done, total } = progress;
        let now = Instant::now();
        if now.duration_since(told.log) >= LOG_INTERVAL {
            told.log = now;
            tracing::info!(job, ?stage, done, total, "working");
        }
        if now.duration_since(told.pages) >= interval {
            told.pages = now;
            announce(&Event::Progress {
                job,
                stage: name(stage),
                done,
                total,
                page: page.clone(),
            });
        }
    })
}

/// When who was told last.
struct Told {
    log: Instant,
    pages: Instant,
}

/// The name of a stage on the wire.
fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Collection => "collection",
        Stage::Media => "media",
        Stage::Notes => "notes",
        Stage::Cards => "cards",
        Stage::Reviews => "reviews",
        Stage::Backup => "backup",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ankid_package::{CollectionExport, Format, export_collection};

    use super::*;
    use crate::door::testing::TestDoor;

    #[test]
    fn pages_are_told_how_far_an_export_is_and_whose_it_is() {
        let door = TestDoor::new();
        let engine = door.engine();
        let told = Arc::new(Mutex::new(Vec::new()));
        let events = Arc::clone(&told);
        let announce: Announcer = Arc::new(move |event| events.lock().unwrap().push(event.clone()));
        let reporter = reporter("export", Some("page".to_owned()), announce, Duration::ZERO);
        let what = CollectionExport {
            format: Format::Latest,
            media: true,
        };
        let target = engine.media().path().join("../whole.colpkg");
        export_collection(engine, &target, what, &reporter).unwrap();
        let told = told.lock().unwrap();
        let Some(Event::Progress {
            job,
            stage,
            done,
            total,
            page,
        }) = told.last()
        else {
            panic!("nothing was told: {told:?}");
        };
        assert_eq!(
            (*job, *stage, page.as_deref()),
            ("export", "collection", Some("page"))
        );
        assert!(*total > 0 && done == total, "{told:?}");
    }
}
