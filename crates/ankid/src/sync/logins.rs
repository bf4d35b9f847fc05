//! The logins to sync servers: a file in the base folder that only its owner can read, or the environment.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use ankid_sync::{Endpoint, HostKey};
use serde::{Deserialize, Serialize};

use crate::error::{AnkidError, Result};
use crate::settings::Environment;
use crate::sync::lock;

const FILE_NAME: &str = "sync-logins.json";

/// A login of a profile.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) key: HostKey,
    pub(crate) endpoint: Endpoint,
    /// Not known where the login came from the environment.
    pub(crate) username: Option<String>,
}

/// The logins of all profiles.
pub(crate) struct Logins {
    path: PathBuf,
    /// The login of the environment, which goes before those of the file.
    given: Option<Login>,
    /// Held while the file is written.
    writing: Mutex<()>,
    /// What was last logged about the file.
    complaint: Mutex<Option<Complaint>>,
}

/// What is wrong with the file of logins, as it was then.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    problem: String,
    modified: Option<SystemTime>,
}

/// A login as the file has it.
#[derive(Serialize, Deserialize)]
struct Stored {
    key: String,
    endpoint: String,
    username: Option<String>,
}

impl Logins {
    /// The logins in the base folder, and that of `ANKID_SYNC_KEY` and `ANKID_SYNC_ENDPOINT`.
    pub(crate) fn new(base: PathBuf, environment: &Environment<'_>) -> Result<Self> {
        let wrong = |name, problem: &str| AnkidError::BadEnvironment {
            name,
            problem: problem.to_owned(),
        };
        let endpoint = match environment.text("ANKID_SYNC_ENDPOINT")? {
            Some(text) => Endpoint::parse(&text)
                .map_err(|problem| wrong("ANKID_SYNC_ENDPOINT", &problem.to_string()))?,
            None => Endpoint::default(),
        };
        let key = match environment.text("ANKID_SYNC_KEY")? {
            Some(text) => {
                let key = HostKey::new(text.trim());
                Some(key.ok_or_else(|| wrong("ANKID_SYNC_KEY", "is no key"))?)
            }
            None => None,
        };
        Ok(Self {
            path: base.join(FILE_NAME),
            given: key.map(|key| Login {
                key,
                endpoint,
                username: None,
            }),
            writing: Mutex::default(),
            complaint: Mutex::default(),
        })
    }

    /// The base folder.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// The login of a profile. What is wrong with the file is logged once for each time that it was changed.
    pub(crate) fn get(&self, profile: &str) -> io::Result<Option<Login>> {
        let found = self.find(profile);
        if let Err(problem) = &found
            && self.is_news(problem)
        {
            tracing::warn!(%problem, "the logins cannot be read");
        }
        found
    }

    fn find(&self, profile: &str) -> io::Result<Option<Login>> {
        if let Some(given) = &self.given {
            return Ok(Some(given.clone()));
        }
        let Some(stored) = self.read()?.remove(profile) else {
            return Ok(None);
        };
        match (HostKey::new(stored.key), Endpoint::parse(&stored.endpoint)) {
            (Some(key), Ok(endpoint)) => Ok(Some(Login {
                key,
                endpoint,
                username: stored.username,
            })),
            _ => Err(unreadable("a login in it is damaged: log in again")),
        }
    }

    /// Stores the login of a profile.
    pub(crate) fn set(&self, profile: &str, login: &Login) -> io::Result<()> {
        if self.given.is_some() {
            return Ok(());
        }
        let stored = Stored {
            key: login.key.reveal().to_owned(),
            endpoint: login.endpoint.to_string(),
            username: login.username.clone(),
        };
        self.change(|logins| drop(logins.insert(profile.to_owned(), stored)))
    }

    /// Forgets the login of a profile; whether there was one.
    pub(crate) fn remove(&self, profile: &str) -> io::Result<bool> {
        let mut removed = false;
        if self.read()?.contains_key(profile) {
            self.change(|logins| removed = logins.remove(profile).is_some())?;
        }
        Ok(removed)
    }

    /// Whether nobody was told yet of this problem of the file as it is now.
    fn is_news(&self, problem: &io::Error) -> bool {
        let metadata = std::fs::metadata(&self.path);
        let complaint = Complaint {
            problem: problem.to_string(),
            // A file without a date is complained of once for each problem.
            modified: metadata.and_then(|metadata| metadata.modified()).ok(),
        };
        let mut last = lock(&self.complaint);
        let is_news = last.as_ref() != Some(&complaint);
        *last = Some(complaint);
        is_news
    }

    fn read(&self) -> io::Result<BTreeMap<String, Stored>> {
        match std::fs::read(&self.path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|_| unreadable("it is not what ankid wrote: remove it and log in again")),
            Err(problem) if problem.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(problem) => Err(problem),
        }
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Stored>)) -> io::Result<()> {
        let _writing = lock(&self.writing);
        let mut logins = self.read()?;
        change(&mut logins);
        let folder = self.folder();
        std::fs::create_dir_all(folder)?;
        // A temporary file is for its owner alone, and stays so under its new name.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(&logins)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        Ok(())
    }
}

fn unreadable(why: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("{FILE_NAME} cannot be used: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use ankid_sync::{Endpoint, HostKey};

    use super::{FILE_NAME, Login, Logins};
    use crate::settings::Environment;

    fn login(key: &str) -> Login {
        Login {
            key: HostKey::new(key).unwrap(),
            endpoint: Endpoint::default(),
            username: Some("somebody".to_owned()),
        }
    }

    #[test]
    fn a_login_is_kept_for_its_profile_and_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().to_owned();
        let logins = Logins::new(base.clone(), &Environment(&|_| None)).unwrap();
        assert!(logins.get("User 1").unwrap().is_none());
        logins.set("User 1", &login("abc")).unwrap();
        logins.set("User 2", &login("def")).unwrap();
        assert_eq!(logins.get("User 1").unwrap().unwrap().key.reveal(), "abc");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = base
                .join(FILE_NAME)
                .metadata()
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(logins.remove("User 1").unwrap());
        assert!(!logins.remove("User 1").unwrap());
        assert!(logins.get("User 2").unwrap().is_some());
        std::fs::write(base.join(FILE_NAME), "{").unwrap();
        assert!(logins.get("User 2").is_err());
        let problem = logins.find("User 2").unwrap_err();
        assert!(!logins.is_news(&problem), "it was logged already");
        let file = std::fs::File::create(base.join(FILE_NAME)).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        assert!(logins.is_news(&problem), "the file was changed");
    }

    #[test]
    fn the_environment_goes_before_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let given = |name: &str| match name {
            "ANKID_SYNC_KEY" => Some(OsString::from("given")),
            "ANKID_SYNC_ENDPOINT" => Some(OsString::from("http://127.0.0.1:1")),
            _ => None,
        };
        let logins = Logins::new(folder.path().to_owned(), &Environment(&given)).unwrap();
        let login = logins.get("any").unwrap().unwrap();
        assert_eq!(login.key.reveal(), "given");
        assert_eq!(login.endpoint.as_str(), "http://127.0.0.1:1/");
        assert!(!format!("{login:?}").contains("given"));
    }
}
