//! Bringing the rows of a text into the collection, by Anki's rules: one transaction, one undo step.
//!
//! A row is the same note as one in the collection if both have the same guid or, for a row without one, the
//! same first field in the same note type. Only what was there before the import counts: two rows of a text never
//! meet.

use std::collections::HashMap;
use std::sync::Arc;

use ankid_collection::{FieldForm, NewNote, NoteEdit, NotetypeEntry, Transaction};
use ankid_template::text::{escape_text, field_checksum, strip_html_preserving_media_filenames};
use ankid_types::{DeckId, DeckName, Note, NoteId, NotetypeId};

use crate::text::header::Source;
use crate::text::mapping::{FieldColumns, MetaColumns};
use crate::text::parse::{ParsedText, Row};
use crate::{PackageError, Result, Stage};

/// What becomes of a row whose note is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfMatches {
    /// The note gets the values and tags of the row.
    #[default]
    Update,
    /// The note stays as it is.
    Keep,
    /// Another note is added, unless both have the same guid.
    Duplicate,
}

/// Where a note with the same first field counts as the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchScope {
    /// In the note type.
    #[default]
    Notetype,
    /// In the note type, with a card that belongs to the deck.
    NotetypeAndDeck,
}

/// By what a row and a note were found to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// They have the same guid.
    Guid,
    /// They have the same first field.
    FirstField,
}

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its first field is empty.
    EmptyFirstField,
    /// There is no note type of the name in its column.
    NotetypeMissing,
    /// There is no deck of the id in its column.
    DeckMissing,
    /// The deck in its column is filtered.
    DeckFiltered,
    /// The note is there already, and is to stay as it is.
    Kept(NoteId),
    /// A note with this guid is there already, so that no other can be added.
    GuidTaken(NoteId),
    /// The note is there already, with another note type.
    OtherNotetype(NoteId),
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A note was added, although another has the same first field where `matched` says so.
    Added {
        /// The note.
        note: NoteId,
        /// Whether another note matches.
        matched: Option<Matched>,
    },
    /// Notes were given its values.
    Updated {
        /// The notes.
        notes: Vec<NoteId>,
        /// By what they were found.
        matched: Matched,
    },
    /// The note had its values already.
    Unchanged(NoteId),
    /// It was left out.
    Skipped(Refusal),
}

/// A row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReport {
    /// The line that the row begins in, counted from 1.
    pub line: usize,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of all rows, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextReport {
    /// The rows.
    pub rows: Vec<RowReport>,
}

impl Refusal {
    /// The reason in words.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::EmptyFirstField => "the first field is empty",
            Self::NotetypeMissing => "there is no such note type",
            Self::DeckMissing => "there is no deck with this id",
            Self::DeckFiltered => "the deck is filtered",
            Self::Kept(_) => "the note is there already and is kept as it is",
            Self::GuidTaken(_) => "a note with this guid is there already",
            Self::OtherNotetype(_) => "the note is there already, with another note type",
        }
    }

    /// The note that is there already, where that is the reason.
    #[must_use]
    pub const fn note(self) -> Option<NoteId> {
        match self {
            Self::Kept(note) | Self::GuidTaken(note) | Self::OtherNotetype(note) => Some(note),
            Self::EmptyFirstField
            | Self::NotetypeMissing
            | Self::DeckMissing
            | Self::DeckFiltered => None,
        }
    }
}

impl IfMatches {
    /// The policy that a directive names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "update current" => Some(Self::Update),
            "keep current" => Some(Self::Keep),
            "keep both" => Some(Self::Duplicate),
            _ => None,
        }
    }
}

impl MatchScope {
    /// The scope that a directive names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "notetype" => Some(Self::Notetype),
            "notetype + deck" => Some(Self::NotetypeAndDeck),
            _ => None,
        }
    }
}

impl ParsedText {
    /// Brings the rows into the collection, all that can be brought in.
    ///
    /// # Errors
    /// A note type or deck that all rows should have is not there or cannot take them, no column is left for the
    /// first field, or an error of the collection; nothing was imported.
    pub fn import(self, transaction: &mut Transaction<'_>) -> Result<TextReport> {
        let mut import = Import::new(&self, transaction)?;
        let mut rows = Vec::with_capacity(self.rows.len());
        let total = self.rows.len() as u64;
        for row in &self.rows {
            rows.push(RowReport {
                line: row.line,
                outcome: import.row(row)?,
            });
            self.reporter.tell(Stage::Notes, rows.len() as u64, total);
        }
        transaction.set_label("Import");
        Ok(TextReport { rows })
    }
}

/// What all rows of an import share.
struct Import<'a, 'b> {
    text: &'a ParsedText,
    transaction: &'a mut Transaction<'b>,
    form: FieldForm,
    notetype: Option<Arc<NotetypeEntry>>,
    deck: Option<DeckId>,
    columns: FieldColumns,
    meta: MetaColumns,
    known: Known,
    if_matches: IfMatches,
    tags: Vec<String>,
}

/// The notes that were there before.
struct Known {
    scope: MatchScope,
    by_guid: HashMap<String, NoteId>,
    by_checksum: HashMap<(NotetypeId, u32), Vec<NoteId>>,
}

/// A row as the note that it describes.
struct Incoming {
    notetype: Arc<NotetypeEntry>,
    deck: DeckId,
    guid: Option<String>,
    fields: Vec<Option<String>>,
    tags: Option<Vec<String>>,
}

impl<'a, 'b> Import<'a, 'b> {
    fn new(text: &'a ParsedText, transaction: &'a mut Transaction<'b>) -> Result<Self> {
        let mut meta = MetaColumns::of(text);
        let defaults = transaction.adding_defaults()?;
        let notetype = match shared(&text.options.notetype, &text.header.notetype) {
            _ if meta.notetype.is_some() => None,
            Some((name, line)) => Some(find_notetype(transaction, name).ok_or_else(|| {
                let problem = format!("there is no note type `{}`", name.trim());
                blame(line, problem)
            })?),
            None => Some(Arc::clone(
                transaction.catalog().require_notetype(defaults.notetype)?,
            )),
        };
        let deck = match shared(&text.options.deck, &text.header.deck) {
            _ if meta.deck.is_some() => None,
            Some((name, line)) => {
                let deck = match find_deck(transaction, name) {
                    Some(deck) => deck,
                    None => transaction.find_or_create_deck(name.trim())?,
                };
                if transaction.catalog().require_deck(deck)?.is_filtered() {
                    let problem = format!("`{}` is a filtered deck", name.trim());
                    return Err(blame(line, problem));
                }
                Some(deck)
            }
            None => Some(defaults.deck),
        };
        let columns = match &notetype {
            Some(notetype) => FieldColumns::of(text, notetype, &mut meta)?,
            None => FieldColumns::Rest,
        };
        let scope = text.options.scope.or(text.header.scope).unwrap_or_default();
        let if_matches = text.options.if_matches.or(text.header.if_matches);
        Ok(Self {
            form: transaction.field_form()?,
            notetype,
            deck,
            columns,
            meta,
            known: Known::load(transaction, scope)?,
            if_matches: if_matches.unwrap_or_default(),
            tags: [&text.header.tags[..], &text.options.tags].concat(),
            text,
            transaction,
        })
    }

    fn row(&mut self, row: &Row) -> Result<Outcome> {
        let values = self.columns.values(row, &self.meta);
        if values.first().and_then(Option::as_deref) == Some("") {
            return Ok(Outcome::Skipped(Refusal::EmptyFirstField));
        }
        let Some(notetype) = self.notetype_of(row) else {
            return Ok(Outcome::Skipped(Refusal::NotetypeMissing));
        };
        let deck = match self.deck_of(row)? {
            Ok(deck) => deck,
            Err(refusal) => return Ok(Outcome::Skipped(refusal)),
        };
        let fields = values.into_iter().map(|value| Some(self.stored(value?)));
        let incoming = Incoming {
            notetype,
            deck,
            guid: self
                .meta
                .guid
                .and_then(|column| row.get(column))
                .filter(|guid| !guid.is_empty())
                .map(ToOwned::to_owned),
            fields: fields.collect(),
            tags: self
                .meta
                .tags
                .and_then(|column| row.get(column))
                .map(|tags| tags.split_whitespace().map(ToOwned::to_owned).collect()),
        };
        let (matches, matched) = self.matches(&incoming)?;
        match (matches.first(), self.if_matches) {
            (None, _) => self.add(incoming, None),
            (Some(_), IfMatches::Update) => self.update(&incoming, matches, matched),
            (Some(first), IfMatches::Keep) => Ok(Outcome::Skipped(Refusal::Kept(first.id))),
            (Some(first), IfMatches::Duplicate) if matched == Matched::Guid => {
                Ok(Outcome::Skipped(Refusal::GuidTaken(first.id)))
            }
            (Some(_), IfMatches::Duplicate) => self.add(incoming, Some(matched)),
        }
    }

    fn notetype_of(&self, row: &Row) -> Option<Arc<NotetypeEntry>> {
        match self.meta.notetype {
            Some(column) => find_notetype(self.transaction, row.get(column).unwrap_or_default()),
            None => self.notetype.clone(),
        }
    }

    /// The deck of a row, made where it has a name that no deck has.
    fn deck_of(&mut self, row: &Row) -> Result<Result<DeckId, Refusal>> {
        let deck = match (self.meta.deck, self.deck) {
            (Some(column), _) => {
                let name = row.get(column).unwrap_or_default();
                match find_deck(self.transaction, name) {
                    Some(deck) => deck,
                    None if name.parse::<i64>().is_ok() => return Ok(Err(Refusal::DeckMissing)),
                    None => self.transaction.find_or_create_deck(name)?,
                }
            }
            (None, deck) => deck.unwrap_or(DeckId::DEFAULT),
        };
        let is_filtered = self.transaction.catalog().require_deck(deck)?.is_filtered();
        Ok(if is_filtered {
            Err(Refusal::DeckFiltered)
        } else {
            Ok(deck)
        })
    }

    /// A value in the form in which notes keep it.
    fn stored(&self, value: String) -> String {
        let mut value = if self.text.html {
            value
        } else {
            escape_text(&value).replace('\n', "<br>")
        };
        self.form.apply(&mut value);
        value
    }

    /// The notes that a row matches.
    fn matches(&self, incoming: &Incoming) -> Result<(Vec<Note>, Matched)> {
        if let Some(guid) = &incoming.guid {
            let found = self.known.by_guid.get(guid);
            let note = found
                .map(|id| self.transaction.require_note(*id))
                .transpose()?;
            return Ok((note.into_iter().collect(), Matched::Guid));
        }
        let Some(Some(first)) = incoming.fields.first() else {
            return Ok((Vec::new(), Matched::FirstField));
        };
        let first = strip_html_preserving_media_filenames(first);
        let key = (incoming.notetype.id, field_checksum(&first));
        let mut matches = Vec::new();
        for id in self.known.by_checksum.get(&key).into_iter().flatten() {
            let note = self.transaction.require_note(*id)?;
            let own = note.fields.first().map_or("", String::as_str);
            if strip_html_preserving_media_filenames(own) == first
                && self.is_in_scope(*id, incoming.deck)?
            {
                matches.push(note);
            }
        }
        Ok((matches, Matched::FirstField))
    }

    fn is_in_scope(&self, note: NoteId, deck: DeckId) -> Result<bool> {
        Ok(match self.known.scope {
            MatchScope::Notetype => true,
            MatchScope::NotetypeAndDeck => {
                let cards = self.transaction.storage().cards_of_note(note)?;
                cards.iter().any(|card| card.home_deck_id() == deck)
            }
        })
    }

    fn add(&mut self, incoming: Incoming, matched: Option<Matched>) -> Result<Outcome> {
        let mut fields = vec![String::new(); incoming.notetype.fields.len()];
        fill(&mut fields, incoming.fields);
        let mut tags = incoming.tags.unwrap_or_default();
        tags.extend_from_slice(&self.tags);
        let new = NewNote {
            notetype_id: incoming.notetype.id,
            deck_id: incoming.deck,
            fields,
            tags,
        };
        let note = self.transaction.add_incoming_note(new, incoming.guid)?;
        Ok(Outcome::Added { note, matched })
    }

    fn update(
        &mut self,
        incoming: &Incoming,
        matches: Vec<Note>,
        matched: Matched,
    ) -> Result<Outcome> {
        let (own, others): (Vec<Note>, Vec<Note>) = matches
            .into_iter()
            .partition(|note| note.notetype_id == incoming.notetype.id);
        if let ([], Some(other)) = (own.as_slice(), others.first()) {
            return Ok(Outcome::Skipped(Refusal::OtherNotetype(other.id)));
        }
        let tags = match &incoming.tags {
            Some(tags) => Some(self.transaction.spelled_tags(tags)?),
            None => None,
        };
        let mut unchanged = None;
        let mut updated = Vec::new();
        for note in own {
            let mut fields = note.fields.clone();
            fill(&mut fields, incoming.fields.clone());
            if fields == note.fields && tags.as_ref().is_none_or(|tags| *tags == note.tags) {
                self.transaction.add_missing_cards(note.id, incoming.deck)?;
                unchanged.get_or_insert(note.id);
                continue;
            }
            let mut all_tags = tags.clone().unwrap_or(note.tags);
            all_tags.extend(
                self.tags
                    .iter()
                    .chain(&self.text.options.updated_tags)
                    .cloned(),
            );
            let edit = NoteEdit {
                fields: Some(fields),
                tags: Some(all_tags),
                ..NoteEdit::default()
            };
            self.transaction
                .edit_incoming_note(note.id, edit, incoming.deck)?;
            updated.push(note.id);
        }
        Ok(match unchanged {
            Some(note) if updated.is_empty() => Outcome::Unchanged(note),
            _ => Outcome::Updated {
                notes: updated,
                matched,
            },
        })
    }
}

impl Known {
    fn load(transaction: &Transaction<'_>, scope: MatchScope) -> Result<Self> {
        let mut known = Self {
            scope,
            by_guid: HashMap::new(),
            by_checksum: HashMap::new(),
        };
        for key in transaction.storage().note_keys()? {
            let same = known.by_checksum.entry((key.notetype_id, key.checksum));
            same.or_default().push(key.id);
            known.by_guid.insert(key.guid, key.id);
        }
        Ok(known)
    }
}

/// What all rows have by the options or, where they leave it open, by the header, and the line that says so.
fn shared<'a>(
    option: &'a Option<String>,
    header: &'a Option<Source>,
) -> Option<(&'a str, Option<usize>)> {
    match (option, header) {
        (Some(name), _) => Some((name, None)),
        (None, Some(Source::All(name, line))) => Some((name, Some(*line))),
        (None, Some(Source::Column(_)) | None) => None,
    }
}

fn blame(line: Option<usize>, problem: String) -> PackageError {
    match line {
        Some(line) => PackageError::Row { line, problem },
        None => PackageError::Wanted(problem),
    }
}

fn find_notetype(transaction: &Transaction<'_>, name: &str) -> Option<Arc<NotetypeEntry>> {
    let catalog = transaction.catalog();
    let by_id = name
        .parse()
        .ok()
        .and_then(|id| catalog.notetype(NotetypeId(id)));
    let by_name = || {
        catalog
            .notetype_by_name(name)
            .or_else(|| catalog.notetype_by_name(name.trim()))
    };
    by_id.or_else(by_name).cloned()
}

fn find_deck(transaction: &Transaction<'_>, name: &str) -> Option<DeckId> {
    let catalog = transaction.catalog();
    let by_id = name.parse().ok().and_then(|id| catalog.deck(DeckId(id)));
    let by_name = || catalog.deck_by_name(&DeckName::from_human(name));
    by_id.or_else(by_name).map(|deck| deck.id)
}

fn fill(fields: &mut [String], values: Vec<Option<String>>) {
    for (field, value) in fields.iter_mut().zip(values) {
        if let Some(value) = value {
            *field = value;
        }
    }
}
