//! The base folder and the profiles in it: a folder each, named as the profile, laid out as Anki's.
//!
//! The base folder may be Anki's own. Then Anki's list of profiles counts too; it is never written.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use ankid_storage::{Preferences, Storage, StorageError};

use crate::error::{AnkidError, Result};
use crate::settings::Environment;

/// The profile that a first start makes.
pub(crate) const FIRST_PROFILE: &str = "User 1";

const COLLECTION: &str = "collection.anki2";

/// What Windows would not take as a folder's name.
const FORBIDDEN_CHARACTERS: &str = "<>:\"/\\|?*";
/// Folders that Anki keeps beside the profiles.
const NO_PROFILES: [&str; 5] = ["_global", "addons", "addons21", "gldriver6", "logs"];

/// Key, address and user name of a login.
type FoundLogin = (String, Option<String>, Option<String>);

/// A base folder.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    folder: PathBuf,
}

impl Base {
    /// The base folder at `folder`, or the one of our own that the platform provides for.
    pub(crate) fn find(folder: Option<&Path>, environment: &Environment<'_>) -> Result<Self> {
        let folder = match folder {
            Some(folder) => folder.to_owned(),
            None => environment
                .path("ANKID_BASE")
                .or_else(|| default_folder(environment))
                .ok_or(AnkidError::NoHome)?,
        };
        let folder = std::path::absolute(&folder).map_err(|source| AnkidError::ReadFile {
            path: folder,
            source,
        })?;
        if let (true, Some(parent), Some(name)) = (
            folder.join(COLLECTION).is_file(),
            folder.parent(),
            folder.file_name(),
        ) {
            return Err(AnkidError::BaseIsProfile {
                base: parent.to_owned(),
                profile: name.to_string_lossy().into_owned(),
                folder: folder.clone(),
            });
        }
        Ok(Self { folder })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The collection file of the profile `name`, which must be one of the [`list`](Self::list).
    pub(crate) fn collection(&self, name: &str) -> PathBuf {
        self.folder.join(name).join(COLLECTION)
    }

    /// The names of all profiles, in alphabetical order regardless of case.
    pub(crate) fn list(&self) -> Result<Vec<String>> {
        let mut names = self.names_in_preferences();
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(names),
            Err(source) => return Err(self.unreadable(source)),
        };
        for entry in entries {
            let entry = entry.map_err(|source| self.unreadable(source))?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if !names.contains(&name) && self.collection(&name).is_file() {
                names.push(name);
            }
        }
        names.sort_by_cached_key(|name| (name.to_lowercase(), name.clone()));
        Ok(names)
    }

    /// The profile to open: the one asked for, the one that Anki opened last, or the only one.
    /// Where there is none yet, it is the one to be made.
    pub(crate) fn choose(&self, wanted: Option<&str>) -> Result<String> {
        let names = self.list()?;
        if let Some(wanted) = wanted {
            if names.is_empty() {
                check_new_name(wanted)?;
            } else if !names.iter().any(|name| name == wanted) {
                return Err(AnkidError::UnknownProfile {
                    name: wanted.to_owned(),
                    known: names,
                });
            }
            return Ok(wanted.to_owned());
        }
        match names.as_slice() {
            [] => Ok(FIRST_PROFILE.to_owned()),
            [only] => Ok(only.clone()),
            _ => self
                .last_loaded()
                .filter(|last| names.contains(last))
                .ok_or(AnkidError::WhichProfile { known: names }),
        }
    }

    /// Makes the folder of a new profile. Who opens its collection makes that.
    pub(crate) fn create(&self, name: &str) -> Result<PathBuf> {
        check_new_name(name)?;
        self.check_free(name)?;
        self.make_folder(name)
    }

    /// Makes the folder of a profile where it is missing, as after its first mention in Anki's list.
    pub(crate) fn make_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|source| AnkidError::WriteFile {
            path: folder,
            source,
        })?;
        Ok(self.collection(name))
    }

    /// Gives a profile that is not open another name.
    pub(crate) fn rename(&self, name: &str, new_name: &str) -> Result<()> {
        self.check_ours(name)?;
        check_new_name(new_name)?;
        if name.to_lowercase() != new_name.to_lowercase() {
            self.check_free(new_name)?;
        }
        self.check_closed(name)?;
        let (from, to) = (self.folder.join(name), self.folder.join(new_name));
        std::fs::rename(&from, to).map_err(|source| AnkidError::WriteFile { path: from, source })
    }

    /// Deletes a profile that is not open, with all its cards and media.
    pub(crate) fn delete(&self, name: &str) -> Result<()> {
        self.check_ours(name)?;
        self.check_closed(name)?;
        let folder = self.folder.join(name);
        std::fs::remove_dir_all(&folder).map_err(|source| AnkidError::WriteFile {
            path: folder,
            source,
        })
    }

    /// Whether Anki keeps its preferences here.
    pub(crate) fn has_preferences(&self) -> bool {
        self.preferences().is_some()
    }

    /// The login that Anki keeps for a profile: key, address and user name.
    pub(crate) fn login_in_preferences(&self, profile: &str) -> Result<Option<FoundLogin>> {
        let Some(preferences) = self.preferences() else {
            return Ok(None);
        };
        let found = preferences
            .sync_login(profile)
            .map_err(|source| AnkidError::Collection {
                path: self.folder.join("prefs21.db"),
                source: source.into(),
            })?;
        Ok(found.map(|login| (login.key, login.endpoint, login.username)))
    }

    fn check_ours(&self, name: &str) -> Result<()> {
        let known = self.list()?;
        if !known.iter().any(|known| known == name) {
            return Err(AnkidError::UnknownProfile {
                name: name.to_owned(),
                known,
            });
        }
        if self
            .names_in_preferences()
            .iter()
            .any(|listed| listed == name)
        {
            return Err(AnkidError::ProfileOfAnki {
                name: name.to_owned(),
            });
        }
        Ok(())
    }

    fn check_free(&self, name: &str) -> Result<()> {
        let lower = name.to_lowercase();
        let taken = self
            .list()?
            .into_iter()
            .find(|known| known.to_lowercase() == lower);
        if let Some(taken) = taken {
            return Err(AnkidError::ProfileExists { name: taken });
        }
        let folder = self.folder.join(name);
        let free = match std::fs::read_dir(&folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(problem) => problem.kind() == ErrorKind::NotFound,
        };
        if free {
            Ok(())
        } else {
            Err(AnkidError::FolderInTheWay { path: folder })
        }
    }

    /// Fails if Anki or another ankid has the collection open. Whatever else is wrong with the file
    /// does not matter here.
    fn check_closed(&self, name: &str) -> Result<()> {
        match Storage::open_writer(&self.collection(name)) {
            Err(problem @ StorageError::Locked(_)) => Err(AnkidError::Collection {
                path: self.collection(name),
                source: problem.into(),
            }),
            _ => Ok(()),
        }
    }

    fn preferences(&self) -> Option<Preferences> {
        Preferences::open(&self.folder).unwrap_or_else(|problem| {
            tracing::warn!(%problem, "Anki's prefs21.db is left aside");
            None
        })
    }

    /// The profiles of Anki's own list, without those that name no folder in the base folder.
    fn names_in_preferences(&self) -> Vec<String> {
        let names = self
            .preferences()
            .map(|preferences| preferences.profile_names());
        let mut names = names
            .unwrap_or_else(|| Ok(Vec::new()))
            .unwrap_or_else(|problem| {
                tracing::warn!(%problem, "Anki's list of profiles is left aside");
                Vec::new()
            });
        names.retain(|name| is_one_folder(name));
        names
    }

    fn last_loaded(&self) -> Option<String> {
        self.preferences()?
            .last_loaded_profile()
            .unwrap_or_else(|problem| {
                tracing::warn!(%problem, "the profile that Anki opened last is not known");
                None
            })
    }

    fn unreadable(&self, source: std::io::Error) -> AnkidError {
        AnkidError::ReadFile {
            path: self.folder.clone(),
            source,
        }
    }
}

/// Our own folder among the user's data.
fn default_folder(environment: &Environment<'_>) -> Option<PathBuf> {
    let home = || environment.path("HOME");
    let data = if cfg!(target_os = "macos") {
        home()?.join("Library").join("Application Support")
    } else if cfg!(windows) {
        environment.path("LOCALAPPDATA")?
    } else {
        // The XDG rules ignore a relative path.
        let named = environment
            .path("XDG_DATA_HOME")
            .filter(|path| path.is_absolute());
        named.or_else(|| Some(home()?.join(".local").join("share")))?
    };
    Some(data.join("ankid"))
}

/// Whether `name` is a single folder, and not a way out of the base folder.
fn is_one_folder(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let one = matches!(components.next(), Some(Component::Normal(part)) if part == name);
    one && components.next().is_none()
}

/// Refuses names that are not a valid folder's name on every system.
fn check_new_name(name: &str) -> Result<()> {
    let refuse = |why| {
        Err(AnkidError::BadProfileName {
            name: name.to_owned(),
            why,
        })
    };
    if !is_one_folder(name) {
        refuse("it is not a name of one folder")
    } else if name
        .chars()
        .any(|c| c.is_control() || FORBIDDEN_CHARACTERS.contains(c))
    {
        refuse("it must not hold any of < > : \" / \\ | ? * or a control character")
    } else if name.starts_with([' ', '.']) || name.ends_with([' ', '.']) {
        refuse("it must not begin or end with a space or a dot")
    } else if name.len() > 200 {
        refuse("it is too long")
    } else if is_device(name) {
        refuse("Windows has another use for it")
    } else if NO_PROFILES.contains(&name.to_lowercase().as_str()) {
        refuse("Anki has another use for it")
    } else {
        Ok(())
    }
}

/// Whether Windows takes the name for a device, whatever follows its first dot.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_lowercase();
    match stem.trim_end_matches(|last: char| last.is_ascii_digit()) {
        "con" | "prn" | "aux" | "nul" => stem.len() == 3,
        "com" | "lpt" => stem.len() == 4,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
