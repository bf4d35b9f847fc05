//! Adding, editing, importing.

use ankid_desk::{Desk, Draft, Window};
use ankid_types::{DeckId, NoteId, NotetypeId};

fn draft() -> Draft {
    Draft {
        deck: DeckId(1),
        notetype: NotetypeId(2),
        fields: vec!["a".to_owned(), String::new()],
        tags: Vec::new(),
    }
}

fn shown(desk: &Desk) -> Option<(NoteId, Vec<i64>, usize)> {
    let edit = desk.edit()?;
    let history = edit.history().iter().map(|note| note.0).collect();
    Some((edit.note()?, history, edit.position()))
}

#[test]
fn an_open_add_dialog_keeps_its_draft_until_another_is_put_in() {
    let mut desk = Desk::new();
    desk.show_add(Some(draft()));
    let first = desk.add().cloned();
    desk.show_add(None);
    assert_eq!(desk.add().cloned(), first);
    desk.show_add(Some(draft()));
    let numbers = [&first, &desk.add().cloned()].map(|add| add.as_ref().map(|add| add.number));
    assert!(numbers[0] < numbers[1]);
    assert_eq!(desk.front(), Window::Add);
    desk.close(Window::Add);
    assert_eq!(desk.add(), None);
}

#[test]
fn the_edit_dialog_goes_back_and_forth_in_its_history() {
    let mut desk = Desk::new();
    for note in [1, 2, 3, 1] {
        desk.show_edit(NoteId(note));
    }
    assert_eq!(shown(&desk), Some((NoteId(1), vec![2, 3, 1], 2)));
    desk.step_edit(-1);
    assert_eq!(shown(&desk), Some((NoteId(3), vec![2, 3, 1], 1)));
    desk.step_edit(-5);
    assert_eq!(shown(&desk), Some((NoteId(2), vec![2, 3, 1], 0)));
    desk.step_edit(9);
    assert_eq!(shown(&desk), Some((NoteId(1), vec![2, 3, 1], 2)));
}

#[test]
fn a_removed_note_leaves_the_edit_dialog() {
    let mut desk = Desk::new();
    desk.show_edit(NoteId(1));
    desk.show_edit(NoteId(2));
    desk.forget_note(NoteId(2));
    assert_eq!(shown(&desk), Some((NoteId(1), vec![1], 0)));
    desk.forget_note(NoteId(9));
    desk.forget_note(NoteId(1));
    assert_eq!(desk.edit(), None);
}

#[test]
fn the_history_of_the_edit_dialog_is_bounded() {
    let mut desk = Desk::new();
    for note in 0..1000 {
        desk.show_edit(NoteId(note));
    }
    let (note, history, _) = shown(&desk).expect("it is open");
    assert_eq!((note, history.len()), (NoteId(999), 100));
}

#[test]
fn every_file_to_import_has_a_number_of_its_own() {
    let mut desk = Desk::new();
    desk.show_import(None);
    let first = desk.import().cloned();
    desk.show_import(Some("/x.apkg".to_owned()));
    let second = desk.import().cloned();
    assert!(first.map(|import| import.number) < second.as_ref().map(|import| import.number));
    assert_eq!(
        second.and_then(|import| import.path).as_deref(),
        Some("/x.apkg")
    );
}
