//! Syncing as the program does it: with which login, one sync at a time, and how it went.

pub(crate) mod automatic;
pub(crate) mod logins;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ankid_api::{FullSyncMode, SyncAccount, SyncOutcome, SyncProgress, SyncState};
use ankid_collection::Engine;
use ankid_sync::{
    Cancellation, Client, Endpoint, HttpOptions, HttpTransport, Outcome, Progress, Required, Stage,
    SyncError, Watch,
};

use crate::sync::logins::{Login, Logins};

type Result<T, E = SyncError> = std::result::Result<T, E>;

/// How long a sync that was told to stop is waited for.
const STOP_PATIENCE: Duration = Duration::from_secs(5);
const STOP_POLL: Duration = Duration::from_millis(20);

/// Who is told of every step besides the service.
pub(crate) type Report<'r> = &'r dyn Fn(Progress);

/// Syncs the profiles of a base folder.
pub(crate) struct SyncService {
    logins: Logins,
    http: HttpOptions,
    /// Whether media files are synced after the collection.
    with_media: bool,
    /// Held by the sync of a collection.
    collection_turn: Mutex<()>,
    /// Held by the sync of media files.
    media_turn: Mutex<()>,
    cancellation: Mutex<Cancellation>,
    situation: Mutex<Situation>,
}

#[derive(Default)]
struct Situation {
    running: Option<Progress>,
    last_error: Option<String>,
    server_message: Option<String>,
    retry_at: Option<Instant>,
}

impl SyncService {
    /// A service that keeps its logins in `base`.
    pub(crate) fn new(logins: Logins, http: HttpOptions, with_media: bool) -> Self {
        Self {
            logins,
            http,
            with_media,
            collection_turn: Mutex::default(),
            media_turn: Mutex::default(),
            cancellation: Mutex::default(),
            situation: Mutex::default(),
        }
    }

    /// Syncs the collection of a profile; media files are for [`start_media`](Self::start_media).
    pub(crate) fn sync(
        &self,
        profile: &str,
        engine: &Engine,
        report: Report<'_>,
    ) -> Result<SyncOutcome> {
        let _turn = lock(&self.collection_turn);
        let outcome = self.run(profile, report, |client, watch| {
            let outcome = ankid_sync::sync(engine, client, watch)?;
            Ok((outcome, ()))
        })?;
        let outcome = outcome.0.required;
        Ok(match outcome {
            Required::Nothing | Required::Normal => SyncOutcome::Done,
            Required::Full { upload, download } => {
                let needed = "one side must replace the other: run a full sync";
                lock(&self.situation).last_error = Some(needed.to_owned());
                SyncOutcome::FullNeeded { upload, download }
            }
        })
    }

    /// Replaces one side by the other; where the backup lies.
    pub(crate) fn full_sync(
        &self,
        profile: &str,
        engine: &Engine,
        mode: FullSyncMode,
        report: Report<'_>,
    ) -> Result<PathBuf> {
        let _turn = lock(&self.collection_turn);
        let (_outcome, backup) = self.run(profile, report, |client, watch| match mode {
            FullSyncMode::Upload => ankid_sync::upload(engine, client, watch),
            FullSyncMode::Download => ankid_sync::download(engine, client, watch),
        })?;
        Ok(backup)
    }

    /// Syncs the media files of a profile.
    pub(crate) fn sync_media(
        &self,
        profile: &str,
        engine: &Engine,
        report: Report<'_>,
    ) -> Result<()> {
        let _turn = lock(&self.media_turn);
        self.run(profile, report, |client, watch| {
            ankid_sync::sync_media(engine, client, watch)?;
            let outcome = Outcome {
                required: Required::Normal,
                message: String::new(),
                endpoint: client.endpoint().clone(),
            };
            Ok((outcome, ()))
        })?;
        Ok(())
    }

    /// Syncs the media files of a profile in the background, unless that runs already.
    pub(crate) fn start_media(self: &Arc<Self>, profile: &str, engine: &Arc<Engine>) {
        if !self.with_media {
            return;
        }
        let (service, engine, profile) = (Arc::clone(self), Arc::clone(engine), profile.to_owned());
        let started = std::thread::Builder::new()
            .name("media sync".to_owned())
            .spawn(move || {
                if let Err(problem) = service.sync_media(&profile, &engine, &|_| {}) {
                    tracing::warn!(%problem, "media files were not synced");
                }
            });
        if let Err(problem) = started {
            tracing::error!(%problem, "no thread could be started to sync media files");
        }
    }

    /// Whether media files follow the collection.
    pub(crate) const fn syncs_media(&self) -> bool {
        self.with_media
    }

    /// Logs a profile in.
    pub(crate) fn log_in(
        &self,
        profile: &str,
        username: &str,
        password: &str,
        endpoint: Option<&str>,
    ) -> Result<()> {
        let endpoint = endpoint.map_or_else(|| Ok(Endpoint::default()), Endpoint::parse)?;
        let transport = HttpTransport::new(&self.http)?;
        let (key, endpoint) = ankid_sync::log_in(&transport, endpoint, username, password)?;
        let login = Login {
            key,
            endpoint,
            username: Some(username.to_owned()),
        };
        self.logins.set(profile, &login)?;
        lock(&self.situation).last_error = None;
        Ok(())
    }

    /// Stores a login that was had elsewhere.
    pub(crate) fn adopt(&self, profile: &str, login: &Login) -> Result<()> {
        Ok(self.logins.set(profile, login)?)
    }

    /// Forgets the login of a profile; whether there was one.
    pub(crate) fn log_out(&self, profile: &str) -> Result<bool> {
        Ok(self.logins.remove(profile)?)
    }

    /// Whether a profile is logged in.
    pub(crate) fn has_login(&self, profile: &str) -> bool {
        matches!(self.logins.get(profile), Ok(Some(_)))
    }

    /// How syncing of a profile goes.
    pub(crate) fn state(&self, profile: &str) -> SyncState {
        let login = self.logins.get(profile).unwrap_or_else(|problem| {
            tracing::warn!(%problem, "the logins cannot be read");
            None
        });
        let situation = lock(&self.situation);
        let retry_at = situation.retry_at;
        SyncState {
            login: login.map(|login| SyncAccount {
                username: login.username,
                endpoint: login.endpoint.to_string(),
            }),
            running: situation.running.map(shown),
            last_error: situation.last_error.clone(),
            server_message: situation.server_message.clone(),
            retry_in_seconds: retry_at
                .map(|at| at.saturating_duration_since(Instant::now()).as_secs()),
        }
    }

    /// Notes when a failed automatic sync is tried again.
    pub(crate) fn set_retry(&self, at: Option<Instant>) {
        lock(&self.situation).retry_at = at;
    }

    /// Stops what runs, and waits for a while until it has; later syncs run as ever.
    pub(crate) fn interrupt(&self) {
        std::mem::take(&mut *lock(&self.cancellation)).cancel();
        let start = Instant::now();
        for turn in [&self.collection_turn, &self.media_turn] {
            while turn.try_lock().is_err() && start.elapsed() < STOP_PATIENCE {
                std::thread::sleep(STOP_POLL);
            }
        }
    }

    /// Runs a part of a sync, and notes how it goes.
    fn run<T>(
        &self,
        profile: &str,
        report: Report<'_>,
        work: impl FnOnce(&mut Client<'_>, &mut Watch<'_>) -> Result<(Outcome, T)>,
    ) -> Result<(Outcome, T)> {
        let mut login = self.logins.get(profile)?.ok_or(SyncError::NotLoggedIn)?;
        let transport = HttpTransport::new(&self.http)?;
        let cancellation = lock(&self.cancellation).clone();
        let (endpoint, key) = (login.endpoint.clone(), login.key.clone());
        let mut client = Client::new(&transport, endpoint, key, cancellation);
        let noted = |progress| {
            lock(&self.situation).running = Some(progress);
            report(progress);
        };
        let done = work(&mut client, &mut Watch::new(&noted));
        if client.endpoint() != &login.endpoint {
            // The login may have come from the environment, which knows best.
            login.endpoint = client.endpoint().clone();
            self.logins.set(profile, &login)?;
        }
        let mut situation = lock(&self.situation);
        situation.running = None;
        situation.last_error = done.as_ref().err().map(ToString::to_string);
        if let Ok((outcome, _)) = &done {
            let message = Some(outcome.message.clone());
            situation.server_message = message.filter(|text| !text.is_empty());
        }
        done
    }
}

/// Progress in the words of the API.
pub(crate) fn shown(progress: Progress) -> SyncProgress {
    SyncProgress {
        stage: match progress.stage {
            Stage::Connecting => "connecting",
            Stage::Syncing => "syncing",
            Stage::Finishing => "finishing",
            Stage::Uploading => "uploading",
            Stage::Downloading => "downloading",
            Stage::ScanningMedia => "scanningMedia",
            Stage::SyncingMedia => "syncingMedia",
        },
        sent: progress.sent,
        received: progress.received,
        removals_sent: progress.removals_sent,
        removals_received: progress.removals_received,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
