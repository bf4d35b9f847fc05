//! What ankid writes about itself: its own log, quiet by default, and the log of requests.

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal as _, Write as _};
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize as _;
use serde_json::{Map, Value};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::error::{AnkidError, Result};
use crate::settings::Environment;

/// Starts the log on standard error. `ANKID_LOG` or `RUST_LOG` says how much goes there.
pub(crate) fn start(environment: &Environment<'_>) -> Result<()> {
    let wanted = match environment.text("ANKID_LOG")? {
        Some(wanted) => Some(("ANKID_LOG", wanted)),
        None => environment
            .text("RUST_LOG")?
            .map(|wanted| ("RUST_LOG", wanted)),
    };
    let filter = match wanted {
        None => EnvFilter::new("info"),
        Some((name, wanted)) => {
            EnvFilter::try_new(wanted).map_err(|problem| AnkidError::BadEnvironment {
                name,
                problem: problem.to_string(),
            })?
        }
    };
    let json = match environment.text("ANKID_LOG_FORMAT")?.as_deref() {
        None | Some("text") => false,
        Some("json") => true,
        Some(other) => {
            return Err(AnkidError::BadEnvironment {
                name: "ANKID_LOG_FORMAT",
                problem: format!("must be text or json, not `{other}`"),
            });
        }
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    if json {
        log.json().finish().init();
    } else {
        log.finish().init();
    }
    std::panic::set_hook(Box::new(note_panic));
    Ok(())
}

/// Tells where a panic happened, but not its message: that may hold text from cards.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::error!(place, "panic");
}

/// Every request and reply, as the add-on writes them, but without keys. Holds text from cards.
pub(crate) struct RequestLog {
    file: Mutex<File>,
}

impl RequestLog {
    /// Starts an empty log at `path` that only its owner can read.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|source| AnkidError::WriteFile {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            file: Mutex::new(file),
        })
    }

    /// Writes down a request that is JSON, and its reply.
    pub(crate) fn record(&self, request: &[u8], reply: &[u8]) {
        let parsed = (
            serde_json::from_slice(request),
            serde_json::from_slice(reply),
        );
        let (Ok(request), Ok(reply)) = parsed else {
            return;
        };
        let mut text = Vec::new();
        let written = write_event(&mut text, "request", request)
            .and_then(|()| write_event(&mut text, "reply", reply))
            .and_then(|()| {
                let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
                file.write_all(&text)
            });
        if let Err(problem) = written {
            tracing::error!(%problem, "the log of requests could not be written");
        }
    }
}

fn write_event(text: &mut Vec<u8>, name: &str, event: Value) -> std::io::Result<()> {
    writeln!(text, "[{name}]")?;
    let format = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut *text, format);
    sorted_without_keys(event).serialize(&mut serializer)?;
    text.extend_from_slice(b"\n\n");
    Ok(())
}

/// Sorts the names in all objects, and hides the `key` of each that is a request, and passwords.
fn sorted_without_keys(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(sorted_without_keys).collect(),
        Value::Object(object) => {
            let is_request = object.contains_key("action");
            let mut items: Vec<(String, Value)> = object.into_iter().collect();
            items.sort_by(|one, other| one.0.cmp(&other.0));
            let items = items.into_iter().map(|(name, value)| match name.as_str() {
                "key" if is_request => (name, Value::from("(hidden)")),
                // That of a login to a sync server.
                "password" => (name, Value::from("(hidden)")),
                _ => (name, sorted_without_keys(value)),
            });
            Value::Object(items.collect::<Map<_, _>>())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_replies_are_written_without_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let log = RequestLog::create(&path).unwrap();
        let request =
            br#"{"version": 6, "key": "sesame", "action": "multi", "params": {"actions": [
            {"action": "version", "key": "sesame"}], "key": "kept"}}"#;
        log.record(request, br#"{"result": [6], "error": null}"#);
        log.record(b"no JSON", b"{}");
        let expected = r#"[request]
{
    "action": "multi",
    "key": "(hidden)",
    "params": {
        "actions": [
            {
                "action": "version",
                "key": "(hidden)"
            }
        ],
        "key": "kept"
    },
    "version": 6
}

[reply]
{
    "error": null,
    "result": [
        6
    ]
}

"#;
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_log_of_requests() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        RequestLog::create(&path).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
