//! What actions about syncing need from the program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::host::{Host, HostError};

/// The part of the program that syncs the open profile. Its methods may take long.
pub trait Syncing: Send + Sync {
    /// Syncs the collection, then media files in the background.
    ///
    /// # Errors
    ///
    /// Fails if there is no login, or the sync fails.
    fn sync(&self) -> Result<SyncOutcome, HostError>;

    /// Replaces one side by the other, then syncs media files in the background; where the backup lies.
    ///
    /// # Errors
    ///
    /// Fails if there is no login, or the sync fails.
    fn full_sync(&self, mode: FullSyncMode) -> Result<String, HostError>;

    /// Syncs media files.
    ///
    /// # Errors
    ///
    /// Fails if there is no login, or the sync fails.
    fn sync_media(&self) -> Result<(), HostError>;

    /// Logs in to a server, AnkiWeb where none is named.
    ///
    /// # Errors
    ///
    /// Fails if the server does not accept the login or cannot be reached.
    fn log_in(
        &self,
        username: &str,
        password: &str,
        endpoint: Option<&str>,
    ) -> Result<(), HostError>;

    /// Forgets the login; whether there was one.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be forgotten.
    fn log_out(&self) -> Result<bool, HostError>;

    /// How syncing goes.
    fn state(&self) -> SyncState;
}

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncOutcome {
    /// Both sides are equal.
    Done,
    /// Nothing was done, since one side has to replace the other.
    FullNeeded {
        /// Whether this side may replace the server's.
        upload: bool,
        /// Whether the server's side may replace this one.
        download: bool,
    },
}

/// Which side replaces the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FullSyncMode {
    /// This one replaces the server's.
    Upload,
    /// The server's replaces this one.
    Download,
}

/// What waits here for a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LocalChanges {
    /// Nothing.
    None,
    /// Changes that a normal sync carries over.
    Normal,
    /// Changes that only a full sync carries over.
    Full,
}

/// How syncing goes.
#[derive(Debug, Clone, Default)]
pub struct SyncState {
    /// The login of the open profile.
    pub login: Option<SyncAccount>,
    /// What runs now.
    pub running: Option<SyncProgress>,
    /// Why the last sync failed, or why none can be.
    pub last_error: Option<String>,
    /// What the server wanted people to read.
    pub server_message: Option<String>,
    /// In how many seconds a failed automatic sync is tried again.
    pub retry_in_seconds: Option<u64>,
}

/// How syncing goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncReport {
    /// Whether there is a login for the open profile.
    logged_in: bool,
    /// The user name of the login, if it is known.
    username: Option<String>,
    /// The address of the sync server.
    endpoint: Option<String>,
    /// What waits here for a sync: `none`, `normal`, or `full` where one side has to replace the other. Changes
    /// on the server are not asked for.
    local_changes: LocalChanges,
    /// When the collection was last synced, in milliseconds since 1970; null for never.
    last_sync: Option<i64>,
    /// What runs now; null for nothing.
    running: Option<SyncProgress>,
    /// Why the last sync failed, or why the file of logins cannot be read; null if nothing is wrong.
    last_error: Option<String>,
    /// What the server wanted people to read at the last sync; null for nothing.
    server_message: Option<String>,
    /// In how many seconds a failed automatic sync is tried again; null if none failed.
    retry_in_seconds: Option<u64>,
}

impl SyncReport {
    /// How syncing of the open profile goes.
    pub(crate) fn of(host: &dyn Host) -> Result<Self, ApiError> {
        let SyncState {
            login,
            running,
            last_error,
            server_message,
            retry_in_seconds,
        } = host.syncing().state();
        let engine = host.engine().ok_or(ApiError::NoCollection)?;
        let stamps = engine.read(|view| view.sync_stamps())?;
        let (synced, changed) = (stamps.last_sync.0, stamps.modified.0);
        let local_changes = if synced == 0 {
            LocalChanges::None
        } else if stamps.schema_modified.0 > synced {
            LocalChanges::Full
        } else if changed > synced {
            LocalChanges::Normal
        } else {
            LocalChanges::None
        };
        let (username, endpoint) = match login {
            Some(login) => (login.username, Some(login.endpoint)),
            None => (None, None),
        };
        Ok(Self {
            logged_in: endpoint.is_some(),
            username,
            endpoint,
            local_changes,
            last_sync: (synced > 0).then_some(synced),
            running,
            last_error,
            server_message,
            retry_in_seconds,
        })
    }
}

/// A login, without its key.
#[derive(Debug, Clone)]
pub struct SyncAccount {
    /// The user name, if it is known.
    pub username: Option<String>,
    /// The address of the server.
    pub endpoint: String,
}

/// How far a sync has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// `connecting`, `syncing`, `finishing`, `backingUp`, `uploading`, `downloading`, `scanningMedia` or `syncingMedia`.
    pub stage: &'static str,
    /// Changed rows, or media files, that were sent.
    pub sent: usize,
    /// Changed rows, or media files, that came.
    pub received: usize,
    /// Removals that were sent.
    pub removals_sent: usize,
    /// Removals that came.
    pub removals_received: usize,
}
