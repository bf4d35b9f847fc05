//! Why a text is not a search, in Anki's own words.

use crate::Span;

/// Why a text is not a search. Shows Anki's sentence, with its isolating marks U+2068 and U+2069.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid search: \u{2068}{kind}\u{2069}")]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// The part of the query that is wrong.
    pub span: Span,
}

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

/// A piece of the query within Anki's marks; its messages use the backtick themselves.
fn quoted(piece: &str) -> String {
    format!("\u{2068}{}\u{2069}", piece.replace('`', "'"))
}

fn found(context: &str, provided: &str) -> String {
    let (context, provided) = (quoted(context), quoted(provided));
    format!("\"`{context}`\", but found \"`{provided}`\".")
}
