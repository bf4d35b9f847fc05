//! `ankid export`: notes or cards into a text.

use std::io::Write;
use std::path::Path;

use ankid_collection::Engine;
use ankid_package::{CardsAsText, NotesAsText, TextFile, cards_as_text, notes_as_text};

use crate::cli::Export;
use crate::commands::Workplace;
use crate::error::Result;
use crate::output::print;

/// Runs the command.
pub(crate) fn run(flags: &Export, place: &Workplace) -> Result<()> {
    place.with_engine(|engine| {
        if flags.file == Path::new("-") {
            let mut text = Vec::new();
            write(flags, engine, &mut text)?;
            return print(&String::from_utf8_lossy(&text));
        }
        let mut file = TextFile::create(&flags.file)?;
        let count = write(flags, engine, file.writer())?;
        file.finish()?;
        let what = if flags.cards { "cards" } else { "notes" };
        print(&format!(
            "wrote {count} {what} to {}\n",
            flags.file.display()
        ))
    })
}

fn write(flags: &Export, engine: &Engine, target: &mut dyn Write) -> Result<usize> {
    let html = !flags.plain;
    let written = engine.read(|view| {
        if flags.cards {
            return cards_as_text(view, &flags.query, CardsAsText { html }, target);
        }
        let all = !flags.fields_only;
        let what = NotesAsText {
            html,
            guid: all,
            notetype: all,
            deck: all,
            tags: all,
        };
        notes_as_text(view, &flags.query, what, target)
    });
    Ok(written?)
}
