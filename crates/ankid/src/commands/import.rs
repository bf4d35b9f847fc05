//! `ankid import`: a package, or notes out of a text.

use std::fmt::Write as _;

use ankid_collection::Transaction;
use ankid_package::{
    Due, IfMatches, ImportOptions, ImportReport, Limits, Outcome, ParsedText, PreparedImport,
    Refusal, TextImport, TextReport, UpdateCondition, back_up,
};

use crate::cli::{Import, Matching, Updating};
use crate::commands::Workplace;
use crate::commands::files::Kind;
use crate::commands::progress;
use crate::error::Result;
use crate::output::print;

/// Runs the command.
pub(crate) fn run(flags: &Import, place: &Workplace) -> Result<()> {
    let kind = Kind::of(&flags.file);
    print(&match kind {
        Kind::Text => {
            kind.refuse(flags.package.given())?;
            text(flags, place)?
        }
        Kind::Decks | Kind::Collection => {
            kind.refuse(flags.text.given())?;
            package(flags, place)?
        }
    })
}

fn package(flags: &Import, place: &Workplace) -> Result<String> {
    let chosen = &flags.package;
    let condition = |updating: Option<Updating>| updating.map_or_else(Default::default, Into::into);
    let options = ImportOptions {
        merge_notetypes: !chosen.keep_notetypes_apart,
        update_notes: condition(chosen.update_notes),
        update_notetypes: condition(chosen.update_notetypes),
        scheduling: !chosen.no_scheduling,
        deck_configs: !chosen.no_deck_options,
    };
    let report = place.with_engine(|engine| {
        let (limits, reporter) = (Limits::default(), progress::on_standard_error());
        let prepared = PreparedImport::new(engine, &flags.file, options, limits, &reporter)?;
        back_up(engine, place.backups, Due::ByInterval, &reporter)?;
        Ok(engine.write(move |transaction| prepared.run(transaction))?)
    })?;
    Ok(summary(&report))
}

fn summary(report: &ImportReport) -> String {
    let mut text = format!(
        "{} notes added, {} updated, {} unchanged\n{} cards, {} reviews and {} media files added\n",
        report.new.len(),
        report.updated.len(),
        report.unchanged.len(),
        report.new_cards,
        report.new_reviews,
        report.new_media
    );
    for note in &report.conflicting {
        // The text of a note may hold what steers a terminal.
        let shown = note.text.escape_debug();
        let _infallible = writeln!(text, "left out, its note type is another one here: {shown}");
    }
    for (from, to) in &report.renamed_media {
        let (from, to) = (from.escape_debug(), to.escape_debug());
        let _infallible = writeln!(
            text,
            "renamed, since the name was taken: {from} is now {to}"
        );
    }
    text
}

impl From<Updating> for UpdateCondition {
    fn from(updating: Updating) -> Self {
        match updating {
            Updating::IfNewer => Self::IfNewer,
            Updating::Always => Self::Always,
            Updating::Never => Self::Never,
        }
    }
}

fn text(flags: &Import, place: &Workplace) -> Result<String> {
    let chosen = &flags.text;
    let tags = chosen.tags.as_deref().unwrap_or_default();
    let options = TextImport {
        notetype: chosen.notetype.clone(),
        deck: chosen.deck.clone(),
        separator: chosen.separator,
        html: chosen.html,
        if_matches: chosen.if_matches.map(Into::into),
        tags: tags.split_whitespace().map(ToOwned::to_owned).collect(),
        ..TextImport::default()
    };
    let text = ParsedText::read(&flags.file, options)?;
    let report = place.with_engine(|engine| {
        let reporter = progress::on_standard_error();
        back_up(engine, place.backups, Due::ByInterval, &reporter)?;
        let text = text.reporting(reporter);
        let import = move |transaction: &mut Transaction<'_>| text.import(transaction);
        Ok(engine.write(import)?)
    })?;
    Ok(described(&report))
}

impl From<Matching> for IfMatches {
    fn from(matching: Matching) -> Self {
        match matching {
            Matching::Update => Self::Update,
            Matching::Keep => Self::Keep,
            Matching::Duplicate => Self::Duplicate,
        }
    }
}

fn described(report: &TextReport) -> String {
    let (mut added, mut updated, mut unchanged) = (0, 0, 0);
    let mut skipped = String::new();
    for row in &report.rows {
        match &row.outcome {
            Outcome::Added { .. } => added += 1,
            Outcome::Updated { notes, .. } => updated += notes.len(),
            Outcome::Unchanged(_) => unchanged += 1,
            Outcome::Skipped(refusal) => {
                let _infallible =
                    writeln!(skipped, "line {}: left out, {}", row.line, why(*refusal));
            }
        }
    }
    format!("{added} notes added, {updated} updated, {unchanged} unchanged\n{skipped}")
}

fn why(refusal: Refusal) -> String {
    let reason = refusal.reason();
    match refusal.note() {
        Some(note) => format!("{reason}: note {note}"),
        None => reason.to_owned(),
    }
}
