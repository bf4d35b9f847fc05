//! Syncing: AnkiConnect's `sync`, and what it has no action for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::syncing::{FullSyncMode, SyncOutcome, SyncReport};

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
        SyncReport::of(call.host())
    }
}

/// Replaces the whole collection: that on the server by this one (`upload`), or this one by that on the server
/// (`download`). A backup of this one is made first. Media files follow in the background.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FullSync {
    /// `upload` or `download`.
    mode: FullSyncMode,
}

/// What a full sync did.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FullSyncReport {
    /// Where the backup lies of this collection as it was before.
    backup: String,
}

impl Action for FullSync {
    const SPEC: Spec = Spec::new(
        "fullSync",
        &[example(
            r#"{"mode": "upload"}"#,
            r#"{"backup": "backups/backup-2026-01-01-12.00.00.colpkg"}"#,
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
