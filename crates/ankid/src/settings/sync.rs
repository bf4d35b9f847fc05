//! The settings of syncing: the table `[sync]`.

use std::path::PathBuf;
use std::time::Duration;

use ankid_sync::{Endpoint, HttpOptions, ProxyAddress};
use serde_json::Value;

use super::file::Plain;
use super::reading::{number, optional_text, truth, within};

/// How and when to sync: the table `[sync]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyncSettings {
    /// The server for logins that name none.
    pub(crate) endpoint: Endpoint,
    pub(crate) http: HttpOptions,
    /// Whether media files follow the collection.
    pub(crate) media: bool,
    pub(crate) automatic: AutomaticSync,
}

/// When to sync without being asked; never, unless the settings say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct AutomaticSync {
    pub(crate) at_start: bool,
    pub(crate) at_stop: bool,
    /// How long after the last write.
    pub(crate) after_write: Option<Duration>,
    /// How often.
    pub(crate) every: Option<Duration>,
}

impl AutomaticSync {
    /// Whether a running server never syncs by itself.
    pub(crate) const fn is_never(&self) -> bool {
        !self.at_start && self.after_write.is_none() && self.every.is_none()
    }
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self {
            endpoint: Endpoint::default(),
            http: HttpOptions::default(),
            media: true,
            automatic: AutomaticSync::default(),
        }
    }
}

impl SyncSettings {
    /// Sets `name`, which the file calls `key`.
    pub(super) fn apply(&mut self, name: &str, key: &str, value: Plain) -> Result<(), String> {
        match name {
            "atStart" => self.automatic.at_start = truth(key, value)?,
            "atStop" => self.automatic.at_stop = truth(key, value)?,
            "afterWriteSeconds" => {
                let seconds = number(key, value, 0, 86_400_u32)?;
                let wait = Duration::from_secs(seconds.into());
                self.automatic.after_write = (seconds > 0).then_some(wait);
            }
            "everyMinutes" => {
                let minutes = number(key, value, 0, 10_080_u16)?;
                let wait = Duration::from_secs(u64::from(minutes) * 60);
                self.automatic.every = (minutes > 0).then_some(wait);
            }
            "media" => self.media = truth(key, value)?,
            "timeoutSeconds" => {
                let seconds = number(key, value, 1, 3600_u16)?;
                self.http.timeout = Duration::from_secs(seconds.into());
            }
            "endpoint" => {
                let address = optional_text(key, value)?;
                let parsed = address.as_deref().map(Endpoint::parse).transpose();
                self.endpoint = parsed.map_err(within(key))?.unwrap_or_default();
            }
            "proxy" => {
                let address = optional_text(key, value)?;
                let parsed = address.as_deref().map(ProxyAddress::parse).transpose();
                self.http.proxy = parsed.map_err(within(key))?;
            }
            "certificates" => {
                self.http.certificates = optional_text(key, value)?.map(PathBuf::from);
            }
            _ => return Err(super::unknown(key)),
        }
        Ok(())
    }

    /// All values, by the names of the keys in the file.
    pub(super) fn values(&self) -> [(&'static str, Value); 9] {
        let seconds = |wait: Option<Duration>| wait.map_or(0, |wait| wait.as_secs());
        let (automatic, http) = (&self.automatic, &self.http);
        let certificates = http.certificates.as_ref();
        let certificates = certificates.map(|path| path.to_string_lossy().into_owned());
        let proxy = http.proxy.as_ref().map(ProxyAddress::as_str);
        [
            (
                "sync.afterWriteSeconds",
                seconds(automatic.after_write).into(),
            ),
            ("sync.atStart", automatic.at_start.into()),
            ("sync.atStop", automatic.at_stop.into()),
            ("sync.certificates", certificates.into()),
            ("sync.endpoint", self.endpoint.as_str().into()),
            ("sync.everyMinutes", (seconds(automatic.every) / 60).into()),
            ("sync.media", self.media.into()),
            ("sync.proxy", proxy.into()),
            ("sync.timeoutSeconds", http.timeout.as_secs().into()),
        ]
    }
}
