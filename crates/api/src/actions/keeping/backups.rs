//! Backups of the collection.

use ankid_package::{Backup, Due, back_up, backup_folder, list_backups};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::packages::told_progress;

/// Makes a backup of the collection now, without its media files, in the folder `backups` of the profile, as Anki does.
/// Answers the name of its file, or null if nothing has changed since the last one. Backups that are old enough are thinned out, as the
/// settings say. `ankid restore` takes a backup back, and so does Anki.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CreateBackup {}

/// Lists the backups of the open profile, newest first.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ListBackups {}

/// A backup.
#[derive(Serialize, JsonSchema)]
pub(super) struct BackupFile {
    /// The name of the file.
    name: String,
    /// The path of the file.
    path: String,
    /// When it was made, by local time, such as `2026-12-31T23:59:59`.
    made: String,
    /// Its length.
    bytes: u64,
}

impl From<Backup> for BackupFile {
    fn from(backup: Backup) -> Self {
        Self {
            name: backup.name,
            path: backup.path.display().to_string(),
            made: backup.made.to_string(),
            bytes: backup.bytes,
        }
    }
}

impl Action for CreateBackup {
    const SPEC: Spec = Spec::new(
        "createBackup",
        &[example("{}", r#""backup-2026-01-01-12.10.00.colpkg""#)],
    );
    type Reply = Option<String>;
}

impl HostAction for CreateBackup {
    fn run(self, call: &Call<'_>) -> Result<Option<String>, ApiError> {
        let engine = call.engine()?;
        let reporter = told_progress(call, "backup");
        let made = back_up(&engine, call.settings().backups, Due::Now, &reporter)?;
        Ok(made.map(|backup| backup.name))
    }
}

impl Action for ListBackups {
    const SPEC: Spec = Spec::new("listBackups", &[example("{}", "[]")]);
    type Reply = Vec<BackupFile>;
}

impl HostAction for ListBackups {
    fn run(self, call: &Call<'_>) -> Result<Vec<BackupFile>, ApiError> {
        let backups = list_backups(&backup_folder(call.engine()?.path()))?;
        Ok(backups.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::door::testing::TestDoor;

    #[test]
    fn a_backup_is_made_where_something_changed() {
        let door = TestDoor::new();
        door.advance_millis(60_000);
        let first = door.result("createBackup", json!({}));
        assert_eq!(first, "backup-2026-01-01-12.01.00.colpkg");
        door.advance_millis(60_000);
        assert_eq!(door.result("createBackup", json!({})), Value::Null);
        door.result("createDeck", json!({"deck": "A"}));
        door.advance_millis(60_000);
        let second = door.result("createBackup", json!({}));
        let listed = door.result("listBackups", json!({}));
        assert_eq!(listed[0]["made"], "2026-01-01T12:03:00");
        assert_eq!(
            json!([listed[0]["name"], listed[1]["name"]]),
            json!([second, first])
        );
        let path = listed[0]["path"].as_str().unwrap();
        let bytes = std::fs::metadata(path).unwrap().len();
        assert_eq!(listed[0]["bytes"], bytes);
    }
}
