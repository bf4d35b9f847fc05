use ankid_types::{
    CardTemplate, Notetype, NotetypeField, NotetypeId, NotetypeKind, NotetypeSettings, StockKind,
    TimestampSecs, Usn,
};
use tempfile::TempDir;

use crate::Storage;
use crate::testing::storage;

struct Fixture {
    storage: Storage,
    _folder: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let (folder, storage) = storage();
        Self {
            storage,
            _folder: folder,
        }
    }

    fn stored(&self) -> Vec<Notetype> {
        self.storage.all_notetypes().unwrap()
    }

    /// Stores a note type and returns how many rows that wrote or removed.
    fn update(&self, notetype: &Notetype) -> u64 {
        let before = self.storage.connection().total_changes();
        assert!(self.storage.update_notetype(notetype).unwrap());
        assert_eq!(self.stored(), std::slice::from_ref(notetype));
        // The undo log writes a row of its own for each.
        (self.storage.connection().total_changes() - before) / 2
    }
}

fn notetype(id: i64, name: &str) -> Notetype {
    let template = |name: &str, id| CardTemplate::new(name, "{{Front}}", "{{Back}}", id);
    Notetype {
        id: NotetypeId(id),
        name: name.to_owned(),
        modified: TimestampSecs(5),
        usn: Usn::PENDING,
        settings: NotetypeSettings {
            kind: NotetypeKind::Normal,
            sort_field_index: 0,
            css: ".card {}".to_owned(),
            legacy_deck_id: ankid_types::DeckId::NONE,
            latex_header: String::new(),
            latex_footer: String::new(),
            latex_svg: false,
            requirements: Vec::new(),
            stock_kind: StockKind::Unknown,
            original_id: None,
            other: Vec::new(),
        },
        fields: vec![
            NotetypeField::new("Front", 1),
            NotetypeField::new("Back", 2),
        ],
        templates: vec![template("Card 1", 3), template("Card 2", 4)],
    }
}

#[test]
fn a_note_type_reads_back_with_its_fields_and_templates() {
    let fixture = Fixture::new();
    let basic = notetype(10, "basic");
    let about = notetype(11, "About");
    for notetype in [&basic, &about] {
        assert_eq!(fixture.storage.add_notetype(notetype).unwrap(), notetype.id);
    }
    assert_eq!(fixture.stored(), [about, basic]);
}

#[test]
fn a_taken_id_gives_way_to_the_one_after_the_highest() {
    let fixture = Fixture::new();
    fixture.storage.add_notetype(&notetype(10, "A")).unwrap();
    fixture.storage.add_notetype(&notetype(30, "B")).unwrap();
    let id = fixture.storage.add_notetype(&notetype(10, "C")).unwrap();
    assert_eq!(id, NotetypeId(31));
    assert_eq!(fixture.stored().last().unwrap().fields.len(), 2);
}

#[test]
fn names_are_unique_regardless_of_case() {
    let fixture = Fixture::new();
    fixture
        .storage
        .add_notetype(&notetype(10, "Basic"))
        .unwrap();
    assert!(
        fixture
            .storage
            .add_notetype(&notetype(11, "bASIC"))
            .is_err()
    );
}

#[test]
fn only_rows_that_differ_are_written() {
    let fixture = Fixture::new();
    let mut notetype = notetype(10, "Basic");
    fixture.storage.add_notetype(&notetype).unwrap();
    assert_eq!(fixture.update(&notetype), 1);

    notetype.settings.css.clear();
    assert_eq!(fixture.update(&notetype), 1);

    notetype.fields[1].settings.sticky = true;
    assert_eq!(fixture.update(&notetype), 3);

    // Only the case changes.
    notetype.fields[0].name = "FRONT".to_owned();
    assert_eq!(fixture.update(&notetype), 3);

    notetype.templates[0].modified = TimestampSecs(6);
    assert_eq!(fixture.update(&notetype), 3);

    notetype.fields.push(NotetypeField::new("Hint", 5));
    assert_eq!(fixture.update(&notetype), 2);

    notetype.templates.remove(0);
    assert_eq!(fixture.update(&notetype), 4);
}

#[test]
fn fields_and_templates_can_exchange_their_names() {
    let fixture = Fixture::new();
    let mut notetype = notetype(10, "Basic");
    fixture.storage.add_notetype(&notetype).unwrap();
    notetype.fields.reverse();
    notetype.templates.reverse();
    assert_eq!(fixture.update(&notetype), 9);
}

#[test]
fn what_is_not_there_is_neither_updated_nor_removed() {
    let fixture = Fixture::new();
    let missing = notetype(10, "Basic");
    assert!(!fixture.storage.update_notetype(&missing).unwrap());
    assert!(!fixture.storage.remove_notetype(missing.id).unwrap());
    let fields: i64 = fixture
        .storage
        .connection()
        .query_one("SELECT count() FROM fields", [], |row| row.get(0))
        .unwrap();
    assert_eq!(fields, 0);
}

#[test]
fn a_removed_note_type_leaves_nothing() {
    let fixture = Fixture::new();
    let gone = notetype(10, "Gone");
    let kept = notetype(11, "Kept");
    fixture.storage.add_notetype(&gone).unwrap();
    fixture.storage.add_notetype(&kept).unwrap();
    assert!(fixture.storage.remove_notetype(gone.id).unwrap());
    assert_eq!(fixture.stored(), [kept]);
    fixture.storage.add_notetype(&gone).unwrap();
}
