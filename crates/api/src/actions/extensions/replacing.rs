//! Changing many notes at once: text and tags.

use ankid_collection::{Replacing, Transaction};
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{Id, List};

/// Replaces text in the fields of notes, their HTML included, and answers how many notes changed.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindAndReplace {
    /// The ids of the notes; those that do not exist are passed over.
    notes: List<Id<NoteId>>,
    /// The text that is sought.
    search: String,
    /// The text that takes its place; of a regular expression, `$1` and `$name` stand for its groups.
    replacement: String,
    /// The name of the only field that is looked at; all fields where it is left out.
    field: Option<String>,
    /// Whether the text is a regular expression.
    #[serde(default)]
    regex: bool,
    /// Whether capital letters are told from small ones.
    #[serde(default)]
    match_case: bool,
}

impl Action for FindAndReplace {
    const SPEC: Spec = Spec::new(
        "findAndReplace",
        &[
            example(
                r#"{"notes": [1767268800000, 1], "search": "SAMPLE", "replacement": "good"}"#,
                "1",
            ),
            example(
                r#"{
                    "notes": [1767268800000], "search": "^(\\w+) (\\w+)$", "replacement": "$2 $1",
                    "regex": true, "field": "Front"
                }"#,
                "1",
            ),
        ],
    )
    .errors(&["no regular expression: WHY"]);
    type Reply = usize;
}

impl WriteAction for FindAndReplace {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        if self.search.is_empty() {
            return Err(ApiError::Parameter("`search` must not be empty".to_owned()));
        }
        let notes: Vec<NoteId> = self.notes.0.into_iter().map(|note| note.0).collect();
        let replacing = Replacing {
            search: self.search,
            replacement: self.replacement,
            field: self.field,
            is_regex: self.regex,
            matches_case: self.match_case,
        };
        Ok(transaction.replace_in_notes(&notes, &replacing)?)
    }
}

/// Gives a tag another name on all notes, and with it those below it. Answers how many notes changed.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameTag {
    /// The tag.
    tag: String,
    /// Its new name, without spaces.
    new_name: String,
}

impl Action for RenameTag {
    const SPEC: Spec = Spec::new(
        "renameTag",
        &[example(
            r#"{"tag": "sample", "newName": "examples::first"}"#,
            "1",
        )],
    )
    .errors(&["`newName` must be one tag"]);
    type Reply = usize;
}

impl WriteAction for RenameTag {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        let renamed = transaction.rename_tag(&self.tag, &self.new_name)?;
        renamed.ok_or_else(|| ApiError::Parameter("`newName` must be one tag".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::door::testing::TestDoor;

    fn add(door: &TestDoor, front: &str, tags: &[&str]) -> Value {
        let note = json!({
            "deckName": "Default", "modelName": "Basic", "tags": tags,
            "fields": {"Front": front, "Back": front}
        });
        door.result("addNote", json!({ "note": note }))
    }

    #[test]
    fn text_is_replaced_as_it_is_written() {
        let door = TestDoor::new();
        let note = add(&door, "1+1 costs $1 (One)", &[]);
        let replace = |request: Value| {
            let mut params = json!({ "notes": [note] });
            for (key, value) in request.as_object().into_iter().flatten() {
                params[key] = value.clone();
            }
            door.call("findAndReplace", params)
        };
        let value = |place: usize| {
            let form = door.result("noteForm", json!({ "note": note }));
            form["fields"][place]["value"].clone()
        };
        replace(json!({"search": "1+1", "replacement": "$2", "field": "Front"}));
        assert_eq!(
            (value(0), value(1)),
            (json!("$2 costs $1 (One)"), json!("1+1 costs $1 (One)"))
        );
        assert_eq!(
            replace(json!({"search": "ONE", "replacement": "x", "matchCase": true}))["result"],
            0
        );
        assert_eq!(
            replace(json!({"search": "x", "replacement": "y", "field": "None"}))["result"],
            0
        );
        replace(json!({"search": "(c)(o)", "replacement": "$2$1", "regex": true}));
        assert_eq!(value(0), "$2 ocsts $1 (One)");
        let refused = replace(json!({"search": "(", "replacement": "", "regex": true}));
        let error = refused["error"].as_str().unwrap_or_default();
        assert!(error.starts_with("no regular expression: "), "{error}");
    }

    #[test]
    fn a_tag_is_renamed_with_those_below_it_and_only_they() {
        let door = TestDoor::new();
        let note = add(&door, "a", &["Verb::past", "verbs", "x"]);
        let other = add(&door, "b", &["verb"]);
        let rename =
            |tag: &str, name: &str| door.call("renameTag", json!({"tag": tag, "newName": name}));
        assert_eq!(
            rename("verb", "two words")["error"],
            "`newName` must be one tag"
        );
        assert_eq!(rename("verb", "Grammar::Verb")["result"], 2);
        let tags = |note: &Value| door.result("getNoteTags", json!({ "note": note }));
        assert_eq!(tags(&note), json!(["Grammar::Verb::past", "verbs", "x"]));
        assert_eq!(tags(&other), json!(["Grammar::Verb"]));
        let all = door.result("getTags", json!({}));
        assert_eq!(
            all,
            json!(["Grammar::Verb", "Grammar::Verb::past", "verbs", "x"])
        );
        assert_eq!(rename("grammar::verb", "grammar::verb")["result"], 2);
        assert_eq!(tags(&other), json!(["grammar::verb"]));
    }
}
