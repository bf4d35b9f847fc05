//! What a page needs to begin.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::host::PageAddresses;
use crate::screen::ScreenState;

/// Answers what a page needs to begin: the open profile, and where events, media and files are. The addresses
/// hold secrets that change with every start of the server; whoever has passed this door may use them.
#[derive(Deserialize, JsonSchema)]
pub(super) struct OpenScreen {}

/// What a page needs to begin.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Opening {
    /// The version of ankid.
    version: &'static str,
    /// The open profile.
    profile: Option<String>,
    /// The addresses.
    #[serde(flatten)]
    addresses: PageAddresses,
    /// The folder whose files lie at `downloadUrl`: for exports that a page fetches.
    export_folder: String,
}

impl Action for OpenScreen {
    const SPEC: Spec = Spec::new(
        "openScreen",
        &[example(
            "{}",
            r#"{
                "version": "0.1.0", "profile": "User 1",
                "eventsUrl": "/events/SECRET", "mediaUrl": "/media/SECRET/",
                "downloadUrl": "/download/SECRET/", "uploadUrl": "/upload/SECRET",
                "cardFrameUrl": "/card-frame", "exportFolder": "/home/me/ankid-transfers/out"
            }"#,
        )],
    );
    type Reply = Opening;
}

impl HostAction for OpenScreen {
    fn run(self, call: &Call<'_>) -> Result<Opening, ApiError> {
        let host = call.host();
        Ok(Opening {
            version: env!("CARGO_PKG_VERSION"),
            profile: host.active_profile(),
            addresses: host.page_addresses(),
            export_folder: host.export_folder()?,
        })
    }
}

/// Answers what the screen shows.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetScreen {}

impl Action for GetScreen {
    const SPEC: Spec = Spec::new(
        "screenState",
        &[example(
            "{}",
            r#"{
                "revision": 0, "front": "main", "raised": 0, "main": {"place": "decks"},
                "browser": null, "add": null, "edit": null, "import": null
            }"#,
        )],
    );
    type Reply = ScreenState;
}

impl HostAction for GetScreen {
    fn run(self, call: &Call<'_>) -> Result<ScreenState, ApiError> {
        call.on_screen(|desk, engine| engine.read(|view| Ok(ScreenState::of(desk, view))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn looking_at_the_screen_changes_nothing() {
        let door = TestDoor::new();
        let first = door.result("screenState", json!({}));
        assert_eq!(door.result("screenState", json!({})), first);
        assert_eq!(door.take_told(), []);
    }
}
