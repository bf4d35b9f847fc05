//! A filter over rows in memory that goes by the meaning of a search alone.

use ankid_search::{
    AnswerButton, CardCondition, CardProperty, CardState, Like, NoteCondition, Operator, Query,
    RegexCondition, ReviewWindow, ReviewedKind, SearchedFields, TextCondition, without_accents,
};
use ankid_types::{Card, CardKind, CardQueue, DeckId, Note, Review};
use regex::Regex;

/// All rows.
#[derive(Default)]
pub(super) struct Naive {
    pub(super) notes: Vec<Note>,
    pub(super) cards: Vec<Card>,
    pub(super) reviews: Vec<Review>,
}

impl Naive {
    /// The notes that a search finds: those with such a card, if it asks about cards.
    pub(super) fn notes(&self, query: &Query) -> Vec<i64> {
        let found = self.notes.iter().filter(|note| {
            if asks_about_cards(query) {
                let mut cards = self.cards.iter().filter(|card| card.note_id == note.id);
                cards.any(|card| self.matches(query, note, Some(card)) == Some(true))
            } else {
                self.matches(query, note, None) == Some(true)
            }
        });
        found.map(|note| note.id.0).collect()
    }

    /// The cards that a search finds.
    pub(super) fn cards(&self, query: &Query) -> Vec<i64> {
        let found = self.cards.iter().filter(|card| {
            let note = self.notes.iter().find(|note| note.id == card.note_id);
            self.matches(query, note.unwrap(), Some(card)) == Some(true)
        });
        found.map(|card| card.id.0).collect()
    }

    /// Whether a row matches; `None` where something that is not there is compared.
    fn matches(&self, query: &Query, note: &Note, card: Option<&Card>) -> Option<bool> {
        let each = |parts: &[Query]| -> Vec<Option<bool>> {
            parts
                .iter()
                .map(|part| self.matches(part, note, card))
                .collect()
        };
        match query {
            Query::All => Some(true),
            Query::And(parts) => all(&each(parts)),
            Query::Or(parts) => {
                let opposites: Vec<_> = each(parts)
                    .iter()
                    .map(|part| part.map(|part| !part))
                    .collect();
                all(&opposites).map(|none| !none)
            }
            Query::Not(inner) => self.matches(inner, note, card).map(|found| !found),
            Query::NoteIds(ids) => Some(ids.contains(&note.id)),
            Query::Note(condition) => Some(note_matches(condition, note)),
            Query::Card(condition) => self.card_matches(condition, card.unwrap()),
            Query::Ordinal(ordinal) => Some(card.unwrap().ordinal == *ordinal),
            Query::Templates(templates) => {
                Some(templates.contains(&(note.notetype_id, card.unwrap().ordinal)))
            }
        }
    }

    fn card_matches(&self, condition: &CardCondition, card: &Card) -> Option<bool> {
        let reviews = || {
            self.reviews
                .iter()
                .filter(|review| review.card_id == card.id)
        };
        Some(match condition {
            CardCondition::Ids(ids) => ids.contains(&card.id),
            CardCondition::AnyDeck => true,
            CardCondition::Filtered => card.original_deck_id != DeckId::NONE,
            CardCondition::Decks(ids)
            | CardCondition::DeckIds(ids)
            | CardCondition::DecksOfPreset(ids) => {
                ids.contains(&card.deck_id) || ids.contains(&card.original_deck_id)
            }
            CardCondition::NoSuchPreset => false,
            CardCondition::State(state) => in_state(*state, card),
            CardCondition::Flag(flag) => card.flags % 8 == *flag,
            CardCondition::AddedAfter(moment) => card.id.0 > moment.0,
            CardCondition::IntroducedAfter(moment) => {
                let answers = reviews().filter(|review| review.button != 0);
                answers
                    .map(|review| review.id.0)
                    .min()
                    .is_some_and(|first| first > moment.0)
            }
            CardCondition::Reviewed { kind, window } => reviews()
                .any(|review| is_kind(*kind, review.button) && is_within(*window, review.id.0)),
            CardCondition::Property { property, operator } => {
                return has_property(property, *operator, card);
            }
            CardCondition::CustomData(_) => card.data.contains("cd"),
        })
    }
}

fn asks_about_cards(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().any(asks_about_cards),
        Query::Not(inner) => asks_about_cards(inner),
        Query::Card(_) | Query::Ordinal(_) | Query::Templates(_) => true,
        Query::All | Query::NoteIds(_) | Query::Note(_) => false,
    }
}

fn all(parts: &[Option<bool>]) -> Option<bool> {
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn note_matches(condition: &NoteCondition, note: &Note) -> bool {
    match condition {
        NoteCondition::Text(condition) => has_text(condition, note),
        NoteCondition::Fields(condition) => {
            of_notetype(&condition.fields, note).is_some_and(|fields| {
                in_fields(&condition.like, fields, note, condition.without_accents)
            })
        }
        NoteCondition::FieldsRegex { regex, fields } => {
            fields.iter().any(|(notetype, positions)| {
                *notetype == note.notetype_id
                    && positions
                        .iter()
                        .any(|position| finds(regex, &note.fields[*position]))
            })
        }
        NoteCondition::AnyFieldRegex(regex) => note.fields.iter().any(|field| finds(regex, field)),
        NoteCondition::Regex(condition) => has_regex(condition, note),
        NoteCondition::Untagged => note.tags.is_empty(),
        NoteCondition::AnyTags => true,
        NoteCondition::NoSuchTag => false,
        NoteCondition::Tags {
            regex,
            without_accents,
        } => finds(regex, &seen(&stored_tags(note), *without_accents)),
        NoteCondition::AnyTagRegex(regex) => {
            stored_tags(note).split(' ').any(|tag| finds(regex, tag))
        }
        NoteCondition::Notetype(id) => note.notetype_id == *id,
        NoteCondition::Notetypes(ids) => ids.contains(&note.notetype_id),
        NoteCondition::Duplicates(ids) => ids.contains(&note.id),
        NoteCondition::EditedAfter(moment) => note.modified > *moment,
    }
}

fn has_text(condition: &TextCondition, note: &Note) -> bool {
    let accents = condition.view.without_accents;
    match &condition.fields {
        None => is_like(&condition.like, &seen(&note.fields.join("\u{1f}"), accents)),
        Some(fields) => of_notetype(fields, note).is_some_and(|fields| {
            let sort_field = seen(&note.fields[0], accents);
            let in_sort_field = fields.sort_field && is_like(&condition.like, &sort_field);
            in_sort_field || in_fields(&condition.like, fields, note, accents)
        }),
    }
}

fn has_regex(condition: &RegexCondition, note: &Note) -> bool {
    let found = |text: &str| finds(&condition.regex, &seen(text, condition.without_accents));
    let Some(notetypes) = &condition.fields else {
        return found(&note.fields.join("\u{1f}"));
    };
    notetypes.iter().any(|(notetype, positions)| {
        *notetype == note.notetype_id
            && match positions {
                None => found(&note.fields.join("\u{1f}")),
                Some(positions) => positions
                    .iter()
                    .any(|position| found(&note.fields[*position])),
            }
    })
}

fn stored_tags(note: &Note) -> String {
    if note.tags.is_empty() {
        String::new()
    } else {
        format!(" {} ", note.tags.join(" "))
    }
}

fn seen(text: &str, accents: bool) -> String {
    if accents {
        without_accents(text).into_owned()
    } else {
        text.to_owned()
    }
}

fn finds(regex: &str, text: &str) -> bool {
    Regex::new(regex).unwrap().is_match(text)
}

fn of_notetype<'a>(fields: &'a [SearchedFields], note: &Note) -> Option<&'a SearchedFields> {
    fields
        .iter()
        .find(|fields| fields.notetype == note.notetype_id)
}

fn in_fields(like: &Like, fields: &SearchedFields, note: &Note, accents: bool) -> bool {
    fields.ranges.iter().any(|range| {
        let text = note.fields[range.clone()].join("\u{1f}");
        is_like(like, &seen(&text, accents))
    })
}

fn is_like(like: &Like, text: &str) -> bool {
    fn matches(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['%', rest @ ..] => (0..=text.len()).any(|skipped| matches(rest, &text[skipped..])),
            ['_', rest @ ..] => !text.is_empty() && matches(rest, &text[1..]),
            ['\\', letter, rest @ ..] | [letter, rest @ ..] => {
                text.first()
                    .is_some_and(|found| found.eq_ignore_ascii_case(letter))
                    && matches(rest, &text[1..])
            }
        }
    }
    let pattern: Vec<char> = like.as_str().chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches(&pattern, &text)
}

fn in_state(state: CardState, card: &Card) -> bool {
    match state {
        CardState::New => card.kind == CardKind::New,
        CardState::Review => matches!(card.kind, CardKind::Review | CardKind::Relearning),
        CardState::Learning => matches!(card.kind, CardKind::Learning | CardKind::Relearning),
        CardState::Due {
            today,
            learn_cutoff,
        } => match card.queue {
            CardQueue::Review | CardQueue::DayLearning => i64::from(card.due) <= i64::from(today),
            CardQueue::Learning | CardQueue::PreviewRepeat => i64::from(card.due) <= learn_cutoff.0,
            _ => false,
        },
        CardState::Buried => matches!(
            card.queue,
            CardQueue::UserBuried | CardQueue::SchedulerBuried
        ),
        CardState::BuriedByUser => card.queue == CardQueue::UserBuried,
        CardState::BuriedByScheduler => card.queue == CardQueue::SchedulerBuried,
        CardState::Suspended => card.queue == CardQueue::Suspended,
    }
}

fn is_kind(kind: ReviewedKind, button: u8) -> bool {
    match kind {
        ReviewedKind::Answered(AnswerButton::Any) => button > 0,
        ReviewedKind::Answered(AnswerButton::Button(wanted)) => button == wanted,
        ReviewedKind::Rescheduled => button == 0,
    }
}

fn is_within(window: ReviewWindow, moment: i64) -> bool {
    match window {
        ReviewWindow::From(start) => moment >= start.0,
        ReviewWindow::Before(end) => moment < end.0,
        ReviewWindow::Within(start, end) => (start.0..end.0).contains(&moment),
        ReviewWindow::Outside(start, end) => !(start.0..end.0).contains(&moment),
    }
}

fn has_property(property: &CardProperty, operator: Operator, card: &Card) -> Option<bool> {
    let due = i64::from(if card.original_due == 0 {
        card.due
    } else {
        card.original_due
    });
    let remembered = card.data.contains("\"s\"");
    Some(match property {
        CardProperty::Due {
            day,
            days_from_today,
            next_day_at,
        } => match card.queue {
            CardQueue::Review | CardQueue::DayLearning => {
                compared(&due, operator, &i64::from(*day))
            }
            CardQueue::Learning | CardQueue::PreviewRepeat => compared(
                &((due - next_day_at.0) / 86_400),
                operator,
                &i64::from(*days_from_today),
            ),
            _ => false,
        },
        CardProperty::IntervalDays(days) => compared(&card.interval_days, operator, days),
        CardProperty::Position(position) => {
            card.kind == CardKind::New && compared(&due, operator, &i64::from(*position))
        }
        CardProperty::Stability(value) => {
            return remembered.then(|| compared(&2.5, operator, value));
        }
        CardProperty::Difficulty(value) => {
            return remembered.then(|| compared(&4.0, operator, value));
        }
        CardProperty::CustomText { value, .. } => {
            return card
                .data
                .contains("cd")
                .then(|| compared(&"x", operator, &value.as_str()));
        }
        other => unreachable!("no rows are made up for {other:?}"),
    })
}

fn compared<T: PartialOrd>(left: &T, operator: Operator, right: &T) -> bool {
    match operator {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        Operator::GreaterOrEqual => left >= right,
    }
}
