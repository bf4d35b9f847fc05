//! Syncing: AnkiConnect's `sync`, and what it has no action for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::syncing::{FullSyncMode, LocalChanges, SyncOutcome, SyncProgress, SyncState};

/// Syncs the collection with the sync server that the profile is logged in to, as the add-on does: both sides
/// get the other's changes, then media files follow in the background. Where one side would have to replace the other,
/// nothing is done, and the error tells so; see `fullSync`.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Sync {}

impl Action for Sync {
    const SPEC: Spec = Spec::new("sync", &[example("{}", "null")]).errors(&[
        "sync: auth not configured",
        "Sync status 2 not one of [0, 1]",
    ]);
    type Reply = ();
}

impl HostAction for Sync {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        let status = match call.host().syncing().sync()? {
            SyncOutcome::Done => return Ok(()),
            SyncOutcome::FullNeeded {
                upload: true,
                download: true,
            } => 2,
            SyncOutcome::FullNeeded { upload: false, .. } => 3,
            SyncOutcome::FullNeeded { .. } => 4,
        };
        Err(ApiError::FullSyncNeeded(status))
    }
}

/// Tells about the login to a sync server, and how syncing goes. Asks nobody outside.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SyncStatus {}

/// How syncing goes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncReport {
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
    /// Why the last sync failed; null if it did not.
    last_error: Option<String>,
    /// What the server wanted people to read at the last sync; null for nothing.
    server_message: Option<String>,
    /// In how many seconds a failed automatic sync is tried again; null if none failed.
    retry_in_seconds: Option<u64>,
}

impl Action for SyncStatus {
    const SPEC: Spec = Spec::new(
        "syncStatus",
        &[example(
            "{}",
            r#"{"loggedIn": false, "username": null, "endpoint": null, "localChanges": "none", "lastSync": null,
                "running": null, "lastError": null, "serverMessage": null, "retryInSeconds": null}"#,
        )],
    )
    .errors(&["collection is not available"]);
    type Reply = SyncReport;
}

impl HostAction for SyncStatus {
    fn run(self, call: &Call<'_>) -> Result<SyncReport, ApiError> {
        let SyncState {
            login,
            running,
            last_error,
            server_message,
            retry_in_seconds,
        } = call.host().syncing().state();
        let stamps = call.engine()?.read(|view| view.sync_stamps())?;
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
        Ok(SyncReport {
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

/// Replaces the whole collection: that on the server by this one (`upload`), or this one by that on the server
/// (`download`). A copy of this one goes into the profile's backups first. Media files follow in the background.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FullSync {
    /// `upload` or `download`.
    mode: FullSyncMode,
}

/// What a full sync did.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FullSyncReport {
    /// Where the copy lies of the collection as it was before.
    backup: String,
}

impl Action for FullSync {
    const SPEC: Spec = Spec::new(
        "fullSync",
        &[example(
            r#"{"mode": "upload"}"#,
            r#"{"backup": "backups/collection-before-upload-20260101T120000Z.anki2"}"#,
        )],
    )
    .errors(&["sync: auth not configured"]);
    type Reply = FullSyncReport;
}

impl HostAction for FullSync {
    fn run(self, call: &Call<'_>) -> Result<FullSyncReport, ApiError> {
        let backup = call.host().syncing().full_sync(self.mode)?;
        Ok(FullSyncReport { backup })
    }
}

/// Syncs media files, and answers when that is done.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SyncMedia {}

impl Action for SyncMedia {
    const SPEC: Spec =
        Spec::new("syncMedia", &[example("{}", "null")]).errors(&["sync: auth not configured"]);
    type Reply = ();
}

impl HostAction for SyncMedia {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        Ok(call.host().syncing().sync_media()?)
    }
}

/// Logs the open profile in to a sync server. The password is used once and not stored; what is stored is the key that
/// the server gives for it.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SyncLogin {
    /// The user name or e-mail address.
    username: String,
    /// The password.
    password: String,
    /// The address of the server; AnkiWeb where it is left out.
    #[serde(default)]
    endpoint: Option<String>,
}

impl Action for SyncLogin {
    const SPEC: Spec = Spec::new(
        "syncLogin",
        &[example(
            r#"{"username": "user", "password": "secret", "endpoint": "http://127.0.0.1:8080/"}"#,
            "null",
        )],
    )
    .errors(&["the sync server does not accept this user name and password"]);
    type Reply = ();
}

impl HostAction for SyncLogin {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        let syncing = call.host().syncing();
        Ok(syncing.log_in(&self.username, &self.password, self.endpoint.as_deref())?)
    }
}

/// Forgets the login of the open profile. Answers whether there was one.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SyncLogout {}

impl Action for SyncLogout {
    const SPEC: Spec = Spec::new("syncLogout", &[example("{}", "false")]);
    type Reply = bool;
}

impl HostAction for SyncLogout {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        Ok(call.host().syncing().log_out()?)
    }
}
