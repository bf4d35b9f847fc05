//! What JSON schemas say, in people's words.

use serde_json::{Map, Value};

/// The description of a schema, on one line.
pub(super) fn description(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What kind of value a schema describes.
pub(super) fn kind(schema: &Value, definitions: &Map<String, Value>) -> String {
    let schema = resolved(schema, definitions);
    for choice in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[choice].as_array() {
            return any_of(choices.iter().map(|it| kind(it, definitions)));
        }
    }
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    match &schema["type"] {
        Value::String(name) => kind_of_type(name, schema, definitions),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str);
            any_of(names.map(|name| kind_of_type(name, schema, definitions)))
        }
        _ => "any value".to_owned(),
    }
}

/// The schemas of the objects that a value is or holds, whose members have names of their own.
pub(super) fn objects_in<'schemas>(
    schema: &'schemas Value,
    definitions: &'schemas Map<String, Value>,
) -> Vec<&'schemas Value> {
    let schema = resolved(schema, definitions);
    if schema["properties"].is_object() {
        return vec![schema];
    }
    let parts = ["items", "additionalProperties"]
        .iter()
        .map(|part| &schema[part]);
    let choices = ["anyOf", "oneOf"]
        .iter()
        .flat_map(|it| schema[it].as_array());
    let inner = parts
        .chain(choices.flatten())
        .filter(|part| part.is_object());
    let mut objects: Vec<&Value> = Vec::new();
    for object in inner.flat_map(|part| objects_in(part, definitions)) {
        if !objects.contains(&object) {
            objects.push(object);
        }
    }
    objects
}

fn resolved<'schemas>(
    schema: &'schemas Value,
    definitions: &'schemas Map<String, Value>,
) -> &'schemas Value {
    let reference = schema["$ref"].as_str();
    let name = reference.and_then(|reference| reference.rsplit('/').next());
    name.and_then(|name| definitions.get(name))
        .unwrap_or(schema)
}

fn kind_of_type(name: &str, schema: &Value, definitions: &Map<String, Value>) -> String {
    match name {
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => match schema.get("items") {
            Some(items) => format!("list of {}", several(&kind(items, definitions))),
            None => "list".to_owned(),
        },
        "object" => match schema.get("additionalProperties") {
            Some(values @ Value::Object(_)) => {
                format!("object of {} by name", several(&kind(values, definitions)))
            }
            _ => "object".to_owned(),
        },
        other => other.to_owned(),
    }
}

fn several(kind: &str) -> String {
    match kind {
        "text" | "whole number" | "number" | "object" | "list" | "any value" => format!("{kind}s"),
        other => format!("({other})"),
    }
}

fn any_of(kinds: impl Iterator<Item = String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for kind in kinds {
        if !distinct.contains(&kind) {
            distinct.push(kind);
        }
    }
    distinct.join(" or ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds_are_named_in_words() {
        let definitions = json!({"Deck": {"type": "object", "properties": {"id": {}}}});
        let definitions = definitions.as_object().unwrap();
        let check = |schema: Value, expect: &str| assert_eq!(kind(&schema, definitions), expect);
        check(json!({"type": "string"}), "text");
        check(json!({"type": ["string", "null"]}), "text or null");
        check(
            json!({"type": "array", "items": {"type": "integer"}}),
            "list of whole numbers",
        );
        check(json!({"$ref": "#/$defs/Deck"}), "object");
        check(
            json!({"anyOf": [{"$ref": "#/$defs/Deck"}, {"const": false}]}),
            "object or false",
        );
        let by_name = json!({"type": "object", "additionalProperties": {"type": "boolean"}});
        check(by_name, "object of (true or false) by name");
        check(json!(true), "any value");
    }

    #[test]
    fn objects_are_found_in_lists_and_choices() {
        let deck = json!({"type": "object", "properties": {"id": {}}});
        let definitions = json!({"Deck": deck});
        let definitions = definitions.as_object().unwrap();
        let list = json!({"type": "array", "items": {"$ref": "#/$defs/Deck"}});
        assert_eq!(objects_in(&list, definitions), [&deck]);
        let choice = json!({"anyOf": [{"$ref": "#/$defs/Deck"}, list, {"type": "null"}]});
        assert_eq!(objects_in(&choice, definitions), [&deck]);
        assert!(objects_in(&json!({"type": "object"}), definitions).is_empty());
    }
}
