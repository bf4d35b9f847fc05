//! What an action is: a typed request with its documentation, and a way to run it.

use ankid_collection::{Transaction, View};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::door::Call;
use crate::envelope::{Params, to_json, write_json};
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

/// An action that reads the collection.
pub(crate) trait ReadAction: Action {
    /// Reads what is asked for in one state of the collection.
    fn run(self, view: &View) -> Result<Self::Reply, ApiError>;
}

/// An action that reads a long list, which is written item by item.
pub(crate) trait ListAction: Action {
    /// Reads what is asked for in one state of the collection.
    fn run(self, call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError>;
}

/// An action that changes the collection.
pub(crate) trait WriteAction: Action + Send {
    /// Makes the change, or none of it. The writer waits meanwhile, so nothing slow belongs here.
    fn run(self, transaction: &mut Transaction) -> Result<Self::Reply, ApiError>;
}

/// An action that changes the collection after work that would hold up the writer.
pub(crate) trait PreparedAction: Action {
    /// What the work gives.
    type Prepared: Send;

    /// Does the work, beside the writer. All earlier actions of a `multi` are done by then.
    fn prepare(self, call: &Call<'_>) -> Result<Self::Prepared, ApiError>;

    /// Makes the change, or none of it.
    fn run(
        prepared: Self::Prepared,
        transaction: &mut Transaction,
    ) -> Result<Self::Reply, ApiError>;
}

/// An action that works with the program around the collection.
pub(crate) trait HostAction: Action {
    /// Runs the action.
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError>;
}

/// Writes a list as JSON, item by item.
pub(crate) struct ListWriter<'a> {
    reply: &'a mut Vec<u8>,
    is_empty: bool,
}

impl ListWriter<'_> {
    /// Appends an item.
    pub(crate) fn push<T: Serialize + ?Sized>(&mut self, item: &T) {
        if !self.is_empty {
            self.reply.push(b',');
        }
        self.is_empty = false;
        write_json(self.reply, item);
    }
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
    /// What is called before: actions with their parameters, as JSON.
    pub(crate) before: &'static [(&'static str, &'static str)],
    /// The parameters, as JSON.
    pub(crate) params: &'static str,
    /// The result, as JSON; of a text that ends with `…` only the beginning.
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

    /// Adds other names that are accepted.
    pub(crate) const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Adds the errors that callers may want to tell apart.
    pub(crate) const fn errors(mut self, errors: &'static [&'static str]) -> Self {
        self.errors = errors;
        self
    }
}

/// An example; both sides are JSON.
pub(crate) const fn example(params: &'static str, result: &'static str) -> Example {
    Example {
        before: &[],
        params,
        result,
    }
}

impl Example {
    /// Calls other actions before.
    pub(crate) const fn after(self, before: &'static [(&'static str, &'static str)]) -> Self {
        Self { before, ..self }
    }
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
    /// On the thread that answers; the result is appended to the bytes.
    Here(fn(Params, &Call<'_>, &mut Vec<u8>) -> Result<(), ApiError>),
    /// By the writer.
    Write(fn(Params) -> Result<WriteJob, ApiError>),
    /// By the writer, after work on the thread that answers.
    Prepare(fn(Params, &Call<'_>) -> Result<WriteJob, ApiError>),
}

/// What the writer does for an action; the result as JSON.
pub(crate) type WriteJob =
    Box<dyn FnOnce(&mut Transaction) -> Result<Vec<u8>, ApiError> + Send + 'static>;

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

    /// An action that reads the collection.
    pub(crate) const fn read<A: ReadAction>() -> Self {
        Self::new::<A>(Run::Here(|params, call, reply| {
            let action: A = decode(Value::Object(params))?;
            let result = call.engine()?.read(|view| action.run(view))?;
            write_json(reply, &result);
            Ok(())
        }))
    }

    /// An action that reads a long list.
    pub(crate) const fn list<A: ListAction>() -> Self {
        Self::new::<A>(Run::Here(|params, call, reply| {
            let action: A = decode(Value::Object(params))?;
            reply.push(b'[');
            let mut list = ListWriter {
                reply,
                is_empty: true,
            };
            call.engine()?
                .read(|view| action.run(call, view, &mut list))?;
            reply.push(b']');
            Ok(())
        }))
    }

    /// An action that changes the collection.
    pub(crate) const fn write<A: WriteAction + 'static>() -> Self {
        Self::new::<A>(Run::Write(|params| {
            let action: A = decode(Value::Object(params))?;
            Ok(Box::new(move |transaction| {
                Ok(to_json(&action.run(transaction)?))
            }))
        }))
    }

    /// An action that changes the collection after work that would hold up the writer.
    pub(crate) const fn prepared<A: PreparedAction + 'static>() -> Self {
        Self::new::<A>(Run::Prepare(|params, call| {
            let prepared = decode::<A>(Value::Object(params))?.prepare(call)?;
            Ok(Box::new(move |transaction| {
                Ok(to_json(&A::run(prepared, transaction)?))
            }))
        }))
    }

    /// An action that works with the program around the collection.
    pub(crate) const fn host<A: HostAction>() -> Self {
        Self::new::<A>(Run::Here(|params, call, reply| {
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
