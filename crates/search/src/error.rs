//! Why a text is not a search: Anki's own words, and where it went wrong.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use crate::Span;
use crate::expr::{Property, State};
use crate::place::{Place, shown};

/// Why a text is not a search. Shows Anki's sentence, then the place, what was expected there and
/// what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// The part of the query that is wrong.
    pub span: Span,
    /// The same for people.
    pub place: Place,
    /// What was probably meant.
    pub suggestion: Option<Box<Suggestion>>,
}

/// What was probably meant where a query is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What should stand in place of the wrong part.
    pub instead: String,
    /// The whole term with that put right.
    pub term: String,
}

impl ParseError {
    /// Anki's sentence alone, with its isolating marks U+2068 and U+2069.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("Invalid search: \u{2068}{}\u{2069}", self.kind)
    }
}

impl Display for ParseError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}", self.sentence(), self.place)?;
        if let Some(expected) = self.kind.expected() {
            write!(formatter, "; expected {expected}")?;
        }
        if let Some(suggestion) = &self.suggestion {
            let term = shown(&suggestion.term);
            write!(formatter, "; did you mean `{term}`?")?;
        }
        formatter.write_str(")")
    }
}

impl Error for ParseError {}

/// What is wrong with a search. Shows what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// `and` at the start or end, or after another `and` or `or`.
    #[error(
        "an `and` was found but it is not connecting two search terms. If you want to search for the \
         word itself, wrap it in double quotes: `\"and\"`."
    )]
    MisplacedAnd,
    /// `or` at the start or end, or after another `and` or `or`.
    #[error(
        "an `or` was found but it is not connecting two search terms. If you want to search for the \
         word itself, wrap it in double quotes: `\"or\"`."
    )]
    MisplacedOr,
    /// `()`
    #[error(
        "a group `(...)` was found, but there was nothing between the brackets to search for. If you \
         want to search for literal brackets, wrap them in double quotes: `\"( )\"`."
    )]
    EmptyGroup,
    /// `)` without `(`
    #[error(
        "a closing bracket `)` was found, but there was no opening bracket `(` preceding it. If you \
         want to search for a literal `)`, wrap it in double quotes or prepend a backslash: `\")\"` or \
         `\\)`."
    )]
    UnopenedGroup,
    /// `(` without `)`
    #[error(
        "an opening bracket `(` was found, but there was no closing bracket `)` following it. If you \
         want to search for a literal `(`, wrap it in double quotes or prepend a backslash: `\"(\"` or \
         `\\(` ."
    )]
    UnclosedGroup,
    /// `""`
    #[error(
        "a pair of double quotes `\"\"` was found, but there was nothing between them to search for. \
         If you want to search for literal double quotes, prepend backslashes: `\\\"\\\"`."
    )]
    EmptyQuote,
    /// `"` without another one.
    #[error(
        "an opening double quote `\"` was found, but there was no second one to close it. If you want \
         to search for a literal `\"`, prepend a backslash: `\\\"`."
    )]
    UnclosedQuote,
    /// `:value`
    #[error(
        "a colon `:` was found, but there was no keyword preceding it. If you want to search for a \
         literal `:`, prepend a backslash: `\\:`."
    )]
    MissingKey,
    /// A backslash before a character that needs none, or at the end.
    #[error(
        "the escape sequence `{}` is not defined. If you want to search for a literal backslash `\\`, \
         prepend another one: `\\\\`.", quoted(.0)
    )]
    UnknownEscape(String),
    /// A state that `is:` does not know.
    #[error("`\u{2068}is:\u{2069}` was given an invalid argument '`{}`'.", quoted(.0))]
    InvalidState(String),
    /// A flag that is not a number from 0 to 7.
    #[error(
        "`flag:` must be followed by a valid flag number: `1` (red), `2` (orange), `3` (green), `4` \
         (blue), `5` (pink), `6` (turquoise), `7` (purple) or `0` (no flag)."
    )]
    InvalidFlag,
    /// A property that `prop:` does not know.
    #[error("`\u{2068}prop:\u{2069}` was given an invalid argument '`{}`'.", quoted(.0))]
    InvalidProperty(String),
    /// A property without an operator after it.
    #[error(
        "`prop:{}` must be followed by one of the following comparison operators: `=`, `!=`, `<`, `>`, \
         `<=` or `>=`.", quoted(.0)
    )]
    InvalidOperator(String),
    /// Not a number, or not a finite one.
    #[error("expected a number in {}", found(.context, .provided))]
    InvalidNumber {
        /// Where the number was expected.
        context: String,
        /// What was found.
        provided: String,
    },
    /// Not a whole number.
    #[error("expected a whole number in {}", found(.context, .provided))]
    InvalidWholeNumber {
        /// Where the number was expected.
        context: String,
        /// What was found.
        provided: String,
    },
    /// Not a whole number from 0 up.
    #[error("expected a positive whole number in {}", found(.context, .provided))]
    InvalidPositiveNumber {
        /// Where the number was expected.
        context: String,
        /// What was found.
        provided: String,
    },
    /// Not a whole number from 0 down.
    #[error(
        "expected a whole number less than or equal to 0 in {}", found(.context, .provided)
    )]
    InvalidNegativeNumber {
        /// Where the number was expected.
        context: String,
        /// What was found.
        provided: String,
    },
    /// Not an answer button.
    #[error("expected an answer button between 1-4 in {}", found(.context, .provided))]
    InvalidAnswerButton {
        /// Where the button was expected.
        context: String,
        /// What was found.
        provided: String,
    },
    /// A list of ids with something else in it; holds the keyword as it is written.
    #[error("expected only digits and commas in {}:", .0)]
    InvalidIds(String),
    /// `dupe:` without a comma.
    #[error("invalid 'dupe:' search")]
    InvalidDuplicate,
    /// More than [`MAX_QUERY_BYTES`](crate::MAX_QUERY_BYTES).
    #[error("the search is {0} bytes long, and at most {max} are possible.", max = crate::MAX_QUERY_BYTES)]
    TooLong(usize),
    /// More than [`MAX_TERMS`](crate::MAX_TERMS).
    #[error("the search has more than {max} terms.", max = crate::MAX_TERMS)]
    TooManyTerms,
    /// More than [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[error("brackets are nested more than {max} deep.", max = crate::MAX_DEPTH)]
    TooDeep,
}

impl ParseErrorKind {
    /// What should stand there, where Anki's sentence does not tell.
    fn expected(&self) -> Option<String> {
        match self {
            Self::InvalidState(_) => Some(one_of(&State::ALL.map(State::name))),
            Self::InvalidProperty(_) => {
                let names: Vec<&str> = Property::NAMES
                    .into_iter()
                    .chain(Property::CUSTOM)
                    .collect();
                Some(one_of(&names))
            }
            Self::InvalidDuplicate => {
                Some("the id of a note type, a comma and the text of a first field".to_owned())
            }
            _ => None,
        }
    }
}

/// Names in backticks with commas and a last "or" between them.
fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

/// A piece of the query within Anki's marks; its messages use the backtick themselves.
fn quoted(piece: &str) -> String {
    format!("\u{2068}{}\u{2069}", piece.replace('`', "'"))
}

fn found(context: &str, provided: &str) -> String {
    let (context, provided) = (quoted(context), quoted(provided));
    format!("\"`{context}`\", but found \"`{provided}`\".")
}
