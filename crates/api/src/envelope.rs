//! The envelope around a request and a reply: what must be there, and its versions.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::python;

/// The parameters of an action, by name.
pub(crate) type Params = Map<String, Value>;

/// The version of a request that names none.
const DEFAULT_VERSION: f64 = 4.0;

/// Up to this version a result is answered bare, without an envelope.
const LAST_BARE_VERSION: f64 = 4.0;

/// How many characters of a refused value are quoted.
const QUOTED_CHARACTERS: usize = 2000;

const ACTION_SCHEMA: &str = "{'type': 'string', 'minLength': 1}";
const VERSION_SCHEMA: &str = "{'type': 'integer'}";
const PARAMS_SCHEMA: &str = "{'type': 'object'}";
const REQUEST_SCHEMA: &str = "{'type': 'object',
     'properties': {'action': {'type': 'string', 'minLength': 1},
                    'version': {'type': 'integer'},
                    'params': {'type': 'object'}},
     'required': ['action']}";

/// A request for one action.
#[derive(Debug)]
pub(crate) struct Request {
    /// The name of the action; empty for none.
    pub(crate) action: String,
    /// Whether the result is to be answered bare.
    pub(crate) is_bare: bool,
    /// The parameters.
    pub(crate) params: Params,
    /// The key; `None` where there is none, or null.
    pub(crate) key: Option<Value>,
}

impl Request {
    /// Reads a request as it arrived.
    ///
    /// # Errors
    ///
    /// Fails with AnkiConnect's text for a body that is no JSON or no request.
    pub(crate) fn read(body: &[u8]) -> Result<Self, ApiError> {
        let request = python::decode(body).map_err(ApiError::Malformed)?;
        check_schema(&request).map_err(ApiError::Malformed)?;
        Self::inner(request)
    }

    /// Takes a request out of the list of a `multi`, which is checked less strictly: without a
    /// name it is for no action.
    ///
    /// # Errors
    ///
    /// Fails if it is no object, or if its version or parameters make no sense.
    pub(crate) fn inner(request: Value) -> Result<Self, ApiError> {
        let Value::Object(mut request) = request else {
            return Err(malformed("an action must be an object", &request));
        };
        let action = match request.remove("action") {
            Some(Value::String(action)) => action,
            _ => String::new(),
        };
        let version = match request.remove("version") {
            None => DEFAULT_VERSION,
            Some(Value::Bool(version)) => f64::from(u8::from(version)),
            Some(version) => version
                .as_f64()
                .ok_or_else(|| malformed("the version must be a number", &version))?,
        };
        let params = match request.remove("params") {
            None => Params::new(),
            Some(Value::Object(params)) => params,
            Some(other) => return Err(malformed("params must be an object", &other)),
        };
        let key = request.remove("key").filter(|key| !key.is_null());
        Ok(Self {
            action,
            is_bare: version <= LAST_BARE_VERSION,
            params,
            key,
        })
    }
}

/// Writes a reply: what `write` writes, in its envelope, or the text of its failure.
pub(crate) fn write_reply(
    reply: &mut Vec<u8>,
    is_bare: bool,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), String>,
) {
    let start = reply.len();
    if !is_bare {
        reply.extend_from_slice(br#"{"result":"#);
    }
    match write(reply) {
        Ok(()) if is_bare => {}
        Ok(()) => reply.extend_from_slice(br#","error":null}"#),
        Err(error) => {
            reply.truncate(start);
            write_error(reply, &error);
        }
    }
}

/// Writes the reply to a request that failed; it has an envelope at every version.
pub(crate) fn write_error(reply: &mut Vec<u8>, error: &str) {
    reply.extend_from_slice(br#"{"result":null,"error":"#);
    write_json(reply, error);
    reply.push(b'}');
}

/// Appends a value as JSON.
pub(crate) fn write_json<T: Serialize + ?Sized>(reply: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(reply, value).expect("memory takes every write, and keys are text");
}

/// A value as JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut json = Vec::new();
    write_json(&mut json, value);
    json
}

/// The checks of AnkiConnect's JSON schema, in the order in which it reports faults.
fn check_schema(request: &Value) -> Result<(), String> {
    let Value::Object(entries) = request else {
        return Err(wrong_type(request, "object", "", REQUEST_SCHEMA));
    };
    let Some(action) = entries.get("action") else {
        let message = "'action' is a required property";
        return Err(refusal(message, "required", "", REQUEST_SCHEMA, request));
    };
    if let Some(version) = entries.get("version").filter(|version| !is_whole(version)) {
        return Err(wrong_type(version, "integer", "version", VERSION_SCHEMA));
    }
    if let Some(params) = entries.get("params").filter(|params| !params.is_object()) {
        return Err(wrong_type(params, "object", "params", PARAMS_SCHEMA));
    }
    match action {
        Value::String(name) if name.is_empty() => {
            let message = "'' should be non-empty";
            Err(refusal(
                message,
                "minLength",
                "action",
                ACTION_SCHEMA,
                action,
            ))
        }
        Value::String(_) => Ok(()),
        other => Err(wrong_type(other, "string", "action", ACTION_SCHEMA)),
    }
}

fn is_whole(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn wrong_type(value: &Value, expected: &str, property: &str, schema: &str) -> String {
    let message = format!(
        "{} is not of type '{expected}'",
        quoted(python::repr(value))
    );
    refusal(&message, "type", property, schema, value)
}

/// The text of the library that AnkiConnect checks requests with.
fn refusal(message: &str, check: &str, property: &str, schema: &str, value: &Value) -> String {
    let (in_schema, in_request) = match property {
        "" => (String::new(), String::new()),
        _ => (
            format!("['properties']['{property}']"),
            format!("['{property}']"),
        ),
    };
    let line = python::repr(value);
    let instance = if line.chars().nth(QUOTED_CHARACTERS).is_some() {
        quoted(line)
    } else {
        python::pretty(value).replace('\n', "\n    ")
    };
    format!(
        "{message}\n\nFailed validating '{check}' in schema{in_schema}:\n    {schema}\n\n\
         On instance{in_request}:\n    {instance}"
    )
}

fn malformed(expected: &str, value: &Value) -> ApiError {
    ApiError::Malformed(format!("{expected}, not {}", quoted(python::repr(value))))
}

/// Shortens a text that would swell an error.
fn quoted(text: String) -> String {
    match text.char_indices().nth(QUOTED_CHARACTERS) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
