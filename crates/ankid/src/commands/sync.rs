//! `ankid login`, `ankid logout` and `ankid sync`.

use std::cell::Cell;
use std::io::{BufRead as _, IsTerminal as _};

use ankid_api::{FullSyncMode, SyncOutcome};
use ankid_collection::{Engine, EngineOptions};
use ankid_package::BackupChoices;
use ankid_sync::{Endpoint, HostKey, Progress};

use crate::cli::{LoginFlags, SyncFlags};
use crate::error::{AnkidError, Result};
use crate::output::print;
use crate::profiles::Base;
use crate::settings::{Environment, Settings};
use crate::sync::logins::{Login, Logins};
use crate::sync::{Side, SyncService};

/// Where a command works.
pub(crate) struct Place<'a> {
    pub(crate) base: &'a Base,
    pub(crate) settings: Settings,
    pub(crate) environment: &'a Environment<'a>,
}

impl Place<'_> {
    fn service(&self) -> Result<SyncService> {
        let logins = Logins::new(self.base.folder().to_owned(), self.environment)?;
        Ok(SyncService::new(logins, self.settings.sync.clone(), || {}))
    }

    fn profile(&self, wanted: Option<&str>) -> Result<String> {
        let given = match wanted {
            Some(name) => Some(name.to_owned()),
            None => self.environment.text("ANKID_PROFILE")?,
        };
        self.base.choose(given.as_deref())
    }
}

/// Logs a profile in.
pub(crate) fn login(flags: &LoginFlags, place: &Place<'_>) -> Result<()> {
    let profile = place.profile(flags.profile.as_deref())?;
    let service = place.service()?;
    if flags.from_anki {
        let found = place.base.login_in_preferences(&profile)?;
        let (key, endpoint, username) = found.ok_or(AnkidError::NoLoginInAnki {
            profile: profile.clone(),
        })?;
        let key = HostKey::new(key).ok_or(AnkidError::NoLoginInAnki {
            profile: profile.clone(),
        })?;
        let endpoint = match flags.endpoint.clone().or(endpoint) {
            Some(text) => Endpoint::parse(&text)?,
            None => Endpoint::default(),
        };
        service.adopt(
            &profile,
            &Login {
                key,
                endpoint,
                username,
            },
        )?;
        return print(&format!("took over Anki's login for `{profile}`\n"));
    }
    let username = flags.username.as_deref().unwrap_or_default();
    let password = password(place.environment)?;
    service.log_in(&profile, username, &password, flags.endpoint.as_deref())?;
    print(&format!("`{profile}` is logged in as {username}\n"))
}

/// Forgets the login of a profile.
pub(crate) fn logout(profile: Option<&str>, place: &Place<'_>) -> Result<()> {
    let profile = place.profile(profile)?;
    let text = if place.service()?.log_out(&profile)? {
        format!("`{profile}` is logged out\n")
    } else {
        format!("`{profile}` was not logged in\n")
    };
    print(&text)
}

/// Syncs a profile that no server has open.
pub(crate) fn sync(flags: &SyncFlags, place: &Place<'_>) -> Result<()> {
    let profile = place.profile(flags.profile.as_deref())?;
    let service = place.service()?;
    if !service.has_login(&profile) {
        return Err(AnkidError::NotLoggedIn { profile });
    }
    let path = place.base.make_folder(&profile)?;
    let engine = Engine::open(&path, EngineOptions::default())
        .map_err(|source| AnkidError::Collection { path, source })?;
    let side = Side {
        profile: &profile,
        engine: &engine,
    };
    let outcome = run(flags, &service, side, place.settings.backups);
    engine.close().map_err(AnkidError::Close)?;
    outcome
}

fn run(
    flags: &SyncFlags,
    service: &SyncService,
    side: Side<'_>,
    backups: BackupChoices,
) -> Result<()> {
    let last = Cell::new(None);
    let report = |progress: Progress| {
        if last.replace(Some(progress.stage)) != Some(progress.stage) {
            eprintln!("{}", crate::sync::shown(progress).stage);
        }
    };
    let mode = match flags {
        SyncFlags { upload: true, .. } => Some(FullSyncMode::Upload),
        SyncFlags { download: true, .. } => Some(FullSyncMode::Download),
        _ => None,
    };
    if let Some(mode) = mode {
        let backup = service.full_sync(side, mode, backups, &report)?;
        print(&format!(
            "the collection before is kept in {}\n",
            backup.display()
        ))?;
    } else if let SyncOutcome::FullNeeded { upload, download } = service.sync(side, &report)? {
        return Err(AnkidError::FullSyncNeeded { upload, download });
    }
    if service.syncs_media() {
        service.sync_media(side, &report)?;
    }
    if let Some(message) = service.state(side.profile).server_message {
        print(&format!("the server says: {message}\n"))?;
    }
    print("synced\n")
}

/// The password of the environment, of a prompt, or the first line of the standard input.
fn password(environment: &Environment<'_>) -> Result<String> {
    if let Some(password) = environment.text("ANKID_PASSWORD")? {
        return Ok(password);
    }
    let input = std::io::stdin();
    if input.is_terminal() {
        return rpassword::prompt_password("Password: ").map_err(AnkidError::Password);
    }
    let mut line = String::new();
    input
        .lock()
        .read_line(&mut line)
        .map_err(AnkidError::Password)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
