//! Media files, added, renamed, changed and deleted on either side.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::Outcome;
use crate::actors::next_second;
use crate::clients::Pair;
use crate::interrupted::{Failing, MOMENTS};

/// How many files each side begins with.
const FILES: usize = 1000;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

fn files(folder: &Path) -> Result<Files, std::io::Error> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        files.insert(name, fs::read(entry.path())?);
    }
    Ok(files)
}

/// Syncs ours, theirs and ours again, and requires all three sides to have the same.
pub(crate) fn converge(
    pair: &mut Pair,
    context: &str,
) -> Result<Files, Box<dyn std::error::Error>> {
    pair.sync_media()?;
    pair.sync_their_media()?;
    pair.sync_media()?;
    let [ours, theirs] = pair.media_folders();
    let (ours, theirs) = (files(&ours)?, files(&theirs)?);
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs), "{context}");
    assert!(ours == theirs, "{context}: contents differ");
    assert!(
        ours == files(&pair.server.media_folder())?,
        "{context}: the server differs"
    );
    Ok(ours)
}

#[test]
fn two_thousand_files_travel_both_ways_and_follow_their_changes() -> Outcome {
    let mut pair = Pair::joined()?;
    let [ours, theirs] = pair.media_folders();
    for number in 0..FILES {
        fs::write(
            ours.join(format!("ours {number} é.jpg")),
            format!("ours {number}"),
        )?;
        fs::write(
            theirs.join(format!("theirs {number} ß.mp3")),
            format!("theirs {number}"),
        )?;
    }
    fs::write(ours.join("both.txt"), "ours")?;
    fs::write(theirs.join("both.txt"), "theirs")?;
    let together = converge(&mut pair, "after the first sync")?;
    assert_eq!(together.len(), 2 * FILES + 1);

    // A date in whole seconds tells a change, as in Anki.
    next_second();
    for number in 0..FILES / 10 {
        fs::remove_file(ours.join(format!("ours {number} é.jpg")))?;
        fs::remove_file(ours.join(format!("theirs {} ß.mp3", number + 200)))?;
        fs::write(
            theirs.join(format!("ours {} é.jpg", number + 300)),
            "changed by theirs",
        )?;
        fs::write(
            ours.join(format!("ours {} é.jpg", number + 400)),
            "changed by ours",
        )?;
        let renamed = theirs.join(format!("renamed {number}.mp3"));
        fs::rename(
            theirs.join(format!("theirs {} ß.mp3", number + 500)),
            renamed,
        )?;
    }
    // Deleted here, changed there: the change stays.
    fs::remove_file(ours.join("ours 900 é.jpg"))?;
    fs::write(theirs.join("ours 900 é.jpg"), "still wanted")?;
    // Left alone on either side.
    fs::write(ours.join("empty.txt"), "")?;
    fs::create_dir(ours.join("folder"))?;
    fs::write(theirs.join("new.txt"), "new")?;
    pair.sync_their_media()?;
    pair.sync_media()?;
    fs::remove_file(ours.join("empty.txt"))?;
    fs::remove_dir(ours.join("folder"))?;
    let together = converge(&mut pair, "after the changes")?;
    assert_eq!(together.len(), 2 * FILES + 1 - 2 * (FILES / 10) + 1);
    assert_eq!(together["ours 900 é.jpg"], b"still wanted");
    assert_eq!(together["ours 300 é.jpg"], b"changed by theirs");
    assert_eq!(together["ours 400 é.jpg"], b"changed by ours");
    assert!(together.contains_key("renamed 7.mp3"));
    Ok(())
}

#[test]
fn a_line_that_is_cut_anywhere_leaves_media_whole() -> Outcome {
    let mut pair = Pair::joined()?;
    let [ours, theirs] = pair.media_folders();
    for moment in MOMENTS {
        let mut at = 1;
        loop {
            let context = format!("{moment:?} {at}");
            for number in 0..3 {
                fs::write(ours.join(format!("a {context} {number}.txt")), &context)?;
                fs::write(theirs.join(format!("b {context} {number}.txt")), &context)?;
            }
            pair.sync_their_media()?;
            let failing = Failing::new(pair.transport(), at, moment);
            let broken = pair.sync_media_through(&failing).is_err();
            let reached = failing.was_reached();
            assert_eq!(pair.leftovers()?, [""; 0], "{context}");
            assert_eq!(broken, reached, "{context}");
            converge(&mut pair, &context)?;
            if !reached {
                break;
            }
            at += 1;
        }
        assert!(at >= 6, "only {at} requests");
    }
    Ok(())
}
