//! `ankid export`: decks or everything into a package, notes or cards into a text.

use std::io::Write;
use std::path::Path;

use ankid_collection::{Engine, View};
use ankid_package::{
    CardsAsText, CollectionExport, DeckExport, Format, NotesAsText, Selection, TextFile,
    cards_as_text, export_collection, export_notes, notes_as_text,
};
use ankid_types::DeckName;

use crate::cli::{Export, ExportPackage};
use crate::commands::Workplace;
use crate::commands::files::Kind;
use crate::commands::progress;
use crate::error::{AnkidError, Result};
use crate::output::print;

/// Runs the command.
pub(crate) fn run(flags: &Export, place: &Workplace) -> Result<()> {
    let kind = Kind::of(&flags.file);
    match kind {
        Kind::Text => kind.refuse(flags.package.given())?,
        Kind::Decks => kind.refuse(flags.text.given())?,
        Kind::Collection => {
            let query = flags.query.as_ref().map(|_query| "--query");
            let of_decks = flags.package.of_decks().or(query);
            kind.refuse(flags.text.given().or(of_decks))?;
        }
    }
    let said = place.with_engine(|engine| match kind {
        Kind::Text => text(flags, engine),
        Kind::Decks => decks(flags, engine),
        Kind::Collection => collection(flags, engine),
    })?;
    print(&said)
}

fn decks(flags: &Export, engine: &Engine) -> Result<String> {
    let chosen = &flags.package;
    let what = DeckExport {
        selection: engine.read(|view| selection(flags, view))?,
        format: format(chosen),
        scheduling: !chosen.no_scheduling,
        deck_configs: !chosen.no_deck_options,
        media: !chosen.no_media,
    };
    let exported = export_notes(engine, &flags.file, &what, &progress::on_standard_error())?;
    Ok(format!(
        "wrote {} notes, {} cards and {} media files to {}\n",
        exported.notes,
        exported.cards,
        exported.media_files,
        flags.file.display()
    ))
}

fn selection(flags: &Export, view: &View<'_>) -> Result<Selection> {
    match (&flags.package.deck, &flags.query) {
        (Some(deck), _) => {
            let name = DeckName::normalized(deck);
            let found = view.catalog().deck_by_name(&name);
            let found = found.ok_or_else(|| AnkidError::NoDeck { name: deck.clone() })?;
            Ok(Selection::Deck(found.id))
        }
        (None, Some(query)) => Ok(Selection::Notes(view.find_notes(query)?)),
        (None, None) => Ok(Selection::All),
    }
}

fn collection(flags: &Export, engine: &Engine) -> Result<String> {
    let what = CollectionExport {
        format: format(&flags.package),
        media: !flags.package.no_media,
    };
    let exported = export_collection(engine, &flags.file, what, &progress::on_standard_error())?;
    Ok(format!(
        "wrote the collection and {} media files to {}\n",
        exported.media_files,
        flags.file.display()
    ))
}

const fn format(flags: &ExportPackage) -> Format {
    if flags.legacy {
        Format::Legacy
    } else {
        Format::Latest
    }
}

/// Writes a text; what is said of it, or the text itself.
fn text(flags: &Export, engine: &Engine) -> Result<String> {
    if flags.file == Path::new("-") {
        let mut text = Vec::new();
        write(flags, engine, &mut text)?;
        return Ok(String::from_utf8_lossy(&text).into_owned());
    }
    let mut file = TextFile::create(&flags.file)?;
    let count = write(flags, engine, file.writer())?;
    file.finish()?;
    let what = if flags.text.cards { "cards" } else { "notes" };
    Ok(format!(
        "wrote {count} {what} to {}\n",
        flags.file.display()
    ))
}

fn write(flags: &Export, engine: &Engine, target: &mut dyn Write) -> Result<usize> {
    let html = !flags.text.plain;
    let query = flags.query.as_deref().unwrap_or_default();
    let reporter = progress::on_standard_error();
    let written = engine.read(|view| {
        if flags.text.cards {
            return cards_as_text(view, query, CardsAsText { html }, target, &reporter);
        }
        let all = !flags.text.fields_only;
        let what = NotesAsText {
            html,
            guid: all,
            notetype: all,
            deck: all,
            tags: all,
        };
        notes_as_text(view, query, what, target, &reporter)
    });
    Ok(written?)
}
