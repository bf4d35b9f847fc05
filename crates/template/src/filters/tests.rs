use super::*;
use crate::Side::{Answer, Question};

fn filtered(text: &str, written: &str, side: Side) -> String {
    let filters: Vec<String> = written.rsplit(':').map(str::to_owned).collect();
    let place = Place {
        field: "F",
        side,
        cloze_number: Some(1),
    };
    apply_filters(text, &filters, place).into_owned()
}

#[test]
fn readings_stand_above_or_in_place_of_words() {
    let text = "test first[second] third[fourth]&nbsp;a[sound:b.mp3]";
    let cases = [
        ("kana", "testsecondfourth a[sound:b.mp3]"),
        ("kanji", "testfirstthird a[sound:b.mp3]"),
        (
            "furigana",
            "test<ruby><rb>first</rb><rt>second</rt></ruby><ruby><rb>third</rb><rt>fourth</rt></ruby> a[sound:b.mp3]",
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(filtered(text, filter, Question), expected);
    }
}

#[test]
fn hints_have_an_id_of_text_and_field() {
    for blank in ["", " \n"] {
        assert_eq!(filtered(blank, "hint", Question), blank);
    }
    let shown = filtered("a<b>b</b> [sound:x &amp; y.mp3]", "hint", Question);
    assert_eq!(shown.matches("hintb343b31ab1f92ab8").count(), 2);
    assert!(
        shown.starts_with("\n<a class=hint href=\"#\"\nonclick=\"this.style.display='none';\n")
    );
    assert!(shown.ends_with("style=\"display: none\">a<b>b</b> [sound:x &amp; y.mp3]</div>\n"));
}

#[test]
fn typing_boxes_swallow_the_filters_inside() {
    let cases = [
        ("type", "[[type:F]]"),
        ("type:cloze", "[[type:cloze:F]]"),
        ("type:nc", "[[type:nc:F]]"),
        ("type:nc:cloze", "[[type:F]]"),
        ("type:unknown", "[[type:F]]"),
        ("text:type", "[[type:F]]"),
    ];
    for (filters, expected) in cases {
        assert_eq!(filtered("ignored", filters, Question), expected);
    }
}

#[test]
fn filters_are_applied_from_the_field_outwards() {
    let text = "{{c1::<b>a</b>::h}}";
    assert_eq!(filtered(text, "text:cloze", Question), "[h]");
    assert_eq!(filtered(text, "cloze-only:text", Answer), "a");
    assert_eq!(
        filtered("a", "tts en_US voices=Bob", Answer),
        "[anki:tts lang=en_US voices=Bob]a[/anki:tts]"
    );
}

#[test]
fn an_unknown_filter_ends_the_filtering() {
    assert_eq!(filtered("<b>a</b>", "text:add-on", Question), "<b>a</b>");
    assert_eq!(filtered("<b>a</b>", "add-on:text", Question), "a");
    assert_eq!(filtered("<b>a</b>", ":text::", Question), "a");
    assert_eq!(filtered("a", "tts-voices", Question), NO_VOICES);
    assert_eq!(filtered("a", "text:tts-voices:add-on", Question), NO_VOICES);
    assert_eq!(apply_filters_to_nothing(&["text".to_owned()]), "");
    assert_eq!(
        apply_filters_to_nothing(&["tts-voices".to_owned()]),
        NO_VOICES
    );
}

#[test]
fn a_card_beyond_the_last_cloze_number_has_no_cloze() {
    let place = Place {
        field: "F",
        side: Question,
        cloze_number: None,
    };
    assert_eq!(apply_filters("{{c1::a}}", &["cloze".to_owned()], place), "");
}
