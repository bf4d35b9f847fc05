//! Note types saved as a whole.

use std::collections::HashSet;

use ankid_collection::{Edited, NotetypeEdit, Transaction};
use ankid_schema11::{NotetypeDict, notetype_to_dict};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::action::{Action, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::seen::Seen;

const MISSING: &str = "note type `ID` does not exist";

/// Saves a note type with all its fields, templates and its styling, as one step that can be undone. The `ord` of a
/// field or template says where it stood before, null makes a new one, and one that is left out is removed from all
/// notes or with its cards; what has a place keeps its `id`, whatever is given; `sortf` is the sort field's place
/// before. After fields or templates were added, moved or removed the next sync is a full one.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SaveNotetype {
    /// The note type, in the form in which `findModelsById` answers it.
    notetype: Map<String, Value>,
    /// What the caller has seen, as `findModelsById` answered it: where it is not so any more, nothing is saved.
    seen: Option<Seen>,
}

impl Action for SaveNotetype {
    const SPEC: Spec = Spec::new(
        "saveNotetype",
        &[example(
            r#"{"notetype": {
                "id": 1767268800000, "name": "Words", "type": 0, "mod": 0, "usn": 0, "sortf": 0, "did": null,
                "css": ".card { font-size: 24px; }",
                "flds": [
                    {"name": "Word", "ord": 0, "sticky": false, "rtl": false, "font": "Arial", "size": 20},
                    {"name": "Meaning", "ord": 1, "sticky": false, "rtl": false, "font": "Arial", "size": 20},
                    {"name": "Source", "ord": null, "sticky": true, "rtl": false, "font": "Arial", "size": 14}
                ],
                "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": "{{Word}}", "afmt": "{{FrontSide}}<hr>{{Meaning}}"}]
            }}"#,
            "null",
        )],
    )
    .errors(&[
        MISSING,
        "`flds` of the note type: two have the same `ord`, or one an `ord` that there was not",
        "Card template N in note type 'NAME' has a problem.",
        "this was changed elsewhere meanwhile, so nothing was saved",
    ]);
    type Reply = ();
}

impl WriteAction for SaveNotetype {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let dict = NotetypeDict::from_value(Value::Object(self.notetype))?;
        let before = transaction
            .catalog()
            .require_notetype(dict.notetype.id)?
            .clone();
        if let Some(seen) = self.seen {
            seen.require(&notetype_to_dict(&before)?)?;
        }
        let fields = placed(
            dict.notetype.fields,
            &dict.old_field_ordinals,
            before.fields.len(),
        );
        let templates = placed(
            dict.notetype.templates,
            &dict.old_template_ordinals,
            before.templates.len(),
        );
        let mut edit = NotetypeEdit {
            id: dict.notetype.id,
            name: dict.notetype.name,
            settings: dict.notetype.settings,
            fields: fields.ok_or(ApiError::BadPlaces("flds"))?,
            templates: templates.ok_or(ApiError::BadPlaces("tmpls"))?,
        };
        // An id of 64 bits comes back rounded from a page: whoever keeps its place keeps its id.
        let mut id =
            |kept: Option<Option<i64>>| kept.unwrap_or_else(|| Some(transaction.random_id()));
        for field in &mut edit.fields {
            let kept = field.origin.and_then(|place| before.fields.get(place));
            field.item.settings.id = id(kept.map(|kept| kept.settings.id));
        }
        for template in &mut edit.templates {
            let kept = template
                .origin
                .and_then(|place| before.templates.get(place));
            template.item.settings.id = id(kept.map(|kept| kept.settings.id));
        }
        Ok(transaction.update_notetype(edit)?)
    }
}

/// The items with where they stood before; `None` if that cannot be.
fn placed<T>(items: Vec<T>, places: &[Option<u32>], before: usize) -> Option<Vec<Edited<T>>> {
    let mut seen = HashSet::new();
    let places = places.iter().map(|place| place.map(|place| place as usize));
    let edited = items.into_iter().zip(places).map(|(item, origin)| {
        let is_possible = origin.is_none_or(|place| place < before && seen.insert(place));
        is_possible.then_some(Edited { item, origin })
    });
    edited.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn fields_are_moved_added_and_removed_with_their_values() {
        let door = TestDoor::new();
        let id = door.result("modelNamesAndIds", json!({}))["Basic"].clone();
        let note = json!({"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a", "Back": "b"}});
        let note = door.result("addNote", json!({ "note": note }));
        let mut notetype = door.result("findModelsById", json!({"modelIds": [id]}))[0].clone();
        let mut new = notetype["flds"][0].clone();
        new["name"] = json!("Extra");
        new["ord"] = json!(null);
        notetype["flds"][1]["name"] = json!("Meaning");
        notetype["flds"] = json!([new, notetype["flds"][1]]);
        notetype["tmpls"][0]["qfmt"] = json!("{{Back}}");
        notetype["tmpls"][0]["afmt"] = json!("{{Back}} of {{Extra}}");
        door.result("saveNotetype", json!({ "notetype": notetype }));
        let info = door.result("notesInfo", json!({"notes": [note]}));
        assert_eq!(
            info[0]["fields"],
            json!({"Extra": {"value": "", "order": 0}, "Meaning": {"value": "b", "order": 1}})
        );
        let templates = door.result("modelTemplates", json!({"modelName": "Basic"}));
        assert_eq!(templates["Card 1"]["Front"], json!("{{Meaning}}"));
        door.result("undo", json!({}));
        let info = door.result("notesInfo", json!({"notes": [note]}));
        assert_eq!(info[0]["fields"]["Front"]["value"], json!("a"));
    }

    #[test]
    fn what_keeps_its_place_keeps_its_id_and_what_is_new_gets_one() {
        let door = TestDoor::new();
        let id = door.result("modelNamesAndIds", json!({}))["Cloze"].clone();
        let found = || door.result("findModelsById", json!({"modelIds": [id]}))[0].clone();
        let before = found();
        let mut notetype = before.clone();
        notetype["flds"][0]["id"] = json!(1);
        notetype["flds"][1]["id"] = json!(null);
        notetype["tmpls"][0]["id"] = json!(2);
        let mut new = notetype["flds"][0].clone();
        new["name"] = json!("Extra");
        new["ord"] = json!(null);
        notetype["flds"].as_array_mut().unwrap().push(new);
        door.result("saveNotetype", json!({ "notetype": notetype }));
        let after = found();
        for (list, place) in [("flds", 0), ("flds", 1), ("tmpls", 0)] {
            assert!(before[list][place]["id"].is_i64());
            assert_eq!(after[list][place]["id"], before[list][place]["id"]);
        }
        let id = after["flds"][2]["id"].as_i64().unwrap();
        assert!(id.unsigned_abs() > 1, "{id}");
    }

    #[test]
    fn a_note_type_is_saved_over_what_was_seen_alone() {
        let door = TestDoor::new();
        let id = door.result("modelNamesAndIds", json!({}))["Basic"].clone();
        let found = || door.result("findModelsById", json!({"modelIds": [id]}))[0].clone();
        let seen = found();
        let mut mine = seen.clone();
        mine["css"] = json!("b {}");
        let save = json!({"notetype": mine, "seen": seen});
        door.result("saveNotetype", save.clone());
        let overtaken = found();
        let error = door.error("saveNotetype", save);
        assert_eq!(
            error,
            "this was changed elsewhere meanwhile, so nothing was saved"
        );
        assert_eq!(found(), overtaken);
        assert_eq!(overtaken["css"], json!("b {}"));
    }

    #[test]
    fn a_place_that_was_not_there_is_refused() {
        let door = TestDoor::new();
        let id = door.result("modelNamesAndIds", json!({}))["Basic"].clone();
        for (list, place) in [("flds", 1), ("flds", 7), ("tmpls", 1)] {
            let mut notetype = door.result("findModelsById", json!({"modelIds": [id]}))[0].clone();
            notetype[list][0]["ord"] = json!(place);
            let error = door.error("saveNotetype", json!({ "notetype": notetype }));
            assert!(
                error.starts_with(&format!("`{list}` of the note type")),
                "{error}"
            );
        }
    }
}
