//! Decks, there and back.

use std::path::Path;

use ankid_package::{
    DeckExport, Format, ImportOptions, ImportReport, Limits, PreparedImport, Reporter, Selection,
    export_notes,
};
use ankid_testkit::differences;
use ankid_types::{DeckId, DeckName};
use serde_json::{Value, json};

use crate::{Outcome, Place, open};

/// What a package may carry besides notes.
#[derive(Debug, Clone, Copy)]
struct Options {
    format: Format,
    scheduling: bool,
    deck_configs: bool,
}

impl Options {
    fn all() -> impl Iterator<Item = Self> {
        [Format::Latest, Format::Legacy]
            .into_iter()
            .flat_map(|format| {
                [(true, true), (true, false), (false, true), (false, false)].map(
                    |(scheduling, deck_configs)| Self {
                        format,
                        scheduling,
                        deck_configs,
                    },
                )
            })
    }
}

const THEIR_EXPORT: &str = "
from anki.collection import ExportAnkiPackageOptions, DeckIdLimit
limit = DeckIdLimit(col.decks.id_for_name(args['deck'])) if args['deck'] else None
options = ExportAnkiPackageOptions(with_scheduling=args['scheduling'], with_deck_configs=args['deck_configs'],
                                   with_media=True, legacy=args['legacy'])
result = col.export_anki_package(out_path=args['out'], options=options, limit=limit)";

const THEIR_IMPORT: &str = "
from anki.collection import ImportAnkiPackageRequest, ImportAnkiPackageOptions
options = ImportAnkiPackageOptions(merge_notetypes=args.get('merge', True), with_scheduling=args['scheduling'],
                                   with_deck_configs=args['deck_configs'])
log = col.import_anki_package(ImportAnkiPackageRequest(package_path=args['package'], options=options)).log
result = {'found': log.found_notes, 'new': len(log.new), 'updated': len(log.updated),
          'duplicate': len(log.duplicate), 'conflicting': len(log.conflicting)}";

/// The rows of a package's collection, read by Python alone.
const READ_PACKAGE: &str = "
import json, sqlite3, tempfile, zipfile
archive = zipfile.ZipFile(args['package'])
names = archive.namelist()
name = next(name for name in ('collection.anki21b', 'collection.anki21') if name in names)
data = archive.read(name)
if name.endswith('b'):
    import io
    data = args['unpacked'] and open(args['unpacked'], 'rb').read()
file = tempfile.NamedTemporaryFile(suffix='.anki2')
file.write(data); file.flush()
database = sqlite3.connect(file.name)
col = list(database.execute('select crt, ver, dty, usn, ls from col').fetchone())
tables = {table: database.execute('select * from %s order by id' % table).fetchall() for table in ('notes', 'cards', 'revlog')}
dicts = [json.loads(text) for text in database.execute('select models, decks, dconf from col').fetchone()]
result = {'names': names[:3] + names[-1:], 'col': col, 'tables': tables, 'dicts': dicts}";

fn export(collection: &Path, target: &Path, deck: Option<&str>, options: Options) -> Outcome {
    let engine = open(collection)?;
    let deck: Option<DeckId> = engine.read(|view| {
        let name = deck.map(DeckName::from_human);
        let deck = name.and_then(|name| view.catalog().deck_by_name(&name).map(|deck| deck.id));
        Ok::<_, ankid_package::PackageError>(deck)
    })?;
    let what = DeckExport {
        selection: deck.map_or(Selection::All, Selection::Deck),
        format: options.format,
        scheduling: options.scheduling,
        deck_configs: options.deck_configs,
        media: true,
    };
    export_notes(&engine, target, &what, &Reporter::silent())?;
    Ok(engine.close()?)
}

fn arguments(options: Options) -> Value {
    json!({
        "scheduling": options.scheduling,
        "deck_configs": options.deck_configs,
        "legacy": options.format == Format::Legacy,
    })
}

fn with(mut object: Value, key: &str, value: impl Into<Value>) -> Value {
    object[key] = value.into();
    object
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Hides what the importer stamps with the moment: decks and note types. Decks of one level get their ids in any order.
fn without_stamps(mut contents: Value) -> Value {
    for deck in contents["decks"].as_array_mut().into_iter().flatten() {
        deck["mod"] = Value::Null;
        deck["id"] = Value::Null;
        // A name that was taken has the second behind it.
        let name = deck["name"].as_str().unwrap_or_default();
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if name.len() - plain.len() == 10 {
            deck["name"] = plain.into();
        }
    }
    if let Some(decks) = contents["decks"].as_array_mut() {
        decks.sort_by_key(|deck| deck["name"].to_string());
    }
    for cards in contents["cards"].as_array_mut().into_iter().flatten() {
        // The deck's id.
        cards[2] = Value::Null;
        cards[13] = Value::Null;
    }
    for notetype in contents["notetypes"].as_array_mut().into_iter().flatten() {
        notetype["mod"] = Value::Null;
    }
    contents["presets_of_decks"] = Value::Null;
    contents
}

#[test]
fn our_exports_are_those_of_anki() -> Outcome {
    let mut place = Place::new()?;
    let source = place.filled("source", 11)?;
    for deck in [None, Some("Package")] {
        for options in Options::all() {
            if options.format == Format::Latest {
                continue;
            }
            let (ours, theirs) = (place.path("ours.apkg"), place.path("theirs.apkg"));
            export(&source, &ours, deck, options)?;
            let args = with(arguments(options), "out", text(&theirs));
            place.run(&source, THEIR_EXPORT, &with(args, "deck", deck))?;
            let mut rows = Vec::new();
            for package in [&ours, &theirs] {
                let args = json!({ "package": package, "unpacked": null });
                rows.push(place.oracle.run(READ_PACKAGE, &args)?);
            }
            let different = differences(&rows[0], &rows[1]);
            assert_eq!(different, [""; 0], "{deck:?} {options:?}");
        }
    }
    Ok(())
}

#[test]
fn anki_makes_the_same_of_our_exports_as_of_its_own() -> Outcome {
    let mut place = Place::new()?;
    let source = place.filled("source", 12)?;
    let empty = place.empty("empty")?;
    for (round, options) in Options::all().enumerate() {
        let (ours, theirs) = (place.path("ours.apkg"), place.path("theirs.apkg"));
        export(&source, &ours, Some("Package"), options)?;
        let args = with(arguments(options), "out", text(&theirs));
        place.run(&source, THEIR_EXPORT, &with(args, "deck", "Package"))?;
        let mut contents = Vec::new();
        for (whose, package) in [("ours", &ours), ("theirs", &theirs)] {
            let target = place.copy(&empty, &format!("{whose} {round}"))?;
            let args = with(arguments(options), "package", text(package));
            let log = place.run(&target, THEIR_IMPORT, &args)?;
            assert_eq!(log["new"], log["found"], "{whose} {options:?}");
            contents.push(without_stamps(place.contents(&target)?));
        }
        let different = differences(&contents[0], &contents[1]);
        assert_eq!(different, [""; 0], "{options:?}");
    }
    Ok(())
}

fn import(
    collection: &Path,
    package: &Path,
    options: ImportOptions,
) -> Result<ImportReport, Box<dyn std::error::Error>> {
    let engine = open(collection)?;
    let (limits, reporter) = (Limits::default(), Reporter::silent());
    let prepared = PreparedImport::new(&engine, package, options, limits, &reporter)?;
    let report = engine.write(move |transaction| prepared.run(transaction))?;
    engine.close()?;
    Ok(report)
}

/// The numbers of a report, as Anki's log has them.
fn counted(report: &ImportReport) -> Value {
    json!({
        "found": report.found_notes,
        "new": report.new.len(),
        "updated": report.updated.len(),
        "duplicate": report.unchanged.len(),
        "conflicting": report.conflicting.len(),
    })
}

/// Lets both import a package into copies of one collection, and compares reports and collections.
pub(crate) fn assert_imported_alike(
    place: &mut Place,
    into: &Path,
    package: &Path,
    options: ImportOptions,
    what: &str,
) -> Outcome {
    let (ours, theirs) = (
        place.copy(into, &format!("ours {what}"))?,
        place.copy(into, &format!("theirs {what}"))?,
    );
    let report = import(&ours, package, options)?;
    let args = json!({
        "package": package,
        "merge": options.merge_notetypes,
        "scheduling": options.scheduling,
        "deck_configs": options.deck_configs,
    });
    let log = place.run(&theirs, THEIR_IMPORT, &args)?;
    assert_eq!(counted(&report), log, "{what}");
    let (ours, theirs) = (place.contents(&ours)?, place.contents(&theirs)?);
    let different = differences(&without_stamps(ours), &without_stamps(theirs));
    assert_eq!(different, [""; 0], "{what}");
    Ok(())
}

#[test]
fn we_make_the_same_of_a_package_as_anki() -> Outcome {
    let mut place = Place::new()?;
    let source = place.filled("source", 13)?;
    let empty = place.empty("empty")?;
    let used = place.filled("used", 14)?;
    // Both formats, and all that can be left out, but not everything with everything.
    let chosen = Options::all().enumerate();
    for (round, options) in chosen.filter(|(round, _)| [0, 3, 5, 6].contains(round)) {
        let package = place.path(&format!("{round}.apkg"));
        let args = with(arguments(options), "out", text(&package));
        place.run(&source, THEIR_EXPORT, &with(args, "deck", "Package"))?;
        for (name, into) in [("empty", &empty), ("used", &used)] {
            for merge_notetypes in [true, false] {
                let taken = ImportOptions {
                    merge_notetypes,
                    scheduling: options.scheduling,
                    deck_configs: options.deck_configs,
                    ..ImportOptions::default()
                };
                let what = format!("{name} {round} {merge_notetypes}");
                assert_imported_alike(&mut place, into, &package, taken, &what)?;
            }
        }
    }
    Ok(())
}
