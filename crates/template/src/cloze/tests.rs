use proptest::prelude::*;

use super::*;
use crate::Side::{Answer, Question};

fn numbers(text: &str) -> Vec<u16> {
    cloze_numbers(text).into_iter().collect()
}

#[test]
fn numbers_are_found_at_any_depth() {
    let cases: [(&str, &[u16]); 12] = [
        ("test", &[]),
        ("{{c2::te}}{{c1::s}}t{{", &[1, 2]),
        ("{{c0::te}}s{{c2::t}}s", &[2]),
        ("{{c2::te{{c1::s}}}}t{{", &[1, 2]),
        ("{{c1,2,3::multi}}", &[1, 2, 3]),
        ("{{c1,1,2::test}}", &[1, 2]),
        ("{{c1,,3::test}}", &[1, 3]),
        ("{{c99999::a}} {{c65535::b}}", &[65535]),
        ("{{c99999,4::a}}", &[4]),
        ("{{c1::unclosed {{c2::lost}}", &[]),
        (
            "{{c1:single}} {{c::none}} {{C1::upper}} {{c1 ::space}}",
            &[],
        ),
        ("öaöaöööaö", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(numbers(text), expected, "{text}");
    }
    let in_fields = cloze_numbers_in_fields(["{{c3::a}}", "b", "{{c1::c}}"]);
    assert_eq!(in_fields.into_iter().collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn only_outer_deletions_make_a_text_a_cloze() {
    for text in ["{{c1::a}}", "b {{c0,2::a}}", "{{c3::}}"] {
        assert!(contains_cloze(text), "{text}");
    }
    for text in ["", "a", "{{c0::a}}", "{{c0::{{c1::a}}}}", "{{c1::a", "}}"] {
        assert!(!contains_cloze(text), "{text}");
    }
}

#[test]
fn stripping_keeps_what_is_hidden() {
    let cases = [
        ("plain", "plain"),
        (
            "The {{c1::moon::🌛}} {{c2::orbits::this hint has \"::\" in it}} the {{c3::🌏}}.",
            "The moon orbits the 🌏.",
        ),
        ("{{c1,2::a\nb}}", "a\nb"),
        ("{{c1::{{c2::a}} b}}", "{{c2 b}}"),
        ("{{c::a}} {{c1::a", "{{c::a}} {{c1::a"),
    ];
    for (text, expected) in cases {
        assert_eq!(strip_clozes(text), expected, "{text}");
    }
}

#[test]
fn the_cards_own_deletions_are_hidden_and_others_shown() {
    let text = "a {{c1::b::hint}} {{c2::c}}";
    assert_eq!(
        reveal(text, 1, Question),
        r#"a <span class="cloze" data-cloze="b" data-ordinal="1">[hint]</span> <span class="cloze-inactive" data-ordinal="2">c</span>"#
    );
    assert_eq!(
        reveal(text, 2, Answer),
        r#"a <span class="cloze-inactive" data-ordinal="1">b</span> <span class="cloze" data-ordinal="2">c</span>"#
    );
    assert_eq!(reveal(text, 3, Question), "");
    assert_eq!(reveal("no deletion", 1, Question), "");
}

#[test]
fn hidden_content_is_escaped_for_an_attribute() {
    assert_eq!(
        reveal("{{c1::x {{c2::y}} z}}", 1, Question),
        concat!(
            r#"<span class="cloze" data-cloze="x&#x20;&lt;span&#x20;class&#x3D;&quot;cloze&#x2D;inactive"#,
            r#"&quot;&#x20;data&#x2D;ordinal&#x3D;&quot;2&quot;&gt;y&lt;&#x2F;span&gt;&#x20;z" "#,
            r#"data-ordinal="1">[...]</span>"#
        )
    );
    assert_eq!(
        reveal("{{c1::a<b>\"q\"</b>}}", 1, Question),
        r#"<span class="cloze" data-cloze="a&lt;b&gt;&quot;q&quot;&lt;&#x2F;b&gt;" data-ordinal="1">[...]</span>"#
    );
}

#[test]
fn an_empty_hint_is_a_hint() {
    assert_eq!(
        reveal("{{c1::a::}} }} {{c1::b}}", 1, Question),
        r#"<span class="cloze" data-cloze="a" data-ordinal="1">[]</span> }} <span class="cloze" data-cloze="b" data-ordinal="1">[...]</span>"#
    );
}

#[test]
fn deletions_deeper_than_ten_are_not_opened() {
    let text = format!("{}x{}", "{{c1::".repeat(12), "}}".repeat(12));
    let answer = reveal(&text, 1, Answer);
    assert_eq!(answer.matches("<span").count(), 10);
    assert!(answer.ends_with("</span>}}}}"), "{answer}");
}

#[test]
fn content_hidden_many_times_over_stays_bounded() {
    let text = format!(
        "{}{}{}",
        "{{c1::".repeat(10),
        "&".repeat(50_000),
        "}}".repeat(10)
    );
    assert!(reveal(&text.repeat(3), 1, Question).len() < 16 * MAX_DEPTH * (1 << 20));
}

#[test]
fn only_the_deletions_of_a_card_can_be_shown() {
    let cases = [
        ("foo", 1, Question, ""),
        ("foo {{c1::bar}}", 1, Question, "..."),
        ("foo {{c1::bar::baz}}", 1, Question, "baz"),
        ("foo {{c1::bar}}", 1, Answer, "bar"),
        ("foo {{c1::bar}}", 2, Answer, ""),
        ("{{c1::foo}} {{c1::bar}}", 1, Answer, "foo, bar"),
        (
            "{{c1,2::shared}} {{c1::first}} {{c2::second}}",
            2,
            Answer,
            "shared, second",
        ),
        ("{{c1::a {{c1::b}} c::h}}", 1, Answer, "a b c, b"),
        ("{{c1::a {{c1::b}} c::h}}", 1, Question, "h, ..."),
    ];
    for (text, number, side, expected) in cases {
        assert_eq!(reveal_only(text, number, side), expected, "{text}");
    }
}

#[test]
fn equal_texts_are_typed_once() {
    assert_eq!(text_to_type("{{c2::foo}}", 1), "");
    assert_eq!(
        text_to_type("{{c1::foo}} {{c1::foo}} {{c1::foo}}", 1),
        "foo"
    );
    assert_eq!(
        text_to_type("{{c1::foo}} {{c1::bar}} {{c1::foo}}", 1),
        "foo, bar, foo"
    );
}

#[test]
fn formulas_lose_their_tags_but_not_their_entities() {
    let cases = [
        (r"\(<foo>&lt;&gt;</foo>\)", r"\(&lt;&gt;\)"),
        (r"<b>\[a<br>b\]</b>", r"<b>\[ab\]</b>"),
        (r"\(<b>\[c</b>\)", r"\(\[c\)"),
        (r"\(<b>", r"\(<b>"),
        ("no formula", "no formula"),
    ];
    for (html, expected) in cases {
        assert_eq!(clean_mathjax(html), expected, "{html}");
    }
}

#[test]
fn occlusions_become_shapes() {
    let text = "{{c1::image-occlusion:rect:left=10.0:top=20:width=0:height=:rx=1}}";
    let shape = r#"data-ordinal="1" data-shape="rect" data-left="10.0" data-top="20" "#;
    let cases = [(1, Question, "cloze"), (1, Answer, "cloze-highlight")];
    for (number, side, class) in cases {
        let expected = format!(r#"<div class="{class}" {shape}></div>"#);
        assert_eq!(reveal(text, number, side), expected);
    }
    assert_eq!(
        reveal(
            r"{{c0,1::image-occlusion:text:text=\:l\\ol\::oi=1:fs=3:points=1,2 3 4,5}}",
            1,
            Answer
        ),
        concat!(
            r#"<div class="cloze" data-ordinal="0,1" data-shape="text" data-text="&#x3A;l&#x5C;ol&#x3A;" "#,
            r#"data-occludeInactive="1" data-font-size="3" data-points="1,2 4,5" ></div>"#
        )
    );
}

#[test]
fn hostile_text_is_parsed_in_linear_time() {
    for piece in ["{{c1::", "}}", "{", "{{c", "{{c1,", "{{c1::a}}", r"\("] {
        let text = piece.repeat(30_000);
        assert!(cloze_numbers(&text).len() <= 1, "{piece}");
        assert!(strip_clozes(&text).len() <= text.len(), "{piece}");
        assert!(clean_mathjax(&text).len() <= text.len(), "{piece}");
    }
}

fn any_cloze_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\{\\{c[0-3](,[0-3]){0,2}::",
        4 => Just("}}".to_owned()),
        1 => Just("image-occlusion:rect:left=1:".to_owned()),
        2 => "[{}c:1,a<>\\\\()]{1,4}",
        2 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any_cloze_text(), number in 0u16..4) {
        for side in [Question, Answer] {
            let shown = reveal(&text, number, side);
            prop_assert_eq!(shown.matches("<span").count(), shown.matches("</span>").count());
        }
        prop_assert!(reveal_only(&text, number, Answer).starts_with(&text_to_type(&text, number)));
        prop_assert!(strip_clozes(&text).len() <= text.len());
    }

    #[test]
    fn a_text_shows_something_for_each_of_its_numbers_and_nothing_else(text in any_cloze_text()) {
        prop_assume!(!text.contains(OCCLUSION_PREFIX));
        let numbers = cloze_numbers(&text);
        for number in 1..4 {
            prop_assert_eq!(numbers.contains(&number), !reveal(&text, number, Answer).is_empty());
        }
    }

    #[test]
    fn clozes_in_a_text_are_among_its_numbers(text in any_cloze_text()) {
        prop_assert!(!contains_cloze(&text) || !cloze_numbers(&text).is_empty());
    }
}
