//! Syncing as the program does it: with which login, one sync at a time, and how it went.

pub(crate) mod automatic;
pub(crate) mod logins;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ankid_api::{FullSyncMode, SyncAccount, SyncOutcome, SyncProgress, SyncState};
use ankid_collection::Engine;
use ankid_package::BackupChoices;
use ankid_sync::{
    Cancellation, Client, Endpoint, HttpTransport, Progress, Required, Stage, SyncError, Watch,
};

use crate::settings::{AutomaticSync, SyncSettings};
use crate::sync::logins::{Login, Logins};

type Result<T, E = SyncError> = std::result::Result<T, E>;

/// Who is told of every step besides the service.
pub(crate) type Report<'r> = &'r dyn Fn(Progress);

/// This side of a sync.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) profile: &'a str,
    pub(crate) engine: &'a Engine,
}

/// Syncs the profiles of a base folder.
pub(crate) struct SyncService {
    logins: Logins,
    settings: Mutex<SyncSettings>,
    /// Of syncs to come; made by the first.
    line: Mutex<Option<Arc<Line>>>,
    collection: Lane,
    media: Lane,
    shared: Mutex<Shared>,
    /// Is told when the state has changed.
    listener: Box<dyn Fn() + Send + Sync>,
}

/// The way to servers for all syncs until they are interrupted.
struct Line {
    transport: HttpTransport,
    cancellation: Cancellation,
}

/// Syncs of one kind, of which one runs at a time.
#[derive(Default)]
struct Lane {
    turn: Mutex<()>,
    course: Mutex<Course>,
}

/// How syncs of one kind go.
#[derive(Default)]
struct Course {
    running: Option<Progress>,
    last_error: Option<String>,
}

/// What both kinds have in common.
#[derive(Default)]
struct Shared {
    server_message: Option<String>,
    retry_at: Option<Instant>,
    cleared_at: Option<Instant>,
}

impl SyncService {
    /// A service with these logins, which tells `listener` of every change of its state.
    pub(crate) fn new(
        logins: Logins,
        settings: SyncSettings,
        listener: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            logins,
            settings: Mutex::new(settings),
            line: Mutex::default(),
            collection: Lane::default(),
            media: Lane::default(),
            shared: Mutex::default(),
            listener: Box::new(listener),
        }
    }

    /// Uses other settings from now on. A sync that runs is stopped where they say another way to the server.
    pub(crate) fn configure(&self, settings: SyncSettings) {
        let http = settings.http.clone();
        let before = std::mem::replace(&mut *lock(&self.settings), settings);
        if before.http != http {
            self.cut_line();
        }
    }

    /// When to sync without being asked.
    pub(crate) fn plan(&self) -> AutomaticSync {
        lock(&self.settings).automatic
    }

    /// Syncs a collection; media files are for [`start_media`](Self::start_media).
    pub(crate) fn sync(&self, side: Side<'_>, report: Report<'_>) -> Result<SyncOutcome> {
        let outcome = self.run(&self.collection, side, report, |client, watch| {
            ankid_sync::sync(side.engine, client, watch)
        })?;
        let outcome = match outcome.required {
            Required::Nothing | Required::Normal => {
                self.clear(outcome.message);
                SyncOutcome::Done
            }
            Required::Full { upload, download } => {
                let needed = "one side must replace the other: run a full sync";
                lock(&self.collection.course).last_error = Some(needed.to_owned());
                SyncOutcome::FullNeeded { upload, download }
            }
        };
        (self.listener)();
        Ok(outcome)
    }

    /// Replaces one side by the other; where the backup lies of the one here.
    pub(crate) fn full_sync(
        &self,
        side: Side<'_>,
        mode: FullSyncMode,
        backups: BackupChoices,
        report: Report<'_>,
    ) -> Result<PathBuf> {
        let full_sync = match mode {
            FullSyncMode::Upload => ankid_sync::upload,
            FullSyncMode::Download => ankid_sync::download,
        };
        let (outcome, backup) = self.run(&self.collection, side, report, |client, watch| {
            full_sync(side.engine, client, backups, watch)
        })?;
        self.clear(outcome.message);
        (self.listener)();
        Ok(backup)
    }

    /// Syncs media files.
    pub(crate) fn sync_media(&self, side: Side<'_>, report: Report<'_>) -> Result<()> {
        self.run(&self.media, side, report, |client, watch| {
            ankid_sync::sync_media(side.engine, client, watch)
        })
    }

    /// Syncs the media files of a profile in the background, if the settings want that.
    pub(crate) fn start_media(self: &Arc<Self>, profile: &str, engine: &Arc<Engine>) {
        if !self.syncs_media() {
            return;
        }
        let (service, engine, profile) = (Arc::clone(self), Arc::clone(engine), profile.to_owned());
        let started = std::thread::Builder::new()
            .name("media sync".to_owned())
            .spawn(move || {
                let side = Side {
                    profile: &profile,
                    engine: &engine,
                };
                if let Err(problem) = service.sync_media(side, &|_| {}) {
                    tracing::warn!(%problem, "media files were not synced");
                }
            });
        if let Err(problem) = started {
            tracing::error!(%problem, "no thread could be started to sync media files");
        }
    }

    /// Whether media files follow the collection.
    pub(crate) fn syncs_media(&self) -> bool {
        lock(&self.settings).media
    }

    /// Logs a profile in, where no endpoint is given to the server of the settings.
    pub(crate) fn log_in(
        &self,
        profile: &str,
        username: &str,
        password: &str,
        endpoint: Option<&str>,
    ) -> Result<()> {
        let endpoint = match endpoint {
            Some(text) => Endpoint::parse(text)?,
            None => lock(&self.settings).endpoint.clone(),
        };
        let line = self.line()?;
        let (key, endpoint) = ankid_sync::log_in(&line.transport, endpoint, username, password)?;
        let login = Login {
            key,
            endpoint,
            username: Some(username.to_owned()),
        };
        self.adopt(profile, &login)
    }

    /// Stores a login.
    pub(crate) fn adopt(&self, profile: &str, login: &Login) -> Result<()> {
        self.logins.set(profile, login)?;
        for lane in [&self.collection, &self.media] {
            lock(&lane.course).last_error = None;
        }
        self.clear(String::new());
        (self.listener)();
        Ok(())
    }

    /// Forgets the login of a profile; whether there was one.
    pub(crate) fn log_out(&self, profile: &str) -> Result<bool> {
        let removed = self.logins.remove(profile)?;
        (self.listener)();
        Ok(removed)
    }

    /// Whether a profile is logged in.
    pub(crate) fn has_login(&self, profile: &str) -> bool {
        matches!(self.logins.get(profile), Ok(Some(_)))
    }

    /// How syncing of a profile goes.
    pub(crate) fn state(&self, profile: &str) -> SyncState {
        let (login, unreadable) = match self.logins.get(profile) {
            Ok(login) => (login, None),
            Err(problem) => (None, Some(problem.to_string())),
        };
        let (collection, media) = (lock(&self.collection.course), lock(&self.media.course));
        let shared = lock(&self.shared);
        SyncState {
            login: login.map(|login| SyncAccount {
                username: login.username,
                endpoint: login.endpoint.to_string(),
            }),
            running: collection.running.or(media.running).map(shown),
            last_error: unreadable
                .or_else(|| collection.last_error.clone())
                .or_else(|| media.last_error.clone()),
            server_message: shared.server_message.clone(),
            retry_in_seconds: shared
                .retry_at
                .map(|at| at.saturating_duration_since(Instant::now()).as_secs()),
        }
    }

    /// Notes when a failed automatic sync is tried again.
    pub(crate) fn set_retry(&self, at: Option<Instant>) {
        lock(&self.shared).retry_at = at;
        (self.listener)();
    }

    /// Since when no failure counts any more: since the last sync that succeeded, or the last login.
    pub(crate) fn cleared_at(&self) -> Option<Instant> {
        lock(&self.shared).cleared_at
    }

    /// Stops all syncs that run or wait for their turn, and waits until they have ended; later ones run as ever.
    pub(crate) fn interrupt(&self) {
        self.cut_line();
        for lane in [&self.collection, &self.media] {
            drop(lock(&lane.turn));
        }
    }

    /// Forgets failures, since something succeeded; `message` is what the server said then.
    fn clear(&self, message: String) {
        *lock(&self.shared) = Shared {
            server_message: Some(message).filter(|text| !text.is_empty()),
            retry_at: None,
            cleared_at: Some(Instant::now()),
        };
    }

    fn line(&self) -> Result<Arc<Line>> {
        let mut line = lock(&self.line);
        if let Some(line) = &*line {
            return Ok(Arc::clone(line));
        }
        let mut http = lock(&self.settings).http.clone();
        let path = http.certificates.take();
        http.certificates = path.map(|path| self.logins.folder().join(path));
        let made = Arc::new(Line {
            transport: HttpTransport::new(&http)?,
            cancellation: Cancellation::default(),
        });
        *line = Some(Arc::clone(&made));
        Ok(made)
    }

    fn cut_line(&self) {
        let line = lock(&self.line).take();
        if let Some(line) = line {
            line.cancellation.cancel();
            line.transport.hang_up();
        }
    }

    /// Runs a part of a sync when its turn has come, and notes how it ends.
    fn run<T>(
        &self,
        lane: &Lane,
        side: Side<'_>,
        report: Report<'_>,
        work: impl FnOnce(&mut Client<'_>, &mut Watch<'_>) -> Result<T>,
    ) -> Result<T> {
        // Before the turn, so that an interruption also reaches those that wait.
        let line = self.line();
        let _turn = lock(&lane.turn);
        let noted = |progress| {
            lock(&lane.course).running = Some(progress);
            (self.listener)();
            report(progress);
        };
        let done = line.and_then(|line| self.speak(&line, side.profile, &noted, work));
        *lock(&lane.course) = Course {
            running: None,
            last_error: done.as_ref().err().map(ToString::to_string),
        };
        (self.listener)();
        done
    }

    /// Lets `work` speak with the server of a profile.
    fn speak<T>(
        &self,
        line: &Line,
        profile: &str,
        report: Report<'_>,
        work: impl FnOnce(&mut Client<'_>, &mut Watch<'_>) -> Result<T>,
    ) -> Result<T> {
        let login = self.logins.get(profile)?.ok_or(SyncError::NotLoggedIn)?;
        let (endpoint, key) = (login.endpoint.clone(), login.key.clone());
        let cancellation = line.cancellation.clone();
        let mut client = Client::new(&line.transport, endpoint, key, cancellation);
        let done = work(&mut client, &mut Watch::new(report));
        if client.endpoint() != &login.endpoint {
            // The login may have come from the environment, which knows best.
            let endpoint = client.endpoint().clone();
            self.logins.set(profile, &Login { endpoint, ..login })?;
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
            Stage::BackingUp => "backingUp",
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

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
