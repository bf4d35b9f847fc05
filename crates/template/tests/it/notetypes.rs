//! Note types: what is refused, which fields are required, which cards notes make, what field changes do.

use std::collections::BTreeMap;

use ankid_template::{
    CompiledNotetype, FieldChange, FieldState, card_requirements, check_templates,
    update_field_references,
};
use ankid_types::{Notetype, NotetypeKind};
use serde::Deserialize;

use crate::fixtures::notetype;
use crate::rows;

/// A note type that Anki refused with a message, or saved with requirements and then made cards with.
#[derive(Deserialize)]
struct NotetypeRow {
    kind: i32,
    fields: Vec<String>,
    templates: Vec<(String, String)>,
    problem: Option<String>,
    #[serde(default)]
    requirements: Vec<(u32, String, Vec<u32>)>,
    #[serde(default)]
    notes: Vec<NoteRow>,
}

#[derive(Deserialize)]
struct NoteRow {
    fields: Vec<String>,
    tags: Vec<String>,
    state: u8,
    ordinals: Vec<u16>,
}

/// A note type before and after fields were renamed or removed.
#[derive(Deserialize)]
struct ChangeRow {
    kind: i32,
    fields: Vec<String>,
    templates: Vec<(String, String)>,
    /// The new name, or none for a removed field.
    changes: BTreeMap<String, Option<String>>,
    /// Front, back, and the two for the browser.
    after: Vec<[String; 4]>,
}

fn kind(code: i32) -> NotetypeKind {
    NotetypeKind::from_code(code).expect("a kind of note type")
}

fn check_notes(notetype: &Notetype, notes: &[NoteRow]) {
    let compiled = CompiledNotetype::new(notetype);
    for NoteRow {
        fields,
        tags,
        state,
        ordinals,
    } in notes
    {
        let about = format!("{:?} {fields:?} {tags:?}", notetype.templates);
        assert_eq!(
            compiled.ordinals_to_add(fields, tags, &[]),
            *ordinals,
            "{about}"
        );
        let found = match compiled.field_state(fields) {
            FieldState::Normal => 0,
            FieldState::Empty => 1,
            FieldState::MissingCloze => 3,
            FieldState::NotetypeNotCloze => 4,
            FieldState::FieldNotCloze => 5,
        };
        assert_eq!(found, *state, "{about}");
    }
}

#[test]
fn notetypes_are_checked_and_make_cards_as_by_the_engine() {
    for row in rows::<NotetypeRow>(include_str!("vectors/notetypes.json")) {
        let notetype = notetype(kind(row.kind), &row.fields, &row.templates);
        let problem = check_templates(&notetype)
            .err()
            .map(|problem| problem.to_string());
        assert_eq!(problem, row.problem, "{:?}", row.templates);
        if problem.is_none() {
            let requirements: Vec<(u32, String, Vec<u32>)> = card_requirements(&notetype)
                .into_iter()
                .map(|it| {
                    (
                        it.card_ordinal,
                        format!("{:?}", it.kind).to_lowercase(),
                        it.field_ordinals,
                    )
                })
                .collect();
            assert_eq!(requirements, row.requirements, "{:?}", row.templates);
            check_notes(&notetype, &row.notes);
        }
    }
}

#[test]
fn templates_follow_changes_of_fields_as_in_the_engine() {
    for row in rows::<ChangeRow>(include_str!("vectors/field_changes.json")) {
        let names: Vec<String> = row
            .fields
            .iter()
            .filter_map(|name| row.changes.get(name).cloned().unwrap_or(Some(name.clone())))
            .collect();
        let mut notetype = notetype(kind(row.kind), &names, &row.templates);
        let changes = row
            .changes
            .iter()
            .map(|(old, new)| {
                let change = new
                    .clone()
                    .map_or(FieldChange::Removed, FieldChange::Renamed);
                (old.clone(), change)
            })
            .collect();
        update_field_references(&mut notetype, &changes);
        for (template, after) in notetype.templates.iter().zip(row.after) {
            let it = &template.settings;
            let formats = [
                &it.question_format,
                &it.answer_format,
                &it.browser_question_format,
                &it.browser_answer_format,
            ];
            assert_eq!(
                formats,
                after.each_ref(),
                "{:?} {:?}",
                row.templates,
                row.changes
            );
        }
    }
}

#[test]
fn cards_that_exist_are_not_made_again() {
    let templates = [
        ("{{A}}".to_owned(), String::new()),
        ("{{B}}".to_owned(), String::new()),
    ];
    let compiled = CompiledNotetype::new(&notetype(NotetypeKind::Normal, &["A", "B"], &templates));
    let both = ["a".to_owned(), "b".to_owned()];
    let none = [String::new(), String::new()];
    let cases: [(&[String], &[u16], &[u16]); 6] = [
        (&both, &[], &[0, 1]),
        (&both, &[0], &[1]),
        (&both, &[0, 1, 7], &[]),
        (&none, &[], &[0]),
        (&none, &[1], &[]),
        (&[], &[], &[0]),
    ];
    for (fields, existing, expected) in cases {
        assert_eq!(compiled.ordinals_to_add(fields, &[], existing), expected);
    }
    assert!(compiled.card_ordinals(&none, &[]).is_empty());
}

#[test]
fn high_cloze_numbers_share_one_card() {
    let cloze = [("{{cloze:A}}".to_owned(), String::new())];
    let compiled = CompiledNotetype::new(&notetype(NotetypeKind::Cloze, &["A"], &cloze));
    let fields = ["{{c499::a}} {{c500::b}} {{c501::c}} {{c65535::d}}".to_owned()];
    assert_eq!(compiled.card_ordinals(&fields, &[]), [498, 499]);
}
