//! Checking the collection and its media, and mending what is wrong.

use std::collections::BTreeMap;

use ankid_collection::{DatabaseReport, Finding};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;

/// Checks the collection as "Check Database" does in Anki, and mends what is wrong: cards without
/// notes, notes without note types, numbers that cannot be, and much more. Also packs the file. What
/// was done before the check cannot be undone after it, and where cards were removed or note types
/// made, the next synchronization is a full one.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CheckDatabase {}

/// What a check of the database found.
#[derive(Serialize, JsonSchema)]
pub(super) struct DatabaseCheck {
    /// Whether nothing was wrong.
    ok: bool,
    /// What was wrong and is mended now, in Anki's words.
    problems: Vec<String>,
    /// How many things were wrong, by kind; only kinds of which there were any.
    counts: BTreeMap<&'static str, usize>,
}

impl Action for CheckDatabase {
    const SPEC: Spec = Spec::new(
        "checkDatabase",
        &[example(
            "{}",
            r#"{"ok": true, "problems": [], "counts": {}}"#,
        )],
    )
    .errors(&["the collection is damaged"]);
    type Reply = DatabaseCheck;
}

impl HostAction for CheckDatabase {
    fn run(self, call: &Call<'_>) -> Result<DatabaseCheck, ApiError> {
        Ok(DatabaseCheck::of(&call.engine()?.check_database()?))
    }
}

impl DatabaseCheck {
    fn of(report: &DatabaseReport) -> Self {
        let found = Finding::ALL
            .into_iter()
            .map(|kind| (name(kind), report.count(kind)));
        Self {
            ok: report.is_clean(),
            problems: report.sentences(),
            counts: found.filter(|(_, count)| *count > 0).collect(),
        }
    }
}

/// The name of a kind on the wire.
const fn name(kind: Finding) -> &'static str {
    match kind {
        Finding::MissingNotetypes => "missingModels",
        Finding::HighPositions => "highPositions",
        Finding::CardProperties => "cardProperties",
        Finding::LastAnswers => "lastReviewTimes",
        Finding::CardsWithoutNote => "cardsWithoutNote",
        Finding::MissingDecks => "missingDecks",
        Finding::FieldCounts => "fieldCounts",
        Finding::DuplicateCards => "duplicateCards",
        Finding::MissingTemplates => "missingTemplates",
        Finding::ReviewProperties => "reviewProperties",
        Finding::InvalidText => "invalidText",
        Finding::FutureIds => "futureIds",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn a_check_tells_what_was_wrong_and_mends_it() {
        let door = TestDoor::new();
        let note = json!({
            "deckName": "Default", "modelName": "Basic (and reversed card)",
            "fields": {"Front": "a", "Back": "b"}, "tags": ["t"]
        });
        let note = door.result("addNote", json!({ "note": note }));
        let info = door.result("notesInfo", json!({ "notes": [note] }));
        let far = json!({ "card": info[0]["cards"][0], "keys": ["due"], "newValues": [2_000_005] });
        door.result("setSpecificValueOfCard", far);
        let found = door.result("checkDatabase", json!({}));
        let sentence = "Found 1 new card with a due number >= 1,000,000 - \
             consider repositioning it in the Browse screen.";
        let expected = json!({
            "ok": false, "problems": [sentence], "counts": {"highPositions": 1}
        });
        assert_eq!(found, expected);
        assert_eq!(door.result("checkDatabase", json!({}))["ok"], true);
        assert_eq!(door.result("getTags", json!({})), json!(["t"]));
    }
}
