//! How a term of a search matches the names of decks, note types, templates and fields.

use ankid_search::Pattern;
use ankid_types::DeckName;
use regex::{Regex, RegexBuilder};
use unicase::UniCase;

type Result<T> = std::result::Result<T, regex::Error>;

/// How large a compiled regular expression may be; the same as in Anki.
const REGEX_BYTES: usize = 10 * 1024 * 1024;

/// A name regardless of case, maybe with wildcards.
pub(super) enum NameMatcher {
    Regex(Regex),
    Literal(UniCase<String>),
}

impl NameMatcher {
    pub(super) fn new(name: &Pattern) -> Result<Self> {
        Ok(if name.has_wildcards() {
            Self::Regex(compile(&format!("(?i)^{}$", name.to_regex()))?)
        } else {
            Self::Literal(UniCase::new(name.literal()))
        })
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        match self {
            Self::Regex(regex) => regex.is_match(name),
            Self::Literal(literal) => *literal == UniCase::new(name),
        }
    }
}

/// What finds the stored names of the decks that a pattern stands for, and of those below them.
pub(super) fn deck_regex(name: &Pattern) -> Result<Regex> {
    // Anki tidies the names of levels, too, when they are regular expressions already.
    let stored = DeckName::normalized(&name.to_regex());
    with_children(stored.as_stored())
}

/// What finds the stored names of a deck and of those below it.
pub(super) fn exact_deck_regex(name: &DeckName) -> Result<Regex> {
    with_children(&regex::escape(name.as_stored()))
}

fn with_children(source: &str) -> Result<Regex> {
    compile(&format!("(?i)^{source}($|\u{1f})"))
}

/// A regular expression, if it is one and not too large.
pub(super) fn compile(source: &str) -> Result<Regex> {
    RegexBuilder::new(source).size_limit(REGEX_BYTES).build()
}
