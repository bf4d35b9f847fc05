//! A piece of the query that knows its place, and how pieces are cut.

use crate::{ParseErrorKind, Span};

use super::{Fault, Result};

/// A piece of the query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// The text as it is written.
    pub(super) text: &'a str,
    /// Its first byte in the query.
    start: usize,
}

impl<'a> Piece<'a> {
    pub(super) const fn whole(query: &'a str) -> Self {
        Self {
            text: query,
            start: 0,
        }
    }

    pub(super) const fn span(self) -> Span {
        Span {
            start: self.start,
            end: self.start + self.text.len(),
        }
    }

    pub(super) const fn error(self, kind: ParseErrorKind) -> Fault {
        Fault {
            kind,
            span: self.span(),
            term: self.span(),
        }
    }

    /// The text with every white space as a space.
    pub(super) fn spaced(self) -> String {
        spaced(self.text).collect()
    }

    pub(super) fn trimmed_start(self) -> Self {
        self.tail(self.text.trim_start())
    }

    pub(super) fn trimmed(self) -> Self {
        let tail = self.trimmed_start();
        Self {
            text: tail.text.trim_end(),
            ..tail
        }
    }

    pub(super) fn starts_with(self, letter: char) -> bool {
        self.text.starts_with(letter)
    }

    pub(super) fn strip_prefix(self, letter: char) -> Option<Self> {
        Some(self.tail(self.text.strip_prefix(letter)?))
    }

    /// The piece after a word at its start.
    pub(super) fn strip_word(self, word: &str) -> Option<Self> {
        Some(self.tail(self.text.strip_prefix(word)?))
    }

    /// The piece without its first character.
    pub(super) fn skip_char(self) -> Self {
        let mut letters = self.text.chars();
        letters.next();
        self.tail(letters.as_str())
    }

    /// What stands before one of this piece's tails.
    pub(super) fn before(self, tail: Self) -> Self {
        let length = self.text.len().saturating_sub(tail.text.len());
        let head = self.text.get(..length);
        Self {
            text: head.expect("a tail begins where a character does"),
            ..self
        }
    }

    /// The pieces around the first `separator`.
    pub(super) fn split_once(self, separator: char) -> Option<(Self, Self)> {
        let (head, tail) = self.text.split_once(separator)?;
        let head = Self { text: head, ..self };
        Some((head, self.tail(tail)))
    }

    /// The pieces around the first colon that no backslash stands before.
    pub(super) fn split_key(self) -> Option<(Self, Self)> {
        let mut rest = self;
        loop {
            rest = match rest.text.chars().next()? {
                ':' => return Some((self.before(rest), rest.skip_char())),
                '\\' => rest.skip_char().skip_char(),
                _ => rest.skip_char(),
            };
        }
    }

    /// Whether no term can begin here.
    pub(super) fn ends_here(self) -> bool {
        let first = self.text.chars().next();
        first.is_none_or(|letter| letter == ')' || letter.is_whitespace())
    }

    /// What stands in the quotes that begin here, and what follows them.
    pub(super) fn quoted(self) -> Result<(Self, Self)> {
        let inside = self.skip_char();
        let mut rest = inside;
        loop {
            rest = match rest.text.chars().next() {
                Some('"') => break,
                Some('\\') => rest.skip_char().skip_char(),
                Some(_) => rest.skip_char(),
                None => {
                    let quote = self.before(inside);
                    return Err(quote.error(ParseErrorKind::UnclosedQuote));
                }
            };
        }
        let (inner, after) = (inside.before(rest), rest.skip_char());
        if inner.text.is_empty() {
            return Err(self.before(after).error(ParseErrorKind::EmptyQuote));
        }
        Ok((inner, after))
    }

    /// The key that this piece is, if it ends in a colon and `after` in the query begins a quote.
    pub(super) fn key_before_quote(self, after: Self) -> Option<Self> {
        let (key, value) = self.split_key()?;
        let is_key = !key.text.is_empty() && value.text.is_empty() && after.starts_with('"');
        is_key.then_some(key)
    }

    /// The unquoted text that begins here, and what follows it.
    pub(super) fn bare(self) -> Result<(Self, Self)> {
        let mut rest = self;
        while let Some(letter) = rest.text.chars().next() {
            if letter.is_whitespace() || matches!(letter, '"' | '(' | ')') {
                break;
            }
            let next = rest.skip_char();
            rest = if letter == '\\' {
                match next.text.chars().next() {
                    None => return Err(rest.unknown_escape()),
                    Some(escaped) if escaped.is_whitespace() => return Err(rest.unknown_escape()),
                    Some(_) => next.skip_char(),
                }
            } else {
                next
            };
        }
        Ok((self.before(rest), rest))
    }

    /// The piece is shown as an escape sequence that does not exist.
    pub(super) fn unknown_escape(self) -> Fault {
        self.error(ParseErrorKind::UnknownEscape(self.spaced()))
    }

    const fn tail(self, text: &'a str) -> Self {
        let start = self.start + self.text.len() - text.len();
        Self { text, start }
    }
}

/// The characters of a text with every white space as a space.
pub(super) fn spaced(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|letter| match letter {
        space if space.is_whitespace() => ' ',
        other => other,
    })
}
