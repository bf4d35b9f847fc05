//! Backups made, thinned out and restored by ankid and by the official engine.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ankid_package::{BackupChoices, Due, Reporter, back_up, backup_folder, list_backups};
use ankid_testkit::differences;
use jiff::{ToSpan as _, Zoned};
use serde_json::json;

use crate::colpkg::{THEIR_IMPORT, restore};
use crate::{Outcome, Place, open};

const THEIR_BACKUP: &str = "
col.set_config('touched', args['folder'])
result = col.create_backup(backup_folder=args['folder'], force=True, wait_for_completion=True)";

/// Fills a folder with files that are named as backups of the last two years.
fn age(folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    // Fixed to the hour, so that neither folder sees another day than the other.
    let now = Zoned::now();
    for hours in (1..17_000_i64).step_by(37) {
        let made = now.checked_sub(hours.hours())?;
        let name = made.strftime("backup-%Y-%m-%d-%H.00.00.colpkg").to_string();
        fs::write(folder.join(name), "old")?;
    }
    fs::write(folder.join("notes of mine.txt"), "stays")?;
    Ok(())
}

/// The names in a folder, the newest backup left out, which is named after the second.
fn names(folder: &Path) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    let newest = list_backups(folder)?
        .first()
        .map(|backup| backup.name.clone());
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Some(&name) != newest.as_ref() {
            names.insert(name);
        }
    }
    Ok(names)
}

#[test]
fn backups_are_thinned_out_as_anki_does_and_each_restores_those_of_the_other() -> Outcome {
    let mut place = Place::new()?;
    let (ours, theirs) = (place.filled("ours", 3)?, place.filled("theirs", 4)?);
    for path in [&ours, &theirs] {
        age(&backup_folder(path))?;
    }
    let folder = backup_folder(&theirs);
    let made = place.run(&theirs, THEIR_BACKUP, &json!({ "folder": folder }))?;
    assert_eq!(made, true);
    let engine = open(&ours)?;
    let make = |due| back_up(&engine, BackupChoices::default(), due, &Reporter::silent());
    let our_backup = make(Due::Now)?.ok_or("nothing changed")?;
    assert_eq!(make(Due::ByInterval)?, None);
    engine.close()?;
    assert_eq!(names(&backup_folder(&ours))?, names(&folder)?);

    let contents = place.contents(&ours)?;
    let restored = place.collection("restored by anki")?;
    place.oracle.run(
        THEIR_IMPORT,
        &json!({ "collection": restored, "package": our_backup.path }),
    )?;
    let mut without_media = contents;
    without_media["media"] = json!([]);
    let found = place.contents(&restored)?;
    assert_eq!(differences(&without_media, &found), [""; 0]);

    let their_backup = list_backups(&folder)?;
    let newest = their_backup.first().ok_or("no backup")?;
    let restored = place.collection("restored by us")?;
    restore(&newest.path, &restored)?;
    let mut expected = place.contents(&theirs)?;
    expected["media"] = json!([]);
    let found = place.contents(&restored)?;
    assert_eq!(differences(&expected, &found), [""; 0]);
    Ok(())
}
