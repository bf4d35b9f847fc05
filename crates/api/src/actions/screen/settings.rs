//! The server's settings, at a page.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::host::ServerSettings;

const SETTINGS: &str = r#"{
    "address": "http://127.0.0.1:8765", "path": "/home/you/ankid/ankid.toml", "apiKeySet": false,
    "values": {"addNotes": "each"}, "live": ["addNotes"], "fixed": []
}"#;

/// Answers the settings of the server, without the key.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetServerSettings {}

impl Action for GetServerSettings {
    const SPEC: Spec = Spec::new("serverSettings", &[example("{}", SETTINGS)]);
    type Reply = ServerSettings;
}

impl HostAction for GetServerSettings {
    fn run(self, call: &Call<'_>) -> Result<ServerSettings, ApiError> {
        Ok(call.host().server_settings()?)
    }
}

/// Writes a setting into the settings file, and answers all settings. Those that the reply lists as `live` count at
/// once, the others from the next start on.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ChangeServerSetting {
    /// The name of the setting, as in the settings file.
    name: String,
    /// Its value; null for the default.
    value: Value,
}

impl Action for ChangeServerSetting {
    const SPEC: Spec = Spec::new(
        "changeServerSetting",
        &[example(
            r#"{"name": "addNotes", "value": "each"}"#,
            SETTINGS,
        )],
    );
    type Reply = ServerSettings;
}

impl HostAction for ChangeServerSetting {
    fn run(self, call: &Call<'_>) -> Result<ServerSettings, ApiError> {
        Ok(call.host().change_setting(&self.name, self.value)?)
    }
}

/// Answers the key that requests must carry, which the caller has shown to know; null where none is set.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ShowApiKey {}

impl Action for ShowApiKey {
    const SPEC: Spec = Spec::new("showApiKey", &[example("{}", "null")]);
    type Reply = Option<String>;
}

impl HostAction for ShowApiKey {
    fn run(self, call: &Call<'_>) -> Result<Option<String>, ApiError> {
        Ok(call.settings().api_key.clone())
    }
}
