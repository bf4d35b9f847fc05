//! Values as Python's `pprint.pformat(value, width=72, sort_dicts=False)` lays them out.

use serde_json::Value;

use super::{repr, repr_str};

/// How wide a line may be.
const WIDTH: isize = 72;

/// The value on one line if it fits, else with one item a line and long text in pieces.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(
        &mut out,
        value,
        Place {
            indent: 0,
            allowance: 0,
            level: 0,
        },
    );
    out
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place {
    /// The column that it starts in.
    indent: isize,
    /// How many characters follow on its last line.
    allowance: isize,
    /// How many values enclose it.
    level: usize,
}

fn write(out: &mut String, value: &Value, place: Place) {
    let line = repr(value);
    if width(&line) <= WIDTH - place.indent - place.allowance {
        out.push_str(&line);
        return;
    }
    match value {
        Value::Array(items) => write_items(out, items, place),
        Value::Object(entries) => {
            let entries: Vec<_> = entries.iter().collect();
            write_entries(out, &entries, place);
        }
        Value::String(text) => write_text(out, text, place),
        _ => out.push_str(&line),
    }
}

fn write_items(out: &mut String, items: &[Value], place: Place) {
    out.push('[');
    let indent = place.indent + 1;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            new_line(out, ",", indent);
        }
        let is_last = index + 1 == items.len();
        let allowance = if is_last { place.allowance + 1 } else { 1 };
        write(
            out,
            item,
            Place {
                indent,
                allowance,
                level: place.level + 1,
            },
        );
    }
    out.push(']');
}

fn write_entries(out: &mut String, entries: &[(&String, &Value)], place: Place) {
    out.push('{');
    let indent = place.indent + 1;
    for (index, (key, item)) in entries.iter().enumerate() {
        if index > 0 {
            new_line(out, ",", indent);
        }
        let key = repr_str(key);
        out.push_str(&key);
        out.push_str(": ");
        let is_last = index + 1 == entries.len();
        let allowance = if is_last { place.allowance + 1 } else { 1 };
        let indent = indent + width(&key) + 2;
        write(
            out,
            item,
            Place {
                indent,
                allowance,
                level: place.level + 1,
            },
        );
    }
    out.push('}');
}

/// Splits a text at its lines and, within long lines, after blanks; a text that stands alone is
/// put in parentheses.
fn write_text(out: &mut String, text: &str, mut place: Place) {
    let alone = place.level == 0;
    if alone {
        place.indent += 1;
        place.allowance += 1;
    }
    let pieces = text_pieces(text, place);
    match pieces.as_slice() {
        [] => out.push_str(&repr_str(text)),
        [one] => out.push_str(one),
        many => {
            if alone {
                out.push('(');
            }
            for (index, piece) in many.iter().enumerate() {
                if index > 0 {
                    new_line(out, "", place.indent);
                }
                out.push_str(piece);
            }
            if alone {
                out.push(')');
            }
        }
    }
}

fn text_pieces(text: &str, place: Place) -> Vec<String> {
    let room = WIDTH - place.indent;
    let lines = lines_with_ends(text);
    let mut pieces = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let is_last_line = index + 1 == lines.len();
        let room_at_end = if is_last_line {
            room - place.allowance
        } else {
            room
        };
        let whole = repr_str(line);
        if width(&whole) <= room_at_end {
            pieces.push(whole);
            continue;
        }
        let words = words_with_blanks(line);
        let mut current = String::new();
        for (position, word) in words.iter().enumerate() {
            let room = if position + 1 == words.len() {
                room_at_end
            } else {
                room
            };
            let candidate = format!("{current}{word}");
            if width(&repr_str(&candidate)) <= room {
                current = candidate;
                continue;
            }
            if !current.is_empty() {
                pieces.push(repr_str(&current));
            }
            current = (*word).to_owned();
        }
        if !current.is_empty() {
            pieces.push(repr_str(&current));
        }
    }
    pieces
}

fn lines_with_ends(text: &str) -> Vec<&str> {
    split_between(text, |left, right| {
        is_line_end(left) && (left, right) != ('\r', '\n')
    })
}

fn words_with_blanks(line: &str) -> Vec<&str> {
    split_between(line, |left, right| is_blank(left) && !is_blank(right))
}

/// Cuts a text between neighbours for which `splits(left, right)` holds.
fn split_between(text: &str, splits: impl Fn(char, char) -> bool) -> Vec<&str> {
    let neighbours = text.char_indices().zip(text.chars().skip(1));
    let cuts = neighbours
        .filter(|((_, left), right)| splits(*left, *right))
        .map(|((start, left), _)| start + left.len_utf8());
    let mut parts = Vec::new();
    let mut start = 0;
    for end in cuts.chain([text.len()]) {
        parts.extend(text.get(start..end).filter(|part| !part.is_empty()));
        start = end;
    }
    parts
}

fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

fn new_line(out: &mut String, end: &str, indent: isize) {
    out.push_str(end);
    out.push('\n');
    out.extend((0..indent).map(|_| ' '));
}

fn width(line: &str) -> isize {
    isize::try_from(line.chars().count()).unwrap_or(isize::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_short_value_stays_on_one_line() {
        assert_eq!(pretty(&json!({"version": 6})), "{'version': 6}");
    }

    #[test]
    fn a_long_object_has_one_entry_a_line() {
        let value = json!({
            "version": 6,
            "params": {
                "notes": [1_700_000_000_000_u64, 1_700_000_000_001_u64],
                "tags": "a tag or two",
            },
            "nested": {
                "list": [{"deckName": "Japanese::Tokyo", "modelName": "Basic"}, {"deckName": "x"}],
            },
        });
        let expect = "{'version': 6,
 'params': {'notes': [1700000000000, 1700000000001],
            'tags': 'a tag or two'},
 'nested': {'list': [{'deckName': 'Japanese::Tokyo',
                      'modelName': 'Basic'},
                     {'deckName': 'x'}]}}";
        assert_eq!(pretty(&value), expect);
    }

    #[test]
    fn long_text_is_split_after_blanks() {
        let words = "some words and then some more words ".repeat(5);
        let alone = "('some words and then some more words some words and then some more '
 'words some words and then some more words some words and then some '
 'more words some words and then some more words ')";
        assert_eq!(pretty(&json!(words)), alone);
        let inside = r#"{'key': ['some words and then some more words some words and then some '
         'more words some words and then some more words some words '
         'and then some more words some words and then some more '
         'words ',
         'a\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'ba\n'
         'b']}"#;
        assert_eq!(pretty(&json!({"key": [words, "a\nb".repeat(20)]})), inside);
    }
}
