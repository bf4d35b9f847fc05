//! Fixtures.

use std::path::{Path, PathBuf};

use ankid_storage::{Creation, NoteDigest, Storage};
use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckId, Note, NoteId, NotetypeId, TimestampMillis,
    TimestampSecs, Usn,
};
use rusqlite::Connection;
use tempfile::TempDir;

pub(crate) const CREATION: Creation = Creation {
    created: TimestampSecs(1_700_000_000),
    schema_modified: TimestampMillis(1_700_000_123_456),
    minutes_west: -60,
};

/// A new collection in a folder of its own.
pub(crate) struct Fixture {
    pub(crate) folder: TempDir,
    pub(crate) path: PathBuf,
    pub(crate) storage: Storage,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("collection.anki2");
        let storage = Storage::create(&path, &CREATION).unwrap();
        Self {
            folder,
            path,
            storage,
        }
    }

    /// Closes the collection and leaves its file.
    pub(crate) fn close(self) -> (TempDir, PathBuf) {
        self.storage.close().unwrap();
        (self.folder, self.path)
    }
}

/// A connection that knows nothing of collections. Not for use while the file is open.
pub(crate) fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .create_collation("unicase", ankid_storage::unicase_order)
        .unwrap();
    connection
}

pub(crate) fn note(id: i64, fields: &[&str], tags: &[&str]) -> Note {
    Note {
        id: NoteId(id),
        guid: format!("guid{id}"),
        notetype_id: NotetypeId(7),
        modified: TimestampSecs(1_700_000_100),
        usn: Usn::PENDING,
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    }
}

pub(crate) fn digest(sort_field: &str, checksum: u32) -> NoteDigest {
    NoteDigest {
        sort_field: sort_field.to_owned(),
        checksum,
    }
}

pub(crate) fn card(id: i64, note: i64, ordinal: u16) -> Card {
    Card {
        id: CardId(id),
        note_id: NoteId(note),
        deck_id: DeckId::DEFAULT,
        ordinal,
        modified: TimestampSecs(1_700_000_200),
        usn: Usn::PENDING,
        kind: CardKind::New,
        queue: CardQueue::New,
        due: 1,
        interval_days: 0,
        ease_factor: 0,
        reviews: 0,
        lapses: 0,
        remaining_steps: 0,
        original_due: 0,
        original_deck_id: DeckId::NONE,
        flags: 0,
        data: "{}".to_owned(),
    }
}
