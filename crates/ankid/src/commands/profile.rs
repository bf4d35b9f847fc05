//! `ankid profile`: list, make, rename and delete profiles.

use ankid_collection::{Engine, EngineOptions};

use crate::cli::ProfileCommand;
use crate::error::{AnkidError, Result};
use crate::output::print;
use crate::profiles::Base;

/// Runs the command on the profiles in `base`.
pub(crate) fn run(command: ProfileCommand, base: &Base) -> Result<()> {
    match command {
        ProfileCommand::List => list(base),
        ProfileCommand::Create { name } => create(base, &name),
        ProfileCommand::Rename { name, new_name } => {
            base.rename(&name, &new_name)?;
            print(&format!("renamed `{name}` to `{new_name}`\n"))
        }
        ProfileCommand::Delete { name, yes: true } => {
            base.delete(&name)?;
            print(&format!("deleted `{name}`\n"))
        }
        ProfileCommand::Delete { name, yes: false } => {
            let folder = base.folder().join(&name);
            Err(AnkidError::Unconfirmed { name, folder })
        }
    }
}

fn list(base: &Base) -> Result<()> {
    let names = base.list()?;
    // More than one, and none that Anki opened last, means that none opens by itself.
    let default = base.choose(None).ok();
    let line = |name: &String| {
        let mark = if default.as_ref() == Some(name) {
            '*'
        } else {
            ' '
        };
        format!("{mark} {name}\n")
    };
    print(&names.iter().map(line).collect::<String>())
}

fn create(base: &Base, name: &str) -> Result<()> {
    let path = base.create(name)?;
    let engine = Engine::open(&path, EngineOptions::default())
        .map_err(|source| AnkidError::Collection { path, source })?;
    engine.close().map_err(AnkidError::Close)?;
    let mut text = format!("made the profile `{name}` in {}\n", base.folder().display());
    if base.has_preferences() {
        text.push_str("To use it in Anki too, add a profile of this name there.\n");
    }
    print(&text)
}
