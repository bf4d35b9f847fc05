//! What a text with deletions becomes on the sides of a card.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Deletion, OCCLUSION_PREFIX, Piece, occlusion, parse};
use crate::Side;
use crate::text::{escape_attribute, pattern, strip_tags};

/// A formula for MathJax: its opening, its content, its closing.
static FORMULA: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)(\\[(\[])(.*?)(\\[)\]])"));

/// How many bytes of hidden content one text may carry in attributes. Content nested in active
/// deletions is escaped once per level, which would otherwise grow without bound.
const MAX_HIDDEN_BYTES: usize = 16 << 20;

/// A text as HTML for the card with this number: its own deletions hidden on the question and marked
/// on the answer, those of other cards shown. Empty if the text has none for this card.
#[must_use]
pub fn reveal(text: &str, number: u16, side: Side) -> String {
    let mut revealer = Revealer {
        number,
        side,
        active: false,
        hidden_bytes: 0,
    };
    let mut shown = String::with_capacity(text.len());
    revealer.write_pieces(&parse(text), &mut shown);
    if revealer.active {
        shown
    } else {
        String::new()
    }
}

/// Only the card's own deletions, joined by commas: their hints on the question, their text on the answer.
#[must_use]
pub fn reveal_only(text: &str, number: u16, side: Side) -> String {
    let pieces = parse(text);
    let mut found = Vec::new();
    collect_active(&pieces, number, side, &mut found);
    found.join(", ")
}

/// What is to be typed: the text of the card's own deletions, once if all are equal.
#[must_use]
pub fn text_to_type(text: &str, number: u16) -> String {
    let pieces = parse(text);
    let mut found = Vec::new();
    collect_active(&pieces, number, Side::Answer, &mut found);
    if let Some((first, others)) = found.split_first()
        && others.iter().all(|other| other == first)
    {
        return first.clone().into_owned();
    }
    found.join(", ")
}

/// The text with the tags inside `\( \)` and `\[ \]` removed, which MathJax cannot read.
#[must_use]
pub fn clean_mathjax(html: &str) -> Cow<'_, str> {
    FORMULA.replace_all(html, |found: &Captures<'_>| {
        let (_, [opening, formula, closing]) = found.extract();
        format!("{opening}{}{closing}", strip_tags(formula))
    })
}

struct Revealer {
    number: u16,
    side: Side,
    /// Whether a deletion of this card was met.
    active: bool,
    hidden_bytes: usize,
}

impl Revealer {
    fn write_pieces(&mut self, pieces: &[Piece<'_>], shown: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => shown.push_str(text),
                Piece::Deletion(deletion) => self.write_deletion(deletion, shown),
            }
        }
    }

    fn write_deletion(&mut self, deletion: &Deletion<'_>, shown: &mut String) {
        let active = deletion.numbers.contains(&self.number);
        self.active |= active;
        let ordinals = deletion.ordinals();
        if let Some(shape) = deletion.occlusion() {
            let class = match (active, self.side) {
                _ if deletion.numbers.contains(&0) => "cloze",
                (true, Side::Question) => "cloze",
                (true, Side::Answer) => "cloze-highlight",
                (false, _) => "cloze-inactive",
            };
            let data = occlusion::shape_attributes(shape);
            shown.push_str(&format!(
                r#"<div class="{class}" data-ordinal="{ordinals}" {data}></div>"#
            ));
            return;
        }
        if active && self.side == Side::Question {
            let mut content = String::new();
            self.write_pieces(&deletion.pieces, &mut content);
            let hidden = self.hide(&content);
            let hint = deletion.hint_text();
            shown.push_str(&format!(
                r#"<span class="cloze" data-cloze="{hidden}" data-ordinal="{ordinals}">[{hint}]</span>"#
            ));
            return;
        }
        let class = if active { "cloze" } else { "cloze-inactive" };
        shown.push_str(&format!(
            r#"<span class="{class}" data-ordinal="{ordinals}">"#
        ));
        self.write_pieces(&deletion.pieces, shown);
        shown.push_str("</span>");
    }

    fn hide(&mut self, content: &str) -> String {
        if self.hidden_bytes + content.len() > MAX_HIDDEN_BYTES {
            return String::new();
        }
        let hidden = escape_attribute(content);
        self.hidden_bytes += hidden.len();
        hidden
    }
}

impl Deletion<'_> {
    fn ordinals(&self) -> String {
        self.numbers
            .iter()
            .map(u16::to_string)
            .collect::<Vec<_>>()
            .join(",")
    }

    fn hint_text(&self) -> &str {
        self.hint.unwrap_or("...")
    }

    /// The shape, if the deletion covers a part of an image.
    fn occlusion(&self) -> Option<&str> {
        match self.pieces.first()? {
            Piece::Text(text) => text.strip_prefix(OCCLUSION_PREFIX),
            Piece::Deletion(_) => None,
        }
    }

    fn hidden_text(&self) -> Cow<'_, str> {
        if let [Piece::Text(text)] = self.pieces.as_slice() {
            return Cow::Borrowed(text);
        }
        let mut hidden = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => hidden.push_str(text),
                Piece::Deletion(deletion) => hidden.push_str(&deletion.hidden_text()),
            }
        }
        Cow::Owned(hidden)
    }
}

fn collect_active<'a>(
    pieces: &'a [Piece<'a>],
    number: u16,
    side: Side,
    found: &mut Vec<Cow<'a, str>>,
) {
    for piece in pieces {
        let Piece::Deletion(deletion) = piece else {
            continue;
        };
        if deletion.numbers.contains(&number) {
            found.push(match side {
                Side::Question => Cow::Borrowed(deletion.hint_text()),
                Side::Answer => deletion.hidden_text(),
            });
        }
        collect_active(&deletion.pieces, number, side, found);
    }
}
