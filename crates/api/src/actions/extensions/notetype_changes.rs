//! Changing note types beyond what AnkiConnect can: names, copies, options, and the type of notes.

use ankid_collection::{NotetypeChange, NotetypeEdit, Transaction, View};
use ankid_types::{DeckId, NoteId, NotetypeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{Id, List};

/// Gives a note type another name.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RenameNotetype {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
    /// The new name.
    name: String,
}

impl Action for RenameNotetype {
    const SPEC: Spec = Spec::new(
        "renameNotetype",
        &[example(
            r#"{"notetype": 1767268800000, "name": "Simple"}"#,
            "null",
        )],
    )
    .errors(&[
        "note type `ID` does not exist",
        "Model name already exists",
        "Empty notetype name",
    ]);
    type Reply = ();
}

impl WriteAction for RenameNotetype {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = edit(transaction, self.notetype)?;
        require_free_name(transaction, &self.name, Some(edit.id))?;
        edit.name = self.name;
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Makes a copy of a note type under another name and answers its id.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CloneNotetype {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
    /// The name of the copy.
    name: String,
}

impl Action for CloneNotetype {
    const SPEC: Spec = Spec::new(
        "cloneNotetype",
        &[example(
            r#"{"notetype": 1767268800000, "name": "Basic for Japanese"}"#,
            "1767269400000",
        )],
    )
    .errors(&["note type `ID` does not exist", "Model name already exists"]);
    type Reply = Id<NotetypeId>;
}

impl WriteAction for CloneNotetype {
    fn run(self, transaction: &mut Transaction) -> Result<Id<NotetypeId>, ApiError> {
        let mut edit = edit(transaction, self.notetype)?;
        require_free_name(transaction, &self.name, None)?;
        edit.name = self.name;
        Ok(Id(transaction.add_notetype(edit)?))
    }
}

/// Removes a note type with all its notes and their cards. A collection keeps at least one note type.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RemoveNotetype {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
}

impl Action for RemoveNotetype {
    const SPEC: Spec = Spec::new(
        "removeNotetype",
        &[example(r#"{"notetype": 1767268800000}"#, "null")],
    )
    .errors(&["note type `ID` does not exist"]);
    type Reply = ();
}

impl WriteAction for RemoveNotetype {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        Ok(transaction.remove_notetype(self.notetype.0)?)
    }
}

/// Sets options of a field. What is left out stays.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetFieldOptions {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
    /// The name of the field.
    field: String,
    /// Whether its text runs from right to left.
    rtl: Option<bool>,
    /// Whether editors keep its value for the next new note.
    sticky: Option<bool>,
    /// Whether editors open it as HTML source.
    plain_text: Option<bool>,
    /// Whether editors open it folded.
    collapsed: Option<bool>,
    /// Whether searches without a field name skip it.
    exclude_from_search: Option<bool>,
    /// True to sort notes by it.
    #[serde(default)]
    sort: bool,
}

impl Action for SetFieldOptions {
    const SPEC: Spec = Spec::new(
        "setFieldOptions",
        &[example(
            r#"{"notetype": 1767268800000, "field": "Back", "rtl": true, "sort": true}"#,
            "null",
        )],
    )
    .errors(&[
        "note type `ID` does not exist",
        "field was not found in NAME: FIELD",
    ]);
    type Reply = ();
}

impl WriteAction for SetFieldOptions {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = edit(transaction, self.notetype)?;
        let model = edit.name.clone();
        let (place, field) = edit.field_mut(&self.field).ok_or(ApiError::FieldNotFound {
            model,
            field: self.field,
        })?;
        let settings = &mut field.settings;
        for (option, given) in [
            (&mut settings.right_to_left, self.rtl),
            (&mut settings.sticky, self.sticky),
            (&mut settings.plain_text, self.plain_text),
            (&mut settings.collapsed, self.collapsed),
            (&mut settings.exclude_from_search, self.exclude_from_search),
        ] {
            *option = given.unwrap_or(*option);
        }
        if self.sort {
            edit.settings.sort_field_index = place as u32;
        }
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Sets options of a card template. What is left out stays.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetTemplateOptions {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
    /// The name of the template.
    template: String,
    /// The front in the card browser; empty for the same as elsewhere.
    browser_front: Option<String>,
    /// The back in the card browser; empty for the same as elsewhere.
    browser_back: Option<String>,
    /// The id of the deck that new cards of the template go to; 0 for that of their note.
    deck: Option<Id<DeckId>>,
}

impl Action for SetTemplateOptions {
    const SPEC: Spec = Spec::new(
        "setTemplateOptions",
        &[example(
            r#"{"notetype": 1767268800000, "template": "Card 1", "deck": 1767268801000}"#,
            "null",
        )],
    )
    .errors(&[
        "note type `ID` does not exist",
        "template was not found in NAME: TEMPLATE",
        "deck `ID` does not exist",
    ]);
    type Reply = ();
}

impl WriteAction for SetTemplateOptions {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = edit(transaction, self.notetype)?;
        let model = edit.name.clone();
        let (_, template) =
            edit.template_mut(&self.template)
                .ok_or(ApiError::TemplateNotFound {
                    model,
                    template: self.template,
                })?;
        let settings = &mut template.settings;
        if let Some(front) = self.browser_front {
            settings.browser_question_format = front;
        }
        if let Some(back) = self.browser_back {
            settings.browser_answer_format = back;
        }
        if let Some(Id(deck)) = self.deck {
            if deck != DeckId::NONE {
                transaction.catalog().require_deck(deck)?;
            }
            settings.target_deck_id = deck;
        }
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Answers what Anki proposes where notes are to get another type: fields and templates of one name belong together,
/// then those that are left in their order.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ProposeNotetypeChange {
    /// The id of the note type that the notes have.
    from: Id<NotetypeId>,
    /// The id of the new one.
    to: Id<NotetypeId>,
}

/// Which part of a new note type takes what was in the old one.
#[derive(Serialize, JsonSchema)]
pub(super) struct ProposedChange {
    /// For each new field the position of the old one whose value it takes; null to stay empty.
    fields: Vec<Option<usize>>,
    /// For each new template the position of the old one whose card it takes; null for none. Null where one of the
    /// note types is for clozes: cards keep their numbers then.
    templates: Option<Vec<Option<usize>>>,
}

impl Action for ProposeNotetypeChange {
    const SPEC: Spec = Spec::new(
        "proposeNotetypeChange",
        &[
            example(
                r#"{"from": 1767268800000, "to": 1767268800001}"#,
                r#"{"fields": [0, 1], "templates": [0, null]}"#,
            ),
            example(
                r#"{"from": 1767268800000, "to": 1767268800004}"#,
                r#"{"fields": [0, 1], "templates": null}"#,
            ),
        ],
    )
    .errors(&["note type `ID` does not exist"]);
    type Reply = ProposedChange;
}

impl ReadAction for ProposeNotetypeChange {
    fn run(self, view: &View) -> Result<ProposedChange, ApiError> {
        let (from, to) = (self.from.0, self.to.0);
        let proposed = view.proposed_notetype_change(from, to)?;
        let is_cloze = |id| Ok::<_, ApiError>(view.catalog().require_notetype(id)?.is_cloze());
        let keeps_numbers = is_cloze(from)? || is_cloze(to)?;
        Ok(ProposedChange {
            fields: proposed.fields,
            templates: (!keeps_numbers).then_some(proposed.templates),
        })
    }
}

/// Gives notes of one type another one, and answers how many there were. Values of old fields and cards of old
/// templates that nothing takes are lost. The next sync must be a full one.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ChangeNotetype {
    /// The ids of the notes; those that do not exist are passed over.
    notes: List<Id<NoteId>>,
    /// The id of the new note type.
    notetype: Id<NotetypeId>,
    /// For each new field the position of the old one whose value it takes, null to stay empty; as
    /// `proposeNotetypeChange` has it where it is left out.
    fields: Option<Vec<Option<usize>>>,
    /// For each new template the position of the old one whose card it takes, null for none; as
    /// `proposeNotetypeChange` has it where it is left out.
    templates: Option<Vec<Option<usize>>>,
}

impl Action for ChangeNotetype {
    const SPEC: Spec = Spec::new(
        "changeNotetype",
        &[example(
            r#"{"notes": [1767268800000], "notetype": 1767268800001, "fields": [1, 0]}"#,
            "1",
        )],
    )
    .errors(&[
        "note type `ID` does not exist",
        "the notes have different note types",
        "the fields of the change are not those of the note types",
        "the templates of the change are not those of the note types",
        "a card can go to one template only",
    ]);
    type Reply = usize;
}

impl WriteAction for ChangeNotetype {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        transaction.set_label("Change Note Type");
        let notes: Vec<NoteId> = self.notes.0.into_iter().map(|note| note.0).collect();
        let Some(first) = transaction.existing_notes(&notes)?.first().copied() else {
            return Ok(0);
        };
        let from = transaction.require_note(first)?.notetype_id;
        let proposed = transaction.proposed_notetype_change(from, self.notetype.0)?;
        let change = NotetypeChange {
            fields: self.fields.unwrap_or(proposed.fields),
            templates: self.templates.unwrap_or(proposed.templates),
            ..proposed
        };
        Ok(transaction.change_notetype(&notes, &change)?)
    }
}

fn edit(transaction: &Transaction, id: Id<NotetypeId>) -> Result<NotetypeEdit, ApiError> {
    let notetype = transaction.catalog().require_notetype(id.0)?;
    Ok(NotetypeEdit::of(notetype))
}

fn require_free_name(view: &View, name: &str, own: Option<NotetypeId>) -> Result<(), ApiError> {
    let holder = view.catalog().notetype_by_name(name);
    match holder.filter(|holder| own != Some(holder.id)) {
        Some(_) => Err(ApiError::ModelNameTaken),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::door::testing::TestDoor;

    fn notetype(door: &TestDoor, name: &str) -> Value {
        door.result("modelNamesAndIds", json!({}))[name].clone()
    }

    fn add(door: &TestDoor, notetype: &str, fields: Value) -> Value {
        let note = json!({"deckName": "Default", "modelName": notetype, "fields": fields});
        door.result("addNote", json!({ "note": note }))
    }

    #[test]
    fn values_and_cards_go_where_the_change_says() {
        let door = TestDoor::new();
        let both = json!({"Front": "a", "Back": "b"});
        let note = add(&door, "Basic (and reversed card)", both);
        let cards = door.result("findCards", json!({"query": "card:2"}));
        let basic = notetype(&door, "Basic");
        let change =
            json!({"notes": [note], "notetype": basic, "fields": [1, null], "templates": [1]});
        assert_eq!(door.result("changeNotetype", change), 1);
        let form = door.result("noteForm", json!({ "note": note }));
        assert_eq!(
            (&form["fields"][0]["value"], &form["fields"][1]["value"]),
            (&json!("b"), &json!(""))
        );
        assert_eq!(form["cards"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            (&form["cards"][0]["id"], &form["cards"][0]["ord"]),
            (&cards[0], &json!(0))
        );
        door.result("undo", json!({}));
        let form = door.result("noteForm", json!({ "note": note }));
        assert_eq!(form["cards"].as_array().map(Vec::len), Some(2));
        assert_eq!(form["fields"][0]["value"], "a");
    }

    #[test]
    fn a_change_that_does_not_fit_changes_nothing() {
        let door = TestDoor::new();
        let basic = add(&door, "Basic", json!({"Front": "a", "Back": "b"}));
        let cloze = add(&door, "Cloze", json!({"Text": "{{c3::a}}"}));
        let reversed = notetype(&door, "Basic (and reversed card)");
        let refused = |change: Value| {
            let reply = door.call("changeNotetype", change);
            reply["error"].as_str().unwrap_or_default().to_owned()
        };
        let mixed = refused(json!({"notes": [basic, cloze], "notetype": reversed}));
        assert_eq!(mixed, "the notes have different note types");
        let beyond = refused(json!({"notes": [basic], "notetype": reversed, "fields": [0, 2]}));
        assert_eq!(
            beyond,
            "the fields of the change are not those of the note types"
        );
        let twice = refused(json!({"notes": [basic], "notetype": reversed, "templates": [0, 0]}));
        assert_eq!(twice, "a card can go to one template only");
        let gone = door.result(
            "changeNotetype",
            json!({"notes": [1], "notetype": reversed}),
        );
        assert_eq!(gone, 0);
        assert_eq!(
            door.result("notesInfo", json!({"notes": [basic]}))[0]["modelName"],
            "Basic"
        );
    }

    #[test]
    fn cards_of_a_cloze_note_that_becomes_a_normal_one_go_beyond_its_templates() {
        let door = TestDoor::new();
        let note = add(
            &door,
            "Cloze",
            json!({"Text": "{{c1::a}} {{c2::b}} {{c7::c}}"}),
        );
        let reversed = notetype(&door, "Basic (and reversed card)");
        door.result(
            "changeNotetype",
            json!({"notes": [note], "notetype": reversed, "fields": [0, 1]}),
        );
        let form = door.result("noteForm", json!({ "note": note }));
        let ords: Vec<_> = form["cards"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|card| card["ord"].clone())
            .collect();
        assert_eq!(ords, [json!(0), json!(1)]);
    }

    #[test]
    fn a_note_type_is_renamed_copied_and_removed_with_its_notes() {
        let door = TestDoor::new();
        add(&door, "Basic", json!({"Front": "a", "Back": "b"}));
        let basic = notetype(&door, "Basic");
        let taken = door.call(
            "renameNotetype",
            json!({"notetype": basic, "name": "cloze"}),
        );
        assert_eq!(taken["error"], "Model name already exists");
        door.result(
            "renameNotetype",
            json!({"notetype": basic, "name": "BASIC"}),
        );
        let copy = door.result("cloneNotetype", json!({"notetype": basic, "name": "Copy"}));
        assert_eq!(notetype(&door, "Copy"), copy);
        door.result("removeNotetype", json!({ "notetype": basic }));
        assert_eq!(door.result("findNotes", json!({"query": ""})), json!([]));
        door.result("undo", json!({}));
        assert_eq!(notetype(&door, "BASIC"), basic);
        assert_eq!(
            door.result("findCards", json!({"query": ""}))
                .as_array()
                .map(Vec::len),
            Some(1)
        );
    }
}
