//! Cloze deletions: `{{c1::text::hint}}`, nested or shared by several cards.
//!
//! ```text
//! text     = { piece | deletion | "}}" }
//! deletion = "{{c" numbers "::" { piece | deletion } "}}"
//! numbers  = { digit | "," }      at least one number from 0 to 65535
//! piece    = any text up to the next deletion or "}}"; "::" in it starts the deletion's hint
//! ```
//!
//! A deletion that is not closed is lost with its content. Openings below [`MAX_DEPTH`] are skipped.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::pattern;

mod occlusion;
mod reveal;
#[cfg(test)]
mod tests;

pub use reveal::{clean_mathjax, reveal, reveal_only, text_to_type};

/// How deep deletions nest.
const MAX_DEPTH: usize = 10;
const OPENING: &str = "{{c";
const CLOSING: &str = "}}";
const OCCLUSION_PREFIX: &str = "image-occlusion:";

/// A deletion up to the first closing, with what it hides.
static FLAT_DELETION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)\{\{c[,\d]+::(.*?)(?:::.*?)?\}\}"));

/// The cloze numbers in a text, nested ones too; 0 is no number.
#[must_use]
pub fn cloze_numbers(text: &str) -> BTreeSet<u16> {
    let mut numbers = BTreeSet::new();
    add_numbers(&parse(text), &mut numbers);
    numbers
}

/// The cloze numbers in any of the texts.
#[must_use]
pub fn cloze_numbers_in_fields<T: AsRef<str>>(
    fields: impl IntoIterator<Item = T>,
) -> BTreeSet<u16> {
    let mut numbers = BTreeSet::new();
    for field in fields {
        add_numbers(&parse(field.as_ref()), &mut numbers);
    }
    numbers
}

/// Whether a text has a cloze deletion with a number other than 0 that is not inside another one.
#[must_use]
pub fn contains_cloze(text: &str) -> bool {
    parse(text).iter().any(|piece| match piece {
        Piece::Text(_) => false,
        Piece::Deletion(deletion) => deletion.numbers.iter().any(|&number| number != 0),
    })
}

/// The text with its deletions replaced by what they hide, hints dropped; nesting is not seen.
#[must_use]
pub fn strip_clozes(text: &str) -> Cow<'_, str> {
    if text.contains(OPENING) {
        FLAT_DELETION.replace_all(text, "$1")
    } else {
        Cow::Borrowed(text)
    }
}

#[derive(Debug)]
enum Piece<'a> {
    Text(&'a str),
    Deletion(Deletion<'a>),
}

#[derive(Debug)]
struct Deletion<'a> {
    /// The cards' numbers, ascending.
    numbers: Vec<u16>,
    pieces: Vec<Piece<'a>>,
    hint: Option<&'a str>,
}

impl<'a> Deletion<'a> {
    fn add_text(&mut self, text: &'a str) {
        let hint = if text.starts_with(OCCLUSION_PREFIX) {
            None
        } else {
            text.split_once("::")
        };
        match hint {
            Some((shown, hint)) => {
                self.hint = Some(hint);
                self.pieces.push(Piece::Text(shown));
            }
            None => self.pieces.push(Piece::Text(text)),
        }
    }
}

enum Token<'a> {
    Open(Vec<u16>),
    Close,
    Text(&'a str),
}

fn parse(text: &str) -> Vec<Piece<'_>> {
    if !text.contains(OPENING) {
        return vec![Piece::Text(text)];
    }
    let mut open: Vec<Deletion<'_>> = Vec::new();
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((token, after)) = next_token(rest) {
        rest = after;
        match token {
            Token::Open(numbers) => {
                if open.len() < MAX_DEPTH {
                    open.push(Deletion {
                        numbers,
                        pieces: Vec::with_capacity(1),
                        hint: None,
                    });
                }
            }
            Token::Text(text) => match open.last_mut() {
                Some(deletion) => deletion.add_text(text),
                None => pieces.push(Piece::Text(text)),
            },
            Token::Close => {
                let closed = open.pop().map_or(Piece::Text(CLOSING), Piece::Deletion);
                open.last_mut()
                    .map_or(&mut pieces, |outer| &mut outer.pieces)
                    .push(closed);
            }
        }
    }
    pieces
}

fn next_token(text: &str) -> Option<(Token<'_>, &str)> {
    if text.is_empty() {
        return None;
    }
    if let Some(mark) = mark_at(text) {
        return Some(mark);
    }
    let end = text
        .match_indices(['{', '}'])
        .map(|(index, _)| text.split_at(index))
        .find(|(_, rest)| mark_at(rest).is_some());
    let (run, rest) = end.unwrap_or((text, ""));
    Some((Token::Text(run), rest))
}

/// The opening or closing of a deletion at the start of a text, and what follows it.
fn mark_at(text: &str) -> Option<(Token<'_>, &str)> {
    if let Some(rest) = text.strip_prefix(CLOSING) {
        return Some((Token::Close, rest));
    }
    let after = text.strip_prefix(OPENING)?;
    let (list, rest) = after.split_at(
        after
            .find(|c: char| !c.is_ascii_digit() && c != ',')
            .unwrap_or(after.len()),
    );
    let rest = rest.strip_prefix("::")?;
    let mut numbers: Vec<u16> = list
        .split(',')
        .filter_map(|number| number.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    (!numbers.is_empty()).then_some((Token::Open(numbers), rest))
}

fn add_numbers(pieces: &[Piece<'_>], numbers: &mut BTreeSet<u16>) {
    for piece in pieces {
        if let Piece::Deletion(deletion) = piece {
            numbers.extend(deletion.numbers.iter().filter(|&&number| number != 0));
            add_numbers(&deletion.pieces, numbers);
        }
    }
}
