//! `ankid check`: the check of the database, and that of the media.

use std::fmt::Write as _;

use ankid_collection::{Engine, MediaReport};

use crate::cli::Check;
use crate::commands::Workplace;
use crate::error::Result;
use crate::output::print;

/// Runs the command; whether nothing was wrong.
pub(crate) fn run(flags: &Check, place: &Workplace) -> Result<bool> {
    let (text, is_clean) = place.with_engine(|engine| {
        if flags.media {
            media(flags, engine)
        } else {
            database(engine)
        }
    })?;
    print(&text)?;
    Ok(is_clean)
}

fn database(engine: &Engine) -> Result<(String, bool)> {
    let mut text = String::new();
    let problems = engine.check_database()?.sentences();
    let is_clean = problems.is_empty();
    for problem in problems {
        text.push_str(&problem);
        text.push('\n');
    }
    text.push_str("The database is rebuilt and optimized.\n");
    Ok((text, is_clean))
}

fn media(flags: &Check, engine: &Engine) -> Result<(String, bool)> {
    let mut text = String::new();
    if flags.restore_trash {
        let restored = engine.restore_media_trash()?;
        section(&mut text, "Brought back from the trash", &restored);
    }
    if flags.trash_unused {
        let trashed = engine.trash_unused_media()?;
        section(&mut text, "Moved to the trash", &trashed);
    }
    if flags.empty_trash {
        let removed = engine.empty_media_trash()?;
        let _infallible = writeln!(text, "Removed from the trash: {removed}");
    }
    let report = engine.read(|view| view.check_media())?;
    describe(&report, &mut text);
    Ok((text, report.is_clean()))
}

fn describe(report: &MediaReport, text: &mut String) {
    let missing = report.missing.iter().map(|file| {
        let notes: Vec<String> = file.notes.iter().map(ToString::to_string).collect();
        format!("{}  (notes {})", file.name, notes.join(", "))
    });
    section(text, "Missing", &missing.collect::<Vec<_>>());
    section(text, "Unused", &report.unused);
    let misnamed = report.misnamed.iter();
    let misnamed = misnamed.map(|file| format!("{}  (should be {})", file.name, file.wanted));
    section(
        text,
        "With a name that cannot be synced",
        &misnamed.collect::<Vec<_>>(),
    );
    section(text, "Too large to be synced", &report.oversized);
    section(
        text,
        "Folders, which Anki does not look into",
        &report.folders,
    );
    let (files, bytes) = (report.trash.files, report.trash.bytes);
    let _infallible = writeln!(text, "Trash: {files} files, {bytes} bytes");
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    let _infallible = writeln!(text, "{title}: {}", lines.len());
    for line in lines {
        // A file's name may hold what steers a terminal.
        let _infallible = writeln!(text, "  {}", line.escape_debug());
    }
}
