//! Web pages that ask for permission, and what people at a page of ankid's own say to that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::host::{Decision, Prompt};

/// Answers which web pages wait for permission to use the API.
#[derive(Deserialize, JsonSchema)]
pub(super) struct PermissionPrompts {}

impl Action for PermissionPrompts {
    const SPEC: Spec = Spec::new("permissionPrompts", &[example("{}", "[]")]);
    type Reply = Vec<Prompt>;
}

impl HostAction for PermissionPrompts {
    fn run(self, call: &Call<'_>) -> Result<Vec<Prompt>, ApiError> {
        Ok(call.host().prompts())
    }
}

/// Decides about a web page that waits for permission. The decision is written into the settings, and counts from
/// now on. Answers whether the page was waiting.
#[derive(Deserialize, JsonSchema)]
pub(super) struct AnswerPermissionPrompt {
    /// The page that asks.
    origin: String,
    /// What it is told.
    decision: PromptDecision,
}

/// What a page that asks for permission is told.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum PromptDecision {
    /// It may use the API.
    Allow,
    /// It may not, this time.
    Deny,
    /// It may not, and nobody is asked again.
    Ignore,
}

impl Action for AnswerPermissionPrompt {
    const SPEC: Spec = Spec::new(
        "answerPermissionPrompt",
        &[example(
            r#"{"origin": "https://words.example", "decision": "deny"}"#,
            "false",
        )],
    );
    type Reply = bool;
}

impl HostAction for AnswerPermissionPrompt {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let decision = match self.decision {
            PromptDecision::Allow => Decision::Allow,
            PromptDecision::Deny => Decision::Deny,
            PromptDecision::Ignore => Decision::Ignore,
        };
        Ok(call.host().answer_prompt(&self.origin, decision)?)
    }
}
