//! `ankid origins`: which web pages may use the server, and answers to those that ask.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cli::OriginsCommand;
use crate::error::Result;
use crate::output::print;
use crate::permission;
use crate::profiles::Base;
use crate::settings::edit::{Decision, decide};
use crate::settings::{Flags, Location, OriginLists, PROCESS, Settings};

/// Runs the command on the settings file at `location` and the questions in `base`.
pub(crate) fn run(command: OriginsCommand, location: &Location, base: &Base) -> Result<()> {
    let (origin, decision) = match command {
        OriginsCommand::List => return list(location, base),
        OriginsCommand::Allow(origin) => (origin.origin, Decision::Allow),
        OriginsCommand::Deny(origin) => (origin.origin, Decision::Deny),
        OriginsCommand::Ignore(origin) => (origin.origin, Decision::Ignore),
    };
    let mut questions = permission::list(base.folder())?;
    questions.retain(|(_, question)| question.origin == origin);
    // The server that asks may follow another file than this command would.
    let mut files: Vec<PathBuf> = questions
        .iter()
        .map(|(_, question)| question.settings.clone())
        .collect();
    files.push(location.path.clone());
    files.sort();
    files.dedup();
    for file in &files {
        decide(file, &origin, decision)?;
    }
    for (file, _) in &questions {
        permission::remove(file)?;
    }
    let lists = Settings::load(location, &PROCESS, &Flags::default())?.origins;
    print(&outcome(
        &origin,
        decision,
        &lists,
        &location.path.display().to_string(),
    ))
}

fn outcome(origin: &str, decision: Decision, lists: &OriginLists, file: &str) -> String {
    let mut text = match decision {
        Decision::Allow => format!("{origin} may use the server; written to {file}\n"),
        Decision::Deny => format!("{origin} has no decision of its own in {file}\n"),
        Decision::Ignore => format!("{origin} is never asked about; written to {file}\n"),
    };
    if let (Decision::Deny | Decision::Ignore, Some(entry)) = (decision, lists.reason(origin)) {
        let _infallible = writeln!(
            text,
            "It still may use the server, because {entry} is allowed"
        );
    }
    text
}

fn list(location: &Location, base: &Base) -> Result<()> {
    let lists = Settings::load(location, &PROCESS, &Flags::default())?.origins;
    let questions = permission::list(base.folder())?;
    let mut text = String::new();
    let allowed = lists.allowed.iter().chain(&lists.also_allowed);
    section(
        &mut text,
        "Allowed",
        allowed.map(|origin| described(origin)),
    );
    section(
        &mut text,
        "Ignored",
        lists.ignored.iter().map(|origin| shown(origin)),
    );
    let waiting = questions.iter().map(|(_, question)| {
        format!(
            "{}  ({} s left)",
            shown(&question.origin),
            question.seconds_left()
        )
    });
    section(&mut text, "Waiting for an answer", waiting);
    print(&text)
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    text.push_str(title);
    text.push_str(":\n");
    let before = text.len();
    for line in lines {
        text.push_str("  ");
        text.push_str(&line);
        text.push('\n');
    }
    if text.len() == before {
        text.push_str("  none\n");
    }
}

fn described(origin: &str) -> String {
    match origin {
        "*" => "*  (every page)".to_owned(),
        "http://localhost" => {
            format!("{origin}  (and 127.0.0.1, and every browser extension)")
        }
        origin => shown(origin),
    }
}

/// Keeps what a page sent from steering the terminal.
fn shown(origin: &str) -> String {
    origin.escape_debug().to_string()
}
