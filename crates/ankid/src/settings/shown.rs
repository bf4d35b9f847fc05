//! The settings for people to see, by the names that they have in the file.

use ankid_api::AddNotes;
use serde_json::{Map, Value};

use super::{Environment, Settings};

/// The settings that count as soon as the file has them.
pub(crate) const LIVE: [&str; 18] = [
    "addNotes",
    "apiKey",
    "backupMinutes",
    "backupsDaily",
    "backupsMonthly",
    "backupsWeekly",
    "cardRemoteMedia",
    "ignoreOriginList",
    "sync.afterWriteSeconds",
    "sync.atStart",
    "sync.atStop",
    "sync.certificates",
    "sync.endpoint",
    "sync.everyMinutes",
    "sync.media",
    "sync.proxy",
    "sync.timeoutSeconds",
    "webCorsOriginList",
];

impl Settings {
    /// All values but the key.
    pub(crate) fn values(&self) -> Map<String, Value> {
        let add_notes = match self.add_notes {
            AddNotes::EachAlone => "each",
            AddNotes::AllOrNothing => "all-or-nothing",
        };
        let log = self.api_log_path.as_ref();
        let log = log.map(|path| path.to_string_lossy().into_owned());
        let timeout = u64::try_from(self.download_timeout.as_millis()).unwrap_or(u64::MAX);
        let backups = &self.backups;
        let values: [(&str, Value); 15] = [
            ("addNotes", add_notes.into()),
            ("apiLogPath", log.into()),
            ("backupMinutes", backups.minimum_minutes.into()),
            ("backupsDaily", backups.daily.into()),
            ("backupsMonthly", backups.monthly.into()),
            ("backupsWeekly", backups.weekly.into()),
            ("bodyLimitMegabytes", (self.body_limit_bytes >> 20).into()),
            ("cardRemoteMedia", self.card_remote_media.into()),
            ("ignoreOriginList", self.origins.ignored.clone().into()),
            ("mediaLimitMegabytes", (self.media_limit_bytes >> 20).into()),
            (
                "permissionPromptSeconds",
                self.permission_prompt.as_secs().into(),
            ),
            ("webBindAddress", self.bind_address.clone().into()),
            ("webBindPort", self.bind_port.into()),
            ("webCorsOriginList", self.origins.allowed.clone().into()),
            ("webTimeout", timeout.into()),
        ];
        let values = values.into_iter().chain(self.sync.values());
        values
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

/// The settings that the environment gives, whatever the file says.
pub(crate) fn fixed(environment: &Environment<'_>) -> Vec<&'static str> {
    let is_set = |name| matches!(environment.text(name), Ok(Some(_)) | Err(_));
    let mut fixed = Vec::new();
    if is_set("ANKID_API_KEY") {
        fixed.push("apiKey");
    }
    if is_set("ANKID_BIND_ADDRESS") || is_set("ANKICONNECT_BIND_ADDRESS") {
        fixed.push("webBindAddress");
    }
    if is_set("ANKID_PORT") {
        fixed.push("webBindPort");
    }
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_but_the_key_is_shown_and_can_be_written_back() {
        let values = Settings::default().values();
        let known = super::super::KNOWN_KEYS.replace("     ", "");
        for name in known.split(", ").filter(|name| *name != "apiKey") {
            assert!(values.contains_key(name.trim()), "{name}");
        }
        let folder = tempfile::tempdir().unwrap();
        for start in ["", "{}", "# mine\nwebTimeout = 5\n"] {
            let path = folder.path().join("settings");
            std::fs::write(&path, start).unwrap();
            for (name, value) in &values {
                crate::settings::edit::change(&path, name, value).unwrap();
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let read = Settings::parse_file(&path, &text).unwrap();
            assert_eq!(read, Settings::default(), "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ankid.toml");
        std::fs::write(&path, "webTimeout = 5\n").unwrap();
        for (name, value) in [
            ("webTimeout", serde_json::json!("soon")),
            ("webTimeout", serde_json::json!({})),
            ("nothing", serde_json::json!(1)),
            ("webCorsOriginList", serde_json::json!([1])),
        ] {
            assert!(crate::settings::edit::change(&path, name, &value).is_err());
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text, "webTimeout = 5\n");
        }
    }
}
