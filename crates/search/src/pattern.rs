//! Text with wildcards, and what becomes of it for the ways of matching.

use std::fmt;

/// A text in which `*` stands for any run of characters and `_` for any one; a backslash takes that
/// meaning off the next character.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern(String);

/// A character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// `*`
    AnyRun,
    /// `_`
    AnyOne,
    /// A backslash and the character that it stands before.
    Escaped(char),
    /// Any other character, also a backslash at the very end.
    Plain(char),
}

impl Pattern {
    /// A pattern as it is written, wildcards and backslashes included.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The pattern that stands for a text and nothing else.
    #[must_use]
    pub fn of_literal(text: &str) -> Self {
        let mut pattern = String::with_capacity(text.len());
        for letter in text.chars() {
            if matches!(letter, '\\' | '*' | '_') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        Self(pattern)
    }

    /// The pattern as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pattern with its text changed, such as to another Unicode form.
    #[must_use]
    pub fn map(&self, change: impl FnOnce(&str) -> String) -> Self {
        Self(change(&self.0))
    }

    /// Whether there is a wildcard in it.
    #[must_use]
    pub fn has_wildcards(&self) -> bool {
        self.pieces()
            .any(|piece| matches!(piece, Piece::AnyRun | Piece::AnyOne))
    }

    /// The text that a pattern without wildcards stands for.
    #[must_use]
    pub fn literal(&self) -> String {
        self.pieces()
            .map(|piece| match piece {
                Piece::AnyRun => '*',
                Piece::AnyOne => '_',
                Piece::Escaped(letter) | Piece::Plain(letter) => letter,
            })
            .collect()
    }

    /// A pattern for `LIKE` with the escape character `\`.
    #[must_use]
    pub fn to_like(&self) -> String {
        let mut like = String::with_capacity(self.0.len() + 2);
        for piece in self.pieces() {
            match piece {
                Piece::AnyRun => like.push('%'),
                Piece::AnyOne => like.push('_'),
                Piece::Escaped('*') => like.push('*'),
                Piece::Escaped('%') => like.push_str(r"\\%"),
                Piece::Escaped(letter) => like.extend(['\\', letter]),
                Piece::Plain('%') => like.push_str(r"\%"),
                Piece::Plain(letter) => like.push(letter),
            }
        }
        like
    }

    /// The source of a regular expression that matches the whole pattern.
    #[must_use]
    pub fn to_regex(&self) -> String {
        self.to_regex_of(".")
    }

    /// The same, where the wildcards stand for characters of the class given.
    #[must_use]
    pub fn to_regex_of(&self, class: &str) -> String {
        let mut source = String::with_capacity(self.0.len() + 8);
        for piece in self.pieces() {
            match piece {
                Piece::AnyRun => source.extend([class, "*"]),
                Piece::AnyOne => source.push_str(class),
                Piece::Escaped('_') => source.push('_'),
                Piece::Escaped(letter @ ('\\' | '*')) => source.extend(['\\', letter]),
                Piece::Escaped(letter) => {
                    source.push_str(r"\\");
                    source.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
                }
                Piece::Plain(letter) => {
                    source.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
                }
            }
        }
        source
    }

    fn pieces(&self) -> impl Iterator<Item = Piece> {
        let mut letters = self.0.chars();
        std::iter::from_fn(move || {
            Some(match letters.next()? {
                '*' => Piece::AnyRun,
                '_' => Piece::AnyOne,
                '\\' => letters.next().map_or(Piece::Plain('\\'), Piece::Escaped),
                letter => Piece::Plain(letter),
            })
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, like: &str, regex: &str, literal: &str) {
        let pattern = Pattern::new(written);
        assert_eq!(pattern.to_like(), like, "{written}");
        assert_eq!(pattern.to_regex(), regex, "{written}");
        assert_eq!(pattern.literal(), literal, "{written}");
    }

    #[test]
    fn patterns_turn_into_what_matches_them() {
        check("a b", "a b", "a b", "a b");
        check("te*s_t", "te%s_t", "te.*s.t", "te*s_t");
        check(r"te\*s\_t", r"te*s\_t", r"te\*s_t", "te*s_t");
        check(r"a\\*", r"a\\%", r"a\\.*", r"a\*");
        check("5%.", r"5\%.", r"5%\.", "5%.");
        check(r"a\q\%", r"a\q\\%", r"a\\q\\%", "aq%");
        check(r"a\", r"a\", r"a\\", r"a\");
        assert_eq!(Pattern::new("a*_").to_regex_of(r"\S"), r"a\S*\S");
    }

    #[test]
    fn a_literal_pattern_stands_for_its_text_alone() {
        for text in ["a b", r"a_b*\_", ""] {
            let pattern = Pattern::of_literal(text);
            assert_eq!(pattern.literal(), text);
            assert!(!pattern.has_wildcards(), "{text}");
        }
    }

    #[test]
    fn only_bare_wildcards_count() {
        for (written, expect) in [("a", false), ("a*", true), (r"\_", false), (r"\\_", true)] {
            assert_eq!(Pattern::new(written).has_wildcards(), expect, "{written}");
        }
    }
}
