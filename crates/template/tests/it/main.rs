//! The answers of Anki's own engine, version 26.9, recorded as data: what it says, we say.

mod fixtures;
mod notetypes;
mod rendering;

use ankid_template::Side::{Answer, Question};
use ankid_template::{cloze, text};

/// A text; stripped; stripped but for file names; as a line without and with file names.
type TextRow = [String; 5];
/// A text; a card's number; question and answer; the same with only its own deletions; what is typed; all numbers.
type ClozeRow = (
    String,
    u16,
    String,
    String,
    String,
    String,
    String,
    Vec<u16>,
);

pub(crate) fn rows<T: serde::de::DeserializeOwned>(data: &str) -> Vec<T> {
    serde_json::from_str(data).expect("vectors are JSON")
}

#[test]
fn text_is_stripped_as_by_the_engine() {
    for [html, plain, named, line, named_line] in rows::<TextRow>(include_str!("vectors/text.json"))
    {
        assert_eq!(text::strip_html(&html), plain, "{html:?}");
        assert_eq!(
            text::strip_html_preserving_media_filenames(&html),
            named,
            "{html:?}"
        );
        assert_eq!(text::html_to_text_line(&html, false), line, "{html:?}");
        assert_eq!(text::html_to_text_line(&html, true), named_line, "{html:?}");
    }
}

#[test]
fn clozes_are_shown_as_by_the_engine() {
    for (html, number, question, answer, own_question, own_answer, typed, numbers) in
        rows::<ClozeRow>(include_str!("vectors/cloze.json"))
    {
        let shown = |side| cloze::clean_mathjax(&cloze::reveal(&html, number, side)).into_owned();
        assert_eq!(shown(Question), question, "{html:?} {number}");
        assert_eq!(shown(Answer), answer, "{html:?} {number}");
        assert_eq!(
            cloze::reveal_only(&html, number, Question),
            own_question,
            "{html:?} {number}"
        );
        assert_eq!(
            cloze::reveal_only(&html, number, Answer),
            own_answer,
            "{html:?} {number}"
        );
        assert_eq!(
            cloze::text_to_type(&html, number),
            typed,
            "{html:?} {number}"
        );
        assert!(
            cloze::cloze_numbers(&html).into_iter().eq(numbers),
            "{html:?}"
        );
    }
}
