//! Packages of decks into collections that have something of their own already.

use std::path::{Path, PathBuf};

use ankid_collection::{Engine, NoteEdit, NotetypeChange, NotetypeEdit};
use ankid_package::{
    DeckExport, Format, ImportOptions, ImportReport, Limits, PackageError, PreparedImport,
    Reporter, Selection, export_notes,
};
use ankid_testkit::rows;
use ankid_types::{Note, NotetypeField, NotetypeId};

use crate::support::{Place, add_basic, notes};

/// A package of all decks of a profile whose one note refers to a picture.
fn package(place: &Place) -> PathBuf {
    let source = place.engine("source");
    add_basic(&source, "chat", "<img src=a.png> [sound:b.mp3]");
    place.write_media("source", "a.png", b"their picture");
    place.write_media("source", "b.mp3", b"a sound");
    let path = place.path("all.apkg");
    let what = DeckExport {
        selection: Selection::All,
        format: Format::Latest,
        scheduling: true,
        deck_configs: true,
        media: true,
    };
    export_notes(&source, &path, &what, &Reporter::silent()).unwrap();
    path
}

fn import(engine: &Engine, package: &Path, options: ImportOptions) -> ImportReport {
    let (limits, silent) = (Limits::default(), Reporter::silent());
    let prepared = PreparedImport::new(engine, package, options, limits, &silent).unwrap();
    let report = engine.write(move |transaction| prepared.run(transaction));
    report.unwrap()
}

/// Gives the only note a note type `Mine`, which is `Basic` with one more field, and that field a value.
fn give_another_notetype(engine: &Engine) -> NotetypeId {
    let note = only_note(engine);
    let mine = engine.write(move |transaction| {
        let mut mine = NotetypeEdit::of(transaction.catalog().require_notetype(note.notetype_id)?);
        "Mine".clone_into(&mut mine.name);
        mine.add_field(NotetypeField::new("Extra", 7));
        let mine = transaction.add_notetype(mine)?;
        let change = NotetypeChange {
            notetype: mine,
            fields: vec![Some(0), Some(1), None],
            templates: vec![Some(0)],
        };
        transaction.change_notetype(&[note.id], &change)?;
        let mut fields = note.fields;
        fields.push("kept".to_owned());
        let edit = NoteEdit {
            fields: Some(fields),
            ..NoteEdit::default()
        };
        transaction.edit_note(note.id, edit)?;
        Ok::<_, PackageError>(mine)
    });
    mine.unwrap()
}

fn only_note(engine: &Engine) -> Note {
    let [note] = notes(engine).try_into().unwrap();
    note
}

/// The name of a note type and the names of its fields.
fn described(engine: &Engine, id: NotetypeId) -> Vec<String> {
    let described = engine.read(|view| {
        let notetype = view.catalog().require_notetype(id)?;
        let fields = notetype.fields.iter().map(|field| field.name.clone());
        Ok::<_, PackageError>([notetype.name.clone()].into_iter().chain(fields).collect())
    });
    described.unwrap()
}

#[test]
fn a_note_of_another_notetype_here_gets_that_of_the_package_with_the_fields_of_both() {
    let place = Place::new();
    let package = package(&place);
    let target = place.engine("target");
    import(&target, &package, ImportOptions::default());
    let theirs = only_note(&target).notetype_id;
    let mine = give_another_notetype(&target);
    let report = import(&target, &package, ImportOptions::default());
    assert_eq!((report.unchanged.len(), report.conflicting.len()), (1, 0));
    let note = only_note(&target);
    assert_eq!(note.notetype_id, theirs);
    let names = described(&target, theirs);
    assert_eq!(names[1..], ["Front", "Back", "Extra"]);
    assert_eq!(report.changed_notetypes, [names[0].as_str()]);
    assert_eq!(
        note.fields,
        ["chat", "<img src=a.png> [sound:b.mp3]", "kept"]
    );
    let gone = target.read(|view| Ok::<_, PackageError>(view.catalog().notetype(mine).is_none()));
    assert!(gone.unwrap());
}

#[test]
fn a_note_of_another_notetype_here_is_left_out_where_notetypes_stay_apart() {
    let place = Place::new();
    let package = package(&place);
    let target = place.engine("target");
    import(&target, &package, ImportOptions::default());
    let mine = give_another_notetype(&target);
    let before = only_note(&target);
    let apart = ImportOptions {
        merge_notetypes: false,
        ..ImportOptions::default()
    };
    let report = import(&target, &package, apart);
    assert_eq!((report.unchanged.len(), report.conflicting.len()), (0, 1));
    assert_eq!(only_note(&target), before);
    assert_eq!(before.notetype_id, mine);
}

#[test]
fn media_whose_name_is_taken_get_another_which_notes_refer_to() {
    let place = Place::new();
    let package = package(&place);
    let target = place.engine("target");
    place.write_media("target", "a.png", b"our picture");
    place.write_media("target", "b.mp3", b"a sound");
    let report = import(&target, &package, ImportOptions::default());
    let [(from, to)] = report.renamed_media.try_into().unwrap();
    assert_eq!((from.as_str(), report.new_media), ("a.png", 1));
    assert!(to.starts_with("a-") && to.ends_with(".png"), "{to}");
    let expected = format!("<img src={to}> [sound:b.mp3]");
    assert_eq!(only_note(&target).fields[1], expected);
    assert_eq!(place.media("target", "a.png"), "our picture");
    assert_eq!(place.media("target", &to), "their picture");
    // The file is known again, whatever its name is.
    let again = import(&target, &package, ImportOptions::default());
    assert_eq!((again.new_media, again.unchanged.len()), (0, 1));
}

#[test]
fn an_import_is_one_step_that_is_taken_back_and_made_again_to_the_byte() {
    let place = Place::new();
    let package = package(&place);
    let target = place.engine("target");
    add_basic(&target, "own", "note");
    let file = place.collection("target");
    let before = rows(&file).unwrap();
    import(&target, &package, ImportOptions::default());
    let after = rows(&file).unwrap();
    assert_ne!(before, after);
    let undone = target.write(|transaction| Ok::<_, PackageError>(transaction.undo()?));
    assert_eq!(undone.unwrap(), Some("Import"));
    assert!(rows(&file).unwrap() == before, "undoing it");
    target
        .write(|transaction| Ok::<_, PackageError>(transaction.redo()?))
        .unwrap();
    assert!(rows(&file).unwrap() == after, "making it again");
}
