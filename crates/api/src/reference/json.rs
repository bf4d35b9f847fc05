//! JSON as people like to read it: on one line while it is short.

use serde_json::Value;

/// How wide a line may be.
const WIDTH: usize = 96;

/// The value, objects and lists broken into lines where they are too long for one.
pub(super) fn readable(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0, 0);
    out
}

/// Writes a value at an indent, after so many characters on its line.
fn write(out: &mut String, value: &Value, indent: usize, before: usize) {
    let line = on_one_line(value);
    if before + line.chars().count() < WIDTH {
        out.push_str(&line);
        return;
    }
    match value {
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().map(|item| (String::new(), item));
            write_items(out, ('[', ']'), items, indent);
        }
        Value::Object(entries) if !entries.is_empty() => {
            let entries = entries
                .iter()
                .map(|(key, value)| (format!("{key:?}: "), value));
            write_items(out, ('{', '}'), entries, indent);
        }
        _ => out.push_str(&line),
    }
}

fn write_items<'items>(
    out: &mut String,
    (open, close): (char, char),
    items: impl Iterator<Item = (String, &'items Value)>,
    indent: usize,
) {
    let inner = indent + 2;
    for (index, (label, item)) in items.enumerate() {
        out.push(if index == 0 { open } else { ',' });
        out.push('\n');
        out.push_str(&" ".repeat(inner));
        out.push_str(&label);
        write(out, item, inner, inner + label.chars().count());
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(on_one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries: Vec<_> = entries
                .map(|(key, value)| format!("{key:?}: {}", on_one_line(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::readable;

    #[test]
    fn only_what_is_too_long_is_broken() {
        assert_eq!(
            readable(&json!({"a": [1, null], "b": {}})),
            r#"{"a": [1, null], "b": {}}"#
        );
        let long = "x".repeat(90);
        let expect = format!("{{\n  \"a\": [1, 2],\n  \"b\": [\n    \"{long}\",\n    3\n  ]\n}}");
        assert_eq!(readable(&json!({"a": [1, 2], "b": [long, 3]})), expect);
    }
}
