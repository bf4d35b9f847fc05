//! From text to [`Expr`].
//!
//! ```text
//! search     = [ sequence ]
//! sequence   = item { [ "and" | "or" ] item }    nothing between two items is "and", which binds tighter
//! item       = [ "-" ] ( "(" sequence ")" | term )
//! term       = quoted | key ":" quoted | bare
//! quoted     = '"' character { character } '"'   a backslash may stand before any character
//! bare       = any run up to a space, '"', "(" or ")"; a backslash may stand before any but a space
//! in quoted and bare:  text | key ":" value      split at the first ":" without a backslash
//! value      = [ "re:" | "nc:" ] any run         the marks count after "tag" and names of fields
//! number     = as each keyword needs it; see `term`
//! ```
//!
//! Any white space is a space. Keywords, "and" and "or" are the same in any case. In texts that are
//! not regular expressions, a backslash may stand before `\ " : * _ ( ) -` only.

use crate::suggest::suggest;
use crate::{Expr, ExprKind, ParseError, ParseErrorKind, Place, Span, Suggestion};

use self::piece::Piece;

mod piece;
mod term;
#[cfg(test)]
mod tests;
mod value;

/// How many bytes a query may have.
pub const MAX_QUERY_BYTES: usize = 16 * 1024 * 1024;
/// How many terms a query may have.
pub const MAX_TERMS: usize = 5_000;
/// How deep brackets may be nested.
pub const MAX_DEPTH: usize = 50;

type Result<T> = std::result::Result<T, Fault>;

/// What is wrong with a search, and where.
struct Fault {
    kind: ParseErrorKind,
    span: Span,
    /// The term that it is in, or only what is wrong.
    term: Span,
}

/// Reads a search.
///
/// # Errors
/// If the text is not a search, with the place and what was expected there.
pub fn parse(query: &str) -> std::result::Result<Expr, ParseError> {
    search(query).map_err(|fault| fault.in_query(query))
}

fn search(query: &str) -> Result<Expr> {
    let whole = Piece::whole(query);
    if query.len() > MAX_QUERY_BYTES {
        return Err(whole.error(ParseErrorKind::TooLong(query.len())));
    }
    let whole = whole.trimmed();
    let mut parser = Parser {
        rest: whole,
        terms: 0,
    };
    let found = parser.sequence(0)?;
    if let Some(bracket) = parser.rest.strip_prefix(')') {
        return Err(parser
            .rest
            .before(bracket)
            .error(ParseErrorKind::UnopenedGroup));
    }
    Ok(found.unwrap_or(Expr {
        kind: ExprKind::All,
        span: whole.span(),
    }))
}

impl Fault {
    fn within(self, term: Piece<'_>) -> Self {
        let term = term.span();
        Self { term, ..self }
    }

    fn in_query(self, query: &str) -> ParseError {
        let Self { kind, span, term } = self;
        let suggestion = suggest(&kind, span.of(query)).map(|instead| {
            let before = Span {
                start: term.start,
                end: span.start,
            };
            let after = Span {
                start: span.end,
                end: term.end,
            };
            Box::new(Suggestion {
                term: [before.of(query), &instead, after.of(query)].concat(),
                instead,
            })
        });
        ParseError {
            place: Place::of(query, span),
            kind,
            span,
            suggestion,
        }
    }
}

struct Parser<'a> {
    /// What is not read yet.
    rest: Piece<'a>,
    /// How many terms were read.
    terms: usize,
}

/// What stands in a sequence.
enum Item {
    Connective(Connective),
    Expr(Expr),
}

#[derive(Clone, Copy)]
struct Connective {
    is_or: bool,
    span: Span,
}

impl Connective {
    fn misplaced(self) -> Fault {
        let kind = if self.is_or {
            ParseErrorKind::MisplacedOr
        } else {
            ParseErrorKind::MisplacedAnd
        };
        Fault {
            kind,
            span: self.span,
            term: self.span,
        }
    }
}

impl<'a> Parser<'a> {
    /// Everything up to the end or a closing bracket; `None` if that is nothing.
    fn sequence(&mut self, depth: usize) -> Result<Option<Expr>> {
        let mut alternatives = Vec::new();
        let mut conjunction = Vec::new();
        let mut pending: Option<Connective> = None;
        while let Some(item) = self.item(depth)? {
            match item {
                Item::Connective(word) => {
                    if pending.is_some() || conjunction.is_empty() {
                        return Err(word.misplaced());
                    }
                    pending = Some(word);
                }
                Item::Expr(expr) => {
                    if pending.take().is_some_and(|word| word.is_or) {
                        alternatives.extend(joined(conjunction, ExprKind::And));
                        conjunction = Vec::new();
                    }
                    conjunction.push(expr);
                }
            }
        }
        if let Some(word) = pending {
            return Err(word.misplaced());
        }
        alternatives.extend(joined(conjunction, ExprKind::And));
        Ok(joined(alternatives, ExprKind::Or))
    }

    fn item(&mut self, depth: usize) -> Result<Option<Item>> {
        self.rest = self.rest.trimmed_start();
        let start = self.rest;
        if start.ends_here() {
            return Ok(None);
        }
        if start.starts_with('(') {
            return self.group(depth).map(|group| Some(Item::Expr(group)));
        }
        let Some(negated) = start
            .strip_prefix('-')
            .filter(|negated| !negated.ends_here())
        else {
            return self.text().map(Some);
        };
        self.rest = negated;
        let inner = if negated.starts_with('(') {
            self.group(depth)?
        } else {
            match self.text()? {
                Item::Expr(expr) => expr,
                Item::Connective(word) => return Err(word.misplaced()),
            }
        };
        Ok(Some(Item::Expr(Expr {
            kind: ExprKind::Not(Box::new(inner)),
            span: start.before(self.rest).span(),
        })))
    }

    /// A group, from its opening bracket on.
    fn group(&mut self, depth: usize) -> Result<Expr> {
        let start = self.rest;
        let inside = start.skip_char();
        if depth == MAX_DEPTH {
            return Err(start.before(inside).error(ParseErrorKind::TooDeep));
        }
        self.rest = inside;
        let found = self.sequence(depth + 1)?;
        let Some(after) = self.rest.strip_prefix(')') else {
            return Err(start.before(inside).error(ParseErrorKind::UnclosedGroup));
        };
        self.rest = after;
        let whole = start.before(after);
        match found {
            Some(expr) => Ok(Expr {
                kind: ExprKind::Group(Box::new(expr)),
                span: whole.span(),
            }),
            None => Err(whole.error(ParseErrorKind::EmptyGroup)),
        }
    }

    /// A term, or a bare `and` or `or`.
    fn text(&mut self) -> Result<Item> {
        let start = self.rest;
        let term = if start.starts_with('"') {
            let (inner, after) = start.quoted()?;
            self.rest = after;
            term::from_text(inner).map_err(|fault| fault.within(start.before(after)))?
        } else {
            let (word, after) = start.bare().map_err(|fault| fault.within(start))?;
            self.rest = after;
            if let Some(key) = word.key_before_quote(after) {
                let (value, after) = after.quoted()?;
                self.rest = after;
                term::from_pair(key, value).map_err(|fault| fault.within(start.before(after)))?
            } else if let Some(is_or) = connective(word.text) {
                let span = word.span();
                return Ok(Item::Connective(Connective { is_or, span }));
            } else {
                term::from_text(word).map_err(|fault| fault.within(word))?
            }
        };
        let piece = start.before(self.rest);
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(piece.error(ParseErrorKind::TooManyTerms));
        }
        Ok(Item::Expr(Expr {
            kind: ExprKind::Term(term),
            span: piece.span(),
        }))
    }
}

/// Whether a bare word that connects two items is `or`.
fn connective(word: &str) -> Option<bool> {
    if word.eq_ignore_ascii_case("and") {
        Some(false)
    } else if word.eq_ignore_ascii_case("or") {
        Some(true)
    } else {
        None
    }
}

/// The parts as one: nothing, the only part, or what `join` makes of them.
fn joined(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
    if parts.len() < 2 {
        return parts.pop();
    }
    let span = Span {
        start: parts.first()?.span.start,
        end: parts.last()?.span.end,
    };
    Some(Expr {
        kind: join(parts),
        span,
    })
}
