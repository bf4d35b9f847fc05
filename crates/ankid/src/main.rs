//! ankid: the AnkiConnect API on an Anki collection, without Anki.
//!
//! The command line, the settings, HTTP and the threads. Knows no SQL and no action.

mod activity;
mod app;
mod cli;
mod clients;
mod commands;
mod cors;
mod error;
mod host;
mod http;
mod listen;
mod logs;
mod origins;
mod output;
mod page;
mod permission;
mod profiles;
mod serve;
mod settings;
mod sync;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use mimalloc::MiMalloc;

use crate::cli::{Cli, Command, OfProfile};
use crate::commands::{SyncPlace, Workplace};
use crate::error::{AnkidError, Result};
use crate::profiles::Base;
use crate::settings::{Flags, Location, PROCESS, Settings};

/// The exit status of a check that found something.
const SOMETHING_FOUND: u8 = 3;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // The kernel clears a page of 2 MB whole although a reply needs little of it, and counts it as used
    // whole. Where this is refused, all works as well.
    #[cfg(target_os = "linux")]
    let _refused = rustix::thread::disable_transparent_huge_pages(true);
    match run(Cli::parse()) {
        Ok(status) => status,
        Err(problem) => {
            eprintln!("ankid: {}", problem.explained());
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let Cli {
        place,
        serve,
        command,
    } = cli;
    let stray = serve.given();
    let command = match command {
        None => Command::Serve(serve),
        Some(Command::Serve(later)) => Command::Serve(later.or(serve)),
        Some(command) => match stray {
            Some(flag) => return Err(AnkidError::StrayFlag { flag }),
            None => command,
        },
    };
    if let Command::Completions { shell } = command {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "ankid", &mut script);
        output::print(&String::from_utf8_lossy(&script))?;
        return Ok(ExitCode::SUCCESS);
    }
    logs::start(&PROCESS)?;
    let base = Base::find(place.base.as_deref(), &PROCESS)?;
    let config = place.config.as_deref();
    let workplace =
        |profile: &OfProfile| Workplace::find(profile.profile.as_deref(), config, &base);
    let done = match command {
        Command::Serve(flags) => serve::run(config, base.clone(), &flags),
        Command::Profile(command) => commands::profile(command, &base),
        Command::Origins(command) => commands::origins(
            command,
            &Location::find(config, &PROCESS, base.folder()),
            &base,
        ),
        Command::Check(flags) => {
            let is_clean = commands::check(&flags, &workplace(&flags.profile)?)?;
            let found = ExitCode::from(SOMETHING_FOUND);
            return Ok(if is_clean { ExitCode::SUCCESS } else { found });
        }
        Command::Import(flags) => commands::import(&flags, &workplace(&flags.profile)?),
        Command::Export(flags) => commands::export(&flags, &workplace(&flags.profile)?),
        Command::Backup { profile, list } => commands::backup(list, &workplace(&profile)?),
        Command::Restore { profile, file } => commands::restore(&file, &workplace(&profile)?),
        Command::Login(_) | Command::Logout { .. } | Command::Sync(_) => {
            let location = Location::find(config, &PROCESS, base.folder());
            let place = SyncPlace {
                settings: Settings::load(&location, &PROCESS, &Flags::default())?,
                base: &base,
                environment: &PROCESS,
            };
            match command {
                Command::Login(flags) => commands::login(&flags, &place),
                Command::Logout { profile } => commands::logout(profile.as_deref(), &place),
                Command::Sync(flags) => commands::sync(&flags, &place),
                _ => Ok(()),
            }
        }
        Command::Completions { .. } => Ok(()),
    };
    done.map(|()| ExitCode::SUCCESS)
}
