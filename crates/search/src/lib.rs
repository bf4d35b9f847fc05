//! The search language of Anki: [`parse`] turns a text into an [`Expr`], which prints back as text.
//!
//! Owns the grammar, the wording of its errors, and [`Query`]: the form that a search has when
//! everything it names is looked up. Knows neither the database nor SQL.

mod accents;
mod error;
mod expr;
mod like;
mod parse;
mod pattern;
mod place;
mod print;
mod query;
mod suggest;
mod typing;

pub use accents::without_accents;
pub use error::{ParseError, ParseErrorKind, Suggestion};
pub use expr::{
    AnswerButton, Comparison, Expr, ExprKind, Joiner, Match, Operator, Property, Span, State,
    TemplateName, Term,
};
pub use like::Like;
pub use parse::{MAX_DEPTH, MAX_QUERY_BYTES, MAX_TERMS, parse};
pub use pattern::Pattern;
pub use place::Place;
pub use query::{
    CardCondition, CardProperty, CardState, FieldsCondition, NoteCondition, Query, RegexCondition,
    ReviewWindow, ReviewedKind, SearchedFields, TextCondition, TextView,
};
pub use suggest::{FLAGS, KEYWORDS, nearest, similar_keyword};
pub use typing::{WrittenTerm, term_at};
