//! Packages as no honest program writes them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use ankid_storage::{Creation, Storage};
use ankid_types::TimestampSecs;
use rusqlite::Connection;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::NOW;

/// The entries of a package that is to be written.
#[derive(Clone)]
pub(crate) struct Forgery {
    pub(crate) entries: Vec<(String, Vec<u8>)>,
    pub(crate) compression: CompressionMethod,
}

impl Forgery {
    /// A package of the latest format with an empty collection and no media.
    pub(crate) fn latest(collection: &[u8]) -> Self {
        Self::new()
            .with("meta", &[8, 3])
            .with("collection.anki21b", &zstd(collection))
            .with("media", &zstd(b""))
    }

    /// A package of the legacy format with a list of media files.
    pub(crate) fn legacy(collection: &[u8], media: &str) -> Self {
        Self::new()
            .with("collection.anki21", collection)
            .with("media", media.as_bytes())
    }

    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            compression: CompressionMethod::Stored,
        }
    }

    /// Adds an entry, in place of one of that name.
    pub(crate) fn with(mut self, name: &str, content: &[u8]) -> Self {
        self.entries.retain(|(known, _)| known != name);
        self.entries.push((name.to_owned(), content.to_vec()));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(self.compression);
        for (name, content) in &self.entries {
            zip.start_file(name.as_str(), options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    pub(crate) fn write(&self, path: &Path) -> PathBuf {
        fs::write(path, self.bytes()).unwrap();
        path.to_owned()
    }
}

pub(crate) fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 0).unwrap()
}

/// A list of media files in the latest format.
pub(crate) fn media_list(files: &[(&str, [u8; 20])]) -> Vec<u8> {
    let mut list = Vec::new();
    for (name, sha1) in files {
        let mut entry = vec![0x0a, u8::try_from(name.len()).unwrap()];
        entry.extend(name.as_bytes());
        entry.extend([0x1a, 20]);
        entry.extend(sha1);
        list.extend([0x0a, u8::try_from(entry.len()).unwrap()]);
        list.extend(entry);
    }
    zstd(&list)
}

/// The bytes of a new collection, after `change`.
pub(crate) fn collection(folder: &Path, change: impl FnOnce(&Connection)) -> Vec<u8> {
    let path = folder.join("forged.anki2");
    if path.exists() {
        fs::remove_file(&path).unwrap();
    }
    let creation = Creation {
        created: TimestampSecs(1_600_000_000),
        schema_modified: NOW,
        minutes_west: 0,
    };
    Storage::create(&path, &creation).unwrap().close().unwrap();
    let database = Connection::open(&path).unwrap();
    let order = |left: &str, right: &str| left.to_lowercase().cmp(&right.to_lowercase());
    database.create_collation("unicase", order).unwrap();
    database
        .pragma_update_and_check(None, "journal_mode", "delete", |_row| Ok(()))
        .unwrap();
    change(&database);
    database.close().unwrap();
    fs::read(&path).unwrap()
}

/// Writes a byte into a file.
pub(crate) fn corrupt(path: &Path, at: u64) {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = File::options().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 0xff]).unwrap();
}
