//! `ankid import`: notes out of a text.

use std::fmt::Write as _;

use ankid_collection::Transaction;
use ankid_package::{
    Due, IfMatches, Outcome, ParsedText, Refusal, TextImport, TextReport, back_up,
};

use crate::cli::{Import, Matching};
use crate::commands::Workplace;
use crate::error::Result;
use crate::output::print;

/// Runs the command.
pub(crate) fn run(flags: &Import, place: &Workplace) -> Result<()> {
    let options = TextImport {
        notetype: flags.notetype.clone(),
        deck: flags.deck.clone(),
        separator: flags.separator,
        html: flags.html,
        if_matches: flags.if_matches.map(Into::into),
        tags: flags
            .tags
            .split_whitespace()
            .map(ToOwned::to_owned)
            .collect(),
        ..TextImport::default()
    };
    let text = ParsedText::read(&flags.file, options)?;
    let report = place.with_engine(|engine| {
        back_up(engine, place.backups, Due::ByInterval)?;
        let import = move |transaction: &mut Transaction<'_>| text.import(transaction);
        Ok(engine.write(import)?)
    })?;
    print(&described(&report))
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
