//! Patterns with the meaning of SQL's `LIKE`, and the regular expressions that do the same.

use crate::{Pattern, without_accents};

/// The separator of a note's fields.
const FIELD_SEPARATOR: char = '\u{1f}';
/// One character of UTF-8.
const ANY_CHARACTER: &str = concat!(
    r"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]",
    r"|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
);
/// What nothing matches: a pattern may not end in a backslash.
const NEVER: &str = r"(?-u)[^\x00-\xff]";

/// A pattern as `LIKE ... ESCAPE '\'` understands it: `%` is any run of characters, `_` any one.
/// Letters of ASCII match in either case, all others only as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like(String);

impl Like {
    /// What matches the whole of the pattern.
    #[must_use]
    pub fn whole(pattern: &Pattern) -> Self {
        Self(pattern.to_like())
    }

    /// What matches the pattern anywhere in a text.
    #[must_use]
    pub fn anywhere(self) -> Self {
        Self(format!("%{}%", self.0))
    }

    /// The pattern without accents. As in Anki, the wide forms of the wildcards count as wildcards.
    #[must_use]
    pub fn without_accents(self) -> Self {
        Self(without_accents(&self.0).into_owned())
    }

    /// What matches the joined fields of a note if the fields of a range, taken together, match.
    #[must_use]
    pub fn at_fields(&self, range: &std::ops::Range<usize>, field_count: usize) -> Self {
        let mut joined = String::with_capacity(self.0.len() + 2 * field_count);
        for field in (0..field_count).filter(|field| *field <= range.start || *field >= range.end) {
            if field > 0 {
                joined.push(FIELD_SEPARATOR);
            }
            joined.push_str(if field == range.start { &self.0 } else { "%" });
        }
        Self(joined)
    }

    /// A pattern as `LIKE` takes it.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The pattern as `LIKE` takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a run of any characters stands between others, so that `LIKE` may have to try many
    /// ways to match a text.
    #[must_use]
    pub fn has_inner_runs(&self) -> bool {
        let mut inner = self.0.trim_start_matches('%').chars();
        while let Some(letter) = inner.next() {
            match letter {
                '\\' => drop(inner.next()),
                '%' => return inner.any(|after| after != '%'),
                _ => {}
            }
        }
        false
    }

    /// The source of a regular expression over bytes that finds something exactly where `LIKE`
    /// says yes, in texts of valid UTF-8.
    #[must_use]
    pub fn to_byte_regex(&self) -> String {
        let mut source = String::from("(?is-u)");
        let mut gap = Gap::Start;
        let mut letters = self.as_str().chars();
        while let Some(letter) = letters.next() {
            if letter == '%' {
                gap = gap.widened();
                continue;
            }
            source.push_str(gap.regex());
            gap = Gap::None;
            match letter {
                '_' => source.push_str(ANY_CHARACTER),
                '\\' => match letters.next() {
                    Some(escaped) => push_literal(&mut source, escaped),
                    None => return NEVER.to_owned(),
                },
                literal => push_literal(&mut source, literal),
            }
        }
        if gap == Gap::Start {
            source.push_str(gap.regex());
        }
        if matches!(gap, Gap::Start | Gap::None) {
            source.push_str(r"\z");
        }
        source
    }
}

/// What stands between two characters that a pattern names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// The start of the text.
    Start,
    /// Any run from the start on, which a search finds by itself.
    RunFromStart,
    None,
    Run,
}

impl Gap {
    const fn widened(self) -> Self {
        match self {
            Self::Start | Self::RunFromStart => Self::RunFromStart,
            Self::None | Self::Run => Self::Run,
        }
    }

    const fn regex(self) -> &'static str {
        match self {
            Self::Start => r"\A",
            Self::RunFromStart | Self::None => "",
            Self::Run => ".*?",
        }
    }
}

fn push_literal(source: &mut String, letter: char) {
    if letter.is_ascii() {
        source.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
    } else {
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            source.push_str(&format!("\\x{byte:02x}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(like: &str, expect: &str) {
        let source = Like::from_text(like).to_byte_regex();
        assert_eq!(source.strip_prefix("(?is-u)"), Some(expect), "{like}");
    }

    #[test]
    fn patterns_turn_into_regular_expressions() {
        check("", r"\A\z");
        check("%", "");
        check("%%", "");
        check("a", r"\Aa\z");
        check("%a%", "a");
        check("a%", r"\Aa");
        check("%a", r"a\z");
        check("%a%%b%", "a.*?b");
        check(r"%\%.\_%", r"%\._");
        check("%é\u{1f}%", "\\xc3\\xa9\u{1f}");
        check("_", &format!(r"\A{ANY_CHARACTER}\z"));
        assert_eq!(Like::from_text(r"%a\").to_byte_regex(), NEVER);
    }

    #[test]
    fn runs_at_the_ends_are_not_inner_ones() {
        for (like, expect) in [
            ("", false),
            ("%", false),
            ("%%a_b%%", false),
            (r"%a\%b%", false),
            ("a%b", true),
            (r"%a\\%b", true),
        ] {
            assert_eq!(Like::from_text(like).has_inner_runs(), expect, "{like}");
        }
    }

    #[test]
    fn fields_are_searched_in_their_place() {
        let like = Like::whole(&Pattern::new("a*"));
        let at = |range, count| like.at_fields(&range, count).0;
        assert_eq!(at(0..1, 1), "a%");
        assert_eq!(at(0..1, 3), "a%\u{1f}%\u{1f}%");
        assert_eq!(at(1..2, 3), "%\u{1f}a%\u{1f}%");
        assert_eq!(at(1..3, 3), "%\u{1f}a%");
        assert_eq!(at(0..3, 3), "a%");
    }

    #[test]
    fn wide_wildcards_count_once_accents_are_dropped() {
        let like = Like::whole(&Pattern::new("é％%"));
        assert_eq!(like.without_accents().anywhere().0, r"%e%\%%");
    }
}
