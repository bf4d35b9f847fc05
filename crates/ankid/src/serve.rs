//! `ankid serve`: from the settings to a running server, and to its end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ankid_api::{ApiSettings, Door};
use tokio::net::TcpListener;

use crate::cli::Serve;
use crate::error::{AnkidError, Result};
use crate::host::Program;
use crate::http::{self, App};
use crate::listen;
use crate::logs::RequestLog;
use crate::origins::LiveOrigins;
use crate::output::print;
use crate::permission::Questions;
use crate::profiles::Base;
use crate::settings::{ApiKey, Location, PROCESS, Settings};

/// Threads for requests; a request for permission and a download keep one each.
const MAX_REQUEST_THREADS: usize = 96;
/// How long threads may take to end after the collection was closed.
const END_PATIENCE: Duration = Duration::from_secs(1);

/// Runs until the process is asked to stop.
pub(crate) fn run(config: Option<&Path>, base: Base, flags: &Serve) -> Result<()> {
    let location = Location::find(config, &PROCESS, base.folder());
    let settings = Settings::load(&location, &PROCESS, &flags.settings())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MAX_REQUEST_THREADS)
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
        serve(listener, base, &profile, location, settings).await
    });
    // Whatever still runs after the collection was closed cannot change it any more.
    runtime.shutdown_timeout(END_PATIENCE);
    outcome
}

async fn serve(
    listener: TcpListener,
    base: Base,
    profile: &str,
    location: Location,
    settings: Settings,
) -> Result<()> {
    let address = listener.local_addr().map_err(AnkidError::Start)?;
    let log = match &settings.api_log_path {
        Some(path) => Some(RequestLog::create(&base.folder().join(path))?),
        None => None,
    };
    let origins = Arc::new(LiveOrigins::new(location, settings.origins));
    let patience = settings.permission_prompt;
    let questions = Arc::new(Questions::new(
        base.folder(),
        patience,
        Arc::clone(&origins),
    ));
    let api_settings = ApiSettings {
        api_key: settings
            .api_key
            .as_ref()
            .map(|key| ApiKey::reveal(key).to_owned()),
        add_notes: settings.add_notes,
    };
    let folder = base.folder().display().to_string();
    let program = Arc::new(Program::start(
        base,
        profile,
        api_settings,
        Arc::clone(&questions),
    )?);
    let app = App {
        door: Door::new(),
        host: Arc::clone(&program) as _,
        origins,
        body_limit_bytes: settings.body_limit_bytes,
        log,
    };
    let version = env!("CARGO_PKG_VERSION");
    print(&format!(
        "ankid {version} listens on http://{address}, profile \"{profile}\" in {folder}\n"
    ))?;
    let stop_asked = program.stop_asked();
    let stop = async move {
        tokio::select! {
            () = signalled() => {}
            () = stop_asked.notified() => {}
        }
        tracing::info!("stopping");
        questions.stop();
    };
    listen::serve(listener, http::router(app), stop).await;
    program.close()?;
    tracing::info!("stopped; the collection is closed");
    Ok(())
}

/// Waits for Ctrl-C or, where there is such a thing, SIGTERM.
async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    () = interrupted() => {}
                }
                return;
            }
            Err(problem) => tracing::error!(%problem, "SIGTERM will not stop gracefully"),
        }
    }
    interrupted().await;
}

async fn interrupted() {
    if let Err(problem) = tokio::signal::ctrl_c().await {
        tracing::error!(%problem, "Ctrl-C will not stop gracefully");
        std::future::pending::<()>().await;
    }
}
