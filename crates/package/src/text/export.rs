//! Writing notes and cards as text that Anki and [`ParsedText`](crate::ParsedText) read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::LazyLock;

use ankid_collection::{CardWithNote, View};
use ankid_template::text::html_to_text_line;
use ankid_template::{AvTag, RenderedSide};
use ankid_types::{CardId, DeckId, NoteId};
use csv::WriterBuilder;
use regex::Regex;

use crate::target::Target;
use crate::text::header::Separator;
use crate::{PackageError, Reporter, Result, Stage};

/// Style sheets, and the places of boxes to type answers in.
static NO_CONTENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)<style>.*?</style>|\[\[type:[^]]+\]\]").expect("the pattern is valid")
});
/// The question at the top of an answer.
static QUESTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)^.*<hr id=answer>\n*").expect("the pattern is valid"));

const SEPARATOR: Separator = Separator::Tab;

/// What is written of notes. The columns come in the order of these fields, with the note's values before its tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotesAsText {
    /// Whether values keep their markup.
    pub html: bool,
    /// A column for the guid, by which Anki knows a note again.
    pub guid: bool,
    /// A column for the note type.
    pub notetype: bool,
    /// A column for the deck of the first card.
    pub deck: bool,
    /// A column for the tags.
    pub tags: bool,
}

/// A file that a text is written to, which appears when it is whole.
pub struct TextFile {
    target: Target,
    writer: BufWriter<File>,
}

impl TextFile {
    /// Prepares to write a file at `path`; what is there already stays until the new one is whole.
    ///
    /// # Errors
    /// The folder is not there or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let target = Target::new(path)?;
        let writer = target.writer()?;
        Ok(Self { target, writer })
    }

    /// The way to write.
    pub fn writer(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// Lets the file appear, in place of what is there; its length.
    ///
    /// # Errors
    /// The file system refused; what was there is as it was.
    pub fn finish(mut self) -> Result<u64> {
        self.writer.flush().map_err(not_written)?;
        self.target.finish()
    }
}

/// What is written of cards: two columns, question and answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardsAsText {
    /// Whether they keep their markup.
    pub html: bool,
}

/// Writes the notes that a search finds, by id; how many.
///
/// # Errors
/// The search is refused, the target cannot be written, or an error of the collection.
pub fn notes_as_text(
    view: &View<'_>,
    search: &str,
    what: NotesAsText,
    target: &mut dyn Write,
    reporter: &Reporter,
) -> Result<usize> {
    let mut notes = view.find_notes(search)?;
    notes.sort_unstable();
    let notetypes = view.storage().notetypes_of_notes(&notes)?;
    let mut widest = 0;
    for notetype in notetypes {
        widest = widest.max(view.catalog().require_notetype(notetype)?.fields.len());
    }
    let decks = decks_of(view, &notes, what.deck)?;
    write_header(target, what.html)?;
    write_columns(target, what, widest)?;
    let mut writer = writer(target);
    for (id, done) in notes.iter().zip(1..) {
        reporter.tell(Stage::Notes, done, notes.len() as u64);
        let note = view.require_note(*id)?;
        let mut record: Vec<Cow<'_, str>> = Vec::new();
        if what.guid {
            record.push((&note.guid).into());
        }
        if what.notetype {
            let notetype = view.catalog().require_notetype(note.notetype_id)?;
            record.push(notetype.name.as_str().into());
        }
        if what.deck {
            let deck = decks.get(id).and_then(|deck| view.catalog().deck(*deck));
            record.push(deck.map_or(String::new(), |deck| deck.name.human()).into());
        }
        let values = note.fields.iter().map(|value| shown(value, what.html));
        record.extend(values);
        let missing = widest.saturating_sub(note.fields.len());
        record.extend(std::iter::repeat_n(Cow::from(""), missing));
        if what.tags {
            record.push(note.tags.join(" ").into());
        }
        write_record(&mut writer, &record)?;
    }
    writer.flush().map_err(not_written)?;
    Ok(notes.len())
}

/// Writes the cards that a search finds, by id; how many.
///
/// # Errors
/// The search is refused, the target cannot be written, or an error of the collection.
pub fn cards_as_text(
    view: &View<'_>,
    search: &str,
    what: CardsAsText,
    target: &mut dyn Write,
    reporter: &Reporter,
) -> Result<usize> {
    let mut cards: Vec<CardId> = view.find_cards(search)?;
    cards.sort_unstable();
    write_header(target, what.html)?;
    let mut writer = writer(target);
    let mut done = 0;
    view.for_each_card_with_note(&cards, |card: Option<CardWithNote<'_>>| {
        done += 1;
        reporter.tell(Stage::Cards, done, cards.len() as u64);
        let Some(card) = card else {
            return Ok::<_, PackageError>(());
        };
        let rendered = view.render_card(card)?;
        let question = playable(&rendered.question);
        let answer = playable(&rendered.answer);
        let answer = QUESTION.replace(&answer, "");
        write_record(
            &mut writer,
            &[shown(&question, what.html), shown(&answer, what.html)],
        )
    })?;
    writer.flush().map_err(not_written)?;
    Ok(cards.len())
}

/// The deck of the first card of each note.
fn decks_of(view: &View<'_>, notes: &[NoteId], wanted: bool) -> Result<HashMap<NoteId, DeckId>> {
    let mut decks = HashMap::new();
    if wanted {
        let mut slots = view.storage().card_slots_of_notes(notes)?;
        slots.sort_by_key(|slot| (slot.note, slot.ordinal));
        for slot in slots {
            decks.entry(slot.note).or_insert(slot.deck);
        }
    }
    Ok(decks)
}

fn write_header(target: &mut dyn Write, html: bool) -> Result<()> {
    let name = SEPARATOR.name();
    writeln!(target, "#separator:{name}\n#html:{html}").map_err(not_written)
}

/// Says which columns hold other things than values, counted from 1.
fn write_columns(target: &mut dyn Write, what: NotesAsText, fields: usize) -> Result<()> {
    let mut column = 0;
    let columns = [
        (what.guid, "guid", 0),
        (what.notetype, "notetype", 0),
        (what.deck, "deck", 0),
        (what.tags, "tags", fields),
    ];
    for (wanted, name, before) in columns {
        if wanted {
            column += before + 1;
            writeln!(target, "#{name} column:{column}").map_err(not_written)?;
        }
    }
    Ok(())
}

fn writer(target: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    WriterBuilder::new()
        .delimiter(SEPARATOR.byte())
        .comment(Some(b'#'))
        .flexible(true)
        .from_writer(target)
}

fn write_record(writer: &mut csv::Writer<&mut dyn Write>, record: &[Cow<'_, str>]) -> Result<()> {
    let values = record.iter().map(|value| value.as_bytes());
    let written = writer.write_record(values);
    written.map_err(|error| not_written(error.into()))
}

fn not_written(cause: io::Error) -> PackageError {
    PackageError::NotWritten(cause)
}

fn shown(text: &str, html: bool) -> Cow<'_, str> {
    let content = NO_CONTENT.replace_all(text, "");
    let line = match html {
        true => return content,
        false => html_to_text_line(&content, false),
    };
    match line {
        Cow::Owned(line) => line.into(),
        // As in Anki, the spaces around a text stay where there was no markup to leave out.
        Cow::Borrowed(_) => content.into_owned().into(),
    }
}

/// A side with what can be played as it stands in fields; of speech only the text.
fn playable(side: &RenderedSide) -> String {
    let mut text = side.text.clone();
    for (index, tag) in side.av_tags.iter().enumerate() {
        let written = match tag {
            AvTag::SoundOrVideo { file_name } => format!("[sound:{file_name}]"),
            AvTag::Speech { text, .. } => text.clone(),
        };
        for letter in ["q", "a"] {
            text = text.replace(&format!("[anki:play:{letter}:{index}]"), &written);
        }
    }
    text
}
