//! Templates and clozes: nothing makes them panic, and a template that is written anew after its
//! fields changed reads the same.
//!
//! The input is the front, the back and the values of two fields, a line with `---` between them.

#![no_main]

use std::sync::LazyLock;

use ankid_template::{
    CardToRender, CompiledNotetype, ParsedTemplate, check_templates, cloze, text,
};
use ankid_types::NotetypeKind;
use libfuzzer_sys::fuzz_target;
use regex::Regex;

use fixtures::{card, note, notetype};

#[path = "../../crates/template/tests/it/fixtures.rs"]
mod fixtures;

fuzz_target!(|input: &str| {
    let mut parts = input.split("\n---\n").map(ToOwned::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let templates = [(next(), next())];
    let values = vec![next(), next()];
    for kind in [NotetypeKind::Normal, NotetypeKind::Cloze] {
        let notetype = notetype(kind, &["Front", "Back"], &templates);
        // Whether it may be saved does not matter: what stands in a file is shown all the same.
        drop(check_templates(&notetype));
        let compiled = CompiledNotetype::new(&notetype);
        let note = note(values.clone(), vec!["tag".to_owned()]);
        for ordinal in compiled
            .ordinals_to_add(&note.fields, &note.tags, &[])
            .into_iter()
            .take(3)
        {
            let rendered = compiled.render(&CardToRender {
                note: &note,
                card: &card(1, ordinal, 1),
                deck_name: "A::B",
                has_media: &|_| false,
            });
            let rendered = rendered.expect("a note makes only cards that have a template");
            assert!(rendered.question_with_style().starts_with("<style>"));
        }
        std::hint::black_box(compiled.field_state(&note.fields));
    }
    let template = &templates[0].0;
    if let Ok(parsed) = ParsedTemplate::parse(template)
        && has_plain_names(template)
    {
        let written = parsed.to_string();
        assert_eq!(ParsedTemplate::parse(&written).as_ref(), Ok(&parsed));
    }
    drop(cloze::cloze_numbers(&values[0]));
    drop(cloze::strip_clozes(&values[0]));
    drop(text::strip_html(&values[0]));
    drop(text::html_to_text_line(&values[0], true));
});

/// Whether no tag holds what reads otherwise once it is written: braces, which vanish before a name, and what could
/// belong to a comment or to other delimiters.
fn has_plain_names(template: &str) -> bool {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)\{\{(.*?)\}\}").expect("it is a regular expression"));
    let mut tags = TAG.captures_iter(template);
    tags.all(|tag| !tag[1].contains(['{', '}', '<', '>']))
}
