//! What a user can set, and where it comes from: flags, then the environment, then a file.
//!
//! The file is `ankid.toml` in the base folder, or the one that `--config` names. Its keys are the
//! add-on's, and a few of our own. The key that requests need is never shown.

pub(crate) mod edit;
pub(crate) mod file;
mod reading;
pub(crate) mod shown;
mod sync;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ankid_api::{AddNotes, ApiSettings};
use ankid_package::BackupChoices;

use self::file::{Entry, Plain};
use self::reading::{number, optional_text, origin_if_any, text, texts, truth};
pub(crate) use self::sync::{AutomaticSync, SyncSettings};
use crate::error::{AnkidError, Result};

/// The name of the settings file in a base folder.
pub(crate) const FILE_NAME: &str = "ankid.toml";

const KNOWN_KEYS: &str = "addNotes, apiKey, apiLogPath, backupMinutes, backupsDaily, backupsMonthly, \
     backupsWeekly, bodyLimitMegabytes, cardRemoteMedia, ignoreOriginList, mediaLimitMegabytes, \
     permissionPromptSeconds, sync.afterWriteSeconds, sync.atStart, sync.atStop, sync.certificates, \
     sync.endpoint, sync.everyMinutes, sync.media, sync.proxy, sync.timeoutSeconds, webBindAddress, \
     webBindPort, webCorsOriginList, webTimeout";

/// More backups than anyone keeps.
const MANY_BACKUPS: u32 = 10_000;

/// All settings of a running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The key that requests must carry.
    pub(crate) api_key: Option<ApiKey>,
    /// The file that gets every request and reply.
    pub(crate) api_log_path: Option<PathBuf>,
    /// An IP address or host name.
    pub(crate) bind_address: String,
    /// 0 lets the system choose.
    pub(crate) bind_port: u16,
    pub(crate) origins: OriginLists,
    pub(crate) add_notes: AddNotes,
    /// How often backups are made, and how many are kept.
    pub(crate) backups: BackupChoices,
    /// The longest request body that is read.
    pub(crate) body_limit_bytes: usize,
    /// Whether cards on the page may load pictures and the like from other servers.
    pub(crate) card_remote_media: bool,
    /// How long a question for permission waits for its answer.
    pub(crate) permission_prompt: Duration,
    /// The largest media file that is taken.
    pub(crate) media_limit_bytes: u64,
    /// How long a server may be silent while media are downloaded from it.
    pub(crate) download_timeout: Duration,
    pub(crate) sync: SyncSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            api_key: None,
            api_log_path: None,
            bind_address: "127.0.0.1".to_owned(),
            bind_port: 8765,
            origins: OriginLists::default(),
            add_notes: AddNotes::EachAlone,
            backups: BackupChoices::default(),
            body_limit_bytes: 256 << 20,
            card_remote_media: false,
            permission_prompt: Duration::from_secs(60),
            media_limit_bytes: 100 << 20,
            download_timeout: Duration::from_secs(10),
            sync: SyncSettings::default(),
        }
    }
}

/// A secret that requests must carry. It shows itself to nobody.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ApiKey(String);

impl ApiKey {
    /// The key, or `None` for an empty one, which protects nothing.
    pub(crate) fn new(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self(text))
    }

    /// The secret itself, for comparing.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(hidden)")
    }
}

/// Which web pages may and which may never use the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OriginLists {
    pub(crate) allowed: Vec<String>,
    pub(crate) ignored: Vec<String>,
    /// More allowed ones, from `webCorsOrigin` or the environment; these are not edited.
    pub(crate) also_allowed: Vec<String>,
}

impl Default for OriginLists {
    fn default() -> Self {
        Self {
            allowed: vec!["http://localhost".to_owned()],
            ignored: Vec::new(),
            also_allowed: Vec::new(),
        }
    }
}

/// Settings given on the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    pub(crate) bind_address: Option<String>,
    pub(crate) bind_port: Option<u16>,
}

/// The environment variables, as a function, so that tests need no real ones.
pub(crate) struct Environment<'e>(pub(crate) &'e dyn Fn(&str) -> Option<OsString>);

impl Environment<'_> {
    /// The text of a variable; `None` if it is unset or empty.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>> {
        let value = (self.0)(name).filter(|value| !value.is_empty());
        value
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| AnkidError::BadEnvironment {
                name,
                problem: "is not valid UTF-8".to_owned(),
            })
    }

    /// The path in a variable; `None` if it is unset or empty.
    pub(crate) fn path(&self, name: &'static str) -> Option<PathBuf> {
        (self.0)(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    }
}

/// The process's own environment.
pub(crate) const PROCESS: Environment<'static> = Environment(&|name| std::env::var_os(name));

/// Where the settings file is, and whether it must exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) path: PathBuf,
    pub(crate) required: bool,
}

impl Location {
    /// The file that `--config` or `ANKID_CONFIG` names, else the one in the base folder.
    pub(crate) fn find(config: Option<&Path>, environment: &Environment<'_>, base: &Path) -> Self {
        match config
            .map(Path::to_owned)
            .or_else(|| environment.path("ANKID_CONFIG"))
        {
            // Absolute, since other commands learn of it and run elsewhere. Without a current folder
            // there is nothing to be relative to.
            Some(path) => Self {
                path: std::path::absolute(&path).unwrap_or(path),
                required: true,
            },
            None => Self {
                path: base.join(FILE_NAME),
                required: false,
            },
        }
    }
}

impl Settings {
    /// Those that decide how requests are answered.
    pub(crate) fn for_api(&self) -> ApiSettings {
        ApiSettings {
            api_key: self.api_key.as_ref().map(|key| key.reveal().to_owned()),
            add_notes: self.add_notes,
            backups: self.backups,
        }
    }

    /// Reads all sources.
    pub(crate) fn load(
        location: &Location,
        environment: &Environment<'_>,
        flags: &Flags,
    ) -> Result<Self> {
        let mut settings = match file::read_text(&location.path)? {
            Some(text) => Self::parse_file(&location.path, &text)?,
            None if location.required => {
                return Err(AnkidError::SettingsFileMissing {
                    path: location.path.clone(),
                });
            }
            None => Self::default(),
        };
        settings.apply_environment(environment)?;
        if let Some(address) = &flags.bind_address {
            settings.bind_address.clone_from(address);
        }
        if let Some(port) = flags.bind_port {
            settings.bind_port = port;
        }
        Ok(settings)
    }

    /// The settings in `text`, the content of the file at `path`.
    pub(crate) fn parse_file(path: &Path, text: &str) -> Result<Self> {
        let mut settings = Self::default();
        for entry in file::parse(path, text)? {
            let line = entry.line;
            settings
                .apply(entry)
                .map_err(|problem| AnkidError::BadSetting {
                    path: path.to_owned(),
                    line,
                    problem,
                })?;
        }
        Ok(settings)
    }

    fn apply(&mut self, Entry { key, value, .. }: Entry) -> Result<(), String> {
        let key = key.as_str();
        match key {
            "apiKey" => self.api_key = optional_text(key, value)?.and_then(ApiKey::new),
            "apiLogPath" => self.api_log_path = optional_text(key, value)?.map(PathBuf::from),
            "webBindAddress" => self.bind_address = text(key, value)?,
            "webBindPort" => self.bind_port = number(key, value, 0, u16::MAX)?,
            "webCorsOriginList" => self.origins.allowed = texts(key, value)?,
            "ignoreOriginList" => self.origins.ignored = texts(key, value)?,
            "webCorsOrigin" => self.origins.also_allowed = origin_if_any(key, value)?,
            "webTimeout" => {
                let millis = number(key, value, 1, 3_600_000_u32)?;
                self.download_timeout = Duration::from_millis(millis.into());
            }
            "addNotes" => self.add_notes = add_notes(key, value)?,
            "backupMinutes" => self.backups.minimum_minutes = Some(number(key, value, 5, 100_000)?),
            "backupsDaily" => self.backups.daily = Some(number(key, value, 0, MANY_BACKUPS)?),
            "backupsWeekly" => self.backups.weekly = Some(number(key, value, 0, MANY_BACKUPS)?),
            "backupsMonthly" => self.backups.monthly = Some(number(key, value, 0, MANY_BACKUPS)?),
            "bodyLimitMegabytes" => {
                self.body_limit_bytes = usize::from(number(key, value, 1, 2048_u16)?) << 20;
            }
            "cardRemoteMedia" => self.card_remote_media = truth(key, value)?,
            "mediaLimitMegabytes" => {
                self.media_limit_bytes = u64::from(number(key, value, 1, 2048_u16)?) << 20;
            }
            "permissionPromptSeconds" => {
                let seconds = number(key, value, 1, 3600_u16)?;
                self.permission_prompt = Duration::from_secs(seconds.into());
            }
            // Of older add-ons. They tuned a server that handled one request at a time.
            "apiPollInterval" | "webBacklog" => drop(number(key, value, 0, u32::MAX)?),
            "apiVersion" => drop(number(key, value, 6, 6_u8)?),
            _ => match key.strip_prefix("sync.") {
                Some(name) => self.sync.apply(name, key, value)?,
                None => return Err(unknown(key)),
            },
        }
        Ok(())
    }

    fn apply_environment(&mut self, environment: &Environment<'_>) -> Result<()> {
        for name in ["ANKICONNECT_BIND_ADDRESS", "ANKID_BIND_ADDRESS"] {
            if let Some(address) = environment.text(name)? {
                self.bind_address = address;
            }
        }
        if let Some(port) = environment.text("ANKID_PORT")? {
            self.bind_port = port.parse().map_err(|_| AnkidError::BadEnvironment {
                name: "ANKID_PORT",
                problem: format!("must be a whole number from 0 to 65535, not `{port}`"),
            })?;
        }
        if let Some(key) = environment.text("ANKID_API_KEY")? {
            self.api_key = ApiKey::new(key);
        }
        if let Some(origins) = environment.text("ANKICONNECT_CORS_ORIGIN")? {
            let origins = origins
                .split(',')
                .map(str::trim)
                .filter(|origin| !origin.is_empty());
            self.origins.also_allowed.extend(origins.map(str::to_owned));
        }
        Ok(())
    }
}

fn unknown(key: &str) -> String {
    format!("unknown key `{key}`; the known keys are {KNOWN_KEYS}")
}

fn add_notes(key: &str, value: Plain) -> Result<AddNotes, String> {
    match text(key, value)?.as_str() {
        "each" => Ok(AddNotes::EachAlone),
        "all-or-nothing" => Ok(AddNotes::AllOrNothing),
        other => Err(format!(
            "`{key}` must be \"each\" or \"all-or-nothing\", not \"{other}\""
        )),
    }
}

#[cfg(test)]
mod tests;
