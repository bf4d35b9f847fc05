//! Where something stands in a query, in words for people.

use std::fmt::{self, Display, Formatter};

use crate::Span;

/// How much of a piece is shown, in characters.
const SHOWN: usize = 60;

/// A piece of a query and where it begins. Shows both: "character 4, `due`".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which character of the query is the first of the piece, counted from 1.
    pub character: usize,
    /// The piece; empty where something is missing.
    pub piece: String,
}

impl Place {
    /// The place of some bytes of a query.
    #[must_use]
    pub fn of(query: &str, span: Span) -> Self {
        let before = query.get(..span.start).unwrap_or(query);
        Self {
            character: before.chars().count() + 1,
            piece: span.of(query).to_owned(),
        }
    }
}

impl Display for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "character {}", self.character)?;
        if self.piece.is_empty() {
            return Ok(());
        }
        write!(formatter, ", `{}`", shown(&self.piece))
    }
}

/// A piece as it is shown within backticks: its own as apostrophes, its middle left out if it is long.
pub(crate) fn shown(piece: &str) -> String {
    let letters = || {
        piece.chars().map(|letter| match letter {
            '`' => '\'',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
    };
    let count = piece.chars().count();
    if count <= SHOWN {
        return letters().collect();
    }
    let half = SHOWN / 2;
    let head: String = letters().take(half).collect();
    let tail: String = letters().skip(count - half).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, start: usize, end: usize, expect: &str) {
        assert_eq!(Place::of(query, Span { start, end }).to_string(), expect);
    }

    #[test]
    fn places_count_characters_from_one() {
        check("is:x", 3, 4, "character 4, `x`");
        check("日本 is:`", 10, 11, "character 7, `'`");
        check("rated:", 6, 6, "character 7");
    }

    #[test]
    fn long_pieces_are_shortened() {
        let query = "é".repeat(30) + &"b".repeat(10_000) + &"c".repeat(30);
        let expect = format!("character 1, `{}…{}`", "é".repeat(30), "c".repeat(30));
        check(&query, 0, query.len(), &expect);
    }
}
