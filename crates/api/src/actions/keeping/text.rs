//! Notes and cards as text, in and out.

use std::path::PathBuf;

use ankid_collection::{Transaction, View};
use ankid_package::{
    CardsAsText, Due, IfMatches, MatchScope, NotesAsText, Outcome, ParsedText, Reporter, Separator,
    TextFile, TextImport, TextReport, back_up, cards_as_text, notes_as_text,
};
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, PreparedAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::packages::told_progress;
use crate::wire::Id;

/// Adds and updates notes from a text: a table whose columns are separated by tabs, commas or the like, as
/// spreadsheets and Anki write it. The text may say more about itself in its first lines, as in Anki:
/// `#separator:tab`, `#html:true`, `#tags:a b`, `#columns:Front,Back`, `#notetype:Basic`, `#deck:Default`,
/// `#notetype column:1`, `#deck column:2`, `#tags column:3`, `#guid column:4`, `#if matches:keep both` (or
/// `update current`, `keep current`), `#match scope:notetype + deck` (or `notetype`). The parameters go before that.
///
/// A row is the same note as one of the collection if the guids are the same or, without one, if the first fields are
/// in the same note type. All rows are one step that `undo` takes back; rows that cannot be taken are left out and
/// reported with their lines.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportText {
    /// The text.
    text: Option<String>,
    /// The path of a file with the text instead, in UTF-8. It starts in the media folder unless it is absolute.
    path: Option<String>,
    /// The note type of all rows. Without it and a directive, the one that notes were last added with.
    model_name: Option<String>,
    /// The deck for the cards of all rows, made where there is none. Without it and a directive, the current deck.
    deck_name: Option<String>,
    /// What stands between columns; without it, the first of tab, `|`, `;`, `:`, `,` and space that the text has.
    separator: Option<WireSeparator>,
    /// Whether values are HTML. Without it, they are if one of the first five rows has a tag.
    html: Option<bool>,
    /// What becomes of a row whose note is there already.
    if_matches: Option<WireIfMatches>,
    /// Where a note with the same first field counts as the same.
    match_scope: Option<WireMatchScope>,
    /// Tags for all notes.
    #[serde(default)]
    tags: Vec<String>,
    /// Tags for notes that are updated.
    #[serde(default)]
    updated_tags: Vec<String>,
}

/// What stands between columns.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireSeparator {
    Tab,
    Pipe,
    Semicolon,
    Colon,
    Comma,
    Space,
}

/// What becomes of a row whose note is there already.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireIfMatches {
    /// The note gets the values and tags of the row.
    Update,
    /// The note stays as it is.
    Keep,
    /// Another note is added, unless the guid is the same.
    Duplicate,
}

/// Where a note with the same first field counts as the same.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum WireMatchScope {
    /// In the note type.
    Model,
    /// In the note type, with a card that belongs to the deck.
    ModelAndDeck,
}

/// What became of the rows of a text.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report {
    /// How many rows there were.
    rows: usize,
    /// The notes that were added.
    added: Vec<Id<NoteId>>,
    /// The notes that were changed.
    updated: Vec<Id<NoteId>>,
    /// The notes that had the same values already.
    unchanged: Vec<Id<NoteId>>,
    /// The rows that were left out.
    skipped: Vec<SkippedRow>,
}

/// A row that was left out.
#[derive(Serialize, JsonSchema)]
struct SkippedRow {
    /// The line that it begins in, counted from 1.
    line: usize,
    /// Why.
    reason: &'static str,
    /// The note that is there already, where that is the reason.
    note: Option<Id<NoteId>>,
}

impl Action for ImportText {
    const SPEC: Spec = Spec::new(
        "importText",
        &[example(
            r#"{"text": "the cat\tle chat\nsample front\tnew back\n", "deckName": "French", "modelName": "Basic"}"#,
            r#"{"rows": 2, "added": [1767269400000], "updated": [1767268800000], "unchanged": [], "skipped": []}"#,
        )],
    )
    .errors(&["line 3: WHAT IS WRONG", "the text has no rows"]);
    type Reply = Report;
}

impl PreparedAction for ImportText {
    type Prepared = ParsedText;

    fn prepare(self, call: &Call<'_>) -> Result<ParsedText, ApiError> {
        let options = TextImport {
            notetype: self.model_name,
            deck: self.deck_name,
            separator: self.separator.map(Into::into),
            html: self.html,
            if_matches: self.if_matches.map(Into::into),
            scope: self.match_scope.map(Into::into),
            tags: self.tags,
            updated_tags: self.updated_tags,
        };
        let text = match (self.text, self.path) {
            (Some(text), None) => ParsedText::parse(&text, options)?,
            (None, Some(path)) => ParsedText::read(&in_media_folder(call, &path)?, options)?,
            _ => {
                return Err(ApiError::Parameter(
                    "give either `text` or `path`".to_owned(),
                ));
            }
        };
        let engine = call.engine()?;
        let reporter = told_progress(call, "import");
        back_up(&engine, call.settings().backups, Due::ByInterval, &reporter)?;
        Ok(text.reporting(reporter))
    }

    fn run(text: ParsedText, transaction: &mut Transaction) -> Result<Report, ApiError> {
        Ok(Report::of(&text.import(transaction)?))
    }
}

impl Report {
    fn of(report: &TextReport) -> Self {
        let mut sorted = Self {
            rows: report.rows.len(),
            added: Vec::new(),
            updated: Vec::new(),
            unchanged: Vec::new(),
            skipped: Vec::new(),
        };
        for row in &report.rows {
            match &row.outcome {
                Outcome::Added { note, .. } => sorted.added.push(Id(*note)),
                Outcome::Updated { notes, .. } => {
                    sorted.updated.extend(notes.iter().copied().map(Id))
                }
                Outcome::Unchanged(note) => sorted.unchanged.push(Id(*note)),
                Outcome::Skipped(refusal) => {
                    let note = refusal.note().map(Id);
                    sorted.skipped.push(SkippedRow {
                        line: row.line,
                        reason: refusal.reason(),
                        note,
                    });
                }
            }
        }
        sorted
    }
}

/// Writes notes or cards as text that Anki and `importText` read: a table with tabs, and a header. Of notes with all
/// columns, another collection makes the same notes again, without their scheduling.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExportText {
    /// What is written.
    #[serde(default)]
    what: What,
    /// A search for what is written; all without it.
    #[serde(default)]
    query: String,
    /// Whether values keep their markup.
    #[serde(default = "yes")]
    html: bool,
    /// The columns of notes besides their values.
    #[serde(default = "Column::all")]
    columns: Vec<Column>,
    /// The path of a file that the text is written to; it starts in the media folder unless it is absolute. Without
    /// it, the text is in the reply.
    path: Option<String>,
}

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum What {
    /// Notes: their values and the `columns`.
    #[default]
    Notes,
    /// Cards: question and answer.
    Cards,
}

/// A column of notes.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Column {
    /// The guid, by which notes are known again.
    Guid,
    /// The note type.
    Model,
    /// The deck of the first card.
    Deck,
    /// The tags.
    Tags,
}

/// A text with notes or cards.
#[derive(Serialize, JsonSchema)]
pub(super) struct Exported {
    /// How many notes or cards there are.
    count: usize,
    /// The text; null if it was written to a file.
    text: Option<String>,
}

const fn yes() -> bool {
    true
}

impl Column {
    fn all() -> Vec<Self> {
        vec![Self::Guid, Self::Model, Self::Deck, Self::Tags]
    }
}

impl Action for ExportText {
    const SPEC: Spec = Spec::new(
        "exportText",
        &[example(
            r#"{"query": "tag:sample", "columns": ["tags"]}"#,
            r##"{
                "count": 1,
                "text": "#separator:tab\n#html:true\n#tags column:3\nsample front\tsample back\tsample\n"
            }"##,
        )],
    )
    .errors(&["Invalid search: WHAT AND WHERE"]);
    type Reply = Exported;
}

impl HostAction for ExportText {
    fn run(self, call: &Call<'_>) -> Result<Exported, ApiError> {
        let engine = call.engine()?;
        let reporter = told_progress(call, "export");
        let Some(path) = &self.path else {
            let mut text = Vec::new();
            let count = engine.read(|view| self.write(view, &mut text, &reporter))?;
            let text = Some(String::from_utf8_lossy(&text).into_owned());
            return Ok(Exported { count, text });
        };
        let mut file = TextFile::create(&in_media_folder(call, path)?)?;
        let count = engine.read(|view| self.write(view, file.writer(), &reporter))?;
        file.finish()?;
        Ok(Exported { count, text: None })
    }
}

impl ExportText {
    fn write(
        &self,
        view: &View,
        target: &mut dyn std::io::Write,
        reporter: &Reporter,
    ) -> Result<usize, ApiError> {
        let html = self.html;
        Ok(match self.what {
            What::Cards => {
                cards_as_text(view, &self.query, CardsAsText { html }, target, reporter)?
            }
            What::Notes => {
                let has = |column| self.columns.contains(&column);
                let what = NotesAsText {
                    html,
                    guid: has(Column::Guid),
                    notetype: has(Column::Model),
                    deck: has(Column::Deck),
                    tags: has(Column::Tags),
                };
                notes_as_text(view, &self.query, what, target, reporter)?
            }
        })
    }
}

fn in_media_folder(call: &Call<'_>, path: &str) -> Result<PathBuf, ApiError> {
    Ok(call.engine()?.media().path().join(path))
}

impl From<WireSeparator> for Separator {
    fn from(separator: WireSeparator) -> Self {
        match separator {
            WireSeparator::Tab => Self::Tab,
            WireSeparator::Pipe => Self::Pipe,
            WireSeparator::Semicolon => Self::Semicolon,
            WireSeparator::Colon => Self::Colon,
            WireSeparator::Comma => Self::Comma,
            WireSeparator::Space => Self::Space,
        }
    }
}

impl From<WireIfMatches> for IfMatches {
    fn from(policy: WireIfMatches) -> Self {
        match policy {
            WireIfMatches::Update => Self::Update,
            WireIfMatches::Keep => Self::Keep,
            WireIfMatches::Duplicate => Self::Duplicate,
        }
    }
}

impl From<WireMatchScope> for MatchScope {
    fn from(scope: WireMatchScope) -> Self {
        match scope {
            WireMatchScope::Model => Self::Notetype,
            WireMatchScope::ModelAndDeck => Self::NotetypeAndDeck,
        }
    }
}
