//! The lists of origins that are in force: those of the settings file as it is now.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::error::Result;
use crate::settings::{Environment, Flags, Location, OriginLists, Settings};

/// Follows the settings file, so that a decision made on the command line counts at once.
#[derive(Debug)]
pub(crate) struct LiveOrigins {
    location: Location,
    /// The lists, and the state of the file that they were read from.
    newest: Mutex<(Arc<OriginLists>, Option<FileState>)>,
}

/// What changes about a file when it is written.
type FileState = (SystemTime, u64);

impl LiveOrigins {
    /// Starts from `lists`, which may have been read from the file already.
    pub(crate) fn new(location: Location, lists: OriginLists) -> Self {
        // The unknown state makes the first call read the file, whatever happened to it meanwhile.
        Self {
            location,
            newest: Mutex::new((Arc::new(lists), None)),
        }
    }

    /// The lists as they are now. A file that became unreadable leaves them as they were.
    pub(crate) fn current(&self) -> Arc<OriginLists> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let state = file_state(&self.location.path);
        if newest.1 != state {
            match self.read() {
                Ok(lists) => newest.0 = Arc::new(lists),
                Err(problem) => tracing::warn!(%problem, "the lists of origins stay as they were"),
            }
            newest.1 = state;
        }
        Arc::clone(&newest.0)
    }

    pub(crate) fn settings_file(&self) -> &Path {
        &self.location.path
    }

    /// All settings as the file and the environment give them now.
    pub(crate) fn settings_now(&self) -> Result<Settings> {
        let environment = Environment(&|name| std::env::var_os(name));
        Settings::load(&self.location, &environment, &Flags::default())
    }

    /// Whether cards may load pictures and the like from other servers, as the file says now.
    pub(crate) fn loads_remote_media(&self) -> bool {
        match self.settings_now() {
            Ok(settings) => settings.card_remote_media,
            Err(problem) => {
                tracing::warn!(%problem, "cards load nothing from other servers");
                false
            }
        }
    }

    fn read(&self) -> Result<OriginLists> {
        Ok(self.settings_now()?.origins)
    }
}

/// `None` for a file that is not there.
fn file_state(path: &Path) -> Option<FileState> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::edit::{Decision, decide};

    #[test]
    fn decisions_count_at_once_and_a_broken_file_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ankid.toml");
        let location = Location {
            path: path.clone(),
            required: false,
        };
        let live = LiveOrigins::new(location, OriginLists::default());
        let allowed = || live.current().allows("https://a.example");
        assert!(!allowed());
        decide(&path, "https://a.example", Decision::Allow).unwrap();
        assert!(allowed());
        std::fs::write(&path, "webCorsOriginList = ").unwrap();
        assert!(allowed());
        std::fs::write(&path, "").unwrap();
        assert!(!allowed());
    }
}
