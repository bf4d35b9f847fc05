//! The page about all actions, docs/actions.md, made from what the actions say about themselves.

mod json;
mod kinds;

use std::fmt::Write;

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use crate::action::{Entry, Example};
use crate::actions::{GROUPS, PREPARATION};
use crate::signature::Parameter;

use json::readable;
use kinds::{description, kind};

const INTRODUCTION: &str = "\
# Actions

<!-- Written by `cargo xtask codegen` from the actions themselves; do not edit. -->

A request is a JSON object with the name of an `action` and, where it has any, its `params`:

```json
{\"action\": \"deckNames\", \"version\": 6}
```

With `version` 5 or 6 the reply is `{\"result\": ..., \"error\": null}`, with a lower one or none it is
the bare result. A request that fails is answered with `{\"result\": null, \"error\": \"why\"}` at
every version. Where the server has an API key, each request must have it as `key`. Objects and
lists may be nested 127 levels deep.

Any action can fail for a wrong key (`valid api key must be provided`), parameters that are
missing, unknown or of the wrong kind, a collection that is not open (`collection is not
available`) or a disk that is full; the errors given with an action are those that are its own.
";

/// The reference page in Markdown.
#[must_use]
pub fn reference_page() -> String {
    let mut page = INTRODUCTION.to_owned();
    write_preparation(&mut page);
    for group in GROUPS {
        writeln!(page, "\n## {}", group.title).expect(INFALLIBLE);
        let links = group.actions.iter().map(|entry| {
            let name = entry.spec.name;
            format!("[{name}](#{})", name.to_lowercase())
        });
        writeln!(page, "\n{}", links.collect::<Vec<_>>().join(" · ")).expect(INFALLIBLE);
        for entry in group.actions {
            write_action(&mut page, entry);
        }
    }
    page
}

const INFALLIBLE: &str = "text grows without bounds";

fn write_preparation(page: &mut String) {
    page.push_str("\nThe examples were played one by one on a collection made by\n\n```json\n");
    for (action, params) in PREPARATION {
        let request = json!({"action": action, "version": 6, "params": parsed(params)});
        writeln!(page, "{}", readable(&request)).expect(INFALLIBLE);
    }
    page.push_str("```\n");
}

fn write_action(page: &mut String, entry: &Entry) {
    let spec = &entry.spec;
    let mut generator = SchemaGenerator::default();
    let request = entry.request_schema(&mut generator).to_value();
    let reply = entry.reply_schema(&mut generator).to_value();
    let definitions = generator.take_definitions(true);
    writeln!(page, "\n### {}\n\n{}", spec.name, description(&request)).expect(INFALLIBLE);
    if !spec.aliases.is_empty() {
        writeln!(page, "\nAlso called `{}`.", spec.aliases.join("`, `")).expect(INFALLIBLE);
    }
    let signature = entry.signature();
    if !signature.parameters().is_empty() {
        page.push_str("\n**Parameters**\n\n");
        for parameter in signature.parameters() {
            write_parameter(page, parameter, &definitions);
        }
    }
    writeln!(page, "\n**Result:** {}", kind(&reply, &definitions)).expect(INFALLIBLE);
    write_members(page, &reply, &definitions, 0);
    if !spec.errors.is_empty() {
        page.push_str("\n**Errors**\n\n");
        for error in spec.errors {
            writeln!(page, "- `{error}`").expect(INFALLIBLE);
        }
    }
    for example in spec.examples {
        write_example(page, spec.name, example);
    }
}

fn write_parameter(page: &mut String, parameter: &Parameter, definitions: &Map<String, Value>) {
    write_member(
        page,
        &parameter.name,
        &parameter.schema,
        parameter.is_required,
        definitions,
    );
    write_members(page, &parameter.schema, definitions, 1);
}

/// Writes a line on a parameter, or on a part of an object.
fn write_member(
    page: &mut String,
    name: &str,
    schema: &Value,
    is_required: bool,
    definitions: &Map<String, Value>,
) {
    let optional = if is_required { "" } else { ", optional" };
    let about = match description(schema).as_str() {
        "" => String::new(),
        about => format!(": {about}"),
    };
    let kind = kind(schema, definitions);
    writeln!(page, "- `{name}` ({kind}{optional}){about}").expect(INFALLIBLE);
}

/// Lists what an object holds, or the objects of a list.
fn write_members(
    page: &mut String,
    schema: &Value,
    definitions: &Map<String, Value>,
    depth: usize,
) {
    for members in kinds::objects_in(schema, definitions) {
        let required = members["required"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        for (name, member) in members["properties"].as_object().into_iter().flatten() {
            let is_required = required.iter().any(|it| it == name.as_str());
            page.push_str(&"  ".repeat(depth));
            write_member(page, name, member, is_required, definitions);
            write_members(page, member, definitions, depth + 1);
        }
    }
}

fn write_example(page: &mut String, action: &str, example: &Example) {
    let mut request = json!({"action": action, "version": 6});
    for (action, params) in example.before {
        writeln!(page, "\nAfter `{action}` with `{params}`:").expect(INFALLIBLE);
    }
    let params = parsed(example.params);
    if params != json!({}) {
        request["params"] = params;
    }
    let reply = json!({"result": parsed(example.result), "error": null});
    let (request, reply) = (readable(&request), readable(&reply));
    writeln!(page, "\n```json\n{request}\n```\n\n```json\n{reply}\n```").expect(INFALLIBLE);
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("examples are run as tests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions;

    #[test]
    fn every_action_has_its_section_with_a_description() {
        let page = reference_page();
        for entry in actions::all() {
            let heading = format!("\n### {}\n\n", entry.spec.name);
            let (_, section) = page.split_once(&heading).expect(entry.spec.name);
            let starts_well = section.starts_with(|start: char| start.is_ascii_uppercase());
            assert!(starts_well, "`{}` has no description", entry.spec.name);
        }
    }

    #[test]
    fn every_parameter_is_described() {
        for entry in actions::all() {
            for parameter in entry.signature().parameters() {
                let about = description(&parameter.schema);
                assert!(
                    !about.is_empty(),
                    "`{}` of `{}`",
                    parameter.name,
                    entry.spec.name
                );
            }
        }
    }
}
