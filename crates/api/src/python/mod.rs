//! Values as Python writes them, since AnkiConnect's errors carry Python's own text.

mod json;
mod pretty;

use serde_json::{Number, Value};
use unicode_general_category::{GeneralCategory, get_general_category};

pub(crate) use json::decode;
pub(crate) use pretty::pretty;

/// What `repr(value)` gives.
pub(crate) fn repr(value: &Value) -> String {
    let mut out = String::new();
    write_repr(&mut out, value);
    out
}

/// What `str(value)` gives: text as it is, all else as `repr`.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr(other),
    }
}

/// What `bool(value)` gives.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}

/// The whole number that Python's code for Anki's messages takes a value for.
///
/// # Errors
///
/// Fails with Python's text for a value that is no whole number, or too large for a `T`.
pub(crate) fn integer<T: TryFrom<i128>>(value: &Value) -> Result<T, String> {
    let number = match value {
        Value::Number(number) => number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from)),
        _ => None,
    };
    let Some(number) = number else {
        let kind = type_name(value);
        return Err(format!(
            "'{kind}' object cannot be interpreted as an integer"
        ));
    };
    T::try_from(number).map_err(|_too_large| format!("Value out of range: {number}"))
}

/// What `type(value).__name__` gives.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// What `str` gives for a list of texts: `['a', "it's"]`.
pub(crate) fn list_text<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(|item| repr_str(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// What `repr` gives for a text.
pub(crate) fn repr_str(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_repr_str(&mut out, text);
    out
}

fn write_repr(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Number(number) => out.push_str(&repr_number(number)),
        Value::String(text) => write_repr_str(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_repr(out, item);
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_repr_str(out, key);
                out.push_str(": ");
                write_repr(out, item);
            }
            out.push('}');
        }
    }
}

fn repr_number(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => repr_float(float),
        _ => number.to_string(),
    }
}

/// The shortest digits that read back as the same number, with an exponent below 1e-4 and from
/// 1e16 on.
fn repr_float(float: f64) -> String {
    let scientific = format!("{float:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific; // inf, nan
    };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..16).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => format!("{float:?}"),
    }
}

fn write_repr_str(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    out.push(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            _ if character == quote => {
                out.push('\\');
                out.push(quote);
            }
            _ if is_printable(character) => out.push(character),
            _ => {
                let code = u32::from(character);
                let escaped = match code {
                    0..=0xff => format!("\\x{code:02x}"),
                    0x100..=0xffff => format!("\\u{code:04x}"),
                    _ => format!("\\U{code:08x}"),
                };
                out.push_str(&escaped);
            }
        }
    }
    out.push(quote);
}

fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    !matches!(
        get_general_category(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::SpaceSeparator
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn repr_writes_values_as_python_does() {
        let check = |value: Value, expect: &str| assert_eq!(repr(&value), expect);
        check(json!(null), "None");
        check(json!([true, false, 5, -7]), "[True, False, 5, -7]");
        check(
            json!({"a": {"b": []}, "c": "d"}),
            "{'a': {'b': []}, 'c': 'd'}",
        );
        check(json!("it's"), "\"it's\"");
        check(json!("it's \"so\""), "'it\\'s \"so\"'");
        check(json!("a\\b\tc\nd\re"), "'a\\\\b\\tc\\nd\\re'");
        check(
            json!("\u{0}\u{7f}\u{a0}\u{200b}é日\u{e000}"),
            "'\\x00\\x7f\\xa0\\u200bé日\\ue000'",
        );
        check(json!("😀\u{e0001}"), "'😀\\U000e0001'");
    }

    #[test]
    fn repr_writes_floats_as_python_does() {
        let check = |float: f64, expect: &str| assert_eq!(repr(&json!(float)), expect);
        check(6.5, "6.5");
        check(6.0, "6.0");
        check(-0.0, "-0.0");
        check(1e15, "1000000000000000.0");
        check(1e16, "1e+16");
        check(1.5e300, "1.5e+300");
        check(0.0001, "0.0001");
        check(0.00001, "1e-05");
        check(1.25e-7, "1.25e-07");
    }

    #[test]
    fn emptiness_is_false_and_all_else_true() {
        for value in [
            json!(null),
            json!(false),
            json!(0),
            json!(0.0),
            json!(""),
            json!([]),
            json!({}),
        ] {
            assert!(!is_true(&value), "{value}");
        }
        for value in [
            json!(true),
            json!(-1),
            json!(0.5),
            json!(" "),
            json!([0]),
            json!({"": 0}),
        ] {
            assert!(is_true(&value), "{value}");
        }
    }

    #[test]
    fn integers_are_taken_as_python_takes_them() {
        let check = |value: Value, expect: Result<u16, &str>| {
            assert_eq!(integer(&value), expect.map_err(str::to_owned));
        };
        check(json!(0), Ok(0));
        check(json!(65535), Ok(65535));
        check(json!(65536), Err("Value out of range: 65536"));
        check(json!(-5), Err("Value out of range: -5"));
        for (value, kind) in [
            (json!("7"), "str"),
            (json!(7.0), "float"),
            (json!(true), "bool"),
            (json!(null), "NoneType"),
            (json!([7]), "list"),
            (json!({}), "dict"),
        ] {
            let error = format!("'{kind}' object cannot be interpreted as an integer");
            check(value, Err(&error));
        }
        assert_eq!(integer(&json!(u64::MAX)), Ok(u64::MAX));
    }

    #[test]
    fn a_list_of_errors_is_quoted_item_by_item() {
        assert_eq!(list_text(&["plain", "it's"]), "['plain', \"it's\"]");
        assert_eq!(list_text::<&str>(&[]), "[]");
    }
}
