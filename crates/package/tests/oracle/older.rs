//! Packages that older releases of Anki made, by us and by the present one.

use std::path::{Path, PathBuf};

use ankid_package::ImportOptions;
use ankid_testkit::differences;
use serde_json::json;

use crate::apkg::assert_imported_alike;
use crate::colpkg::{THEIR_IMPORT, restore};
use crate::{Outcome, Place};

/// The packages of one kind, in the order of their names.
fn packages(extension: &str) -> Result<Vec<PathBuf>, std::io::Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/older");
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut packages: Vec<PathBuf> = entries.collect::<Result<_, std::io::Error>>()?;
    packages.retain(|path| path.extension().is_some_and(|found| found == extension));
    packages.sort();
    assert!(packages.len() > 5, "{packages:?}");
    Ok(packages)
}

#[test]
fn we_make_the_same_of_an_older_package_as_anki() -> Outcome {
    let mut place = Place::new()?;
    let empty = place.empty("empty")?;
    let used = place.filled("used", 21)?;
    for package in packages("apkg")? {
        for (name, into) in [("empty", &empty), ("used", &used)] {
            for scheduling in [true, false] {
                let options = ImportOptions {
                    scheduling,
                    ..ImportOptions::default()
                };
                let what = format!("{} {name} {scheduling}", package.display());
                assert_imported_alike(&mut place, into, &package, options, &what)?;
            }
        }
    }
    Ok(())
}

#[test]
fn we_restore_the_same_of_an_older_package_as_anki() -> Outcome {
    let mut place = Place::new()?;
    for package in packages("colpkg")? {
        let release = package.display().to_string();
        let stem = package.file_stem().unwrap_or_default().to_string_lossy();
        let (ours, theirs) = (
            place.collection(&format!("ours {stem}"))?,
            place.collection(&format!("theirs {stem}"))?,
        );
        restore(&package, &ours)?;
        let args = json!({ "collection": theirs, "package": package });
        place.oracle.run(THEIR_IMPORT, &args)?;
        let (ours, theirs) = (place.contents(&ours)?, place.contents(&theirs)?);
        assert_eq!(differences(&theirs, &ours), [""; 0], "{release}");
    }
    Ok(())
}
