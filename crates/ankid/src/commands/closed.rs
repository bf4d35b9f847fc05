//! The collection of a profile that no server has open, for commands that work on it alone.

use std::path::{Path, PathBuf};

use ankid_collection::media::MediaLimits;
use ankid_collection::{Engine, EngineOptions};
use ankid_package::BackupChoices;

use crate::error::{AnkidError, Result};
use crate::profiles::Base;
use crate::settings::{Flags, Location, PROCESS, Settings};

/// A profile's collection, and the settings that matter to those who work on it.
pub(crate) struct Workplace {
    pub(crate) collection: PathBuf,
    pub(crate) media_limits: MediaLimits,
    pub(crate) backups: BackupChoices,
}

impl Workplace {
    /// The one of a profile; opens nothing.
    pub(crate) fn find(profile: Option<&str>, config: Option<&Path>, base: &Base) -> Result<Self> {
        let location = Location::find(config, &PROCESS, base.folder());
        let settings = Settings::load(&location, &PROCESS, &Flags::default())?;
        let profile = match profile {
            Some(profile) => Some(profile.to_owned()),
            None => PROCESS.text("ANKID_PROFILE")?,
        };
        let profile = base.choose(profile.as_deref())?;
        let media_limits = MediaLimits {
            max_bytes: settings.media_limit_bytes,
            timeout: settings.download_timeout,
        };
        Ok(Self {
            collection: base.make_folder(&profile)?,
            media_limits,
            backups: settings.backups,
        })
    }

    /// Does something with the open collection, and closes it.
    pub(crate) fn with_engine<T>(&self, work: impl FnOnce(&Engine) -> Result<T>) -> Result<T> {
        let engine = self.open().map_err(|source| AnkidError::Collection {
            path: self.collection.clone(),
            source,
        })?;
        let done = work(&engine);
        engine.close().map_err(AnkidError::Close)?;
        done
    }

    /// Opens the collection.
    pub(crate) fn open(&self) -> ankid_collection::Result<Engine> {
        let options = EngineOptions {
            media_limits: self.media_limits,
            ..EngineOptions::default()
        };
        Engine::open(&self.collection, options)
    }
}
