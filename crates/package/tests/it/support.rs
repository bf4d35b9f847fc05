//! Collections in a folder that goes away.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ankid_collection::media::{MediaFolder, MediaLimits};
use ankid_collection::{Engine, EngineOptions, NewNote};
use ankid_package::{
    CollectionExport, Format, ImportOptions, ImportReport, Limits, PackageError, PreparedImport,
    Reporter, Restore, Restored, export_collection,
};
use ankid_types::{DeckId, FixedClock, Note, TimestampMillis};
use tempfile::TempDir;

pub(crate) const NOW: TimestampMillis = TimestampMillis(1_700_000_000_000);

/// A folder for profiles and packages.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The collection file of a profile.
    pub(crate) fn collection(&self, profile: &str) -> PathBuf {
        let folder = self.path(profile);
        fs::create_dir_all(&folder).unwrap();
        folder.join("collection.anki2")
    }

    pub(crate) fn engine(&self, profile: &str) -> Engine {
        open(&self.collection(profile))
    }

    /// What lies in a folder, sorted; nothing if there is none.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    pub(crate) fn write_media(&self, profile: &str, name: &str, content: &[u8]) {
        let folder = self.path(profile).join("collection.media");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), content).unwrap();
    }

    pub(crate) fn media(&self, profile: &str, name: &str) -> String {
        let path = self.path(profile).join("collection.media").join(name);
        String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
    }
}

pub(crate) fn open(collection: &Path) -> Engine {
    let options = EngineOptions {
        clock: Arc::new(FixedClock::new(NOW)),
        seed: Some(1),
        ..EngineOptions::default()
    };
    Engine::open(collection, options).unwrap()
}

pub(crate) fn add_basic(engine: &Engine, front: &str, back: &str) {
    let fields = vec![front.to_owned(), back.to_owned()];
    engine
        .write(move |transaction| {
            let basic = transaction.catalog().notetype_by_name("Basic").unwrap();
            let new = NewNote {
                notetype_id: basic.id,
                deck_id: DeckId::DEFAULT,
                fields,
                tags: Vec::new(),
            };
            transaction.add_note(new)
        })
        .unwrap();
}

pub(crate) fn notes(engine: &Engine) -> Vec<Note> {
    engine
        .read(|view| {
            let ids = view.storage().all_note_ids()?;
            Ok::<_, PackageError>(view.storage().notes_by_id(&ids)?)
        })
        .unwrap()
}

pub(crate) fn export(engine: &Engine, target: &Path, format: Format) {
    let what = CollectionExport {
        format,
        media: true,
    };
    export_collection(engine, target, what, &Reporter::silent()).unwrap();
}

pub(crate) fn restore(package: &Path, collection: &Path) -> Result<Restored, PackageError> {
    restore_within(package, collection, Limits::default())
}

pub(crate) fn restore_within(
    package: &Path,
    collection: &Path,
    limits: Limits,
) -> Result<Restored, PackageError> {
    let media = Arc::new(MediaFolder::open(collection, MediaLimits::default())?);
    let restore = Restore {
        package,
        collection,
        media: &media,
        limits,
        now: NOW,
    };
    restore.prepare(&Reporter::silent())?.finish()
}

pub(crate) fn import_within(
    engine: &Engine,
    package: &Path,
    limits: Limits,
) -> Result<ImportReport, PackageError> {
    let options = ImportOptions::default();
    let prepared = PreparedImport::new(engine, package, options, limits, &Reporter::silent())?;
    engine.write(move |transaction| prepared.run(transaction))
}
