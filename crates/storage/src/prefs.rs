//! Anki's own preferences, `prefs21.db` in its base folder. Only read: Anki owns and rewrites them.

mod pickle;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use crate::{Result, StorageError};

/// The name of the row that belongs to no profile.
const GLOBAL: &str = "_global";

/// A login to a sync server. Has no `Debug`, since the key is a secret.
pub struct SyncLogin {
    /// What the server knows the login by.
    pub key: String,
    /// The address of the server, if it is not the usual one.
    pub endpoint: Option<String>,
    /// The user name.
    pub username: Option<String>,
}

/// An open `prefs21.db`.
#[derive(Debug)]
pub struct Preferences {
    connection: Connection,
}

impl Preferences {
    /// Opens the preferences in Anki's base folder; `None` if there are none.
    ///
    /// # Errors
    /// The file cannot be opened, or is no database.
    pub fn open(base: &Path) -> Result<Option<Self>> {
        let path: PathBuf = base.join("prefs21.db");
        if !path.try_exists().map_err(|source| StorageError::Io {
            path: path.clone(),
            source,
        })? {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Some(Self {
            connection: Connection::open_with_flags(path, flags)?,
        }))
    }

    /// The names of the profiles, in alphabetical order regardless of the case of ASCII letters.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn profile_names(&self) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare(
            "select cast(name as text) from profiles where name != ? order by name collate nocase",
        )?;
        let names = statement.query_map([GLOBAL], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// The login to a sync server that Anki keeps for a profile.
    ///
    /// # Errors
    /// The file cannot be read, or the profile's row is no pickle.
    pub fn sync_login(&self, profile: &str) -> Result<Option<SyncLogin>> {
        let sql = "select cast(data as blob) from profiles where name = ? and name != ?";
        let data: Option<Vec<u8>> = self
            .connection
            .query_row(sql, [profile, GLOBAL], |row| row.get(0))
            .optional()?;
        let Some(data) = data else { return Ok(None) };
        let text = |key| {
            let found =
                pickle::find_text(&data, key).map_err(|_malformed| StorageError::Undecodable {
                    table: "profiles",
                    id: profile.to_owned(),
                    column: "data".to_owned(),
                    reason: "not a pickled dictionary".to_owned(),
                })?;
            Ok::<_, StorageError>(found.filter(|text| !text.is_empty()).map(str::to_owned))
        };
        let Some(key) = text("syncKey")? else {
            return Ok(None);
        };
        // Where a redirect led to goes before where it began, as in Anki.
        let endpoint = match text("currentSyncUrl")? {
            Some(current) => Some(current),
            None => text("customSyncUrl")?,
        };
        Ok(Some(SyncLogin {
            key,
            endpoint,
            username: text("syncUser")?,
        }))
    }

    /// The profile that Anki opened last, if it noted one.
    ///
    /// # Errors
    /// The file cannot be read, or its row about all profiles is no pickle.
    pub fn last_loaded_profile(&self) -> Result<Option<String>> {
        let sql = "select cast(data as blob) from profiles where name = ?";
        let data: Option<Vec<u8>> = self
            .connection
            .query_row(sql, [GLOBAL], |row| row.get(0))
            .optional()?;
        let Some(data) = data else { return Ok(None) };
        let name = pickle::find_text(&data, "last_loaded_profile_name").map_err(|_malformed| {
            StorageError::Undecodable {
                table: "profiles",
                id: GLOBAL.to_owned(),
                column: "data".to_owned(),
                reason: "not a pickled dictionary".to_owned(),
            }
        })?;
        Ok(name.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests;
