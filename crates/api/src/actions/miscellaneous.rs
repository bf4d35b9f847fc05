//! Actions about the API itself and the profiles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::{Action, Entry, HostAction, Spec, example};
use crate::actions::{self, sync};
use crate::door::{API_VERSION, Call};
use crate::error::ApiError;
use crate::host::Permission;

mod multi;
pub(super) mod packages;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::host::<RequestPermission>(),
    Entry::host::<Version>(),
    Entry::host::<ApiReflect>(),
    Entry::host::<GetProfiles>(),
    Entry::host::<GetActiveProfile>(),
    Entry::host::<LoadProfile>(),
    Entry::host::<sync::Sync>(),
    Entry::host::<ReloadCollection>(),
    multi::ENTRY,
    Entry::host::<packages::ExportPackage>(),
    Entry::prepared::<packages::ImportPackage>(),
];

/// Asks for permission to use the API. A web page that the settings do not allow yet is asked
/// about: somebody at the server grants or denies it. The only action that such a page may
/// call, and the only one that needs no key.
#[derive(Deserialize, JsonSchema)]
struct RequestPermission {
    /// The web page that asks. Filled in from the request's `Origin` header.
    origin: String,
    /// Whether the settings allow that page. Filled in by the server.
    allowed: bool,
}

/// The answer to a web page that asked for permission.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "permission", rename_all = "lowercase")]
enum PermissionReply {
    /// The page may use the API.
    Granted {
        /// Whether requests must carry a key.
        #[serde(rename = "requireApikey")]
        require_apikey: bool,
        /// The same, as AnkiConnect's documentation spells it.
        #[serde(rename = "requireApiKey")]
        require_api_key: bool,
        /// The version of the API.
        version: u32,
    },
    /// The page may not use the API.
    Denied {},
}

impl Action for RequestPermission {
    const SPEC: Spec = Spec::new(
        "requestPermission",
        &[example(
            r#"{"origin": "http://localhost", "allowed": true}"#,
            r#"{"permission": "granted", "requireApikey": false, "requireApiKey": false, "version": 6}"#,
        )],
    );
    type Reply = PermissionReply;
}

impl HostAction for RequestPermission {
    fn run(self, call: &Call<'_>) -> Result<PermissionReply, ApiError> {
        if !self.allowed && call.host().ask_permission(&self.origin) == Permission::Denied {
            return Ok(PermissionReply::Denied {});
        }
        let requires_key = call
            .settings()
            .api_key
            .as_ref()
            .is_some_and(|key| !key.is_empty());
        Ok(PermissionReply::Granted {
            require_apikey: requires_key,
            require_api_key: requires_key,
            version: API_VERSION,
        })
    }
}

/// Answers the version of the API.
#[derive(Deserialize, JsonSchema)]
struct Version {}

impl Action for Version {
    const SPEC: Spec = Spec::new("version", &[example("{}", "6")]);
    type Reply = u32;
}

impl HostAction for Version {
    fn run(self, _call: &Call<'_>) -> Result<u32, ApiError> {
        Ok(API_VERSION)
    }
}

/// Tells which actions there are.
#[derive(Deserialize, JsonSchema)]
struct ApiReflect {
    /// What to tell about, a list of texts: only `actions` is known.
    #[serde(default)]
    scopes: Value,
    /// The names of actions to look for, a list; null or none for all actions.
    #[serde(default)]
    actions: Value,
}

/// What there is.
#[derive(Serialize, JsonSchema)]
struct Reflection {
    /// The scopes that are known.
    scopes: Vec<&'static str>,
    /// The actions that there are, if `actions` was among the scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Vec<&'static str>>,
}

impl Action for ApiReflect {
    const SPEC: Spec = Spec::new(
        "apiReflect",
        &[example(
            r#"{"scopes": ["actions", "invalidType"], "actions": ["apiReflect", "invalidMethod"]}"#,
            r#"{"scopes": ["actions"], "actions": ["apiReflect"]}"#,
        )],
    )
    .errors(&["scopes has invalid value", "actions has invalid value"]);
    type Reply = Reflection;
}

impl HostAction for ApiReflect {
    fn run(self, _call: &Call<'_>) -> Result<Reflection, ApiError> {
        let Value::Array(scopes) = self.scopes else {
            return Err(ApiError::ReflectScopes);
        };
        let mut known: Vec<&str> = actions::all().map(|entry| entry.spec.name).collect();
        known.sort_unstable();
        let actions = match self.actions {
            Value::Null => known,
            Value::Array(names) => {
                let names = names.iter().filter_map(Value::as_str);
                names
                    .filter_map(|name| known.iter().find(|it| **it == name).copied())
                    .collect()
            }
            _ => return Err(ApiError::ReflectActions),
        };
        if scopes.iter().any(|scope| scope == "actions") {
            Ok(Reflection {
                scopes: vec!["actions"],
                actions: Some(actions),
            })
        } else {
            Ok(Reflection {
                scopes: Vec::new(),
                actions: None,
            })
        }
    }
}

/// Answers the names of all profiles.
#[derive(Deserialize, JsonSchema)]
struct GetProfiles {}

impl Action for GetProfiles {
    const SPEC: Spec = Spec::new("getProfiles", &[example("{}", r#"["User 1"]"#)]);
    type Reply = Vec<String>;
}

impl HostAction for GetProfiles {
    fn run(self, call: &Call<'_>) -> Result<Vec<String>, ApiError> {
        Ok(call.host().profiles()?)
    }
}

/// Answers the name of the open profile; null if none is open.
#[derive(Deserialize, JsonSchema)]
struct GetActiveProfile {}

impl Action for GetActiveProfile {
    const SPEC: Spec = Spec::new("getActiveProfile", &[example("{}", r#""User 1""#)]);
    type Reply = Option<String>;
}

impl HostAction for GetActiveProfile {
    fn run(self, call: &Call<'_>) -> Result<Option<String>, ApiError> {
        Ok(call.host().active_profile())
    }
}

/// Closes the open profile and opens another. Answers whether there is one of that name, which
/// must match in case.
#[derive(Deserialize, JsonSchema)]
struct LoadProfile {
    /// The name of the profile.
    name: String,
}

impl Action for LoadProfile {
    const SPEC: Spec = Spec::new(
        "loadProfile",
        &[
            example(r#"{"name": "User 1"}"#, "true"),
            example(r#"{"name": "nobody"}"#, "false"),
        ],
    );
    type Reply = bool;
}

impl HostAction for LoadProfile {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        Ok(call.host().load_profile(&self.name)?)
    }
}

/// Reads everything anew. The server always answers from what the collection holds, so nothing is
/// left to be done.
#[derive(Deserialize, JsonSchema)]
struct ReloadCollection {}

impl Action for ReloadCollection {
    const SPEC: Spec = Spec::new("reloadCollection", &[example("{}", "null")])
        .errors(&["collection is not available"]);
    type Reply = ();
}

impl HostAction for ReloadCollection {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        call.engine().map(drop)
    }
}
