//! Checking a search before it is run.

use ankid_collection::{SearchProblem, Severity, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;

/// Answers what is wrong with a search, or odd about it, without running it: where, in what words,
/// and what was probably meant. Names of decks, tags, fields and the like that do not exist are
/// pointed out too, though such a search may be run.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CheckSearch {
    /// The search.
    query: String,
}

/// What is wrong with a search.
#[derive(Serialize, JsonSchema)]
pub(super) struct SearchCheck {
    /// Whether the search may be run.
    valid: bool,
    /// What is wrong or odd, by place.
    problems: Vec<Problem>,
}

/// What is wrong with a part of a search, or odd about it.
#[derive(Serialize, JsonSchema)]
struct Problem {
    /// `error`: the search is refused; `warning`: it may be run, but this part matches nothing.
    severity: &'static str,
    /// What is the matter, in words.
    message: String,
    /// Where the part begins, in the units of JavaScript's strings (UTF-16).
    start: usize,
    /// Where it ends, in the same units.
    end: usize,
    /// What should probably stand in place of the part.
    suggestion: Option<String>,
}

impl Action for CheckSearch {
    const SPEC: Spec = Spec::new(
        "checkSearch",
        &[
            example(
                r#"{"query": "deck:Default is:new"}"#,
                r#"{"valid": true, "problems": []}"#,
            ),
            example(
                r#"{"query": "tag:smaple"}"#,
                r#"{"valid": true, "problems": [{
                    "severity": "warning", "message": "no tag is called `smaple`",
                    "start": 0, "end": 10, "suggestion": "tag:sample"
                }]}"#,
            ),
            example(
                r#"{"query": "sample prop:ivl==3"}"#,
                r#"{"valid": false, "problems": [{
                    "severity": "error",
                    "message": "Invalid search: \u2068expected a positive whole number in \"`\u2068ivl==3\u2069`\", but found \"`\u2068=3\u2069`\".\u2069 (character 17, `=3`; did you mean `prop:ivl=3`?)",
                    "start": 16, "end": 18, "suggestion": "3"
                }]}"#,
            ),
        ],
    );
    type Reply = SearchCheck;
}

impl ReadAction for CheckSearch {
    fn run(self, view: &View) -> Result<SearchCheck, ApiError> {
        let problems = view.check_search(&self.query)?;
        Ok(SearchCheck {
            valid: problems
                .iter()
                .all(|problem| problem.severity == Severity::Warning),
            problems: problems
                .into_iter()
                .map(|problem| Problem::new(&self.query, problem))
                .collect(),
        })
    }
}

impl Problem {
    fn new(query: &str, problem: SearchProblem) -> Self {
        let units_before = |byte: usize| {
            let head = query.get(..byte).unwrap_or(query);
            head.encode_utf16().count()
        };
        Self {
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: problem.message,
            start: units_before(problem.span.start),
            end: units_before(problem.span.end),
            suggestion: problem.suggestion,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn places_count_units_of_utf_16() {
        let door = TestDoor::new();
        let checked = door.result("checkSearch", json!({"query": "👍é is:x tag:y"}));
        let problem = &checked["problems"][0];
        assert_eq!((&problem["start"], &problem["end"]), (&json!(7), &json!(8)));
        assert_eq!(checked["valid"], false);
    }
}
