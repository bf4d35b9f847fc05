//! Several actions in one request.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::action::{Action, Entry, Run, Spec, decode, example};
use crate::door::Call;
use crate::envelope::{Params, Request, write_error, write_reply};
use crate::error::ApiError;
use crate::python;
use crate::wire::List;

pub(crate) const ENTRY: Entry = Entry::new::<Multi>(Run::Here(run));

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
                {"action": "deckNameFromId", "params": {"deckId": 1}},
                {"action": "deckNameFromId", "params": {"deckId": 1}, "version": 6},
                {"action": "invalidAction", "params": {"useless": "param"}}
            ]}"#,
            r#"[
                "Default",
                {"result": "Default", "error": null},
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
    let mut replies = Replies {
        call,
        reply,
        is_empty: true,
        writes: Vec::new(),
    };
    replies.reply.push(b'[');
    for action in actions {
        replies.add(Request::inner(action));
    }
    replies.write_waiting();
    reply.push(b']');
    Ok(())
}

/// Writes the list of replies. Changes that follow each other wait for one commit.
struct Replies<'a> {
    call: &'a Call<'a>,
    reply: &'a mut Vec<u8>,
    is_empty: bool,
    writes: Vec<Request>,
}

impl Replies<'_> {
    fn add(&mut self, request: Result<Request, ApiError>) {
        match request {
            Ok(request) if self.call.is_plain_write(&request) => self.writes.push(request),
            Ok(request) => {
                self.write_waiting();
                self.next_item();
                drop(self.call.answer(request, self.reply));
            }
            Err(error) => {
                self.write_waiting();
                self.next_item();
                write_error(self.reply, &error.to_string());
            }
        }
    }

    fn write_waiting(&mut self) {
        let writes = std::mem::take(&mut self.writes);
        let forms: Vec<bool> = writes.iter().map(|request| request.is_bare).collect();
        for (is_bare, result) in forms.into_iter().zip(self.call.write_together(writes)) {
            self.next_item();
            write_reply(self.reply, is_bare, |reply| {
                reply.extend_from_slice(&result?);
                Ok(())
            });
        }
    }

    fn next_item(&mut self) {
        if !self.is_empty {
            self.reply.push(b',');
        }
        self.is_empty = false;
    }
}
