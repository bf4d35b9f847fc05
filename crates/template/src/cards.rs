//! Which cards a note makes, and whether its fields are fit for its note type.

use ankid_types::NotetypeKind;

use crate::CompiledNotetype;
use crate::cloze::{cloze_numbers_in_fields, contains_cloze};
use crate::special::{FRONT_SIDE, TAGS, is_special_field};
use crate::text::{field_is_empty, is_blank_first_field};

/// The highest ordinal of a cloze card; higher cloze numbers share it.
const MAX_CLOZE_ORDINAL: u16 = 499;

/// Whether a note's fields are fit for its note type. Whether it is a duplicate is for others to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldState {
    /// Nothing is wrong.
    Normal,
    /// The first field shows nothing.
    Empty,
    /// No field that a cloze filter reads has a cloze deletion.
    MissingCloze,
    /// There is a cloze deletion, but the note type is not for cloze cards.
    NotetypeNotCloze,
    /// There is a cloze deletion in a field that no cloze filter reads.
    FieldNotCloze,
}

impl CompiledNotetype {
    /// The ordinals of the cards that a note with these fields and tags has something to show on, ascending.
    #[must_use]
    pub fn card_ordinals(&self, fields: &[String], tags: &[String]) -> Vec<u16> {
        match self.kind {
            NotetypeKind::Normal => self.template_ordinals(fields, tags),
            NotetypeKind::Cloze => cloze_ordinals(fields),
        }
    }

    /// The ordinals of the cards to make for a note that has the existing ones, ascending.
    ///
    /// A note always has a card: the first one is made if there is no other.
    #[must_use]
    pub fn ordinals_to_add(
        &self,
        fields: &[String],
        tags: &[String],
        existing: &[u16],
    ) -> Vec<u16> {
        let mut ordinals = self.card_ordinals(fields, tags);
        ordinals.retain(|ordinal| !existing.contains(ordinal));
        if ordinals.is_empty() && existing.is_empty() {
            ordinals.push(0);
        }
        ordinals
    }

    /// Whether the fields are fit for the note type; the first that holds of: a cloze deletion in a wrong field,
    /// an empty first field, cloze deletions missing or out of place.
    #[must_use]
    pub fn field_state(&self, fields: &[String]) -> FieldState {
        let mut with_cloze = (0..)
            .zip(fields)
            .filter(|(_, field)| contains_cloze(field))
            .map(|(ordinal, _)| ordinal);
        let cloze_state = match self.kind {
            NotetypeKind::Normal if with_cloze.next().is_some() => FieldState::NotetypeNotCloze,
            NotetypeKind::Normal => FieldState::Normal,
            NotetypeKind::Cloze => {
                let clozable = self.cloze_field_ordinals();
                let (right, wrong): (Vec<usize>, Vec<usize>) =
                    with_cloze.partition(|ordinal| clozable.contains(ordinal));
                if !wrong.is_empty() {
                    return FieldState::FieldNotCloze;
                }
                if right.is_empty() {
                    FieldState::MissingCloze
                } else {
                    FieldState::Normal
                }
            }
        };
        match fields.first() {
            Some(first) if !is_blank_first_field(first) => cloze_state,
            _ => FieldState::Empty,
        }
    }

    /// Positions of the fields that the front of a cloze note type reads with a cloze filter.
    #[must_use]
    pub fn cloze_field_ordinals(&self) -> Vec<usize> {
        let front = self
            .templates
            .first()
            .and_then(|template| template.front.as_ref().ok());
        match (self.kind, front) {
            (NotetypeKind::Cloze, Some(front)) => {
                let names = front.cloze_fields();
                names
                    .into_iter()
                    .filter_map(|name| self.field_ordinal(name))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn field_ordinal(&self, name: &str) -> Option<usize> {
        self.field_names.iter().position(|field| field == name)
    }

    fn template_ordinals(&self, fields: &[String], tags: &[String]) -> Vec<u16> {
        let is_filled = |name: &str| match self.field_ordinal(name) {
            Some(ordinal) => fields
                .get(ordinal)
                .is_some_and(|field| !field_is_empty(field)),
            None => match name {
                FRONT_SIDE => false,
                TAGS => !tags.is_empty(),
                _ => is_special_field(name),
            },
        };
        let renders = |front: &crate::ParsedTemplate| front.renders_with(is_filled);
        (0..=u16::MAX)
            .zip(&self.templates)
            .filter(|(_, template)| template.front.as_ref().is_ok_and(renders))
            .map(|(ordinal, _)| ordinal)
            .collect()
    }
}

fn cloze_ordinals(fields: &[String]) -> Vec<u16> {
    let numbers = cloze_numbers_in_fields(fields);
    let mut ordinals: Vec<u16> = numbers
        .into_iter()
        .map(|number| (number - 1).min(MAX_CLOZE_ORDINAL))
        .collect();
    ordinals.dedup();
    ordinals
}
