//! The term that is being written: where it begins and ends in a query that need not be finished.

use crate::Span;

/// A term that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenTerm {
    /// The whole term with its quotes, without a dash before it.
    pub span: Span,
    /// The keyword or name of a field, if its colon stands before the cursor.
    pub key: Option<String>,
    /// What stands between there and the cursor, without quotes and backslashes.
    pub value: String,
}

/// The term at a place of a query, a byte of its text.
#[must_use]
pub fn term_at(query: &str, cursor: usize) -> WrittenTerm {
    let cursor = (0..=cursor.min(query.len()))
        .rev()
        .find(|byte| query.is_char_boundary(*byte))
        .unwrap_or(0);
    let (head, tail) = query.split_at(cursor);
    let opening = Opening::of(head);
    let written = head.get(opening.start..).unwrap_or_default();
    let (before, after) = match opening.quote {
        Some(quote) => head.split_at(quote),
        None => (head, ""),
    };
    let plain: String = match opening.quote {
        Some(_) => {
            let before = before.get(opening.start..).unwrap_or_default();
            [before, after.strip_prefix('"').unwrap_or(after)].concat()
        }
        None => written.to_owned(),
    };
    let (key, value) = match colon(&plain) {
        Some(colon) => {
            let (key, value) = plain.split_at(colon);
            (
                Some(unescaped(key)),
                value.strip_prefix(':').unwrap_or(value),
            )
        }
        None => (None, plain.as_str()),
    };
    WrittenTerm {
        span: Span {
            start: opening.start,
            end: cursor + rest_of_term(written, opening.quote.is_some(), tail),
        },
        key,
        value: unescaped(value),
    }
}

/// Where the last term of a text begins, and the quote in it that is still open.
struct Opening {
    start: usize,
    quote: Option<usize>,
}

impl Opening {
    fn of(head: &str) -> Self {
        let mut open = Self {
            start: 0,
            quote: None,
        };
        let mut letters = head.char_indices();
        while let Some((at, letter)) = letters.next() {
            let after = at + letter.len_utf8();
            match letter {
                '\\' => drop(letters.next()),
                '"' if open.quote.is_some() => {
                    open = Self {
                        start: after,
                        quote: None,
                    };
                }
                '"' => {
                    let is_value = head.get(open.start..at).is_some_and(is_key);
                    open.start = if is_value { open.start } else { at };
                    open.quote = Some(at);
                }
                _ if open.quote.is_some() => {}
                '-' if at == open.start
                    && !head.get(..at).is_some_and(|head| head.ends_with('-')) =>
                {
                    open.start = after;
                }
                '(' | ')' => open.start = after,
                space if space.is_whitespace() => open.start = after,
                _ => {}
            }
        }
        open
    }
}

/// How many bytes after the cursor belong to the term.
fn rest_of_term(written: &str, is_quoted: bool, tail: &str) -> usize {
    if is_quoted {
        return end_of_quote(tail);
    }
    let mut letters = tail.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' if is_key(&[written, tail.get(..at).unwrap_or_default()].concat()) => {
                return at + 1 + end_of_quote(tail.get(at + 1..).unwrap_or_default());
            }
            '"' | '(' | ')' => return at,
            space if space.is_whitespace() => return at,
            _ => {}
        }
    }
    tail.len()
}

/// How many bytes there are up to the quote that closes, itself included.
fn end_of_quote(text: &str) -> usize {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a text is a keyword with its colon.
fn is_key(text: &str) -> bool {
    colon(text).is_some_and(|colon| colon > 0 && colon + 1 == text.len())
}

/// The first colon that no backslash stands before.
fn colon(text: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            ':' => return Some(at),
            _ => {}
        }
    }
    None
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.extend(letters.next()),
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::term_at;

    /// Checks a query in which `|` is the cursor: the term, its keyword and its value.
    #[track_caller]
    fn check(marked: &str, term: &str, key: Option<&str>, value: &str) {
        let cursor = marked.find('|').expect("a cursor");
        let query = marked.replacen('|', "", 1);
        let found = term_at(&query, cursor);
        assert_eq!(
            query.get(found.span.start..found.span.end),
            Some(term),
            "{marked}"
        );
        assert_eq!(
            (found.key.as_deref(), found.value.as_str()),
            (key, value),
            "{marked}"
        );
    }

    #[test]
    fn a_term_ends_where_the_parser_ends_it() {
        check("|", "", None, "");
        check("ta|", "ta", None, "ta");
        check("a deck:Jap| b", "deck:Jap", Some("deck"), "Jap");
        check("a (-tag:x|y or b)", "tag:xy", Some("tag"), "x");
        check(
            "deck:\"My De|ck\" is:new",
            "deck:\"My Deck\"",
            Some("deck"),
            "My De",
        );
        check(
            "\"deck:My De|ck\" a",
            "\"deck:My Deck\"",
            Some("deck"),
            "My De",
        );
        check("\"deck:My De|", "\"deck:My De", Some("deck"), "My De");
        check("deck:|\"My Deck\"", "deck:\"My Deck\"", Some("deck"), "");
        check("de|ck:\"a b\" c", "deck:\"a b\"", None, "de");
        check("\"a b\"is:|", "is:", Some("is"), "");
        check("--a|", "-a", None, "-a");
        check("a |b", "b", None, "");
        check(r#"a\"b\:c|d"#, r#"a\"b\:cd"#, None, "a\"b:c");
        check(r"Fr\:ont:日|本 x", r"Fr\:ont:日本", Some("Fr:ont"), "日");
    }

    #[test]
    fn a_cursor_within_a_character_or_beyond_the_end_is_none() {
        assert_eq!(term_at("日本", 4).value, "日");
        assert_eq!(term_at("ab", 9).value, "ab");
    }

    proptest! {
        #[test]
        fn the_term_holds_the_cursor(query in "[-a:\"() \\\\日]{0,12}", cursor in 0_usize..30) {
            let span = term_at(&query, cursor).span;
            prop_assert!(query.get(span.start..span.end).is_some());
            prop_assert!(span.start <= cursor.min(query.len()));
        }
    }
}
