//! Whole collections, there and back.

use std::path::Path;
use std::sync::Arc;

use ankid_collection::media::{MediaFolder, MediaLimits};
use ankid_package::{CollectionExport, Format, Limits, Reporter, Restore, export_collection};
use ankid_testkit::differences;
use ankid_types::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::{Outcome, Place, open};

const THEIR_EXPORT: &str = "col.export_collection_package(args['out'], True, args['legacy'])
col.reopen()";
pub(crate) const THEIR_IMPORT: &str = "
from anki._backend import RustBackend
folder = args['collection'][:-len('.anki2')]
RustBackend(langs=['en']).import_collection_package(
    col_path=args['collection'], backup_path=args['package'], media_folder=folder + '.media', media_db=folder + '.media.db2')";

pub(crate) fn restore(package: &Path, collection: &Path) -> Outcome {
    let media = Arc::new(MediaFolder::open(collection, MediaLimits::default())?);
    let restore = Restore {
        package,
        collection,
        media: &media,
        limits: Limits::default(),
        now: SystemClock.now(),
    };
    restore.prepare(&Reporter::silent())?.finish()?;
    Ok(())
}

fn assert_same(expected: &Value, found: &Value, what: &str) {
    let different = differences(expected, found);
    assert_eq!(different, [""; 0], "{what}");
}

#[test]
fn our_export_is_the_whole_collection_to_anki() -> Outcome {
    let mut place = Place::new()?;
    let source = place.filled("source", 1)?;
    let expected = place.contents(&source)?;
    for (format, name) in [(Format::Latest, "latest"), (Format::Legacy, "legacy")] {
        let package = place.path(&format!("{name}.colpkg"));
        let engine = open(&source)?;
        let what = CollectionExport {
            format,
            media: true,
        };
        let exported = export_collection(&engine, &package, what, &Reporter::silent())?;
        engine.close()?;
        assert_eq!(exported.media_files, 7);
        let target = place.collection(name)?;
        place.oracle.run(
            THEIR_IMPORT,
            &json!({ "collection": target, "package": package }),
        )?;
        assert_same(&expected, &place.contents(&target)?, name);
    }
    Ok(())
}

#[test]
fn an_export_of_anki_is_the_whole_collection_to_us() -> Outcome {
    let mut place = Place::new()?;
    let source = place.filled("source", 2)?;
    let expected = place.contents(&source)?;
    for legacy in [false, true] {
        let name = if legacy { "legacy" } else { "latest" };
        let package = place.path(&format!("{name}.colpkg"));
        let args = json!({ "out": package, "legacy": legacy });
        place.run(&source, THEIR_EXPORT, &args)?;
        let target = place.collection(name)?;
        restore(&package, &target)?;
        assert_same(&expected, &place.contents(&target)?, name);
        // Over a collection that is there, with other media under the same names.
        let used = place.filled(&format!("used {name}"), 3)?;
        restore(&package, &used)?;
        assert_same(&expected, &place.contents(&used)?, name);
    }
    Ok(())
}

#[test]
fn our_downgrade_is_that_of_anki() -> Outcome {
    let mut place = Place::new()?;
    let source = place.filled("source", 4)?;
    let ours = place.path("ours.anki2");
    std::fs::copy(&source, &ours)?;
    ankid_storage::Storage::downgrade(&ours)?;
    let code = "
import json, shutil, sqlite3
from anki.collection import Collection
shutil.copy(args['source'], args['theirs'])
Collection(args['theirs']).close(downgrade=True)
def read(path):
    database = sqlite3.connect(path)
    names = sorted(database.execute('select type, name, tbl_name from sqlite_master').fetchall())
    col = list(database.execute('select * from col').fetchone())
    col[8:] = [json.loads(text) for text in col[8:]]
    tables = {name: sorted(database.execute('select * from ' + name).fetchall(), key=repr)
              for kind, name, _ in names if kind == 'table' and name not in ('col', 'sqlite_stat1', 'sqlite_stat4')}
    mode = database.execute('pragma journal_mode').fetchone()
    return json.loads(json.dumps([names, col, tables, mode]))
result = [read(args['ours']), read(args['theirs'])]";
    let args = json!({ "source": source, "ours": ours, "theirs": place.path("theirs.anki2") });
    let both = place.oracle.run(code, &args)?;
    assert_eq!(differences(&both[0], &both[1]), [""; 0]);
    Ok(())
}
