//! Filters of replacements: `{{hint:Front}}`.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::Side;
use crate::cloze::{clean_mathjax, reveal, reveal_only};
use crate::text::{pattern, strip_html};

#[cfg(test)]
mod tests;

/// What the filter for the list of voices shows, on a system without any.
const NO_VOICES: &str =
    "<div style='font-size: 14px; text-align: left;'>TTS voices available:<br></div>";

/// Words with a reading in brackets; a space before tells where they start.
static READING: LazyLock<Regex> = LazyLock::new(|| pattern(r" ?([^ >]+?)\[(.+?)\]"));

/// Where a field is shown.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) field: &'a str,
    pub(crate) side: Side,
    /// The card's cloze number; `None` beyond the highest.
    pub(crate) cloze_number: Option<u16>,
}

/// Applies filters in their order. The first unknown one ends it: it is left to add-ons, which do nothing here
/// but list voices.
pub(crate) fn apply_filters<'a>(
    text: &'a str,
    filters: &[String],
    place: Place<'_>,
) -> Cow<'a, str> {
    let filters: Vec<&str> = filters.iter().map(String::as_str).collect();
    let filters = match filters.as_slice() {
        ["cloze", "type"] => &["type-cloze"],
        ["nc", "type"] => &["type-nc"],
        [.., "type"] => &["type"],
        all => all,
    };
    let mut text = Cow::Borrowed(text);
    for (index, filter) in filters.iter().enumerate() {
        match apply_filter(&text, filter, place) {
            Some(Cow::Owned(changed)) => text = Cow::Owned(changed),
            Some(Cow::Borrowed(_)) => {}
            None if filters
                .iter()
                .skip(index)
                .any(|filter| *filter == "tts-voices") =>
            {
                return Cow::Borrowed(NO_VOICES);
            }
            None => return text,
        }
    }
    text
}

/// What filters make of a replacement without a field.
pub(crate) fn apply_filters_to_nothing(filters: &[String]) -> &'static str {
    if filters.iter().any(|filter| filter == "tts-voices") {
        NO_VOICES
    } else {
        ""
    }
}

/// The text with one filter applied, borrowed if it is as before; `None` for an unknown filter.
fn apply_filter<'a>(text: &'a str, filter: &str, place: Place<'_>) -> Option<Cow<'a, str>> {
    let Place {
        field,
        side,
        cloze_number,
    } = place;
    Some(match filter {
        "" => Cow::Borrowed(text),
        "text" => strip_html(text),
        "furigana" => with_readings(text, |word, reading| {
            format!("<ruby><rb>{word}</rb><rt>{reading}</rt></ruby>")
        }),
        "kana" => with_readings(text, |_, reading| reading.to_owned()),
        "kanji" => with_readings(text, |word, _| word.to_owned()),
        "type" => Cow::Owned(format!("[[type:{field}]]")),
        "type-cloze" => Cow::Owned(format!("[[type:cloze:{field}]]")),
        "type-nc" => Cow::Owned(format!("[[type:nc:{field}]]")),
        "hint" => hint(text, field),
        "cloze" => {
            let shown = cloze_number
                .map(|number| reveal(text, number, side))
                .unwrap_or_default();
            Cow::Owned(clean_mathjax(&shown).into_owned())
        }
        "cloze-only" => Cow::Owned(
            cloze_number
                .map(|number| reveal_only(text, number, side))
                .unwrap_or_default(),
        ),
        _ => {
            let options = filter.strip_prefix("tts ")?;
            Cow::Owned(format!("[anki:tts lang={options}]{text}[/anki:tts]"))
        }
    })
}

fn with_readings<'a>(text: &str, show: impl Fn(&str, &str) -> String) -> Cow<'a, str> {
    let text = text.replace("&nbsp;", " ");
    let shown = READING.replace_all(&text, |found: &Captures<'_>| {
        let (whole, [word, reading]) = found.extract();
        if reading.starts_with("sound:") {
            whole.to_owned()
        } else {
            show(word, reading)
        }
    });
    Cow::Owned(shown.into_owned())
}

/// A link that shows the text when it is clicked. Its id is made of the text and the field's name.
fn hint<'a>(text: &'a str, field: &str) -> Cow<'a, str> {
    if text.trim().is_empty() {
        return Cow::Borrowed(text);
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(text.as_bytes()).update(field.as_bytes());
    let digest = hasher.finalize();
    let id = hex::encode(&digest.as_bytes()[..8]);
    Cow::Owned(format!(
        r##"
<a class=hint href="#"
onclick="this.style.display='none';
document.getElementById('hint{id}').style.display='block';
return false;" draggable=false>
{field}</a>
<div id="hint{id}" class=hint style="display: none">{text}</div>
"##
    ))
}
