use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

#[test]
fn plain_stripping_removes_tags_comments_styles_and_scripts() {
    let cases = [
        ("plain", "plain"),
        ("t<b>e</b>st", "test"),
        ("so<SCRIPT>t<b>e</b>st</script>me", "some"),
        ("k<!-- <b> --><style>.a{}</style><script>1</script>", "k"),
        ("a<ſtyle>b</ſtyle>c", "ac"),
        ("a<style>b", "ab"),
        ("a<style<script>b</script>c", "abc"),
        ("<!-->x-->y", "y"),
        ("<!-->x", "x"),
        ("1 < 2", "1 < 2"),
        ("1 < 2 > 3", "1  3"),
        ("<img src=x>", ""),
    ];
    for (html, expected) in cases {
        assert_eq!(strip_html(html), expected, "{html}");
    }
}

#[test]
fn entities_are_decoded_all_or_none() {
    let cases = [
        ("a &amp; b", "a & b"),
        ("&nbsp;x\u{a0}", " x "),
        ("x\u{a0}", "x\u{a0}"),
        ("&#65;&#x42;", "AB"),
        ("a & b &lt;", "a & b &lt;"),
        ("&apos;&amp;", "&apos;&amp;"),
        ("&foo;", "&foo;"),
        ("&amp", "&amp"),
    ];
    for (html, expected) in cases {
        assert_eq!(decode_entities(html), expected, "{html}");
    }
}

#[test]
fn file_names_stay_between_spaces() {
    let cases = [
        ("<img src=foo.jpg>", " foo.jpg "),
        ("<img src='foo.jpg'><html>", " foo.jpg "),
        ("<img src=\"p q.jpg\">z", " p q.jpg z"),
        ("<IMG alt='>' data=x /><b>", " x "),
        ("<img src= a.png>", "  a.png "),
        ("<img src=a&amp;b.png>", " a&b.png "),
        ("<imgs src=a>", ""),
        ("[sound:a.mp3]", "[sound:a.mp3]"),
        ("<html>", ""),
    ];
    for (html, expected) in cases {
        assert_eq!(
            strip_html_preserving_media_filenames(html),
            expected,
            "{html}"
        );
    }
}

#[test]
fn checksums_are_those_of_the_official_program() {
    let cases = [
        ("test", 2_840_236_005),
        ("今日", 1_464_653_051),
        ("", 3_661_210_606),
        ("<b>a</b> &amp; b", 2_463_288_064),
        ("a & b &lt;", 3_227_471_385),
        ("&nbsp;x&nbsp;", 3_929_139_380),
        ("&apos;x", 2_754_054_788),
        ("<img src=\"p q.jpg\">z", 3_210_205_337),
        ("x<br>y<div>z</div>", 1_722_971_159),
        (
            "<!-- c -->k<style>.a{}</style><script>1</script>",
            335_271_836,
        ),
        ("[sound:a.mp3]", 2_685_632_892),
        ("007", 355_756_889),
        ("é", 3_205_873_265),
        ("<img src=a.png>", 3_341_441_178),
    ];
    for (field, expected) in cases {
        let stripped = strip_html_preserving_media_filenames(field);
        assert_eq!(field_checksum(&stripped), expected, "{field}");
    }
}

#[test]
fn a_line_has_no_breaks_boxes_or_sounds() {
    let html = " a<br>b<BR  />c<div>d</div>\n[[type:X]]e[sound:f.mp3] <img src=g> ";
    assert_eq!(html_to_text_line(html, false), "a b c d e");
    assert_eq!(html_to_text_line(html, true), "a b c d ef.mp3  g");
}

#[test]
fn speech_pauses_at_blocks() {
    assert_eq!(
        strip_html_for_speech("a<br>b<p class=x>c</p>d<h1>e<b>f</b>&amp;"),
        "a bc d ef&"
    );
}

#[test]
fn empty_fields_may_hold_breaks() {
    for empty in [
        "",
        " ",
        "\t\r\n\x0b\x0c",
        "<BR>",
        "<div />",
        " <div> <br> </div>\n",
        "</br/>",
    ] {
        assert!(field_is_empty(empty), "{empty:?}");
    }
    for filled in [
        "x",
        " <div>x</div>\n",
        "&nbsp;",
        "\u{a0}",
        "<br  />",
        "<p>",
        "<br",
        "<div x>",
    ] {
        assert!(!field_is_empty(filled), "{filled:?}");
    }
}

#[test]
fn blank_first_fields_show_nothing() {
    for blank in ["", " ", "<br>", "<b></b>&nbsp;", "\u{3000}", "<p>"] {
        assert!(is_blank_first_field(blank), "{blank:?}");
    }
    for filled in ["x", "<img src=x>", "[sound:a]"] {
        assert!(!is_blank_first_field(filled), "{filled:?}");
    }
}

#[test]
fn attributes_escape_more_than_text() {
    assert_eq!(escape_text("a b<'&\"é>"), "a b&lt;&#x27;&amp;&quot;é&gt;");
    assert_eq!(escape_attribute("a b\\<"), "a&#x20;b&#x5C;&lt;");
}

#[test]
fn hostile_text_is_stripped_in_linear_time() {
    for piece in [
        "<",
        "<!--",
        "<style>",
        "<script></",
        "<img ",
        "<img src=\"a",
        "&",
        "[[type:",
    ] {
        let text = piece.repeat(50_000);
        assert!(
            strip_html_preserving_media_filenames(&text).len() <= text.len(),
            "{piece}"
        );
        assert!(
            html_to_text_line(&text, true).len() <= text.len(),
            "{piece}"
        );
    }
}

proptest! {
    #[test]
    fn text_without_markup_is_not_copied(text in "[^<&]*") {
        prop_assert!(matches!(strip_html(&text), Cow::Borrowed(same) if same == text));
        let stripped = strip_html_preserving_media_filenames(&text);
        prop_assert!(matches!(stripped, Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn stripped_tags_leave_no_tag(html in "([<>/!a&; -]|<!--|-->|style|</|\\PC){0,40}") {
        let stripped = strip_tags(&html);
        let unclosed = stripped.split_once('<').map_or("", |(_, rest)| rest);
        prop_assert!(!unclosed.contains('>'), "{stripped}");
    }

    #[test]
    fn escaped_text_decodes_to_itself(text in "\\PC*") {
        let expected = text.replace('\u{a0}', " ");
        prop_assert_eq!(decode_entities(&escape_attribute(&text)).replace('\u{a0}', " "), expected.as_str());
        prop_assert_eq!(decode_entities(&escape_text(&text)).replace('\u{a0}', " "), expected);
    }

    #[test]
    fn a_text_line_is_one_trimmed_line(html in "(\\PC|\n|<br>|\\[sound:a\\]|<img src=x>){0,30}") {
        let line = html_to_text_line(&html, true);
        prop_assert_eq!(line.trim(), &*line);
        prop_assert!(!line.contains('\n') || html.contains('&'));
    }
}
