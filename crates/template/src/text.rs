//! Field text: HTML stripped the ways that checksums, sorting, searches and cards need it.
//!
//! What is stripped, and how, decides which notes count as duplicates, so these rules are exact.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use sha1::{Digest, Sha1};

mod tags;
#[cfg(test)]
mod tests;

pub use tags::strip_tags;

/// A tag that shows or plays a file, with the file's name in one of the groups 1 to 3.
pub(crate) static MEDIA_TAG: LazyLock<Regex> = LazyLock::new(|| {
    let element = r"<(?:img|audio|video|object|source)\b";
    let attributes = r#"(?:[^>]|"[^"]+"|'[^']+')+?\b(?:src|data)\b="#;
    let name = r#"(?:"([^"]+)"[^>]*|'([^']+)'[^>]*|([^>][^ >]*)(?: [^>]*)?)"#;
    pattern(&format!("(?i){element}{attributes}{name}>"))
});
/// What becomes a space where a text is shown on one line.
static LINE_BREAK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\n|<div>|<br\s*/?>"));
/// The place of a box to type an answer in.
static TYPE_BOX: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[\[type:[^\]]+\]\]"));
/// A sound, with the name of its file.
static SOUND: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[sound:([^\]]+)\]"));
/// The tags without attributes at which a voice pauses.
static SPOKEN_BREAK: LazyLock<Regex> = LazyLock::new(|| {
    let structure = "address|article|aside|blockquote|div|fieldset|figcaption|figure|footer|form";
    let headings = "h[1-6]|header|hr|main|nav|section|p|pre|br";
    let lists = "dd|dl|dt|li|ol|ul";
    let others = "canvas|noscript|output|table|tfoot|video";
    pattern(&format!(
        "(?i)</?(?:{structure}|{headings}|{lists}|{others})>"
    ))
});

/// The text without tags, comments, style sheets and scripts, its entities decoded.
#[must_use]
pub fn strip_html(html: &str) -> Cow<'_, str> {
    chain(strip_tags(html), decode_entities)
}

/// As [`strip_html`], but the file names in media tags stay, with a space on both sides.
///
/// Checksums and sort fields are made of this text.
#[must_use]
pub fn strip_html_preserving_media_filenames(html: &str) -> Cow<'_, str> {
    if html.contains('<') {
        chain(MEDIA_TAG.replace_all(html, " ${1}${2}${3} "), strip_html)
    } else {
        decode_entities(html)
    }
}

/// The text with its entities decoded, if all of them are valid: one bad entity leaves all as it is.
///
/// Where there was an entity, no-break spaces become spaces.
#[must_use]
pub fn decode_entities(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    match htmlescape::decode_html(html) {
        Ok(text) => Cow::Owned(text.replace('\u{a0}', " ")),
        Err(_) => Cow::Borrowed(html),
    }
}

/// The text on one line: breaks become spaces, boxes to type in go, and so do tags and outer space.
///
/// Media file names stay if asked for.
#[must_use]
pub fn html_to_text_line(html: &str, preserve_media_filenames: bool) -> Cow<'_, str> {
    let (sound, strip): (_, fn(&str) -> Cow<'_, str>) = if preserve_media_filenames {
        ("$1", strip_html_preserving_media_filenames)
    } else {
        ("", strip_html)
    };
    let mut line = LINE_BREAK.replace_all(html, " ");
    if line.contains('[') {
        line = chain(line, |text| TYPE_BOX.replace_all(text, ""));
        line = chain(line, |text| SOUND.replace_all(text, sound));
    }
    match chain(line, strip) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The text as a voice should read it: block tags become spaces, all other tags go.
#[must_use]
pub fn strip_html_for_speech(html: &str) -> Cow<'_, str> {
    if html.contains('<') {
        chain(SPOKEN_BREAK.replace_all(html, " "), strip_html)
    } else {
        decode_entities(html)
    }
}

/// Whether a field counts as empty in templates: it holds only ASCII space and plain `br` and `div` tags.
#[must_use]
pub fn field_is_empty(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
        if rest.is_empty() {
            return true;
        }
        match strip_empty_tag(rest) {
            Some(after) => rest = after,
            None => return false,
        }
    }
}

/// Whether a first field is too empty for a note: nothing but space is left when it is stripped.
#[must_use]
pub fn is_blank_first_field(text: &str) -> bool {
    strip_html_preserving_media_filenames(text)
        .trim()
        .is_empty()
}

/// The checksum by which duplicates are found: the first four bytes of the SHA-1 of a stripped field.
#[must_use]
pub fn field_checksum(stripped: &str) -> u32 {
    let digest = Sha1::digest(stripped.as_bytes());
    digest
        .iter()
        .take(4)
        .fold(0, |sum, byte| (sum << 8) | u32::from(*byte))
}

/// The text with `&`, `<`, `>` and quotes as entities, to be shown in HTML.
#[must_use]
pub fn escape_text(text: &str) -> String {
    htmlescape::encode_minimal(text)
}

/// The text as the value of an HTML attribute: every ASCII character but letters and digits is an entity.
#[must_use]
pub fn escape_attribute(text: &str) -> String {
    htmlescape::encode_attribute(text)
}

/// Applies a step to a text that may be borrowed, keeping it borrowed where the step changes nothing.
pub(crate) fn chain<'a>(
    text: Cow<'a, str>,
    step: impl for<'b> FnOnce(&'b str) -> Cow<'b, str>,
) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(borrowed) => step(borrowed),
        Cow::Owned(owned) => match step(&owned) {
            Cow::Owned(changed) => Cow::Owned(changed),
            Cow::Borrowed(same) if same.len() == owned.len() => Cow::Owned(owned),
            Cow::Borrowed(part) => Cow::Owned(part.to_owned()),
        },
    }
}

pub(crate) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a pattern of our own compiles")
}

/// What follows a leading `br` or `div` tag that has no attributes.
fn strip_empty_tag(text: &str) -> Option<&str> {
    let tag = text.strip_prefix('<')?;
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let tag = tags::strip_word(tag, "br").or_else(|| tags::strip_word(tag, "div"))?;
    let tag = tag.strip_prefix(' ').unwrap_or(tag);
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.strip_prefix('>')
}
