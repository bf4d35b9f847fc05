//! What was probably meant where a query is wrong.

use crate::expr::{Property, State};
use crate::{Operator, ParseErrorKind};

/// Every keyword that a colon may follow.
pub const KEYWORDS: [&str; 23] = [
    "deck",
    "note",
    "tag",
    "card",
    "flag",
    "resched",
    "prop",
    "added",
    "edited",
    "introduced",
    "rated",
    "is",
    "did",
    "mid",
    "nid",
    "cid",
    "re",
    "nc",
    "sc",
    "w",
    "dupe",
    "has-cd",
    "preset",
];

/// Other words that people use, and the state or keyword that is meant.
const STATE_WORDS: [(&str, &str); 6] = [
    ("learning", "learn"),
    ("relearning", "learn"),
    ("unseen", "new"),
    ("sibling-buried", "buried-sibling"),
    ("user-buried", "buried-manually"),
    ("suspend", "suspended"),
];

/// Other words that people use, and the property that is meant.
const PROPERTY_WORDS: [(&str, &str); 8] = [
    ("interval", "ivl"),
    ("reviews", "reps"),
    ("factor", "ease"),
    ("position", "pos"),
    ("stability", "s"),
    ("difficulty", "d"),
    ("retrievability", "r"),
    ("rescheduled", "resched"),
];

/// The colours of flags; the first stands for none.
pub const FLAGS: [&str; 8] = [
    "none",
    "red",
    "orange",
    "green",
    "blue",
    "pink",
    "turquoise",
    "purple",
];

/// What should probably stand in place of a wrong piece.
pub(crate) fn suggest(kind: &ParseErrorKind, piece: &str) -> Option<String> {
    match kind {
        ParseErrorKind::UnknownEscape(_) => piece
            .strip_prefix('\\')
            .map(|escaped| format!(r"\\{escaped}")),
        ParseErrorKind::InvalidState(_) => {
            let names = State::ALL.map(State::name);
            meant(piece, &STATE_WORDS)
                .or_else(|| nearest(piece, names))
                .map(ToOwned::to_owned)
        }
        ParseErrorKind::InvalidFlag => {
            let colour = FLAGS
                .iter()
                .position(|flag| flag.eq_ignore_ascii_case(piece))?;
            Some(colour.to_string())
        }
        ParseErrorKind::InvalidProperty(_) | ParseErrorKind::InvalidOperator(_) => {
            suggest_clause(piece)
        }
        ParseErrorKind::InvalidNumber { .. } | ParseErrorKind::InvalidWholeNumber { .. } => {
            without_operator(piece)
        }
        ParseErrorKind::InvalidPositiveNumber { .. } => {
            without_operator(piece).or_else(|| natural(piece.strip_prefix('-')?))
        }
        ParseErrorKind::InvalidNegativeNumber { .. } => natural(piece)
            .filter(|number| number != "0")
            .map(|number| format!("-{number}")),
        ParseErrorKind::InvalidIds(_) => {
            let ids: Vec<&str> = piece
                .split(|letter: char| letter == ',' || letter.is_whitespace())
                .filter(|id| !id.is_empty())
                .collect();
            let all_ids = ids.iter().all(|id| natural(id).is_some());
            (all_ids && !ids.is_empty()).then(|| ids.join(","))
        }
        _ => None,
    }
}

/// The keyword that a word was probably meant to be.
#[must_use]
pub fn similar_keyword(word: &str) -> Option<&'static str> {
    nearest(word, KEYWORDS)
}

/// The one of some names that a word was probably meant to be; none if there is none like it.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Comparing two texts takes time by the product of their lengths.
    const LONGEST: usize = 200;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    // One slip for each three letters, and none in a word of one or two.
    let allowed = word.chars().count() / 3;
    let distances = names
        .into_iter()
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (strsim::osa_distance(&word, &name.to_lowercase()), name));
    let (_distance, name) = distances
        .filter(|(distance, _name)| *distance <= allowed)
        .min_by_key(|(distance, _name)| *distance)?;
    Some(name)
}

/// A property that was meant, with the operator and the value that follow.
fn suggest_clause(clause: &str) -> Option<String> {
    let end = clause.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    let (name, rest) = (clause.get(..end)?, clause.get(end..)?);
    let property = meant(name, &PROPERTY_WORDS).or_else(|| nearest(name, Property::NAMES))?;
    let rest = match rest.strip_prefix(':') {
        Some(value) => format!("={value}"),
        None => rest.to_owned(),
    };
    let has_operator = Operator::ALL
        .iter()
        .any(|operator| rest.starts_with(operator.symbol()));
    let suggestion = format!("{property}{rest}");
    (has_operator && suggestion != clause).then_some(suggestion)
}

fn meant(word: &str, words: &[(&'static str, &'static str)]) -> Option<&'static str> {
    let found = words
        .iter()
        .find(|(other, _name)| other.eq_ignore_ascii_case(word));
    found.map(|(_other, name)| *name)
}

/// The value after an operator that was written twice, such as `==`.
fn without_operator(piece: &str) -> Option<String> {
    let value = piece.strip_prefix(['=', '<', '>', ':'])?;
    value.parse::<f32>().is_ok().then(|| value.to_owned())
}

fn natural(text: &str) -> Option<String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    /// Checks what an error suggests for the whole term.
    #[track_caller]
    fn check(query: &str, expect: Option<&str>) {
        let error = parse(query).expect_err(query);
        let suggestion = error.suggestion.map(|suggestion| suggestion.term);
        assert_eq!(suggestion.as_deref(), expect, "{query}");
    }

    #[test]
    fn slips_are_recognized() {
        check("is:dve", Some("is:due"));
        check("a is:NEW b", Some("is:new"));
        check("(-is:Suspend)", Some("is:suspended"));
        check("is:learning", Some("is:learn"));
        check("\"is:revieuw\"", Some("\"is:review\""));
        check("prop:intervall>3", None);
        check("prop:interval>3", Some("prop:ivl>3"));
        check("prop:rep=1", Some("prop:reps=1"));
        check("prop:ivl:3", Some("prop:ivl=3"));
        check("prop:Lapses>1", Some("prop:lapses>1"));
        check("prop:ivl==3", Some("prop:ivl=3"));
        check("flag:Red", Some("flag:1"));
        check("nid:1,2,", Some("nid:1,2"));
        check("\"cid:1, 2\"", Some("\"cid:1,2\""));
        check("added:-3", Some("added:3"));
        check("prop:rated=1", Some("prop:rated=-1"));
        check(r"a\qb", Some(r"a\\qb"));
        check(r"a\", Some(r"a\\"));
    }

    #[test]
    fn what_is_like_nothing_gets_no_suggestion() {
        for query in [
            "is:",
            "is:xyz",
            "prop:foo=1",
            "prop:ivl",
            "flag:8",
            "nid:",
            "nid:a",
            "rated:x",
            "(a",
            "a or",
        ] {
            check(query, None);
        }
        assert_eq!(nearest(&"a".repeat(1_000_000), ["a"]), None);
    }

    #[test]
    fn keywords_are_recognized() {
        assert_eq!(similar_keyword("dekc"), Some("deck"));
        assert_eq!(similar_keyword("tags"), Some("tag"));
        assert_eq!(similar_keyword("Introduce"), Some("introduced"));
        assert_eq!(similar_keyword("front"), None);
    }
}
