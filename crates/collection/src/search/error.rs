//! Why a search is refused.

use std::fmt::{self, Display, Formatter};

use ankid_search::{ParseError, Place, Span};

/// Why a search is refused.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The text is not a search.
    #[error(transparent)]
    Parse(Box<ParseError>),
    /// A regular expression in it cannot be compiled.
    #[error("{0}")]
    Regex(Box<RegexFault>),
}

impl From<ParseError> for SearchError {
    fn from(error: ParseError) -> Self {
        Self::Parse(Box::new(error))
    }
}

impl From<RegexFault> for SearchError {
    fn from(fault: RegexFault) -> Self {
        Self::Regex(Box::new(fault))
    }
}

/// What is wrong with a regular expression of a search, and which term it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexFault {
    /// The term.
    pub span: Span,
    /// The same for people.
    pub place: Place,
    problem: String,
}

impl RegexFault {
    pub(super) fn new(search: &str, span: Span, cause: &regex::Error) -> Self {
        Self {
            span,
            place: Place::of(search, span),
            problem: problem(cause),
        }
    }
}

impl Display for RegexFault {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { place, problem, .. } = self;
        write!(formatter, "Invalid search: {problem} ({place})")
    }
}

/// What is wrong in one line; a picture of the expression stands before it, which has marks that
/// nobody wrote.
fn problem(cause: &regex::Error) -> String {
    match cause {
        regex::Error::Syntax(picture) => {
            let mut lines = picture.lines().rev();
            let reason = lines.find_map(|line| line.strip_prefix("error: "));
            let reason = reason.unwrap_or("it is not one");
            format!("a regular expression cannot be read: {reason}")
        }
        regex::Error::CompiledTooBig(limit) => format!(
            "a regular expression is too large: more than {} MB when compiled",
            limit / (1 << 20)
        ),
        other => format!("a regular expression cannot be read: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    #[track_caller]
    fn check(source: &str, expect: &str) {
        let cause = Regex::new(source).expect_err(source);
        let search = format!("a re:{source}");
        let span = Span {
            start: 2,
            end: search.len(),
        };
        let shown = RegexFault::new(&search, span, &cause).to_string();
        let expect = format!("Invalid search: {expect} (character 3, `re:{source}`)");
        assert_eq!(shown, expect);
    }

    #[test]
    fn faults_are_one_line() {
        check(
            "[",
            "a regular expression cannot be read: unclosed character class",
        );
        check(
            "(?=a)",
            "a regular expression cannot be read: look-around, including look-ahead and \
             look-behind, is not supported",
        );
        check(
            r"\w{9999}",
            "a regular expression is too large: more than 10 MB when compiled",
        );
    }
}
