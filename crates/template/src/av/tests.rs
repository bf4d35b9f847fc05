use proptest::prelude::*;

use super::*;

fn sound(file_name: &str) -> AvTag {
    AvTag::SoundOrVideo {
        file_name: file_name.to_owned(),
    }
}

fn speech(text: &str) -> AvTag {
    AvTag::Speech {
        text: text.to_owned(),
        language: "en_US".to_owned(),
        voices: Vec::new(),
        speed: 1.0,
        other_options: Vec::new(),
    }
}

#[test]
fn sounds_and_speech_are_numbered_together() {
    let (text, tags) = extract_av_tags(
        "foo [sound:bar.mp3] baz [anki:tts lang=en_US][...]<br>x[/anki:tts][sound:a&amp;b.mp3]",
        Side::Question,
    );
    assert_eq!(
        text,
        "foo [anki:play:q:0] baz [anki:play:q:1][anki:play:q:2]"
    );
    assert_eq!(
        tags,
        [sound("bar.mp3"), speech("blank x"), sound("a&b.mp3")]
    );
    let (text, _) = extract_av_tags("[sound:a]", Side::Answer);
    assert_eq!(text, "[anki:play:a:0]");
}

#[test]
fn folders_before_a_file_are_dropped() {
    assert_eq!(
        extract_av_tags("[sound:../../etc/passwd]", Side::Answer).1,
        [sound("passwd")]
    );
}

#[test]
fn options_of_speech_are_read() {
    let (_, tags) = extract_av_tags(
        "[anki:tts lang=ja_JP voices=Alice,Bob speed=0.5 cloze_blank= bar=baz]a[...][/anki:tts]",
        Side::Question,
    );
    let expected = AvTag::Speech {
        text: "a".to_owned(),
        language: "ja_JP".to_owned(),
        voices: vec!["Alice".to_owned(), "Bob".to_owned()],
        speed: 0.5,
        other_options: vec!["bar=baz".to_owned()],
    };
    assert_eq!(tags, [expected]);
}

#[test]
fn other_directives_are_normalised_and_broken_ones_are_text() {
    let cases = [
        (
            "[anki:foo\nbar=baz ]x[/anki:foo]",
            "[anki:foo bar=baz]x[/anki:foo]",
        ),
        (
            "[anki:foo a=\"b c\"\ta=\"d e\"][/anki:foo]",
            "[anki:foo a=\"d e\"][/anki:foo]",
        ),
        ("[anki:foo]]bar[[/anki:foo]", "[anki:foo]]bar[[/anki:foo]"),
        ("[anki:foo][/anki:bar]", "[anki:foo][/anki:bar]"),
        ("[anki:foo bar][/anki:foo]", "[anki:foo bar][/anki:foo]"),
        ("[anki:][/anki:]", "[anki:][/anki:]"),
        ("[anki:play:q:0]", "[anki:play:q:0]"),
        ("[sound:] [sound:a", "[sound:] [sound:a"),
    ];
    for (text, expected) in cases {
        let (written, tags) = extract_av_tags(text, Side::Question);
        assert_eq!(written, expected);
        assert_eq!(tags, []);
    }
}

#[test]
fn speech_without_a_language_is_a_mistake() {
    let (text, tags) = extract_av_tags("[anki:tts]foo[/anki:tts]", Side::Question);
    assert_eq!(
        text,
        "[Error in directive '\u{2068}anki:tts\u{2069}': \u{2068}'\u{2068}lang\u{2069}' not set\u{2069}]"
    );
    assert_eq!(tags, []);
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    for piece in [
        "[sound:",
        "[anki:x",
        "[anki:x]",
        "[anki:x a=",
        "[/anki:",
        "[anki:x a=b ",
        "[",
    ] {
        let text = format!("{}\"[/anki:x]", piece.repeat(10_000));
        assert!(
            extract_av_tags(&text, Side::Question).0.len() >= 10,
            "{piece}"
        );
    }
}

proptest! {
    #[test]
    fn each_tag_has_its_place(text in "(\\[sound:|\\[anki:tts lang=x|\\[/anki:tts\\]|\\]|[a=\" ]|\\PC){0,25}") {
        prop_assume!(!text.contains("play"));
        let (written, tags) = extract_av_tags(&text, Side::Question);
        for number in 0..tags.len() {
            let play = format!("[anki:play:q:{number}]");
            prop_assert!(written.contains(&play), "{}", written);
        }
        prop_assert_eq!(written.matches("[anki:play:").count(), tags.len());
    }
}
