//! Several actions in one request.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::action::{Action, Entry, Run, Spec, decode, example};
use crate::door::Call;
use crate::envelope::{Params, Request, write_error};
use crate::error::ApiError;
use crate::python;
use crate::wire::List;

pub(crate) const ENTRY: Entry = Entry::new::<Multi>(Run::Host(run));

/// Runs several actions in their order and answers the list of their replies. Each action has
/// its own `version`, and a reply of the form that this version asks for; without one it is 4,
/// where a success is the bare result. An action without a `key` of its own uses that of the
/// request. An action that fails does not keep the next ones from running. An action may be
/// `multi` itself.
#[derive(Deserialize, JsonSchema)]
struct Multi {
    /// The actions, each an object with `action` and, where needed, `version`, `params`, `key`.
    actions: List<Value>,
}

impl Action for Multi {
    const SPEC: Spec = Spec::new(
        "multi",
        &[example(
            r#"{"actions": [
                {"action": "deckNames"},
                {"action": "deckNames", "version": 6},
                {"action": "invalidAction", "params": {"useless": "param"}}
            ]}"#,
            r#"[
                ["Default"],
                {"result": ["Default"], "error": null},
                {"result": null, "error": "unsupported action"}
            ]"#,
        )],
    );
    type Reply = Vec<Value>;
}

fn run(params: Params, call: &Call<'_>, reply: &mut Vec<u8>) -> Result<(), ApiError> {
    let actions = decode::<Multi>(Value::Object(params))?.actions.0;
    if let Some(stranger) = actions.iter().find(|action| !action.is_object()) {
        let stranger = python::repr(stranger);
        return Err(ApiError::Parameter(format!(
            "`actions`: {stranger} is no object"
        )));
    }
    reply.push(b'[');
    for (index, action) in actions.into_iter().enumerate() {
        if index > 0 {
            reply.push(b',');
        }
        match Request::inner(action) {
            Ok(request) => call.answer(request, reply),
            Err(error) => write_error(reply, &error.to_string()),
        }
    }
    reply.push(b']');
    Ok(())
}
