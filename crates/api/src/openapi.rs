//! The OpenAPI document of the API, made from the schemas of the actions.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::action::Entry;
use crate::actions;
use crate::door::API_VERSION;

/// The OpenAPI 3.1 document. Each action has a schema of its request, `deckNamesRequest`, and of
/// its result, `deckNamesResult`; all requests go to the one path that there is.
#[must_use]
pub fn openapi() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let at_components = |settings: &mut SchemaSettings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    };
    let settings = settings.with(at_components);
    let mut generator = settings.clone().into_generator();
    // What a reply always has is not optional, though a request may leave the same out.
    let mut reply_generator = settings.for_serialize().into_generator();
    let mut schemas = Map::new();
    let mut requests = Vec::new();
    let mut mapping = Map::new();
    for entry in actions::all() {
        let name = entry.spec.name;
        let (request_name, result_name) = (format!("{name}Request"), format!("{name}Result"));
        let params = entry.request_schema(&mut generator).to_value();
        let mut result = entry.reply_schema(&mut reply_generator).to_value();
        if let Some(result) = result.as_object_mut() {
            result.insert("examples".to_owned(), results(entry));
        }
        let reference = format!("#/components/schemas/{request_name}");
        requests.push(json!({"$ref": reference}));
        mapping.insert(name.to_owned(), reference.into());
        schemas.insert(request_name, request_schema(entry, params));
        schemas.insert(result_name, result);
    }
    let definitions = [&mut reply_generator, &mut generator].map(|it| it.take_definitions(true));
    schemas.extend(together(definitions));
    schemas.insert("Reply".to_owned(), reply_schema());
    let any_request = json!({
        "oneOf": requests,
        "discriminator": {"propertyName": "action", "mapping": mapping},
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "AnkiConnect",
            "version": API_VERSION.to_string(),
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "paths": {"/": {"post": {
            "operationId": "call",
            "summary": "Runs an action",
            "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": any_request}},
            },
            "responses": {"200": {
                "description": "The result, or why there is none",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Reply"}}},
            }},
        }}},
        "components": {"schemas": schemas},
    })
}

/// The schemas of replies and of requests; those of requests where both have one.
fn together([replied, requested]: [Map<String, Value>; 2]) -> Map<String, Value> {
    for (name, schema) in &requested {
        let other = replied.get(name);
        assert!(
            other.is_none_or(|other| is_of_one_type(schema, other)),
            "two types are called {name}"
        );
    }
    replied.into_iter().chain(requested).collect()
}

/// Whether two schemas can be of the same type, once as it is asked for and once as it is answered.
fn is_of_one_type(one: &Value, other: &Value) -> bool {
    let names = |schema: &Value| {
        let properties = schema["properties"].as_object();
        properties.map(|properties| properties.keys().cloned().collect::<BTreeSet<_>>())
    };
    one["type"] == other["type"] && names(one) == names(other)
}

/// The schema of the whole request around the parameters of an action.
fn request_schema(entry: &Entry, mut params: Value) -> Value {
    let name = entry.spec.name;
    let description = params
        .as_object_mut()
        .and_then(|params| params.remove("description"));
    let needs_params = entry
        .signature()
        .parameters()
        .iter()
        .any(|it| it.is_required);
    let required: &[&str] = if needs_params {
        &["action", "version", "params"]
    } else {
        &["action", "version"]
    };
    json!({
        "description": description,
        "type": "object",
        "properties": {
            "action": {"const": name},
            "version": {"type": "integer", "minimum": 5, "default": API_VERSION},
            "key": {"type": "string", "description": "The server's API key, where it has one."},
            "params": params,
        },
        "required": required,
        "examples": examples(entry),
    })
}

fn reply_schema() -> Value {
    json!({
        "description": "The result is null if there is an error.",
        "type": "object",
        "properties": {"result": {}, "error": {"type": ["string", "null"]}},
        "required": ["result", "error"],
    })
}

fn examples(entry: &Entry) -> Value {
    let examples = entry.spec.examples.iter().map(|example| {
        let params = parsed(example.params);
        json!({"action": entry.spec.name, "version": API_VERSION, "params": params})
    });
    examples.collect()
}

fn results(entry: &Entry) -> Value {
    entry
        .spec
        .examples
        .iter()
        .map(|example| parsed(example.result))
        .collect()
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("examples are run as tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All references in a document.
    fn references(value: &Value) -> Vec<&str> {
        match value {
            Value::Object(entries) => {
                let own = entries.get("$ref").and_then(Value::as_str);
                own.into_iter()
                    .chain(entries.values().flat_map(references))
                    .collect()
            }
            Value::Array(items) => items.iter().flat_map(references).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = openapi();
        let references = references(&document);
        assert!(references.len() > actions::all().count());
        for reference in references {
            let pointer = reference.strip_prefix('#').expect(reference);
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn a_request_has_its_parameters_and_examples() {
        let document = openapi();
        let request = &document["components"]["schemas"]["deckNameFromIdRequest"];
        assert_eq!(request["required"], json!(["action", "version", "params"]));
        assert_eq!(
            request["properties"]["action"],
            json!({"const": "deckNameFromId"})
        );
        assert_eq!(
            request["properties"]["params"]["required"],
            json!(["deckId"])
        );
        assert_eq!(request["examples"][0]["action"], "deckNameFromId");
    }
}
