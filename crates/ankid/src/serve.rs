//! `ankid serve`: from the settings to a running server, and to its end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ankid_api::{Door, Follower};
use ankid_collection::media::MediaLimits;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

use crate::app::App;
use crate::cli::Serve;
use crate::error::{AnkidError, Result};
use crate::host::{PageParts, Profiles, Program, ProgramParts};
use crate::http;
use crate::listen;
use crate::logs::RequestLog;
use crate::origins::LiveOrigins;
use crate::output::print;
use crate::page::{self, Hub, Tokens, Transfers};
use crate::permission::Questions;
use crate::profiles::Base;
use crate::settings::{Location, PROCESS, Settings};
use crate::sync::SyncService;
use crate::sync::automatic::Timer;
use crate::sync::logins::Logins;

/// So many requests are answered at a time, each on a thread; one for permission keeps its thread until it is answered.
const REQUESTS_AT_ONCE: usize = 96;
/// Threads for all else: connections, downloads, the screen.
const OTHER_THREADS: usize = 32;
/// How long threads may take to end after the collection was closed.
const END_PATIENCE: Duration = Duration::from_secs(1);

/// How long changes are gathered that come closely after another.
const FOLLOW_PAUSE: Duration = Duration::from_millis(30);
/// How often it is asked whether a backup is due.
const BACKUP_CHECK: Duration = Duration::from_secs(5 * 60);

/// What a server is made of.
struct Plan {
    base: Base,
    profile: String,
    location: Location,
    settings: Settings,
}

/// Runs until the process is asked to stop.
pub(crate) fn run(config: Option<&Path>, base: Base, flags: &Serve) -> Result<()> {
    let location = Location::find(config, &PROCESS, base.folder());
    let settings = Settings::load(&location, &PROCESS, &flags.settings())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(REQUESTS_AT_ONCE + OTHER_THREADS)
        .build()
        .map_err(AnkidError::Start)?;
    let outcome = runtime.block_on(async {
        // The port comes first: where it is taken, nothing is made or opened.
        let listener = listen::bind(&settings, flags.insecure).await?;
        let profile = match &flags.profile {
            Some(profile) => Some(profile.clone()),
            None => PROCESS.text("ANKID_PROFILE")?,
        };
        let profile = base.choose(profile.as_deref())?;
        serve(
            listener,
            Plan {
                base,
                profile,
                location,
                settings,
            },
        )
        .await
    });
    // Whatever still runs after the collection was closed cannot change it any more.
    runtime.shutdown_timeout(END_PATIENCE);
    outcome
}

async fn serve(listener: TcpListener, plan: Plan) -> Result<()> {
    let address = listener.local_addr().map_err(AnkidError::Start)?;
    // Heard from before anyone can know that the server runs.
    let stop_signal = stop_signal()?;
    let start_line = format!(
        "ankid {} listens on http://{address}, profile \"{}\" in {}\n",
        env!("CARGO_PKG_VERSION"),
        plan.profile,
        plan.base.folder().display()
    );
    let Parts {
        app,
        program,
        questions,
    } = assemble(plan, format!("http://{address}"))?;
    let hub = Arc::clone(&app.hub);
    let changed = program.changed();
    print(&start_line)?;
    if let Some(reason) = page::left_out() {
        tracing::warn!("this program was built without its page: {reason}");
    }
    let stop_asked = program.stop_asked();
    let follower = tokio::spawn(follow(Arc::clone(&program), Arc::clone(&changed)));
    let stopping = Arc::clone(&program);
    let stop = async move {
        tokio::select! {
            () = stop_signal => {}
            () = stop_asked.notified() => {}
        }
        tracing::info!("stopping");
        questions.stop();
        hub.stop();
        // Requests that wait for a sync end with it.
        tokio::task::spawn_blocking(move || stopping.interrupt_sync());
    };
    let backed_up = Arc::clone(&program);
    let backups = tokio::spawn(at_intervals(BACKUP_CHECK, move || backed_up.back_up()));
    let timer = Timer::start(&program).map_err(AnkidError::Start)?;
    listen::serve(listener, http::router(app), stop).await;
    backups.abort();
    follower.abort();
    end_syncing(&program, timer);
    program.close()?;
    tracing::info!("stopped; the collection is closed");
    Ok(())
}

/// Does something that may block each time that so much time has passed, for as long as it is let.
async fn at_intervals(interval: Duration, work: impl Fn() + Clone + Send + 'static) {
    let mut ticks = tokio::time::interval(interval);
    // The first tick comes at once.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if let Err(problem) = tokio::task::spawn_blocking(work.clone()).await {
            tracing::error!(%problem, "regular work broke off");
        }
    }
}

/// Keeps the screen, and what pages know of syncing, in step: at once with a first change, and every so often with
/// those that follow it closely, since many clients may write at the same time.
async fn follow(program: Arc<Program>, changed: Arc<Notify>) {
    let mut follower = Follower::default();
    loop {
        changed.notified().await;
        let program = Arc::clone(&program);
        let followed = tokio::task::spawn_blocking(move || {
            follower.follow(&*program);
            follower
        });
        follower = followed.await.unwrap_or_else(|problem| {
            tracing::error!(%problem, "a change could not be followed");
            Follower::default()
        });
        tokio::time::sleep(FOLLOW_PAUSE).await;
    }
}

/// Stops a sync that runs by itself, and syncs once more where the settings say so. A failure is logged: the
/// changes go with a later sync.
fn end_syncing(program: &Program, timer: Timer) {
    timer.stop(program);
    let waits = program.unsynced_change().is_some_and(|changed| changed > 0);
    if program.sync_plan().at_stop && waits {
        match program.sync_automatically() {
            Ok(outcome) => tracing::info!(?outcome, "synced before the end"),
            Err(problem) => tracing::warn!(%problem, "the sync before the end failed"),
        }
    }
}

/// A server that is ready to take requests, with the collection open.
struct Parts {
    app: App,
    program: Arc<Program>,
    questions: Arc<Questions>,
}

fn assemble(
    Plan {
        base,
        profile,
        location,
        settings,
    }: Plan,
    address: String,
) -> Result<Parts> {
    let log_path = settings
        .api_log_path
        .as_ref()
        .map(|path| base.folder().join(path));
    let origins = Arc::new(LiveOrigins::new(location, settings.origins.clone()));
    let patience = settings.permission_prompt;
    let page = PageParts {
        hub: Arc::new(Hub::new()),
        tokens: Arc::new(Tokens::new()),
        transfers: Arc::new(Transfers::open(base.folder())?),
        activity: Arc::default(),
        changed: Arc::default(),
    };
    let questions = Arc::new(Questions::new(
        base.folder(),
        patience,
        Arc::clone(&origins),
        Arc::clone(&page.hub),
    ));
    let api_settings = settings.for_api();
    let media_limits = MediaLimits {
        max_bytes: settings.media_limit_bytes,
        timeout: settings.download_timeout,
    };
    let profiles = Profiles { base, media_limits };
    let logins = Logins::new(profiles.base.folder().to_owned(), &PROCESS)?;
    let parts = ProgramParts {
        profiles,
        settings: api_settings,
        questions: Arc::clone(&questions),
        page: page.clone(),
        sync: SyncService::new(logins, settings.sync, {
            let changed = Arc::clone(&page.changed);
            move || changed.notify_one()
        }),
        origins: Arc::clone(&origins),
        address,
    };
    let program = Program::start(parts, &profile)?;
    let program = Arc::new(program);
    let app = App {
        door: Door::new(),
        host: Arc::clone(&program) as _,
        origins,
        body_limit_bytes: settings.body_limit_bytes,
        log: log_path.map(|path| RequestLog::create(&path)).transpose()?,
        bind_address: settings.bind_address,
        hub: page.hub,
        tokens: page.tokens,
        transfers: page.transfers,
        places: Semaphore::new(REQUESTS_AT_ONCE),
    };
    Ok(Parts {
        app,
        program,
        questions,
    })
}

/// Starts to listen for Ctrl-C and SIGTERM, and waits for the first of them.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(AnkidError::Start)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(AnkidError::Start)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Starts to listen for Ctrl-C, a closed console and the end of the session, and waits for the first
/// of them.
#[cfg(windows)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
    let mut interrupt = ctrl_c().map_err(AnkidError::Start)?;
    let mut close = ctrl_close().map_err(AnkidError::Start)?;
    let mut shutdown = ctrl_shutdown().map_err(AnkidError::Start)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
            _ = shutdown.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn regular_work_is_done_each_time_whatever_became_of_it() {
        let times = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&times);
        let work = tokio::spawn(at_intervals(BACKUP_CHECK, move || {
            let time = counted.fetch_add(1, Ordering::SeqCst);
            assert_ne!(time, 1, "on purpose");
        }));
        for (intervals, done) in [(0.9, 0), (0.2, 1), (1.0, 2), (1.0, 3)] {
            tokio::time::sleep(BACKUP_CHECK.mul_f64(intervals)).await;
            assert_eq!(times.load(Ordering::SeqCst), done);
        }
        work.abort();
    }
}
