//! A collection of one's own, with a clock that stands still.

use std::path::PathBuf;
use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions, NewNote, Result, Transaction, View};
use ankid_types::{Card, DeckId, FixedClock, Note, NoteId, NotetypeId, TimestampMillis};
use tempfile::TempDir;

pub(crate) const NOW: TimestampMillis = TimestampMillis(1_700_000_000_000);

pub(crate) struct Fixture {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<FixedClock>,
    folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::new(NOW));
        let options = EngineOptions {
            clock: Arc::clone(&clock) as _,
            seed: Some(1),
            ..EngineOptions::default()
        };
        let engine = Engine::open(&folder.path().join("collection.anki2"), options).unwrap();
        Self {
            engine,
            clock,
            folder,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("collection.anki2")
    }

    pub(crate) fn read<T>(&self, job: impl FnOnce(&View) -> Result<T>) -> T {
        self.engine.read(job).unwrap()
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Transaction) -> Result<T> + Send + 'static,
    ) -> T {
        self.engine.write(job).unwrap()
    }

    pub(crate) fn try_write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.engine.write(job)
    }

    pub(crate) fn notetype(&self, name: &str) -> NotetypeId {
        self.read(|view| Ok(view.catalog().notetype_by_name(name).unwrap().id))
    }

    pub(crate) fn add(&self, notetype: &str, fields: &[&str], tags: &[&str]) -> NoteId {
        let new = self.new_note(notetype, fields, tags);
        self.write(|transaction| transaction.add_note(new))
    }

    /// A note for the default deck, not added yet.
    pub(crate) fn new_note(&self, notetype: &str, fields: &[&str], tags: &[&str]) -> NewNote {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        NewNote {
            notetype_id: self.notetype(notetype),
            deck_id: DeckId::DEFAULT,
            fields: owned(fields),
            tags: owned(tags),
        }
    }

    pub(crate) fn note(&self, id: NoteId) -> Note {
        self.read(|view| view.require_note(id))
    }

    pub(crate) fn cards(&self, id: NoteId) -> Vec<Card> {
        self.read(|view| Ok(view.storage().cards_of_note(id)?))
    }

    pub(crate) fn undo(&self) -> Option<&'static str> {
        self.engine.write(|transaction| transaction.undo()).unwrap()
    }
}
