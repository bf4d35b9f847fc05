//! Rendered cards: what templates and filters make of fields on both sides.

use ankid_template::{AvTag, CardToRender, CompiledNotetype, RenderedCard};
use ankid_types::NotetypeKind;
use proptest::prelude::*;
use serde::Deserialize;

use crate::fixtures::{card, note, notetype};
use crate::rows;

/// A card in the deck "P::Q r::S" with the id 1234, its note type called "NAME" with the style "c{}".
#[derive(Deserialize)]
struct CardRow {
    kind: i32,
    fields: Vec<String>,
    templates: Vec<(String, String)>,
    values: Vec<String>,
    tags: Vec<String>,
    ordinal: u16,
    flags: u8,
    svg: bool,
    question: String,
    answer: String,
    question_av: Vec<AvRow>,
    answer_av: Vec<AvRow>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum AvRow {
    File {
        file: String,
    },
    Speech {
        text: String,
        lang: String,
        voices: Vec<String>,
        speed: f32,
        other: Vec<String>,
    },
}

fn av_rows(tags: Vec<AvTag>) -> Vec<AvRow> {
    let row = |tag| match tag {
        AvTag::SoundOrVideo { file_name } => AvRow::File { file: file_name },
        AvTag::Speech {
            text,
            language,
            voices,
            speed,
            mut other_options,
        } => {
            other_options.sort();
            AvRow::Speech {
                text,
                lang: language,
                voices,
                speed,
                other: other_options,
            }
        }
    };
    tags.into_iter().map(row).collect()
}

#[test]
fn cards_look_as_in_the_engine() {
    for row in rows::<CardRow>(include_str!("vectors/cards.json")) {
        let kind = NotetypeKind::from_code(row.kind).expect("a kind of note type");
        let mut notetype = notetype(kind, &row.fields, &row.templates);
        notetype.settings.css = "c{}".to_owned();
        notetype.settings.latex_svg = row.svg;
        let rendered = CompiledNotetype::new(&notetype)
            .render(&CardToRender {
                note: &note(row.values.clone(), row.tags),
                card: &card(1234, row.ordinal, row.flags),
                deck_name: "P::Q r::S",
                has_media: &|_| false,
            })
            .expect("a template for the card");
        let about = format!("{:?} {:?} {}", row.templates, row.values, row.ordinal);
        assert_eq!(rendered.question_with_style(), row.question, "{about}");
        assert_eq!(rendered.answer_with_style(), row.answer, "{about}");
        assert_eq!(
            av_rows(rendered.question.av_tags),
            row.question_av,
            "{about}"
        );
        assert_eq!(av_rows(rendered.answer.av_tags), row.answer_av, "{about}");
    }
}

fn rendered(
    templates: (&str, &str),
    field: &str,
    ordinal: u16,
    has_media: bool,
) -> Option<RenderedCard> {
    let templates = [(templates.0.to_owned(), templates.1.to_owned())];
    let notetype = notetype(NotetypeKind::Normal, &["A"], &templates);
    CompiledNotetype::new(&notetype).render(&CardToRender {
        note: &note(vec![field.to_owned()], Vec::new()),
        card: &card(1, ordinal, 0),
        deck_name: "Default",
        has_media: &|_| has_media,
    })
}

#[test]
fn a_card_without_a_template_is_not_rendered() {
    assert!(rendered(("{{A}}", ""), "a", 0, false).is_some());
    assert_eq!(rendered(("{{A}}", ""), "a", 1, false), None);
}

#[test]
fn missing_latex_images_are_told_on_both_sides() {
    let latex = "[latex]x[/latex]";
    let with_images = rendered(("{{A}}", "{{FrontSide}}"), latex, 0, true).expect("a card");
    let without = rendered(("{{A}}", "{{FrontSide}}"), latex, 0, false).expect("a card");
    for (with_image, without) in [
        (with_images.question, without.question),
        (with_images.answer, without.answer),
    ] {
        let notice = without.text.strip_prefix(&with_image.text);
        assert_eq!(
            notice,
            Some("LaTeX image generation is disabled in the preferences.")
        );
    }
}

#[test]
fn a_side_that_outgrows_all_use_is_a_mistake() {
    let huge = "x".repeat(1 << 20);
    let card = rendered((&"{{A}}".repeat(65), ""), &huge, 0, false).expect("a card");
    assert!(
        card.question.text.contains("longer than 67108864 bytes"),
        "{}",
        card.question.text
    );
    assert_eq!(card.answer, card.question);
}

proptest! {
    #[test]
    fn any_template_and_field_are_rendered_without_panic(
        front in "(\\{\\{[#^/]?((text|cloze|hint|kana|type|tts x):){0,2}(A|Deck|FrontSide|c1|B)\\}\\}|[<{}a \\[]|\\PC){0,12}",
        back in "(\\{\\{[#^/]?(A|FrontSide)\\}\\}|\\[sound:|\\]|\\PC){0,8}",
        field in "(\\{\\{c[12]::|\\}\\}|\\[sound:a\\]|\\[latex\\]|\\[/latex\\]|<b>|&amp;|\\PC){0,12}",
    ) {
        let card = rendered((&front, &back), &field, 0, false);
        prop_assert!(card.is_some_and(|card| card.question.text.len() < 1 << 20));
    }
}
