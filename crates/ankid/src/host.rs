//! The program as the actions see it: the open profile, the settings, a person's consent.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use ankid_api::{
    ActivityRow, Announcer, ApiSettings, Decision, Done, Event, FullSyncMode, Host, HostError,
    PageAddresses, Permission, Prompt, Screen, ServerSettings, SyncOutcome, SyncState, Syncing,
    greeting,
};
use ankid_collection::media::MediaLimits;
use ankid_collection::{Engine, EngineOptions};
use ankid_package::{Due, Reporter, back_up};
use ankid_sync::SyncError;
use serde_json::Value;
use tokio::sync::Notify;

use crate::activity::Activity;
use crate::error::{AnkidError, Result};
use crate::origins::LiveOrigins;
use crate::page::{Hub, Tokens, Transfers};
use crate::permission::Questions;
use crate::profiles::Base;
use crate::settings::{AutomaticSync, PROCESS, edit, shown};
use crate::sync::{Side, SyncService};

/// Where profiles are, and how they are opened.
pub(crate) struct Profiles {
    pub(crate) base: Base,
    pub(crate) media_limits: MediaLimits,
}

/// The one host of a running server.
pub(crate) struct Program {
    profiles: Profiles,
    settings: RwLock<Arc<ApiSettings>>,
    /// Held while a setting is changed, so that what is in force is what was written last.
    changing: Mutex<()>,
    questions: Arc<Questions>,
    /// What belongs to the page.
    page: PageParts,
    origins: Arc<LiveOrigins>,
    /// Where the server listens.
    address: String,
    open: RwLock<Option<OpenProfile>>,
    sync: Arc<SyncService>,
    /// Held while one profile takes the place of another.
    switching: Mutex<()>,
    /// Wakes the server when it is to stop.
    stop: Arc<Notify>,
}

/// What the page needs of the program, shared with HTTP.
#[derive(Clone)]
pub(crate) struct PageParts {
    pub(crate) hub: Arc<Hub>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) transfers: Arc<Transfers>,
    pub(crate) activity: Arc<Activity>,
    /// Is notified when the collection has changed.
    pub(crate) changed: Arc<Notify>,
}

/// What a program is made of.
pub(crate) struct ProgramParts {
    pub(crate) profiles: Profiles,
    pub(crate) settings: ApiSettings,
    pub(crate) questions: Arc<Questions>,
    pub(crate) page: PageParts,
    pub(crate) sync: SyncService,
    pub(crate) origins: Arc<LiveOrigins>,
    pub(crate) address: String,
}

#[derive(Clone)]
struct OpenProfile {
    name: String,
    engine: Arc<Engine>,
    screen: Arc<Screen>,
}

impl OpenProfile {
    fn side(&self) -> Side<'_> {
        Side {
            profile: &self.name,
            engine: &self.engine,
        }
    }
}

impl Program {
    /// Opens the profile `name`, and makes its collection if it has none.
    pub(crate) fn start(parts: ProgramParts, name: &str) -> Result<Self> {
        let open = parts.profiles.open(name, &parts.page)?;
        Ok(Self {
            profiles: parts.profiles,
            settings: RwLock::new(Arc::new(parts.settings)),
            changing: Mutex::default(),
            questions: parts.questions,
            page: parts.page,
            sync: Arc::new(parts.sync),
            origins: parts.origins,
            address: parts.address,
            open: RwLock::new(Some(open)),
            switching: Mutex::new(()),
            stop: Arc::new(Notify::new()),
        })
    }

    /// Is notified when an action asks the program to stop.
    pub(crate) fn stop_asked(&self) -> Arc<Notify> {
        Arc::clone(&self.stop)
    }

    /// Is notified when the collection has changed.
    pub(crate) fn changed(&self) -> Arc<Notify> {
        Arc::clone(&self.page.changed)
    }

    /// Finishes the queued writes and lets go of the collection.
    pub(crate) fn close(&self) -> Result<()> {
        let _switching = self
            .switching
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match self.replace(None) {
            Some(open) => {
                self.sync.interrupt();
                self.back_up_one(&open);
                open.engine.close().map_err(AnkidError::Close)
            }
            None => Ok(()),
        }
    }

    /// Makes a backup of the open collection, if one is due.
    pub(crate) fn back_up(&self) {
        if let Some(open) = self.current() {
            self.back_up_one(&open);
        }
    }

    /// Nobody waits for the backup, so a problem with it goes to the log.
    fn back_up_one(&self, open: &OpenProfile) {
        match back_up(
            &open.engine,
            self.settings().backups,
            Due::ByInterval,
            &Reporter::silent(),
        ) {
            Ok(Some(backup)) => tracing::info!(backup.name, "made a backup"),
            Ok(None) => {}
            Err(problem) => tracing::error!(%problem, "no backup could be made"),
        }
    }

    /// Syncs the open profile because it is time; media files are synced too before this returns.
    pub(crate) fn sync_automatically(&self) -> Result<SyncOutcome, SyncError> {
        let open = self.current().ok_or(SyncError::Cancelled)?;
        let outcome = self.sync.sync(open.side(), &|_| {})?;
        if outcome == SyncOutcome::Done && self.sync.syncs_media() {
            self.sync.sync_media(open.side(), &|_| {})?;
        }
        Ok(outcome)
    }

    /// When the newest change was made that waits for a sync, in milliseconds; 0 where none waits, and `None` where
    /// nothing can be synced.
    pub(crate) fn unsynced_change(&self) -> Option<i64> {
        let open = self.current()?;
        if !self.sync.has_login(&open.name) {
            return None;
        }
        let stamps = open.engine.read(|view| view.sync_stamps());
        match stamps {
            Ok(stamps) if stamps.modified > stamps.last_sync => Some(stamps.modified.0),
            Ok(_synced) => Some(0),
            Err(problem) => {
                tracing::debug!(%problem, "the collection cannot be asked for changes");
                None
            }
        }
    }

    /// When to sync without being asked.
    pub(crate) fn sync_plan(&self) -> AutomaticSync {
        self.sync.plan()
    }

    /// Since when no failure of a sync counts any more.
    pub(crate) fn sync_cleared_at(&self) -> Option<Instant> {
        self.sync.cleared_at()
    }

    /// Stops a sync that runs.
    pub(crate) fn interrupt_sync(&self) {
        self.sync.interrupt();
    }

    /// Notes when a failed automatic sync is tried again.
    pub(crate) fn note_retry(&self, at: Option<Instant>) {
        self.sync.set_retry(at);
    }

    fn opened(&self) -> Result<OpenProfile, HostError> {
        let open = self.current();
        open.ok_or_else(|| HostError("collection is not available".to_owned()))
    }

    fn current(&self) -> Option<OpenProfile> {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn replace(&self, open: Option<OpenProfile>) -> Option<OpenProfile> {
        std::mem::replace(
            &mut *self.open.write().unwrap_or_else(PoisonError::into_inner),
            open,
        )
    }

    /// Opens the other profile first: if that fails, the one before stays open.
    fn switch(&self, name: &str) -> Result<()> {
        let _switching = self
            .switching
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if self.active_profile().as_deref() == Some(name) {
            return Ok(());
        }
        let open = self.profiles.open(name, &self.page)?;
        tracing::info!(profile = name, "opened");
        if let Some(before) = self.replace(Some(open)) {
            self.sync.interrupt();
            self.back_up_one(&before);
            before.engine.close().map_err(AnkidError::Close)?;
        }
        for event in greeting(self) {
            self.announce(&event);
        }
        Ok(())
    }
}

impl Profiles {
    fn open(&self, name: &str, page: &PageParts) -> Result<OpenProfile> {
        let path = self.base.make_folder(name)?;
        let options = EngineOptions {
            media_limits: self.media_limits,
            ..EngineOptions::default()
        };
        let engine = Engine::open(&path, options)
            .map_err(|source| AnkidError::Collection { path, source })?;
        let screen: Arc<Screen> = Arc::default();
        let (follower, page) = (Arc::clone(&screen), page.clone());
        engine.on_change(move |report| {
            follower.note_change(report);
            page.activity.note_change(report);
            page.hub.announce(&Event::changed(report));
            page.changed.notify_one();
        });
        Ok(OpenProfile {
            name: name.to_owned(),
            engine: Arc::new(engine),
            screen,
        })
    }
}

impl Host for Program {
    fn engine(&self) -> Option<Arc<Engine>> {
        self.current().map(|open| open.engine)
    }

    fn settings(&self) -> Arc<ApiSettings> {
        let settings = self.settings.read();
        Arc::clone(&settings.unwrap_or_else(PoisonError::into_inner))
    }

    fn profiles(&self) -> Result<Vec<String>, HostError> {
        self.profiles.base.list().map_err(told)
    }

    fn active_profile(&self) -> Option<String> {
        self.current().map(|open| open.name)
    }

    fn load_profile(&self, name: &str) -> Result<bool, HostError> {
        if !self.profiles()?.iter().any(|known| known == name) {
            return Ok(false);
        }
        self.switch(name).map_err(told)?;
        Ok(true)
    }

    fn ask_permission(&self, origin: &str) -> Permission {
        self.questions.ask(origin)
    }

    fn screen(&self) -> Arc<Screen> {
        let open = self.current();
        open.map(|open| open.screen).unwrap_or_default()
    }

    fn announcer(&self) -> Announcer {
        let hub = Arc::clone(&self.page.hub);
        Arc::new(move |event| hub.announce(event))
    }

    fn page_addresses(&self) -> PageAddresses {
        self.page.tokens.addresses()
    }

    fn export_folder(&self) -> Result<String, HostError> {
        let folder = self.page.transfers.export_folder();
        folder
            .map(|folder| folder.to_string_lossy().into_owned())
            .map_err(told)
    }

    fn prompts(&self) -> Vec<Prompt> {
        self.questions.prompts()
    }

    fn answer_prompt(&self, origin: &str, decision: Decision) -> Result<bool, HostError> {
        let decision = match decision {
            Decision::Allow => edit::Decision::Allow,
            Decision::Deny => edit::Decision::Deny,
            Decision::Ignore => edit::Decision::Ignore,
        };
        self.questions.answer(origin, decision).map_err(told)
    }

    fn note_done(&self, done: Done<'_>) {
        if let Some(row) = self.page.activity.record(done) {
            let row = Box::new(row);
            self.announce(&Event::Activity { row });
        }
    }

    fn activity(&self, before: Option<u64>, limit: usize) -> Vec<ActivityRow> {
        self.page.activity.rows(before, limit)
    }

    fn server_settings(&self) -> Result<ServerSettings, HostError> {
        let settings = self.origins.settings_now().map_err(told)?;
        Ok(ServerSettings {
            address: self.address.clone(),
            path: self.origins.settings_file().to_string_lossy().into_owned(),
            api_key_set: self.settings().api_key.is_some(),
            values: settings.values(),
            live: shown::LIVE.to_vec(),
            fixed: shown::fixed(&PROCESS),
        })
    }

    fn change_setting(&self, name: &str, value: Value) -> Result<ServerSettings, HostError> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        edit::change(self.origins.settings_file(), name, &value).map_err(told)?;
        let settings = self.origins.settings_now().map_err(told)?;
        let api_settings = settings.for_api();
        self.sync.configure(settings.sync);
        *self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(api_settings);
        self.server_settings()
    }

    fn syncing(&self) -> &dyn Syncing {
        self
    }

    fn stop(&self) {
        self.stop.notify_one();
    }
}

/// A failure as the caller of the API is told it.
fn told(problem: AnkidError) -> HostError {
    HostError(problem.explained())
}

impl Syncing for Program {
    fn sync(&self) -> Result<SyncOutcome, HostError> {
        let open = self.opened()?;
        let outcome = self.sync.sync(open.side(), &|_| {});
        let outcome = outcome.map_err(worded)?;
        if outcome == SyncOutcome::Done {
            self.sync.start_media(&open.name, &open.engine);
        }
        Ok(outcome)
    }

    fn full_sync(&self, mode: FullSyncMode) -> Result<String, HostError> {
        let open = self.opened()?;
        let done = self
            .sync
            .full_sync(open.side(), mode, self.settings().backups, &|_| {});
        let backup = done.map_err(worded)?;
        self.sync.start_media(&open.name, &open.engine);
        Ok(backup.to_string_lossy().into_owned())
    }

    fn sync_media(&self) -> Result<(), HostError> {
        let open = self.opened()?;
        let done = self.sync.sync_media(open.side(), &|_| {});
        done.map_err(worded)
    }

    fn log_in(
        &self,
        username: &str,
        password: &str,
        endpoint: Option<&str>,
    ) -> Result<(), HostError> {
        let open = self.opened()?;
        let done = self.sync.log_in(&open.name, username, password, endpoint);
        done.map_err(worded)
    }

    fn log_out(&self) -> Result<bool, HostError> {
        let open = self.opened()?;
        self.sync.log_out(&open.name).map_err(worded)
    }

    fn state(&self) -> SyncState {
        let open = self.current();
        open.map(|open| self.sync.state(&open.name))
            .unwrap_or_default()
    }
}

fn worded(problem: SyncError) -> HostError {
    HostError(problem.to_string())
}
