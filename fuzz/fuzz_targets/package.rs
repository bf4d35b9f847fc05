//! Packages: no bytes make an import panic, and what is refused or taken back leaves the collection as it was.
//!
//! The first byte tells what the others are: `d` a database, `m` and `p` a list of media files as old and as new
//! packages have it, each in an archive that is sound, and anything else the archive.

#![no_main]

use std::fs;
use std::io::{Cursor, Write};
use std::sync::LazyLock;

use ankid_collection::{Engine, EngineOptions};
use ankid_package::{ImportOptions, Limits, PackageError, PreparedImport, Reporter};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A collection that every input is imported into, and taken back from.
struct Place {
    engine: Engine,
    folder: TempDir,
}

static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a folder can be made");
    let path = folder.path().join("collection.anki2");
    let engine = Engine::open(&path, EngineOptions::default()).expect("a collection can be made");
    Place { engine, folder }
});

const LIMITS: Limits = Limits {
    entries: 100,
    media_file_bytes: 1 << 20,
    total_bytes: 1 << 22,
    ratio: 100,
};

fuzz_target!(|input: &[u8]| {
    let Some((kind, content)) = input.split_first() else {
        return;
    };
    let package = match kind {
        b'd' => archive(&[("collection.anki21", content), ("media", b"{}")]),
        b'm' => archive(&[
            ("collection.anki21", database()),
            ("media", content),
            ("0", b"x"),
        ]),
        b'p' => archive(&[
            ("meta", &[8, 3]),
            ("collection.anki21b", &compressed(database())),
            ("media", &compressed(content)),
            ("0", &compressed(b"x")),
        ]),
        _ => content.to_vec(),
    };
    let Place { engine, folder } = &*PLACE;
    let path = folder.path().join("package.apkg");
    fs::write(&path, package).expect("a package can be written");
    let silent = Reporter::silent();
    let options = ImportOptions::default();
    if let Ok(prepared) = PreparedImport::new(engine, &path, options, LIMITS, &silent) {
        let taken_back = engine.write(move |transaction| {
            prepared.run(transaction)?;
            Err::<(), _>(PackageError::OldScheduler)
        });
        taken_back.expect_err("the job ends with an error");
    }
    let notes = engine.read(|view| Ok::<_, PackageError>(view.storage().all_note_ids()?));
    assert!(notes.expect("the collection can be read").is_empty());
});

/// A collection with a note that refers to `a.png`.
fn database() -> &'static [u8] {
    let seed = include_bytes!("../seeds/package/database");
    seed.split_first().map_or(&[], |(_kind, content)| content)
}

fn compressed(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 0).expect("bytes can be compressed")
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("an entry can be added");
        zip.write_all(content).expect("an entry can be written");
    }
    zip.finish().expect("an archive can be ended").into_inner()
}
