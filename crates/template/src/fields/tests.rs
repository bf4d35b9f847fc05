use super::*;

fn parsed(template: &str) -> ParsedTemplate {
    ParsedTemplate::parse(template).expect("a good template")
}

#[test]
fn a_filled_field_in_a_shown_place_is_needed() {
    let cases = [
        ("{{1}}", "2", false),
        ("{{2}}", "2", true),
        ("text", "2", false),
        ("{{text:2}}", "2", true),
        ("{{1}}{{2}}", "2", true),
        ("{{#1}}{{2}}{{/1}}", "2", false),
        ("{{#2}}text{{/2}}", "2", false),
        ("{{#3}}{{^2}}{{1}}{{/2}}{{/3}}", "13", true),
        ("{{^1}}{{2}}{{/1}}", "2", true),
        ("{{^1}}{{2}}{{/1}}", "12", false),
        ("<!--{{2}}-->", "2", false),
    ];
    for (template, filled, expected) in cases {
        let renders = parsed(template).renders_with(|name| filled.contains(name));
        assert_eq!(renders, expected, "{template} with {filled}");
    }
}

#[test]
fn requirements_are_none_any_or_all() {
    let cases: [(&str, RequirementKind, &[u32]); 7] = [
        ("{{a}}{{b}}", RequirementKind::Any, &[0, 1]),
        ("{{#a}}{{b}}{{/a}}", RequirementKind::All, &[0, 1]),
        ("{{z}}{{Deck}}", RequirementKind::None, &[]),
        ("{{^a}}{{b}}{{/a}}", RequirementKind::Any, &[1]),
        (
            "{{#a}}{{#b}}{{a}}{{/b}}{{/a}}{{#c}}{{#b}}{{c}}{{/b}}{{/c}}",
            RequirementKind::All,
            &[1],
        ),
        (
            "{{#a}}{{b}}{{/a}}{{#c}}{{d}}{{/c}}",
            RequirementKind::None,
            &[],
        ),
        ("text", RequirementKind::None, &[]),
    ];
    for (template, kind, ordinals) in cases {
        let found = parsed(template).requirement(&["a", "b", "c", "d"]);
        assert_eq!(found, (kind, ordinals.to_vec()), "{template}");
    }
}

#[test]
fn names_are_listed_once_and_in_order() {
    let template = parsed("{{#c1}}{{cloze:b}}{{/c1}}{{^a}}{{text:cloze:b}}{{/a}}{{cloze-only:c}}");
    assert_eq!(template.referenced_fields(), ["b", "a", "c"]);
    assert_eq!(template.cloze_fields(), ["b", "b"]);
    assert!(template.has_replacement());
    assert!(!parsed("{{#a}}b{{/a}}").has_replacement());
}

#[test]
fn changes_of_fields_reach_all_tags() {
    let changes: FieldChanges = [
        ("a".to_owned(), FieldChange::Renamed("b".to_owned())),
        ("b".to_owned(), FieldChange::Renamed("a".to_owned())),
        ("gone".to_owned(), FieldChange::Removed),
    ]
    .into();
    let cases = [
        ("{{a}}{{text:b}}{{c}}", "{{b}}{{text:a}}{{c}}"),
        ("{{#a}}{{^b}}x{{/b}}{{/a}}", "{{#b}}{{^a}}x{{/a}}{{/b}}"),
        (
            "1{{gone}}{{#gone}}2{{a}}{{/gone}}{{^gone}}3{{/gone}}",
            "12{{b}}3",
        ),
    ];
    for (template, expected) in cases {
        let mut template = parsed(template);
        template.change_fields(&changes);
        assert_eq!(template.to_string(), expected);
    }
}
