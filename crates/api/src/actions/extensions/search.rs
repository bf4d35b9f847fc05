//! Writing searches: checking them before they are run, completing and combining them.

use ankid_collection::{
    Completion, CompletionKind, Joiner, SearchProblem, Severity, View, combine_searches,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, ReadAction, Spec, example};
use crate::door::Call;
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
        Self {
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: problem.message,
            start: units_before(query, problem.span.start),
            end: units_before(query, problem.span.end),
            suggestion: problem.suggestion,
        }
    }
}

/// How many units of UTF-16 stand before a byte.
fn units_before(query: &str, byte: usize) -> usize {
    let head = query.get(..byte).unwrap_or(query);
    head.encode_utf16().count()
}

/// The byte that so many units of UTF-16 stand before.
fn byte_after(query: &str, units: usize) -> usize {
    let mut left = units;
    let after = query.char_indices().find(|(_byte, letter)| {
        let is_after = left == 0;
        left = left.saturating_sub(letter.len_utf16());
        is_after
    });
    after.map_or(query.len(), |(byte, _letter)| byte)
}

/// Answers what the term at a place of a search may become: operators, and the names of decks, tags, note types,
/// templates, fields and presets. Looks at no notes.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CompleteSearch {
    /// The search as far as it is written.
    query: String,
    /// The place, in the units of JavaScript's strings (UTF-16).
    cursor: usize,
}

/// What a term may become.
#[derive(Serialize, JsonSchema)]
pub(super) struct SearchCompletions {
    /// Where the term begins, in the units of JavaScript's strings (UTF-16).
    from: usize,
    /// Where it ends, in the same units.
    to: usize,
    /// What it may become, the likeliest first.
    items: Vec<CompletedTerm>,
}

/// What a term may become.
#[derive(Serialize, JsonSchema)]
struct CompletedTerm {
    /// What to write in its place.
    text: String,
    /// What to show.
    label: String,
    /// What that is.
    kind: CompletedKind,
}

/// What a completion stands for.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum CompletedKind {
    /// A keyword, or a value that a keyword always has.
    Operator,
    /// A deck.
    Deck,
    /// A tag.
    Tag,
    /// A note type.
    Notetype,
    /// A card template.
    Template,
    /// A field.
    Field,
    /// A preset of deck options.
    Preset,
    /// A flag.
    Flag,
    /// A state of cards.
    State,
}

impl Action for CompleteSearch {
    const SPEC: Spec = Spec::new(
        "completeSearch",
        &[
            example(
                r#"{"query": "is:new deck:jap", "cursor": 15}"#,
                r#"{
                    "from": 7, "to": 15,
                    "items": [
                        {"text": "deck:Japanese", "label": "Japanese", "kind": "deck"},
                        {
                            "text": "\"deck:Japanese::JLPT N5\"", "label": "Japanese::JLPT N5",
                            "kind": "deck"
                        }
                    ]
                }"#,
            ),
            example(
                r#"{"query": "-fl", "cursor": 3}"#,
                r#"{"from": 1, "to": 3, "items": [{"text": "flag:", "label": "flag", "kind": "operator"}]}"#,
            ),
        ],
    );
    type Reply = SearchCompletions;
}

impl ReadAction for CompleteSearch {
    fn run(self, view: &View) -> Result<SearchCompletions, ApiError> {
        let query = &self.query;
        let found = view.complete_search(query, byte_after(query, self.cursor))?;
        Ok(SearchCompletions {
            from: units_before(query, found.span.start),
            to: units_before(query, found.span.end),
            items: found.items.into_iter().map(CompletedTerm::from).collect(),
        })
    }
}

impl From<Completion> for CompletedTerm {
    fn from(completion: Completion) -> Self {
        Self {
            text: completion.text,
            label: completion.label,
            kind: match completion.kind {
                CompletionKind::Operator => CompletedKind::Operator,
                CompletionKind::Deck => CompletedKind::Deck,
                CompletionKind::Tag => CompletedKind::Tag,
                CompletionKind::Notetype => CompletedKind::Notetype,
                CompletionKind::Template => CompletedKind::Template,
                CompletionKind::Field => CompletedKind::Field,
                CompletionKind::Preset => CompletedKind::Preset,
                CompletionKind::Flag => CompletedKind::Flag,
                CompletionKind::State => CompletedKind::State,
            },
        }
    }
}

/// Answers one search made of several, in Anki's normal form. Empty ones do not count.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CombineSearch {
    /// The searches.
    searches: Vec<String>,
    /// Whether all of them must hold or one is enough.
    #[serde(default)]
    joiner: JoinerName,
    /// Whether the opposite of the whole is meant.
    #[serde(default)]
    negate: bool,
}

/// How searches are combined.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum JoinerName {
    /// All of them must hold.
    #[default]
    And,
    /// One of them is enough.
    Or,
}

impl Action for CombineSearch {
    const SPEC: Spec = Spec::new(
        "combineSearch",
        &[
            example(
                r#"{"searches": ["is:new or is:due", "deck:\"My Deck\""], "joiner": "and"}"#,
                r#""(is:new OR is:due) \"deck:My Deck\"""#,
            ),
            example(
                r#"{"searches": ["", "a b", "tag:x"], "joiner": "or", "negate": true}"#,
                r#""-(a b OR tag:x)""#,
            ),
        ],
    )
    .errors(&["Invalid search: WHAT AND WHERE"]);
    type Reply = String;
}

impl HostAction for CombineSearch {
    fn run(self, _call: &Call<'_>) -> Result<String, ApiError> {
        let joiner = match self.joiner {
            JoinerName::And => Joiner::And,
            JoinerName::Or => Joiner::Or,
        };
        Ok(combine_searches(&self.searches, joiner, self.negate)?)
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

    #[test]
    fn each_completion_replaces_its_term_and_reads_as_a_search() {
        let door = TestDoor::new();
        for deck in ["日本 語", "a_b*", "x:\"y\""] {
            door.result("createDeck", json!({ "deck": deck }));
        }
        for (query, cursor, from, to) in [
            ("👍 deck:", 8, 3, 8),
            ("👍 (-deck:\"日", 12, 5, 12),
            ("card: x", 5, 0, 5),
            ("note:b x", 6, 0, 6),
            ("prop:", 5, 0, 5),
            ("rated:", 6, 0, 6),
            ("is:", 3, 0, 3),
            ("flag:", 5, 0, 5),
            ("preset:d", 8, 0, 8),
            ("b", 1, 0, 1),
        ] {
            let request = json!({ "query": query, "cursor": cursor });
            let found = door.result("completeSearch", request);
            assert_eq!(
                (&found["from"], &found["to"]),
                (&json!(from), &json!(to)),
                "{query}"
            );
            let items = found["items"].as_array().cloned().unwrap_or_default();
            assert!(!items.is_empty(), "{query}");
            for item in items {
                let text = item["text"].as_str().unwrap_or_default();
                let is_begun = text.ends_with(':') || text.starts_with("prop:");
                let checked = door.result("checkSearch", json!({ "query": text }));
                assert!(
                    is_begun || checked == json!({"valid": true, "problems": []}),
                    "{text}: {checked}"
                );
            }
        }
    }
}
