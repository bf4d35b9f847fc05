//! What actions need from the program around them: profiles, settings, the screen, a person's consent.

use std::fmt;
use std::sync::Arc;

use ankid_collection::Engine;
use ankid_package::BackupChoices;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::activity::{ActivityRow, Done};
use crate::events::Event;
use crate::stage::Screen;
use crate::syncing::Syncing;

/// The program that answers requests through this crate.
///
/// Its methods are called from the thread that answers, and may block.
pub trait Host: Send + Sync {
    /// The engine of the open profile; `None` while none is open.
    fn engine(&self) -> Option<Arc<Engine>>;

    /// The settings as they are now.
    fn settings(&self) -> Arc<ApiSettings>;

    /// The names of all profiles, sorted.
    ///
    /// # Errors
    ///
    /// Fails if the base folder cannot be read.
    fn profiles(&self) -> Result<Vec<String>, HostError>;

    /// The name of the open profile; `None` while none is open.
    fn active_profile(&self) -> Option<String>;

    /// Closes the open profile and opens the one of this exact name; `false` if there is none.
    /// Opening the open profile again does nothing.
    ///
    /// # Errors
    ///
    /// Fails if the profile's collection cannot be opened.
    fn load_profile(&self, name: &str) -> Result<bool, HostError>;

    /// Asks a person whether the web page of this origin, which no setting allows, may use the
    /// API. Remembers what they say; answers at once for an origin that is to be ignored.
    fn ask_permission(&self, origin: &str) -> Permission;

    /// The screen of the open profile; an empty one while none is open.
    fn screen(&self) -> Arc<Screen>;

    /// Tells an event to the open pages.
    fn announce(&self, event: &Event) {
        self.announcer()(event);
    }

    /// Tells events to the open pages, also from where there is no host.
    fn announcer(&self) -> Announcer;

    /// Where a page finds what it needs besides the API.
    fn page_addresses(&self) -> PageAddresses;

    /// The folder that a page can fetch files from after an export; makes it.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be made.
    fn export_folder(&self) -> Result<String, HostError>;

    /// The web pages that wait for permission.
    fn prompts(&self) -> Vec<Prompt>;

    /// Decides about a web page that waits for permission; whether it was waiting.
    ///
    /// # Errors
    ///
    /// Fails if the decision cannot be written down.
    fn answer_prompt(&self, origin: &str, decision: Decision) -> Result<bool, HostError>;

    /// Files a request that was answered.
    fn note_done(&self, done: Done<'_>);

    /// The requests that were filed before a number, the newest first; at most so many.
    fn activity(&self, before: Option<u64>, limit: usize) -> Vec<ActivityRow>;

    /// The settings for people to see.
    ///
    /// # Errors
    ///
    /// Fails if the settings file cannot be read.
    fn server_settings(&self) -> Result<ServerSettings, HostError>;

    /// Writes a setting down, null for its default; then the settings as they are.
    ///
    /// # Errors
    ///
    /// Fails if there is no such setting, its value makes no sense, or the file cannot be written.
    fn change_setting(&self, name: &str, value: Value) -> Result<ServerSettings, HostError>;

    /// The part that syncs the open profile.
    fn syncing(&self) -> &dyn Syncing;

    /// Stops the program soon after the reply has been sent.
    fn stop(&self);
}

/// Tells events to the open pages.
pub type Announcer = Arc<dyn Fn(&Event) + Send + Sync>;

/// Where a page finds what it needs besides the API. Each address but the last holds a secret of this run of
/// the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageAddresses {
    /// The stream of events.
    pub events_url: String,
    /// A media file lies here, under its name.
    pub media_url: String,
    /// A file in the folder for exports lies here, under its name.
    pub download_url: String,
    /// Takes a file that is to be imported, its name as `?name=`; answers `{"path": PATH}`.
    pub upload_url: String,
    /// The document that cards are shown in.
    pub card_frame_url: String,
}

/// A web page that waits for permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Prompt {
    /// The page.
    pub origin: String,
    /// How long it will still wait.
    pub seconds_left: u64,
    /// How long it waits in all.
    pub seconds_total: u64,
}

/// What a person decides about a web page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may use the API.
    Allow,
    /// It may not, but may ask again.
    Deny,
    /// It may not, and is never asked about.
    Ignore,
}

/// The settings for people to see.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServerSettings {
    /// Where the server listens.
    pub address: String,
    /// The settings file.
    pub path: String,
    /// Whether requests must carry a key.
    pub api_key_set: bool,
    /// The settings by the names that they have in the file, without the key.
    pub values: Map<String, Value>,
    /// The names of those that count as soon as they are changed.
    pub live: Vec<&'static str>,
    /// The names of those that the command line or the environment gives, whatever the file says.
    pub fixed: Vec<&'static str>,
}

/// The settings that decide how requests are answered.
#[derive(Clone, Default)]
pub struct ApiSettings {
    /// The key that every request must carry; `None` for no key.
    pub api_key: Option<String>,
    /// What `addNotes` does where it cannot add every note.
    pub add_notes: AddNotes,
    /// How often backups are made, and how many are kept.
    pub backups: BackupChoices,
}

/// What `addNotes` does where it cannot add every note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AddNotes {
    /// It adds what it can and answers `null` for each other note.
    #[default]
    EachAlone,
    /// It adds nothing and answers with the list of errors.
    AllOrNothing,
}

/// What a person decided about a web page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// The page may use the API.
    Granted,
    /// It may not.
    Denied,
}

/// Why the program could not do what an action asked; worded for the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

impl fmt::Debug for ApiSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiSettings")
            .field("api_key", &self.api_key.as_ref().map(|_| "(set)"))
            .field("add_notes", &self.add_notes)
            .field("backups", &self.backups)
            .finish()
    }
}
