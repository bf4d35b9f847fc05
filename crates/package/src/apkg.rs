//! Exports of some notes, `.apkg`: a deck, or whatever else is chosen, with all that belongs to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ankid_collection::media::names;
use ankid_collection::{CollectionError, Engine, View};
use ankid_storage::{Creation, Storage};
use ankid_template::media::{latex_image_names, media_of_notetype, media_references};
use ankid_types::{CardId, DeckId, Note, NoteId, NotetypeId, TimestampMillis};

use crate::colpkg::add_media;
use crate::error::io_error;
use crate::gather::{Baggage, Gathered, drop_tags_of_study};
use crate::media_map::safe_name;
use crate::placeholder::placeholder;
use crate::target::{Target, workshop};
use crate::writer::PackageWriter;
use crate::{Format, PackageError, Reporter, Result, Stage};

const DAY_MILLIS: i64 = 86_400_000;
/// After so many rows the listener hears of it.
const ROWS_PER_REPORT: u64 = 500;

/// Which notes are exported. All cards of a note go with it, whatever deck they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All notes.
    All,
    /// The notes that have a card in a deck or in one below it.
    Deck(DeckId),
    /// These notes; those that are missing are passed over.
    Notes(Vec<NoteId>),
    /// The notes of these cards.
    Cards(Vec<CardId>),
}

/// What goes into the export of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeckExport {
    /// The notes.
    pub selection: Selection,
    /// How the package is written; of the two that are written.
    pub format: Format,
    /// Whether scheduling, the review log and the decks' own limits go along.
    pub scheduling: bool,
    /// Whether presets of deck options go along.
    pub deck_configs: bool,
    /// Whether media files go along.
    pub media: bool,
}

/// What became of an export of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportedNotes {
    /// How many notes.
    pub notes: usize,
    /// How many cards.
    pub cards: usize,
    /// How many media files.
    pub media_files: usize,
    /// The length of the package.
    pub bytes: u64,
}

/// Writes notes with their cards, decks and note types, and what else is wanted, into a package at
/// `target`. What is there already is replaced when the new package is whole and durable.
///
/// # Errors
/// The deck is missing, the target cannot be written, an id lies in the future, or an error of the
/// collection. The target is as it was.
pub fn export_notes(
    engine: &Engine,
    target: &Path,
    what: &DeckExport,
    reporter: &Reporter,
) -> Result<ExportedNotes> {
    let format = match what.format {
        Format::Oldest => Format::Legacy,
        format => format,
    };
    let unfinished = Target::new(target)?;
    let workshop = workshop(target)?;
    let path = workshop.path().join("collection.anki2");
    let journey = engine.read(|view| Journey::new(view, what, reporter).write(&path))?;
    if !format.is_latest() {
        Storage::downgrade(&path)?;
    }
    let total = std::fs::metadata(&path)
        .map_err(io_error("read", &path))?
        .len();
    let mut package = PackageWriter::new(&unfinished, format)?;
    package.collection(&path, |done| reporter.tell(Stage::Collection, done, total))?;
    package.placeholder(&placeholder(workshop.path(), journey.now)?)?;
    let media = media_paths(engine.media().path(), journey.media)?;
    add_media(&mut package, media, reporter)?;
    let media_files = package.media_count();
    package.finish()?;
    Ok(ExportedNotes {
        notes: journey.notes,
        cards: journey.cards,
        media_files,
        bytes: unfinished.finish()?,
    })
}

/// Notes on their way into a collection file of their own.
struct Journey<'a> {
    view: &'a View<'a>,
    what: &'a DeckExport,
    reporter: &'a Reporter,
}

/// What came of it.
struct Written {
    now: TimestampMillis,
    notes: usize,
    cards: usize,
    /// The names that notes and note types refer to, safe ones only.
    media: BTreeSet<String>,
}

impl<'a> Journey<'a> {
    fn new(view: &'a View<'a>, what: &'a DeckExport, reporter: &'a Reporter) -> Self {
        Self {
            view,
            what,
            reporter,
        }
    }

    /// Writes the file at `path`.
    fn write(&self, path: &Path) -> Result<Written> {
        let notes = self.notes()?;
        let baggage = Baggage {
            scheduling: self.what.scheduling,
            deck_configs: self.what.deck_configs,
        };
        let gathered = Gathered::of(self.view, &notes, baggage)?;
        let target = self.start(path)?;
        target.insert_notetypes(&gathered.notetypes)?;
        for config in &gathered.deck_configs {
            target.put_deck_config(config)?;
        }
        for deck in &gathered.decks {
            target.put_deck(deck)?;
        }
        let media = self.copy_notes(&notes, &gathered, &target)?;
        let cards = self.copy_cards(&notes, &gathered, &target)?;
        if baggage.scheduling {
            self.copy_reviews(&notes, &target)?;
        }
        target.finish_scratch()?;
        Ok(Written {
            now: self.view.clock().now(),
            notes: notes.len(),
            cards,
            media,
        })
    }

    fn notes(&self) -> Result<Vec<NoteId>> {
        let storage = self.view.storage();
        Ok(match &self.what.selection {
            Selection::All => storage.all_note_ids()?,
            Selection::Notes(notes) => storage.existing_note_ids(notes)?,
            Selection::Cards(cards) => storage.note_ids_of_cards(cards)?,
            Selection::Deck(deck) => {
                let top = self.view.catalog().deck(*deck);
                let top = top.ok_or(CollectionError::DeckMissing(*deck))?;
                let below = self.view.decks_below(top).map(|below| below.id);
                let decks: Vec<DeckId> = below.chain([top.id]).collect();
                storage.note_ids_of_cards(&storage.card_ids_in_decks(&decks)?)?
            }
        })
    }

    fn start(&self, path: &Path) -> Result<Storage> {
        let minutes_west = self.view.creation_minutes_west()?;
        let creation = Creation {
            created: self.view.storage().stamps()?.created,
            schema_modified: self.view.clock().now(),
            minutes_west: minutes_west.unwrap_or(0),
        };
        let target = Storage::create_scratch(path, &creation)?;
        if minutes_west.is_none() {
            target.remove_config("creationOffset")?;
        }
        target.set_modified(creation.schema_modified)?;
        Ok(target)
    }

    fn copy_notes(
        &self,
        notes: &[NoteId],
        gathered: &Gathered,
        target: &Storage,
    ) -> Result<BTreeSet<String>> {
        let mut media = MediaNames::of(self.what.media, gathered);
        let mut steps = self.steps(Stage::Notes, notes.len());
        self.view.storage().copy_notes(notes, target, |note| {
            steps.next();
            self.check_id("note", note.id.0)?;
            media.add_note(note);
            if !self.what.scheduling {
                drop_tags_of_study(&mut note.tags);
            }
            Ok::<_, PackageError>(())
        })?;
        Ok(media.names)
    }

    fn copy_cards(&self, notes: &[NoteId], gathered: &Gathered, target: &Storage) -> Result<usize> {
        let mut form = gathered.card_form;
        let mut steps = self.steps(Stage::Cards, 0);
        self.view
            .storage()
            .for_each_card_of_notes(notes, |mut card| {
                steps.next();
                self.check_id("card", card.id.0)?;
                form.apply(&mut card);
                Ok::<_, PackageError>(target.insert_card(&card)?)
            })?;
        Ok(steps.done as usize)
    }

    fn copy_reviews(&self, notes: &[NoteId], target: &Storage) -> Result<()> {
        let mut steps = self.steps(Stage::Reviews, 0);
        let storage = self.view.storage();
        storage.for_each_review_of_notes(notes, |review| {
            steps.next();
            self.check_id("review", review.id.0)?;
            target.add_review_if_absent(&review)?;
            Ok(())
        })
    }

    fn steps(&self, stage: Stage, total: usize) -> Steps<'a> {
        Steps {
            reporter: self.reporter,
            stage,
            done: 0,
            total: total as u64,
        }
    }

    fn check_id(&self, kind: &'static str, id: i64) -> Result<()> {
        if id > self.view.clock().now().0 + DAY_MILLIS {
            return Err(PackageError::FutureId { kind, id });
        }
        Ok(())
    }
}

/// Counts rows, and tells of them now and then.
struct Steps<'a> {
    reporter: &'a Reporter,
    stage: Stage,
    done: u64,
    total: u64,
}

impl Steps<'_> {
    fn next(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(ROWS_PER_REPORT) || self.done == self.total {
            self.reporter.tell(self.stage, self.done, self.total);
        }
    }
}

/// The media files that notes and note types refer to.
struct MediaNames {
    wanted: bool,
    svg: Vec<NotetypeId>,
    names: BTreeSet<String>,
}

impl MediaNames {
    /// Those of the note types; none at all unless they are wanted.
    fn of(wanted: bool, gathered: &Gathered) -> Self {
        let mut media = Self {
            wanted,
            svg: Vec::new(),
            names: BTreeSet::new(),
        };
        if wanted {
            for notetype in &gathered.notetypes {
                if notetype.settings.latex_svg {
                    media.svg.push(notetype.id);
                }
                for name in media_of_notetype(notetype) {
                    media.add(name);
                }
            }
        }
        media
    }

    fn add_note(&mut self, note: &Note) {
        if !self.wanted {
            return;
        }
        let svg = self.svg.contains(&note.notetype_id);
        for field in &note.fields {
            for reference in media_references(field) {
                self.add(reference.name.into_owned());
                if let Some(name) = reference.unescaped {
                    self.add(name);
                }
            }
            for name in latex_image_names(field, svg) {
                self.add(name);
            }
        }
    }

    fn add(&mut self, name: String) {
        if safe_name(&name).is_ok() {
            self.names.insert(name);
        }
    }
}

/// The paths of those files that there are.
fn media_paths(folder: &Path, wanted: BTreeSet<String>) -> Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for name in wanted {
        let path = folder.join(&name);
        if !path.is_file() {
            continue;
        }
        if names::normalized(&name) != name {
            return Err(PackageError::MediaName(name));
        }
        files.push((name, path));
    }
    Ok(files)
}
