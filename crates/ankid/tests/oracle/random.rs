//! Random actions, drawn from what a collection holds and from text that has broken programs before.

use ankid_testkit::{Client, TestkitError};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};

use crate::view::items;

const TEXTS: &[&str] = &[
    "plain",
    "",
    " ",
    "<b>bold</b>&nbsp;&amp; more",
    "a & b &lt;",
    "007",
    "1.50",
    "日本語 <ruby>字<rt>じ</rt></ruby>",
    "e\u{301} decomposed",
    "[sound:a b.mp3]",
    "<img src=\"p q.jpg\">",
    "line\nbreak\ttab",
    "bell\u{7} separator\u{1f} nul\u{0} return\r",
    "quote ' \" and \\ back",
    "😀 👩\u{200d}👩\u{200d}👧",
    "<!-- hidden --><br>",
    "x<script>1</script><style>a{}</style>",
];

const CLOZES: &[&str] = &[
    "one {{c1::cloze}}",
    "{{c1::one}} {{c2::two::hint}} {{c2::three}}",
    "{{c3::out of order}} {{c12::far}} {{c600::beyond}}",
    "{{c1::outer {{c2::inner}}}} &nbsp;",
    "{{c1,4::in two}} {{c0::none}} {{c2::unfinished",
];

const DECKS: &[&str] = &[
    "A",
    "a",
    "A::B",
    "A::B::C",
    "D::E",
    " spaced :: out ",
    "日本::語",
    "x::::y",
    "quo\"te'd",
    "e\u{301}",
    "::",
    "Default::Child",
    "100% _*\\",
];

const TAGS: &[&str] = &[
    "red",
    "Red",
    "a::b",
    "a::b::c",
    "two words",
    "日本",
    "with,comma",
    "::edge::",
    "e\u{301}",
    "x\u{3000}y",
    "_*%",
    "",
];

const FIELDS: &[&str] = &[
    "One",
    "Two",
    "Three",
    "日本",
    "With Space",
    "e\u{301}",
    "Q'uote",
];

const CSS: &[&str] = &[
    "",
    ".card { color: red }",
    "/* 日本 */ p::after { content: \"}\" }",
];

const MISSING_NOTE: i64 = 1_000_000_000_001;

/// How often an action is drawn, and the function that makes up its parameters.
type Draw = (u32, &'static str, fn(&mut Script) -> Value);

const DRAWS: &[Draw] = &[
    (25, "addNote", |script| json!({ "note": script.note() })),
    (
        3,
        "addNotes",
        |script| json!({ "notes": [script.note(), script.note(), script.note()] }),
    ),
    (
        6,
        "createDeck",
        |script| json!({ "deck": script.any(DECKS) }),
    ),
    (
        6,
        "changeDeck",
        |script| json!({ "cards": script.cards_ref(), "deck": script.any(DECKS) }),
    ),
    (
        1,
        "deleteDecks",
        |script| json!({ "decks": [script.deck()], "cardsToo": true }),
    ),
    (
        4,
        "cloneDeckConfigId",
        |script| json!({ "name": script.any(FIELDS), "cloneFrom": script.preset_ref() }),
    ),
    (
        4,
        "setDeckConfigId",
        |script| json!({ "decks": [script.deck()], "configId": script.preset_ref() }),
    ),
    (
        3,
        "removeDeckConfigId",
        |script| json!({ "configId": script.preset_ref() }),
    ),
    (
        10,
        "updateNoteFields",
        |script| json!({ "note": { "id": script.note_ref(), "fields": script.fields_of_any_notetype() } }),
    ),
    (4, "updateNoteModel", Script::other_notetype),
    (4, "updateNote", |script| {
        let fields = script.fields_of_any_notetype();
        json!({ "note": { "id": script.note_ref(), "fields": fields, "tags": script.tags() } })
    }),
    (
        1,
        "replaceTagsInAllNotes",
        |script| json!({ "tag_to_replace": script.any(TAGS), "replace_with_tag": script.any(TAGS) }),
    ),
    (
        5,
        "updateNoteTags",
        |script| json!({ "note": script.note_ref(), "tags": script.tags() }),
    ),
    (
        6,
        "addTags",
        |script| json!({ "notes": script.note_refs(), "tags": script.tags().join(" ") }),
    ),
    (
        4,
        "removeTags",
        |script| json!({ "notes": script.note_refs(), "tags": script.any(TAGS) }),
    ),
    (4, "replaceTags", |script| {
        let (old, new) = (script.any(TAGS), script.any(TAGS));
        json!({ "notes": script.note_refs(), "tag_to_replace": old, "replace_with_tag": new })
    }),
    (4, "clearUnusedTags", |_| json!({})),
    (
        3,
        "deleteNotes",
        |script| json!({ "notes": script.note_refs() }),
    ),
    (2, "removeEmptyNotes", |_| json!({})),
    (3, "createModel", Script::new_notetype),
    (4, "modelFieldAdd", Script::new_field),
    (3, "modelFieldRemove", |script| script.of_field(&[])),
    (3, "modelFieldRename", |script| {
        let (notetype, old) = script.field();
        json!({ "modelName": notetype, "oldFieldName": old, "newFieldName": script.any(FIELDS) })
    }),
    (3, "modelFieldReposition", |script| {
        let index = script.random.random_range(0..4);
        script.of_field(&[("index", json!(index))])
    }),
    (2, "modelFieldSetFont", |script| {
        script.of_field(&[("font", json!("Noto Sans 日本"))])
    }),
    (2, "modelFieldSetFontSize", |script| {
        let size = script.random.random_range(1..90);
        script.of_field(&[("fontSize", json!(size))])
    }),
    (2, "modelFieldSetDescription", |script| {
        let description = script.any(TEXTS);
        script.of_field(&[("description", json!(description))])
    }),
    (4, "modelTemplateAdd", |script| {
        let (notetype, _) = script.template();
        let mut template = script.new_template(&notetype);
        template["Name"] = json!(script.any(FIELDS));
        json!({ "modelName": notetype, "template": template })
    }),
    (3, "modelTemplateRemove", |script| {
        let (notetype, template) = script.template();
        json!({ "modelName": notetype, "templateName": template })
    }),
    (3, "modelTemplateRename", |script| {
        let (notetype, old) = script.template();
        json!({ "modelName": notetype, "oldTemplateName": old, "newTemplateName": script.any(FIELDS) })
    }),
    (3, "modelTemplateReposition", |script| {
        let (notetype, template) = script.template();
        let index = script.random.random_range(0..3);
        json!({ "modelName": notetype, "templateName": template, "index": index })
    }),
    (4, "updateModelTemplates", |script| {
        let (notetype, template) = script.template();
        let sides = script.new_template(&notetype);
        json!({ "model": { "name": notetype, "templates": { template: sides } } })
    }),
    (
        2,
        "updateModelStyling",
        |script| json!({ "model": { "name": script.notetype().name, "css": script.any(CSS) } }),
    ),
    (2, "findAndReplaceInModels", |script| {
        let notetype = script.notetype().name;
        json!({
            "modelName": notetype, "findText": "{{", "replaceText": " {{",
            "front": script.random.random_bool(0.5), "back": true, "css": false,
        })
    }),
];

/// Makes up one action after another, the same ones for the same seed and the same answers.
pub(crate) struct Script {
    random: StdRng,
    notes: usize,
    presets: usize,
    decks: Vec<String>,
    notetypes: Vec<Notetype>,
}

/// What a script knows of a notetype.
#[derive(Clone, Default)]
struct Notetype {
    name: String,
    is_cloze: bool,
    fields: Vec<String>,
    templates: Vec<String>,
}

/// Every action that a script may draw.
pub(crate) fn actions() -> impl Iterator<Item = &'static str> {
    DRAWS.iter().map(|(_, action, _)| *action)
}

impl Script {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            notes: 0,
            presets: 1,
            decks: Vec::new(),
            notetypes: Vec::new(),
        }
    }

    /// Looks at what there is now, so that actions mostly hit something.
    pub(crate) fn look(&mut self, client: &Client) -> Result<(), TestkitError> {
        let decks = client.call("deckNames", json!({}))?;
        self.decks = items(&decks)
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect();
        let names = client.call("modelNames", json!({}))?;
        self.notetypes.clear();
        for notetype in client
            .call("findModelsByName", json!({ "modelNames": names }))?
            .as_array()
            .into_iter()
            .flatten()
        {
            let names = |list: &str| -> Vec<String> {
                let names = items(&notetype[list]).filter_map(|item| item["name"].as_str());
                names.map(ToOwned::to_owned).collect()
            };
            self.notetypes.push(Notetype {
                name: notetype["name"].as_str().unwrap_or_default().to_owned(),
                is_cloze: notetype["type"] == 1,
                fields: names("flds"),
                templates: names("tmpls"),
            });
        }
        Ok(())
    }

    /// The next action with its parameters.
    pub(crate) fn next(&mut self) -> (&'static str, Value) {
        let total: u32 = DRAWS.iter().map(|(weight, _, _)| weight).sum();
        let mut point = self.random.random_range(0..total);
        for (weight, action, draw) in DRAWS {
            if point < *weight {
                return (action, draw(self));
            }
            point -= weight;
        }
        ("createDeck", json!({ "deck": "A" }))
    }

    /// Learns that an action was done.
    pub(crate) fn done(&mut self, action: &str, answer: &Value) {
        match action {
            "addNote" => self.notes += 1,
            "addNotes" => self.notes += items(answer).filter(|id| id.is_i64()).count(),
            "cloneDeckConfigId" if answer.is_i64() => self.presets += 1,
            _ => {}
        }
    }

    fn any(&mut self, pool: &[&'static str]) -> &'static str {
        pool.choose(&mut self.random).copied().unwrap_or_default()
    }

    fn deck(&mut self) -> String {
        self.decks
            .choose(&mut self.random)
            .cloned()
            .unwrap_or_default()
    }

    fn notetype(&mut self) -> Notetype {
        self.notetypes
            .choose(&mut self.random)
            .cloned()
            .unwrap_or_default()
    }

    fn field(&mut self) -> (String, String) {
        let Notetype {
            name: notetype,
            fields,
            ..
        } = self.notetype();
        (
            notetype,
            fields.choose(&mut self.random).cloned().unwrap_or_default(),
        )
    }

    fn template(&mut self) -> (String, String) {
        let Notetype {
            name: notetype,
            templates,
            ..
        } = self.notetype();
        (
            notetype,
            templates
                .choose(&mut self.random)
                .cloned()
                .unwrap_or_default(),
        )
    }

    fn note_ref(&mut self) -> Value {
        match self.notes {
            0 => json!(MISSING_NOTE),
            notes => json!(format!("$note {}", self.random.random_range(0..notes))),
        }
    }

    fn note_refs(&mut self) -> Vec<Value> {
        let count = self.random.random_range(0..4);
        (0..count).map(|_| self.note_ref()).collect()
    }

    fn cards_ref(&mut self) -> Value {
        match self.note_ref().as_str() {
            Some(note) => json!(note.replace("note", "cards")),
            None => json!([]),
        }
    }

    fn preset_ref(&mut self) -> String {
        format!("$preset {}", self.random.random_range(0..self.presets))
    }

    fn tags(&mut self) -> Vec<&'static str> {
        let count = self.random.random_range(0..4);
        (0..count).map(|_| self.any(TAGS)).collect()
    }

    /// Values for the fields: clozes in the first one of a cloze type, and seldom elsewhere.
    fn texts(&mut self, notetype: &Notetype) -> Map<String, Value> {
        let mut texts = Map::new();
        for (index, field) in notetype.fields.iter().enumerate() {
            let expected = if notetype.is_cloze && index == 0 {
                0.9
            } else {
                0.03
            };
            let pool = if self.random.random_bool(expected) {
                CLOZES
            } else {
                TEXTS
            };
            texts.insert(field.clone(), json!(self.any(pool)));
        }
        texts
    }

    fn fields_of_any_notetype(&mut self) -> Map<String, Value> {
        let notetype = self.notetype();
        self.texts(&notetype)
    }

    fn note(&mut self) -> Value {
        let notetype = self.notetype();
        json!({
            "deckName": self.deck(),
            "modelName": notetype.name,
            "fields": self.texts(&notetype),
            "tags": self.tags(),
            "options": { "allowDuplicate": self.random.random_bool(0.7) },
        })
    }

    fn other_notetype(&mut self) -> Value {
        let notetype = self.notetype();
        json!({ "note": {
            "id": self.note_ref(),
            "modelName": notetype.name,
            "fields": self.texts(&notetype),
            "tags": self.tags(),
        } })
    }

    fn new_notetype(&mut self) -> Value {
        let fields: Vec<_> = FIELDS.sample(&mut self.random, 3).copied().collect();
        let is_cloze = self.random.random_bool(0.3);
        let filter = if is_cloze { "cloze:" } else { "" };
        let sides = |name: &str, front: &str, back: &str| json!({ "Name": name, "Front": format!("{{{{{filter}{front}}}}}"), "Back": format!("{{{{{back}}}}}") });
        let mut templates = vec![sides("Forward", fields[0], fields[1])];
        if !is_cloze {
            templates.push(sides("Backward", fields[1], fields[0]));
        }
        json!({
            "modelName": format!("Made {}", self.random.random_range(0..9)),
            "inOrderFields": fields,
            "cardTemplates": templates,
            "css": self.any(CSS),
            "isCloze": is_cloze,
        })
    }

    fn new_field(&mut self) -> Value {
        let mut params =
            json!({ "modelName": self.notetype().name, "fieldName": self.any(FIELDS) });
        if self.random.random_bool(0.5) {
            params["index"] = json!(self.random.random_range(0..4));
        }
        params
    }

    fn of_field(&mut self, more: &[(&str, Value)]) -> Value {
        let (notetype, field) = self.field();
        let mut params = json!({ "modelName": notetype, "fieldName": field });
        for (key, value) in more {
            params[*key] = value.clone();
        }
        params
    }

    /// Both sides of a template, which use fields that the notetype mostly has.
    fn new_template(&mut self, notetype: &str) -> Value {
        let known = self.notetypes.iter().find(|known| known.name == notetype);
        let fields = known.map(|known| known.fields.clone()).unwrap_or_default();
        let mut field = || fields.choose(&mut self.random).cloned().unwrap_or_default();
        let (a, b, c) = (field(), field(), field());
        let fronts = [
            format!("{{{{{a}}}}}"),
            format!("{{{{#{a}}}}}{{{{{b}}}}}{{{{/{a}}}}} static"),
            format!("{{{{^{a}}}}}{{{{text:{b}}}}}{{{{/{a}}}}}{{{{{c}}}}}"),
            format!("{{{{cloze:{a}}}}}"),
            format!("{{{{#Tags}}}}{{{{{a}}}}}{{{{/Tags}}}}"),
            format!("{{{{{a}}}"),
            "nothing but text".to_owned(),
        ];
        json!({ "Front": fronts.choose(&mut self.random), "Back": format!("{{{{FrontSide}}}} {{{{{b}}}}}") })
    }
}

/// Draws some options of a preset anew.
pub(crate) fn change_preset(preset: &mut Value, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    preset["new"]["perDay"] = json!(random.random_range(0..200));
    preset["new"]["order"] = json!(random.random_range(0..2));
    preset["new"]["delays"] = json!([random.random_range(1..60), 10.5]);
    preset["rev"]["ivlFct"] = json!(f64::from(random.random_range(1..20)) / 10.0);
    preset["lapse"]["leechAction"] = json!(random.random_range(0..2));
    preset["maxTaken"] = json!(random.random_range(1..600));
    preset["timer"] = json!(random.random_range(0..2));
    preset["replayq"] = json!(random.random_bool(0.5));
}
