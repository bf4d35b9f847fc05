//! The two sides of a card, as Anki shows them.
//!
//! Mistakes in a template do not fail: what Anki says about them stands where the card would be.

use std::borrow::Cow;
use std::collections::HashMap;

use ankid_types::{Card, Note, NotetypeKind};

use crate::av::{AvTag, extract_av_tags, in_words};
use crate::cloze::cloze_numbers_in_fields;
use crate::compiled::CompiledTemplate;
use crate::fields::is_cloze_section;
use crate::filters::{Place, apply_filters, apply_filters_to_nothing};
use crate::latex::show_latex_images;
use crate::parse::Node;
use crate::text::{escape_text, field_is_empty};
use crate::{CompiledNotetype, ParsedTemplate, Side, TemplateError, special};

/// How long a side may become.
const MAX_BYTES: usize = 64 << 20;
const HELP: &str = "https://docs.ankiweb.net/templates/errors.html";

/// A card, and what its sides may show besides its note's fields.
pub struct CardToRender<'a> {
    /// The note.
    pub note: &'a Note,
    /// The card; only its id, ordinal and flags count.
    pub card: &'a Card,
    /// The name of the card's home deck, as people read it.
    pub deck_name: &'a str,
    /// Whether there is a file of this name in the media folder; asked for images of LaTeX only.
    pub has_media: &'a dyn Fn(&str) -> bool,
}

/// A rendered card.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderedCard {
    /// The question.
    pub question: RenderedSide,
    /// The answer.
    pub answer: RenderedSide,
    /// The note type's style sheet; empty if a template has a mistake.
    pub css: String,
}

/// A side of a rendered card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RenderedSide {
    /// The HTML, with tags like `[anki:play:q:0]` in place of what can be played.
    pub text: String,
    /// What can be played, in the order of its tags.
    pub av_tags: Vec<AvTag>,
}

impl RenderedSide {
    fn new(html: &str, side: Side) -> Self {
        let (text, av_tags) = extract_av_tags(html, side);
        Self { text, av_tags }
    }
}

impl RenderedCard {
    /// The question with the style sheet before it.
    #[must_use]
    pub fn question_with_style(&self) -> String {
        format!("<style>{}</style>{}", self.css, self.question.text)
    }

    /// The answer with the style sheet before it.
    #[must_use]
    pub fn answer_with_style(&self) -> String {
        format!("<style>{}</style>{}", self.css, self.answer.text)
    }

    /// A card with a mistake in the template of a side: both sides tell it.
    fn mistake(side: Side, error: &TemplateError) -> Self {
        let side = match side {
            Side::Question => "Front",
            Side::Answer => "Back",
        };
        let details = escape_text(&error.to_string());
        let text = format!(
            "{side} template has a problem:<br>{details}<br><a href='{HELP}#template-syntax-error'>More information</a>"
        );
        let side = RenderedSide {
            text,
            av_tags: Vec::new(),
        };
        Self {
            question: side.clone(),
            answer: side,
            css: String::new(),
        }
    }
}

impl CompiledNotetype {
    /// Renders a card; `None` if the note type has no template for it.
    #[must_use]
    pub fn render(&self, card: &CardToRender<'_>) -> Option<RenderedCard> {
        let ordinal = card.card.ordinal;
        let template = self.template_of(ordinal)?;
        let cloze_section = format!("c{}", u32::from(ordinal) + 1);
        let values = self.values(card, template, &cloze_section);
        let finish = |side: RenderedSide| RenderedSide {
            text: show_latex_images(side.text, self.latex_svg, card.has_media),
            ..side
        };
        Some(match self.render_sides(template, &values, ordinal) {
            Ok((question, answer)) => RenderedCard {
                question: finish(question),
                answer: finish(answer),
                css: self.css.clone(),
            },
            Err((side, error)) => RenderedCard::mistake(side, &error),
        })
    }

    /// The HTML of question and answer as the card browser shortens them: the answer without the
    /// question, what is played in words, no notice of an empty front. `None` as for a card.
    ///
    /// # Errors
    /// The mistake in a template.
    #[must_use]
    pub fn render_for_browser(
        &self,
        card: &CardToRender<'_>,
    ) -> Option<Result<(String, String), TemplateError>> {
        let ordinal = card.card.ordinal;
        let template = self.template_of(ordinal)?;
        let cloze_section = format!("c{}", u32::from(ordinal) + 1);
        let values = self.values(card, template, &cloze_section);
        let render = |side: &Result<ParsedTemplate, TemplateError>, front_side| {
            let rendering = Rendering {
                values: &values,
                cloze_number: ordinal.checked_add(1),
                front_side,
            };
            rendering.render(side)
        };
        let notice = match self.kind {
            NotetypeKind::Normal => None,
            NotetypeKind::Cloze => self.blank_notice(template, &values, ordinal),
        };
        let sides = render(&template.front, None).and_then(|front| match notice {
            Some(notice) => Ok((front + &notice, notice)),
            None => Ok((front, render(&template.back, Some(""))?)),
        });
        Some(sides.map(|(question, answer)| (in_words(&question), in_words(&answer))))
    }

    fn template_of(&self, ordinal: u16) -> Option<&CompiledTemplate> {
        match self.kind {
            NotetypeKind::Normal => self.templates.get(usize::from(ordinal)),
            NotetypeKind::Cloze => self.templates.first(),
        }
    }

    fn render_sides(
        &self,
        template: &CompiledTemplate,
        values: &Values<'_>,
        ordinal: u16,
    ) -> Result<(RenderedSide, RenderedSide), (Side, TemplateError)> {
        let cloze_number = ordinal.checked_add(1);
        let mut front = Rendering {
            values,
            cloze_number,
            front_side: None,
        }
        .render(&template.front)
        .map_err(|error| (Side::Question, error))?;
        let blank = self.blank_notice(template, values, ordinal);
        front.push_str(blank.as_deref().unwrap_or_default());
        let question = RenderedSide::new(&front, Side::Question);
        let back = match blank {
            Some(notice) => notice,
            None => Rendering {
                values,
                cloze_number,
                front_side: Some(&question.text),
            }
            .render(&template.back)
            .map_err(|error| (Side::Answer, error))?,
        };
        Ok((question, RenderedSide::new(&back, Side::Answer)))
    }

    fn values<'a>(
        &'a self,
        card: &CardToRender<'a>,
        template: &'a CompiledTemplate,
        cloze_section: &'a str,
    ) -> Values<'a> {
        let CardToRender {
            note,
            card,
            deck_name,
            ..
        } = card;
        let mut values: Values<'a> = self
            .field_names
            .iter()
            .zip(&note.fields)
            .map(|(name, text)| (name.as_str(), Value::new(text)))
            .collect();
        let subdeck = deck_name
            .rsplit_once("::")
            .map_or(*deck_name, |(_, last)| last);
        let specials = [
            (special::TAGS, Value::new(note.tags.join(" "))),
            (special::TYPE, Value::new(&self.name)),
            (special::DECK, Value::new(*deck_name)),
            (special::SUBDECK, Value::new(subdeck)),
            (special::CARD, Value::new(&template.name)),
            (
                special::CARD_FLAG,
                Value::new(format!("flag{}", card.flags)),
            ),
            (special::CARD_ID, Value::new(card.id.to_string())),
            (cloze_section, Value::new("1")),
        ];
        for (name, value) in specials {
            values.entry(name).or_insert(value);
        }
        values
    }

    /// What is said of a card whose front shows nothing of the note.
    fn blank_notice(
        &self,
        template: &CompiledTemplate,
        values: &Values<'_>,
        ordinal: u16,
    ) -> Option<String> {
        let (notice, anchor) = match self.kind {
            NotetypeKind::Normal => {
                let is_filled = |name: &str| values.get(name).is_some_and(|value| value.filled);
                if template
                    .front
                    .as_ref()
                    .is_ok_and(|front| front.renders_with(is_filled))
                {
                    return None;
                }
                (
                    "The front of this card is blank.".to_owned(),
                    "front-of-card-is-blank",
                )
            }
            NotetypeKind::Cloze => {
                let number = u32::from(ordinal) + 1;
                let numbers = cloze_numbers_in_fields(values.values().map(|value| &value.text));
                if numbers.iter().any(|&found| u32::from(found) == number) {
                    return None;
                }
                let notice = format!(
                    "No cloze \u{2068}{number}\u{2069} found on card.\nPlease either add a cloze deletion, or use the Empty Cards tool."
                );
                (notice, "no-cloze-filter-on-cloze-note-type")
            }
        };
        Some(format!(
            "<div>{notice}<br><a href='{HELP}#{anchor}'>More information</a></div>"
        ))
    }
}

type Values<'a> = HashMap<&'a str, Value<'a>>;

struct Value<'a> {
    text: Cow<'a, str>,
    filled: bool,
}

impl<'a> Value<'a> {
    fn new(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self {
            filled: !field_is_empty(&text),
            text,
        }
    }
}

struct Rendering<'a> {
    values: &'a Values<'a>,
    cloze_number: Option<u16>,
    /// The rendered question, on the answer side.
    front_side: Option<&'a str>,
}

impl Rendering<'_> {
    fn render(
        &self,
        template: &Result<ParsedTemplate, TemplateError>,
    ) -> Result<String, TemplateError> {
        let template = template.as_ref().map_err(Clone::clone)?;
        let mut shown = String::new();
        self.write_nodes(&template.nodes, &mut shown)?;
        Ok(shown)
    }

    fn write_nodes(&self, nodes: &[Node], shown: &mut String) -> Result<(), TemplateError> {
        for node in nodes {
            match node {
                Node::Text(text) => push(shown, text)?,
                Node::Comment(text) => push(shown, &format!("<!--{text}-->"))?,
                Node::Replacement { field, filters } => {
                    push(shown, &self.replacement(field, filters)?)?;
                }
                Node::Section {
                    field,
                    negated,
                    children,
                } => {
                    if self.is_filled_section(field, *negated)? != *negated {
                        self.write_nodes(children, shown)?;
                    } else {
                        // Hidden content is still searched for mistakes.
                        self.write_nodes(children, &mut String::new())?;
                    }
                }
            }
        }
        Ok(())
    }

    fn replacement(&self, field: &str, filters: &[String]) -> Result<Cow<'_, str>, TemplateError> {
        if field == special::FRONT_SIDE {
            return Ok(Cow::Borrowed(self.front_side.unwrap_or_default()));
        }
        if field.is_empty() && !filters.is_empty() {
            return Ok(Cow::Borrowed(apply_filters_to_nothing(filters)));
        }
        let Some(value) = self.values.get(field) else {
            let prefix = filters
                .iter()
                .rev()
                .map(|filter| format!("{filter}:"))
                .collect();
            return Err(TemplateError::NoSuchField {
                prefix,
                field: field.to_owned(),
            });
        };
        let side = if self.front_side.is_none() {
            Side::Question
        } else {
            Side::Answer
        };
        let place = Place {
            field,
            side,
            cloze_number: self.cloze_number,
        };
        Ok(apply_filters(&value.text, filters, place))
    }

    fn is_filled_section(&self, field: &str, negated: bool) -> Result<bool, TemplateError> {
        match self.values.get(field) {
            Some(value) => Ok(value.filled),
            None if is_cloze_section(field) => Ok(false),
            None => {
                let prefix = if negated { "^" } else { "#" }.to_owned();
                Err(TemplateError::NoSuchField {
                    prefix,
                    field: field.to_owned(),
                })
            }
        }
    }
}

fn push(shown: &mut String, text: &str) -> Result<(), TemplateError> {
    if shown.len() + text.len() > MAX_BYTES {
        return Err(TemplateError::TooLong(MAX_BYTES));
    }
    shown.push_str(text);
    Ok(())
}
