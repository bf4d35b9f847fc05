//! What an action is: a typed request with its documentation, and a way to run it.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::door::Call;
use crate::envelope::{Params, write_json};
use crate::error::ApiError;
use crate::signature::Signature;

/// The request of an action: its fields are the parameters, its doc comment is the action's
/// public description.
pub(crate) trait Action: DeserializeOwned + JsonSchema {
    /// What else is known about the action.
    const SPEC: Spec;

    /// The result of the action.
    type Reply: Serialize + JsonSchema;
}

/// An action that works with the program around the collection.
pub(crate) trait HostAction: Action {
    /// Runs the action.
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError>;
}

/// What is known about an action besides its parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spec {
    /// The name on the wire.
    pub(crate) name: &'static str,
    /// Other names that are accepted.
    pub(crate) aliases: &'static [&'static str],
    /// The errors that callers may want to tell apart.
    pub(crate) errors: &'static [&'static str],
    /// Requests and their results, run as tests.
    pub(crate) examples: &'static [Example],
}

/// A request and its result.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    /// The parameters, as JSON.
    pub(crate) params: &'static str,
    /// The result, as JSON.
    pub(crate) result: &'static str,
}

impl Spec {
    /// An action with an example of its parameters and their result.
    pub(crate) const fn new(name: &'static str, examples: &'static [Example]) -> Self {
        Self {
            name,
            aliases: &[],
            errors: &[],
            examples,
        }
    }

    /// Adds the errors that callers may want to tell apart.
    pub(crate) const fn errors(mut self, errors: &'static [&'static str]) -> Self {
        self.errors = errors;
        self
    }
}

/// An example; both sides are JSON.
pub(crate) const fn example(params: &'static str, result: &'static str) -> Example {
    Example { params, result }
}

/// An action in the table of actions.
pub(crate) struct Entry {
    /// What is known about it.
    pub(crate) spec: Spec,
    /// How it is run.
    pub(crate) run: Run,
    request_schema: fn(&mut SchemaGenerator) -> Schema,
    reply_schema: fn(&mut SchemaGenerator) -> Schema,
}

/// How an action is run, once its parameters have the right names.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    /// With the program around the collection; the result is appended to the bytes.
    Host(fn(Params, &Call<'_>, &mut Vec<u8>) -> Result<(), ApiError>),
}

impl Entry {
    /// An action that is run in this way.
    pub(crate) const fn new<A: Action>(run: Run) -> Self {
        Self {
            spec: A::SPEC,
            run,
            request_schema: A::json_schema,
            reply_schema: A::Reply::json_schema,
        }
    }

    /// An action that works with the program around the collection.
    pub(crate) const fn host<A: HostAction>() -> Self {
        Self::new::<A>(Run::Host(|params, call, reply| {
            let result = decode::<A>(Value::Object(params))?.run(call)?;
            write_json(reply, &result);
            Ok(())
        }))
    }

    /// The parameters.
    pub(crate) fn signature(&self) -> Signature {
        Signature::from_schema(&self.request_schema(&mut SchemaGenerator::default()))
    }

    /// The schema of the parameters, its description being that of the action.
    pub(crate) fn request_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.request_schema)(generator)
    }

    /// The schema of the result.
    pub(crate) fn reply_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.reply_schema)(generator)
    }
}

/// Turns JSON into a typed value.
///
/// # Errors
///
/// Fails with the place and the kind of a value that does not fit.
pub(crate) fn decode<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        match path.as_str() {
            "." => ApiError::Parameter(error.into_inner().to_string()),
            _ => ApiError::Parameter(format!("`{path}`: {}", error.into_inner())),
        }
    })
}
