//! The cards that a note in an editor would have.

use ankid_collection::{CardPreview, NewNote, View};
use ankid_types::{CardTemplate, DeckId, Notetype, NotetypeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, example};
use crate::actions::screen::{Sound, body_classes, sounds};
use crate::error::ApiError;
use crate::wire::Id;

/// Answers what the cards of a note would look like, saved or not: one for each template of a normal note type, one
/// for each cloze number of the note otherwise. The templates and the style sheet may be others than those that are
/// saved. Nothing is changed.
#[derive(Deserialize, JsonSchema)]
pub(super) struct PreviewNote {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
    /// The values, in the order of the fields.
    fields: Vec<String>,
    /// The tags.
    #[serde(default)]
    tags: Vec<String>,
    /// The id of the deck of the cards, for templates that show it.
    deck: Option<Id<DeckId>>,
    /// The templates; those of the note type if they are left out.
    templates: Option<Vec<DraftTemplate>>,
    /// The style sheet; that of the note type if it is left out.
    css: Option<String>,
}

/// A template in an editor.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DraftTemplate {
    /// The name.
    name: String,
    /// The front.
    front: String,
    /// The back.
    back: String,
}

/// A card that a note would have.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PreviewedCard {
    /// What it is called.
    name: String,
    /// The position of the template, or the cloze number less one.
    ord: u16,
    /// Whether the note makes it: false where its front would show nothing of the note.
    made: bool,
    /// The front as HTML, with tags like `[anki:play:q:0]` where something can be played. Not to be trusted.
    question: String,
    /// The back as HTML.
    answer: String,
    /// The style sheet.
    css: String,
    /// The classes of the body, without those of the page's theme and platform.
    body_classes: String,
    /// What can be played on the front.
    question_sounds: Vec<Sound>,
    /// What can be played on the back.
    answer_sounds: Vec<Sound>,
    /// What keeps the note type from being saved with this template; null for nothing.
    problem: Option<String>,
}

impl Action for PreviewNote {
    const SPEC: Spec = Spec::new(
        "previewNote",
        &[
            example(
                r#"{
                    "notetype": 1767268800000, "fields": ["a [sound:a.mp3]", "b"],
                    "css": ".card { color: green; }"
                }"#,
                r#"[{
                    "name": "Card 1", "ord": 0, "made": true, "question": "a [anki:play:q:0]",
                    "answer": "a [anki:play:q:0]\n\n<hr id=answer>\n\nb",
                    "css": ".card { color: green; }", "bodyClasses": "card card1",
                    "questionSounds": [{"kind": "file", "name": "a.mp3"}], "answerSounds": [],
                    "problem": null
                }]"#,
            ),
            example(
                r#"{
                    "notetype": 1767268800004, "fields": ["{{c2::two}} of {{c5::five}}", ""], "css": "",
                    "templates": [{"name": "Cloze", "front": "{{cloze:Text}}", "back": "{{Text}}"}]
                }"#,
                r#"[
                    {
                        "name": "Cloze 2", "ord": 1, "made": true,
                        "question": "<span class=\"cloze\" data-cloze=\"two\" data-ordinal=\"2\">[...]</span> of <span class=\"cloze-inactive\" data-ordinal=\"5\">five</span>",
                        "answer": "{{c2::two}} of {{c5::five}}", "css": "", "bodyClasses": "card card2",
                        "questionSounds": [], "answerSounds": [],
                        "problem": "Expected to find '{{cloze:Text}}' or similar on the front and back of the card template."
                    },
                    {
                        "name": "Cloze 5", "ord": 4, "made": true,
                        "question": "<span class=\"cloze-inactive\" data-ordinal=\"2\">two</span> of <span class=\"cloze\" data-cloze=\"five\" data-ordinal=\"5\">[...]</span>",
                        "answer": "{{c2::two}} of {{c5::five}}", "css": "", "bodyClasses": "card card5",
                        "questionSounds": [], "answerSounds": [],
                        "problem": "Expected to find '{{cloze:Text}}' or similar on the front and back of the card template."
                    }
                ]"#,
            ),
        ],
    )
    .errors(&[
        "note type `ID` does not exist",
        "note `0` has N fields, but its note type has N",
    ]);
    type Reply = Vec<PreviewedCard>;
}

impl ReadAction for PreviewNote {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let notetype = view.catalog().require_notetype(self.notetype.0)?;
        let mut edited = Notetype::clone(notetype);
        if let Some(templates) = self.templates {
            let templates = templates.into_iter();
            edited.templates = templates
                .map(|draft| CardTemplate::new(draft.name, draft.front, draft.back, 0))
                .collect();
        }
        if let Some(css) = self.css {
            edited.settings.css = css;
        }
        let draft = NewNote {
            notetype_id: edited.id,
            deck_id: self.deck.map_or(DeckId::DEFAULT, |deck| deck.0),
            fields: self.fields,
            tags: self.tags,
        };
        let cards = view.preview_note(&edited, &draft)?;
        Ok(cards.into_iter().map(PreviewedCard::from).collect())
    }
}

impl From<CardPreview> for PreviewedCard {
    fn from(card: CardPreview) -> Self {
        let rendered = card.rendered;
        Self {
            name: card.name,
            ord: card.ordinal,
            made: card.is_made,
            question: rendered.question.text,
            answer: rendered.answer.text,
            css: rendered.css,
            body_classes: body_classes(card.ordinal),
            question_sounds: sounds(rendered.question.av_tags),
            answer_sounds: sounds(rendered.answer.av_tags),
            problem: card.problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn each_mistake_stands_with_its_template() {
        let door = TestDoor::new();
        let basic = door.result("modelNamesAndIds", json!({}))["Basic"].clone();
        let template = |front: &str| json!({"name": "Card", "front": front, "back": "{{Back}}"});
        let previewed = door.result(
            "previewNote",
            json!({
                "notetype": basic, "fields": ["a", ""],
                "templates": [
                    template("{{Front}}"), template("{{Back}}"), template("{{#Front}}"),
                    template("{{Fornt}}"), template("none"), template("{{Front}}"),
                ],
            }),
        );
        let problem = |place: usize| previewed[place]["problem"].as_str().unwrap_or("none");
        assert_eq!((problem(0), &previewed[0]["made"]), ("none", &json!(true)));
        assert_eq!((problem(1), &previewed[1]["made"]), ("none", &json!(false)));
        assert_eq!(problem(2), "Missing '\u{2068}{{/Front}}\u{2069}'");
        assert_eq!(problem(3), "Field '\u{2068}Fornt\u{2069}' not found.");
        assert!(
            problem(4).starts_with("Expected to find a field"),
            "{}",
            problem(4)
        );
        assert!(
            problem(5).starts_with("The front side is identical"),
            "{}",
            problem(5)
        );
        let shown = previewed[2]["question"].as_str().unwrap_or_default();
        assert!(shown.starts_with("Front template has a problem"), "{shown}");
    }
}
