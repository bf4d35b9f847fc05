//! Where two JSON values differ, a line for each innermost place.

use serde_json::Value;

/// Lines such as `notes[3].tags: "a" but "b"`; none if the values are equal.
#[must_use]
pub fn differences(left: &Value, right: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    collect("", left, right, &mut lines);
    lines
}

fn collect(place: &str, left: &Value, right: &Value, lines: &mut Vec<String>) {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                let other = right.get(key).unwrap_or(&Value::Null);
                collect(&format!("{place}.{key}"), value, other, lines);
            }
            for (key, value) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                collect(&format!("{place}.{key}"), &Value::Null, value, lines);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for index in 0..left.len().max(right.len()) {
                let item = |list: &[Value]| list.get(index).cloned().unwrap_or(Value::Null);
                collect(
                    &format!("{place}[{index}]"),
                    &item(left),
                    &item(right),
                    lines,
                );
            }
        }
        _ if left == right => {}
        _ => lines.push(format!(
            "{}: {left} but {right}",
            place.trim_start_matches('.')
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn names_the_innermost_places() {
        let left = json!({ "a": [1, { "b": 2 }], "c": null, "d": 1 });
        let right = json!({ "a": [1, { "b": 3 }, 4], "c": null, "e": 1 });
        assert_eq!(
            differences(&left, &right),
            [
                "a[1].b: 2 but 3",
                "a[2]: null but 4",
                "d: 1 but null",
                "e: null but 1"
            ]
        );
    }
}
