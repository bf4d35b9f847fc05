//! Checking the media folder, and its trash.

use ankid_collection::MediaReport;
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::Id;

/// Compares the media folder with the notes: tells which files notes refer to that are not there, which files no note
/// uses, and which have names or sizes that cannot be synced. Changes nothing, unless it is told to move the unused ones
/// to the trash. Files whose names begin with an underscore are never unused, since templates may use them.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckMedia {
    /// Whether to move the files that no note uses to the trash, which `restoreMediaTrash` takes back.
    #[serde(default)]
    trash_unused: bool,
}

/// What a check of the media found.
#[derive(Serialize, JsonSchema)]
pub(super) struct MediaCheck {
    /// Files that notes refer to and that are not there.
    missing: Vec<MissingFile>,
    /// Files that no note uses; they are in the trash now, if that was asked for.
    unused: Vec<String>,
    /// Files with names that not every platform can hold.
    misnamed: Vec<MisnamedFile>,
    /// Files of more than 100 MB, which are not synced.
    oversized: Vec<String>,
    /// Folders inside the media folder, which Anki does not look into.
    folders: Vec<String>,
    /// What lies in the trash.
    trash: Trash,
}

/// A file that is not there.
#[derive(Serialize, JsonSchema)]
struct MissingFile {
    /// Its name.
    filename: String,
    /// The notes that refer to it.
    notes: Vec<Id<NoteId>>,
}

/// A file with a name that not every platform can hold.
#[derive(Serialize, JsonSchema)]
struct MisnamedFile {
    /// Its name.
    filename: String,
    /// The name that Anki would give it.
    wanted: String,
}

/// What lies in the trash.
#[derive(Serialize, JsonSchema)]
struct Trash {
    /// How many files.
    files: usize,
    /// Their length together.
    bytes: u64,
}

/// Removes all files in the trash of media files for ever, and answers how many there were.
#[derive(Deserialize, JsonSchema)]
pub(super) struct EmptyMediaTrash {}

/// Brings all files in the trash of media files back, and answers their names. A file whose name another one has by now
/// gets a new name.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RestoreMediaTrash {}

impl Action for CheckMedia {
    const SPEC: Spec = Spec::new(
        "checkMedia",
        &[example(
            "{}",
            r#"{
                "missing": [], "unused": [], "misnamed": [], "oversized": [], "folders": [],
                "trash": {"files": 0, "bytes": 0}
            }"#,
        )],
    );
    type Reply = MediaCheck;
}

impl HostAction for CheckMedia {
    fn run(self, call: &Call<'_>) -> Result<MediaCheck, ApiError> {
        let engine = call.engine()?;
        let trashed = if self.trash_unused {
            engine.trash_unused_media()?
        } else {
            Vec::new()
        };
        let report = engine.read(|view| view.check_media())?;
        let mut found = MediaCheck::of(report);
        if self.trash_unused {
            found.unused = trashed;
        }
        Ok(found)
    }
}

impl MediaCheck {
    fn of(report: MediaReport) -> Self {
        let missing = report.missing.into_iter().map(|file| MissingFile {
            filename: file.name,
            notes: file.notes.into_iter().map(Id).collect(),
        });
        let misnamed = report.misnamed.into_iter().map(|file| MisnamedFile {
            filename: file.name,
            wanted: file.wanted,
        });
        Self {
            missing: missing.collect(),
            unused: report.unused,
            misnamed: misnamed.collect(),
            oversized: report.oversized,
            folders: report.folders,
            trash: Trash {
                files: report.trash.files,
                bytes: report.trash.bytes,
            },
        }
    }
}

impl Action for EmptyMediaTrash {
    const SPEC: Spec = Spec::new("emptyMediaTrash", &[example("{}", "0")]);
    type Reply = usize;
}

impl HostAction for EmptyMediaTrash {
    fn run(self, call: &Call<'_>) -> Result<usize, ApiError> {
        Ok(call.engine()?.empty_media_trash()?)
    }
}

impl Action for RestoreMediaTrash {
    const SPEC: Spec = Spec::new("restoreMediaTrash", &[example("{}", "[]")]);
    type Reply = Vec<String>;
}

impl HostAction for RestoreMediaTrash {
    fn run(self, call: &Call<'_>) -> Result<Vec<String>, ApiError> {
        Ok(call.engine()?.restore_media_trash()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn media_that_no_note_uses_goes_to_the_trash_and_comes_back() {
        let door = TestDoor::new();
        for (name, data) in [
            ("used.txt", "YQ=="),
            ("stray.txt", "Yg=="),
            ("_template.css", "Yw=="),
        ] {
            door.result("storeMediaFile", json!({"filename": name, "data": data}));
        }
        let note = json!({
            "deckName": "Default", "modelName": "Basic",
            "fields": {"Front": "[sound:used.txt]", "Back": "<img src=\"gone.png\"> <img src=https://a.example/b.png>"}
        });
        let note = door.result("addNote", json!({ "note": note }));
        let found = door.result("checkMedia", json!({}));
        assert_eq!(found["unused"], json!(["stray.txt"]));
        assert_eq!(
            found["missing"],
            json!([{"filename": "gone.png", "notes": [note]}])
        );
        let trashed = door.result("checkMedia", json!({"trashUnused": true}));
        assert_eq!(trashed["unused"], json!(["stray.txt"]));
        assert_eq!(trashed["trash"], json!({"files": 1, "bytes": 1}));
        assert_eq!(
            door.result("retrieveMediaFile", json!({"filename": "stray.txt"})),
            false
        );
        assert_eq!(
            door.result("restoreMediaTrash", json!({})),
            json!(["stray.txt"])
        );
        assert_eq!(
            door.result("retrieveMediaFile", json!({"filename": "stray.txt"})),
            "Yg=="
        );
        door.result("checkMedia", json!({"trashUnused": true}));
        assert_eq!(door.result("emptyMediaTrash", json!({})), 1);
        assert_eq!(door.result("restoreMediaTrash", json!({})), json!([]));
    }
}
