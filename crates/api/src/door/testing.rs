//! A door with a new collection behind it, for tests.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ankid_collection::{Engine, EngineOptions};
use ankid_types::{FixedClock, TimestampMillis};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::{Answer, Caller, Door, Incoming};
use crate::activity::{ActivityRow, Done};
use crate::events::Event;
use crate::host::{
    Announcer, ApiSettings, Decision, Host, HostError, PageAddresses, Permission, Prompt,
    ServerSettings,
};
use crate::stage::Screen;
use crate::syncing::{FullSyncMode, SyncOutcome, SyncState, Syncing};

/// When the collection is made: noon of the first day of 2026 (UTC).
const CREATED: TimestampMillis = TimestampMillis(1_767_268_800_000);

/// A door and a host that has one new collection, without a key, in a standing time.
pub(crate) struct TestDoor {
    door: Door,
    engine: Arc<Engine>,
    clock: Arc<FixedClock>,
    settings: Arc<ApiSettings>,
    screen: Arc<Screen>,
    caller: Caller,
    told: Arc<Mutex<Vec<Event>>>,
    done: Mutex<Vec<(String, Option<String>)>>,
    folder: TempDir,
}

impl TestDoor {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::new(CREATED));
        let options = EngineOptions {
            clock: clock.clone(),
            seed: Some(1),
            ..EngineOptions::default()
        };
        let engine = Engine::open(&folder.path().join("collection.anki2"), options).unwrap();
        let screen: Arc<Screen> = Arc::default();
        let follower = Arc::clone(&screen);
        engine.on_change(move |report| follower.note_change(report));
        Self {
            door: Door::new(),
            engine: Arc::new(engine),
            clock,
            settings: Arc::default(),
            screen,
            caller: Caller::default(),
            told: Arc::default(),
            done: Mutex::default(),
            folder,
        }
    }

    /// Asks as a page from now on, or as another program.
    pub(crate) fn ask_as(&mut self, page: Option<&str>) {
        self.caller.page = page.map(ToOwned::to_owned);
    }

    /// Where the collection lies.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn advance_millis(&self, millis: i64) {
        self.clock.advance_millis(millis);
    }

    /// The actions that were filed, with their errors.
    pub(crate) fn done(&self) -> Vec<(String, Option<String>)> {
        self.done.lock().unwrap().clone()
    }

    /// What pages were told since the last call of this.
    pub(crate) fn take_told(&self) -> Vec<Event> {
        std::mem::take(&mut self.told.lock().unwrap())
    }

    /// The collection behind the door.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The whole reply to a body.
    pub(crate) fn reply(&self, body: &Value) -> Value {
        let body = body.to_string();
        let incoming = Incoming {
            body: body.as_bytes(),
            origin: "",
            allowed: true,
            caller: &self.caller,
        };
        match self.door.answer(self, incoming) {
            Answer::Reply(reply) => serde_json::from_slice(&reply).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The reply to an action in version 6, with its envelope.
    pub(crate) fn call(&self, action: &str, params: Value) -> Value {
        self.reply(&json!({"action": action, "version": 6, "params": params}))
    }

    /// The result of an action.
    #[track_caller]
    pub(crate) fn result(&self, action: &str, params: Value) -> Value {
        let mut reply = self.call(action, params);
        assert_eq!(reply["error"], Value::Null, "{action}");
        reply["result"].take()
    }

    /// The error of an action that fails.
    #[track_caller]
    pub(crate) fn error(&self, action: &str, params: Value) -> String {
        let reply = self.call(action, params);
        assert_eq!(reply["result"], Value::Null, "{action}");
        reply["error"]
            .as_str()
            .unwrap_or_else(|| panic!("{action} did not fail"))
            .to_owned()
    }
}

impl Host for TestDoor {
    fn engine(&self) -> Option<Arc<Engine>> {
        Some(Arc::clone(&self.engine))
    }

    fn settings(&self) -> Arc<ApiSettings> {
        Arc::clone(&self.settings)
    }

    fn profiles(&self) -> Result<Vec<String>, HostError> {
        Ok(vec!["User 1".to_owned()])
    }

    fn active_profile(&self) -> Option<String> {
        Some("User 1".to_owned())
    }

    fn load_profile(&self, name: &str) -> Result<bool, HostError> {
        Ok(name == "User 1")
    }

    fn ask_permission(&self, _origin: &str) -> Permission {
        Permission::Denied
    }

    fn screen(&self) -> Arc<Screen> {
        Arc::clone(&self.screen)
    }

    fn announcer(&self) -> Announcer {
        let told = Arc::clone(&self.told);
        Arc::new(move |event| told.lock().unwrap().push(event.clone()))
    }

    fn page_addresses(&self) -> PageAddresses {
        PageAddresses {
            events_url: "/events/SECRET".to_owned(),
            media_url: "/media/SECRET/".to_owned(),
            download_url: "/download/SECRET/".to_owned(),
            upload_url: "/upload/SECRET".to_owned(),
            card_frame_url: "/card-frame".to_owned(),
        }
    }

    fn export_folder(&self) -> Result<String, HostError> {
        Ok("/home/me/ankid-transfers/out".to_owned())
    }

    fn prompts(&self) -> Vec<Prompt> {
        Vec::new()
    }

    fn answer_prompt(&self, _origin: &str, _decision: Decision) -> Result<bool, HostError> {
        Ok(false)
    }

    fn note_done(&self, done: Done<'_>) {
        let line = (done.action.to_owned(), done.error);
        self.done.lock().unwrap().push(line);
    }

    fn activity(&self, _before: Option<u64>, _limit: usize) -> Vec<ActivityRow> {
        Vec::new()
    }

    fn server_settings(&self) -> Result<ServerSettings, HostError> {
        Ok(sample_settings())
    }

    fn change_setting(&self, _name: &str, _value: Value) -> Result<ServerSettings, HostError> {
        self.server_settings()
    }

    fn syncing(&self) -> &dyn Syncing {
        &NoSyncing
    }

    fn stop(&self) {}
}

/// Settings to look at.
pub(super) fn sample_settings() -> ServerSettings {
    ServerSettings {
        address: "http://127.0.0.1:8765".to_owned(),
        path: "/home/you/ankid/ankid.toml".to_owned(),
        api_key_set: false,
        values: Map::from_iter([("addNotes".to_owned(), "each".into())]),
        live: vec!["addNotes"],
        fixed: Vec::new(),
    }
}

/// A program that syncs at once with nobody.
pub(crate) struct NoSyncing;

impl Syncing for NoSyncing {
    fn sync(&self) -> Result<SyncOutcome, HostError> {
        Ok(SyncOutcome::Done)
    }

    fn full_sync(&self, _mode: FullSyncMode) -> Result<String, HostError> {
        Ok("backups/backup-2026-01-01-12.00.00.colpkg".to_owned())
    }

    fn sync_media(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn log_in(&self, _: &str, _: &str, _: Option<&str>) -> Result<(), HostError> {
        Ok(())
    }

    fn log_out(&self) -> Result<bool, HostError> {
        Ok(false)
    }

    fn state(&self) -> SyncState {
        SyncState::default()
    }
}
