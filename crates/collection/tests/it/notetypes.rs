//! Changes to note types, and what they do to notes and cards.

use ankid_collection::{CollectionError, NotetypeEdit};
use ankid_types::{CardTemplate, NotetypeField};

use crate::support::Fixture;

fn edit(fixture: &Fixture, name: &str, change: impl FnOnce(&mut NotetypeEdit)) -> NotetypeEdit {
    let mut edit = fixture.read(|view| {
        Ok(NotetypeEdit::of(
            view.catalog().notetype_by_name(name).unwrap(),
        ))
    });
    change(&mut edit);
    edit
}

fn save(fixture: &Fixture, edit: NotetypeEdit) {
    fixture.write(move |transaction| transaction.update_notetype(edit));
}

fn front(fixture: &Fixture, name: &str) -> String {
    fixture.read(|view| {
        let notetype = view.catalog().notetype_by_name(name).unwrap();
        Ok(notetype.templates[0].settings.question_format.clone())
    })
}

fn schema_modified(fixture: &Fixture) -> i64 {
    fixture
        .read(|view| Ok(view.storage().stamps()?))
        .schema_modified
        .0
}

#[test]
fn a_renamed_field_is_renamed_in_templates_and_leaves_notes_alone() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", "b"], &[]);
    let before = (fixture.note(note), schema_modified(&fixture));
    fixture.clock.advance_millis(5_000);
    save(
        &fixture,
        edit(&fixture, "Basic", |edit| {
            edit.fields[0].item.name = "Wo:rd".to_owned()
        }),
    );
    assert_eq!(front(&fixture, "Basic"), "{{Word}}");
    assert_eq!((fixture.note(note), schema_modified(&fixture)), before);
}

#[test]
fn a_removed_field_takes_its_values_and_its_places_in_templates() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", "b"], &[]);
    let before = schema_modified(&fixture);
    fixture.clock.advance_millis(5_000);
    save(
        &fixture,
        edit(&fixture, "Basic", |edit| drop(edit.fields.remove(0))),
    );
    assert_eq!(front(&fixture, "Basic"), "{{Back}}");
    assert_eq!(fixture.note(note).fields, ["b"]);
    assert!(schema_modified(&fixture) > before);
}

#[test]
fn an_added_field_is_empty_and_moves_do_not_mix_values() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", "b"], &[]);
    let changed = edit(&fixture, "Basic", |edit| {
        edit.add_field(NotetypeField::new("front", 7));
        edit.fields.rotate_right(1);
    });
    save(&fixture, changed);
    assert_eq!(fixture.note(note).fields, ["", "a", "b"]);
    let names: Vec<String> = fixture.read(|view| {
        let notetype = view.catalog().notetype_by_name("Basic").unwrap();
        Ok(notetype
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect())
    });
    assert_eq!(names, ["front", "Front+", "Back"]);
    assert_eq!(front(&fixture, "Basic"), "{{Front+}}");
}

#[test]
fn templates_bring_and_take_their_cards() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", "b"], &[]);
    let first_card = fixture.cards(note)[0].id;
    let added = edit(&fixture, "Basic", |edit| {
        edit.add_template(CardTemplate::new("Card 1", "{{Back}}", "{{Front}}", 9));
        edit.templates.reverse();
    });
    save(&fixture, added);
    let slots: Vec<_> = fixture
        .cards(note)
        .iter()
        .map(|card| (card.ordinal, card.id))
        .collect();
    assert_eq!(slots.len(), 2);
    assert_eq!(slots[1], (1, first_card), "the card follows its template");
    save(
        &fixture,
        edit(&fixture, "Basic", |edit| drop(edit.templates.remove(1))),
    );
    assert_ne!(fixture.cards(note)[0].id, first_card);
    assert_eq!(fixture.cards(note).len(), 1);
}

#[test]
fn what_may_not_be_saved_is_refused_whole() {
    let fixture = Fixture::new();
    let no_field = edit(&fixture, "Basic", |edit| edit.fields.clear());
    let bad_front = edit(&fixture, "Basic", |edit| {
        edit.name = "Renamed".to_owned();
        "{{Nope}}".clone_into(&mut edit.templates[0].item.settings.question_format);
    });
    for (edit, expected) in [(no_field, "1 field required"), (bad_front, "has a problem")] {
        let refused = fixture.try_write(move |transaction| transaction.update_notetype(edit));
        assert!(refused.unwrap_err().to_string().contains(expected));
    }
    assert_eq!(front(&fixture, "Basic"), "{{Front}}");
}

#[test]
fn a_taken_name_gets_a_suffix() {
    let fixture = Fixture::new();
    let copy = edit(&fixture, "Basic", |edit| edit.name = "cloze".to_owned());
    let id = fixture.write(move |transaction| transaction.add_notetype(copy));
    let name = fixture.read(|view| Ok(view.catalog().require_notetype(id)?.name.clone()));
    assert!(
        name.starts_with("cloze-") && name.len() == "cloze-".len() + 5,
        "{name}"
    );
}

#[test]
fn the_last_note_type_is_replaced_by_a_new_basic() {
    let fixture = Fixture::new();
    let note = fixture.add("Cloze", &["{{c1::a}}", ""], &[]);
    assert_eq!(
        fixture.write(|transaction| transaction.remove_unused_notetypes()),
        5
    );
    let cloze = fixture.notetype("Cloze");
    fixture.write(move |transaction| transaction.remove_notetype(cloze));
    let gone = fixture.try_write(move |transaction| transaction.require_note(note));
    assert!(matches!(gone, Err(CollectionError::NoteMissing(_))));
    let names: Vec<String> = fixture.read(|view| {
        Ok(view
            .catalog()
            .notetypes()
            .map(|notetype| notetype.name.clone())
            .collect())
    });
    assert_eq!(names, ["Basic"]);
    assert!(fixture.path().exists());
}
