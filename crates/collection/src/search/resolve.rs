//! From what a search says to what is to be compared: names become ids, days become moments.

use std::cell::{Cell, OnceCell};

use ankid_scheduler::DayTiming;
use ankid_search::{
    CardCondition, CardProperty, CardState, Comparison, Expr, ExprKind, FieldsCondition, Like,
    Match, NoteCondition, Operator, Pattern, Property, Query, RegexCondition, ReviewWindow,
    ReviewedKind, Span, State, TemplateName, Term, TextCondition, TextView, without_accents,
};
use ankid_template::text::{field_checksum, strip_html_preserving_media_filenames};
use ankid_types::{DeckId, DeckName, NoteId, NotetypeId, TimestampMillis, TimestampSecs};
use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::error::{RegexFault, SearchError};
use super::fields;
use super::names::{NameMatcher, deck_regex, exact_deck_regex};
use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::view::View;

/// Looks up what a search names.
pub(super) struct Resolver<'a, 'v> {
    view: &'a View<'v>,
    search: &'a str,
    /// The term that is looked at.
    place: Cell<Span>,
    normalizes_note_text: bool,
    ignores_accents: bool,
    timing: OnceCell<DayTiming>,
}

impl<'a, 'v> Resolver<'a, 'v> {
    pub(super) fn new(view: &'a View<'v>, search: &'a str) -> Result<Self> {
        let normalizes: Option<bool> = view.config(ConfigKey::NormalizeNoteText)?;
        let ignores: Option<bool> = view.config(ConfigKey::IgnoreAccentsInSearch)?;
        Ok(Self {
            view,
            search,
            place: Cell::default(),
            normalizes_note_text: normalizes.unwrap_or(true),
            ignores_accents: ignores.unwrap_or(false),
            timing: OnceCell::new(),
        })
    }

    pub(super) fn query(&self, expr: &Expr) -> Result<Query> {
        let all = |parts: &[Expr]| {
            parts
                .iter()
                .map(|part| self.query(part))
                .collect::<Result<_>>()
        };
        Ok(match &expr.kind {
            ExprKind::All => Query::All,
            ExprKind::And(parts) => Query::And(all(parts)?),
            ExprKind::Or(parts) => Query::Or(all(parts)?),
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::Term(Term::WithoutClozes(text)) => self.without_clozes(text, true),
                _ => Query::Not(Box::new(self.query(inner)?)),
            },
            ExprKind::Group(inner) => self.query(inner)?,
            ExprKind::Term(term) => {
                self.place.set(expr.span);
                self.term(term)?
            }
        })
    }

    /// The term that a regular expression comes from.
    pub(super) fn place_of_regex(&self, expr: &Expr, regex: &str) -> Result<Option<Span>> {
        Ok(match &expr.kind {
            ExprKind::All => None,
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                let places = parts.iter().map(|part| self.place_of_regex(part, regex));
                places
                    .collect::<Result<Vec<_>>>()?
                    .into_iter()
                    .find_map(|place| place)
            }
            ExprKind::Not(inner) | ExprKind::Group(inner) => self.place_of_regex(inner, regex)?,
            ExprKind::Term(_) => {
                let mut found = false;
                let query = self.query(expr)?;
                query.visit_regexes(&mut |source| found |= source == regex);
                found.then_some(expr.span)
            }
        })
    }

    /// The error of a regular expression in the term that is looked at.
    fn bad_regex(&self, cause: &regex::Error) -> CollectionError {
        SearchError::from(RegexFault::new(self.search, self.place.get(), cause)).into()
    }

    fn term(&self, term: &Term) -> Result<Query> {
        use {CardCondition as Card, NoteCondition as Note};
        Ok(match term {
            Term::Text(text) => self.text(text, self.ignores_accents),
            Term::WithoutAccents(text) => self.text(text, true),
            Term::WithoutClozes(text) => self.without_clozes(text, false),
            Term::Field { name, value } => Query::Note(self.field(name, value)?),
            Term::Regex(source) => self.regex(&self.note_text(source), false),
            Term::Word(word) => {
                let word = word.map(|word| self.note_text(word));
                let source = format!(r"\b{}\b", word.to_regex());
                self.regex(&source, self.ignores_accents)
            }
            Term::Tag(tag) => Query::Note(tag_condition(tag)),
            Term::Notetype(name) => Query::Note(Note::Notetypes(self.notetypes(name)?)),
            Term::NotetypeId(id) => Query::Note(Note::Notetype(*id)),
            Term::NoteIds(ids) => Query::NoteIds(ids.clone()),
            Term::Duplicate { notetype, text } => {
                Query::Note(Note::Duplicates(self.duplicates(*notetype, text)?))
            }
            Term::EditedInDays(days) => {
                let moment = self.timing()?.days_before_end(i64::from(*days));
                Query::Note(Note::EditedAfter(moment))
            }
            Term::Template(TemplateName::Ordinal(ordinal)) => Query::Ordinal(*ordinal),
            Term::Template(TemplateName::Name(name)) => Query::Templates(self.templates(name)?),
            Term::Deck(name) => Query::Card(self.deck(name)?),
            Term::DeckIds(ids) => Query::Card(Card::DeckIds(ids.clone())),
            Term::Preset(name) => Query::Card(self.preset(name)),
            Term::CardIds(ids) => Query::Card(Card::Ids(ids.clone())),
            Term::State(state) => Query::Card(Card::State(self.state(*state)?)),
            Term::Flag(flag) => Query::Card(Card::Flag(*flag)),
            Term::AddedInDays(days) => {
                Query::Card(Card::AddedAfter(self.end_of_day(-i64::from(*days))?))
            }
            Term::IntroducedInDays(days) => {
                Query::Card(Card::IntroducedAfter(self.end_of_day(-i64::from(*days))?))
            }
            Term::RatedInDays(days, button) => {
                let kind = ReviewedKind::Answered(*button);
                Query::Card(self.reviewed(kind, Operator::Greater, -i64::from(*days))?)
            }
            Term::RescheduledInDays(days) => {
                let kind = ReviewedKind::Rescheduled;
                Query::Card(self.reviewed(kind, Operator::Greater, -i64::from(*days))?)
            }
            Term::Property(comparison) => Query::Card(self.property(comparison)?),
            Term::CustomData(key) => Query::Card(Card::CustomData(key.as_str().to_owned())),
        })
    }

    fn text(&self, text: &Pattern, without_accents: bool) -> Query {
        let view = TextView {
            without_accents,
            without_clozes: false,
        };
        Query::Note(self.text_condition(text, view))
    }

    /// A text in cloze notes, or rather its opposite.
    ///
    /// Anki joins two conditions here without brackets, so that `-` means the first one only.
    fn without_clozes(&self, text: &Pattern, negated: bool) -> Query {
        let notetypes = self.view.catalog().notetypes();
        let mut ids: Vec<_> = notetypes
            .map(|found| (found.usn, found.id, found.is_cloze()))
            .collect();
        ids.retain(|(_usn, _id, is_cloze)| *is_cloze);
        ids.sort_unstable();
        let of_notetype = |(_usn, id, _is_cloze)| Query::Note(NoteCondition::Notetype(id));
        let mut is_cloze = Query::Or(ids.into_iter().map(of_notetype).collect());
        if negated {
            is_cloze = Query::Not(Box::new(is_cloze));
        }
        let view = TextView {
            without_accents: self.ignores_accents,
            without_clozes: true,
        };
        Query::And(vec![is_cloze, Query::Note(self.text_condition(text, view))])
    }

    fn text_condition(&self, text: &Pattern, view: TextView) -> NoteCondition {
        let mut like = Like::whole(&text.map(|text| self.note_text(text)));
        if view.without_accents {
            like = like.without_accents();
        }
        NoteCondition::Text(TextCondition {
            like: like.anywhere(),
            view,
            fields: fields::unnamed(self.view.catalog()),
        })
    }

    fn regex(&self, source: &str, ignores_accents: bool) -> Query {
        let source = if ignores_accents {
            without_accents(source)
        } else {
            source.into()
        };
        Query::Note(NoteCondition::Regex(RegexCondition {
            regex: format!("(?i){source}"),
            without_accents: ignores_accents,
            fields: fields::unnamed_positions(self.view.catalog()),
        }))
    }

    fn field(&self, name: &Pattern, value: &Match) -> Result<NoteCondition> {
        let catalog = self.view.catalog();
        let name = name.map(composed);
        let any_field = matches!(name.as_str(), "*" | "_*" | "*_");
        let (text, without_accents) = match value {
            Match::Regex(source) => {
                let regex = format!("(?i){}", self.note_text(source));
                return Ok(if any_field {
                    NoteCondition::AnyFieldRegex(regex)
                } else {
                    let fields = fields::named_positions(catalog, &name)
                        .map_err(|cause| self.bad_regex(&cause))?;
                    NoteCondition::FieldsRegex { regex, fields }
                });
            }
            Match::Plain(text) => (text, false),
            Match::WithoutAccents(text) => (text, true),
        };
        let text = text.map(|text| self.note_text(text));
        if any_field {
            let regex = format!("(?is)^{}$", text.to_regex());
            return Ok(NoteCondition::AnyFieldRegex(regex));
        }
        // What only asks whether a field is filled must look at each by itself.
        let join = !matches!(text.as_str(), "*" | "_*" | "*_");
        let mut like = Like::whole(&text);
        if without_accents {
            like = like.without_accents();
        }
        let fields = fields::named(catalog, &name, join).map_err(|cause| self.bad_regex(&cause))?;
        Ok(NoteCondition::Fields(FieldsCondition {
            like,
            without_accents,
            fields,
        }))
    }

    fn matcher(&self, name: &Pattern) -> Result<NameMatcher> {
        let matcher = NameMatcher::new(&name.map(composed));
        matcher.map_err(|cause| self.bad_regex(&cause))
    }

    fn notetypes(&self, name: &Pattern) -> Result<Vec<NotetypeId>> {
        let matcher = self.matcher(name)?;
        let notetypes = self.view.catalog().notetypes();
        let found = notetypes.filter(|notetype| matcher.matches(&notetype.name));
        Ok(found.map(|notetype| notetype.id).collect())
    }

    fn templates(&self, name: &Pattern) -> Result<Vec<(NotetypeId, u16)>> {
        let matcher = self.matcher(name)?;
        let mut found = Vec::new();
        for notetype in self.view.catalog().notetypes() {
            for (ordinal, template) in (0..).zip(&notetype.templates) {
                if matcher.matches(&template.name) {
                    found.push((notetype.id, ordinal));
                }
            }
        }
        Ok(found)
    }

    fn duplicates(&self, notetype: NotetypeId, text: &str) -> Result<Vec<NoteId>> {
        let text = self.note_text(text);
        let stripped = strip_html_preserving_media_filenames(&text);
        let candidates = self
            .view
            .storage()
            .first_fields_with_checksum(notetype, field_checksum(&stripped))?;
        let same = |field: &str| strip_html_preserving_media_filenames(field) == stripped;
        let found = candidates.into_iter().filter(|(_id, field)| same(field));
        Ok(found.map(|(id, _field)| id).collect())
    }

    fn deck(&self, name: &Pattern) -> Result<CardCondition> {
        let name = name.map(composed);
        let catalog = self.view.catalog();
        let regex = match name.as_str() {
            "*" => return Ok(CardCondition::AnyDeck),
            "filtered" => return Ok(CardCondition::Filtered),
            "current" => {
                let current: Option<DeckId> = self.view.config(ConfigKey::CurrentDeck)?;
                match catalog.deck(current.unwrap_or(DeckId::DEFAULT)) {
                    Some(deck) => exact_deck_regex(&deck.name),
                    None => exact_deck_regex(&DeckName::from_stored("Default")),
                }
            }
            _ => deck_regex(&name),
        };
        let regex = regex.map_err(|cause| self.bad_regex(&cause))?;
        let found = catalog
            .decks()
            .filter(|deck| regex.is_match(deck.name.as_stored()));
        Ok(CardCondition::Decks(found.map(|deck| deck.id).collect()))
    }

    fn preset(&self, name: &str) -> CardCondition {
        let catalog = self.view.catalog();
        let name = UniCase::new(name);
        let mut presets = catalog.deck_configs();
        let Some(preset) = presets.find(|preset| UniCase::new(preset.name.as_str()) == name) else {
            return CardCondition::NoSuchPreset;
        };
        let decks = catalog.decks_with(preset.id);
        CardCondition::DecksOfPreset(decks.map(|deck| deck.id).collect())
    }

    fn state(&self, state: State) -> Result<CardState> {
        Ok(match state {
            State::New => CardState::New,
            State::Review => CardState::Review,
            State::Learning => CardState::Learning,
            State::Due => {
                let timing = self.timing()?;
                let ahead = self.view.learn_ahead_secs()?;
                CardState::Due {
                    today: timing.today,
                    learn_cutoff: TimestampSecs(timing.now.0 + i64::from(ahead)),
                }
            }
            State::Buried => CardState::Buried,
            State::BuriedByUser => CardState::BuriedByUser,
            State::BuriedByScheduler => CardState::BuriedByScheduler,
            State::Suspended => CardState::Suspended,
        })
    }

    /// Entries of the review log on days that are counted from today.
    fn reviewed(&self, kind: ReviewedKind, operator: Operator, day: i64) -> Result<CardCondition> {
        let start = self.end_of_day(day - 1)?;
        let end = self.end_of_day(day)?;
        let window = match operator {
            Operator::Equal => ReviewWindow::Within(start, end),
            Operator::NotEqual => ReviewWindow::Outside(start, end),
            Operator::Less => ReviewWindow::Before(start),
            Operator::LessOrEqual => ReviewWindow::Before(end),
            Operator::Greater => ReviewWindow::From(end),
            Operator::GreaterOrEqual => ReviewWindow::From(start),
        };
        Ok(CardCondition::Reviewed { kind, window })
    }

    fn property(&self, comparison: &Comparison) -> Result<CardCondition> {
        let operator = comparison.operator;
        let property = match &comparison.property {
            Property::RatedOnDay(day, button) => {
                let kind = ReviewedKind::Answered(*button);
                return self.reviewed(kind, operator, i64::from(*day));
            }
            Property::RescheduledOnDay(day) => {
                return self.reviewed(ReviewedKind::Rescheduled, operator, i64::from(*day));
            }
            Property::DueInDays(days) => {
                let timing = self.timing()?;
                CardProperty::Due {
                    // Sums beyond the range wrap, as they do in Anki.
                    day: days.wrapping_add_unsigned(timing.today),
                    days_from_today: *days,
                    next_day_at: timing.next_day_at,
                }
            }
            Property::IntervalDays(days) => CardProperty::IntervalDays(*days),
            Property::Reviews(count) => CardProperty::Reviews(*count),
            Property::Lapses(count) => CardProperty::Lapses(*count),
            Property::EaseFactor(factor) => CardProperty::EaseFactor(thousandths(*factor)),
            Property::Position(position) => CardProperty::Position(*position),
            Property::Stability(days) => CardProperty::Stability(*days),
            Property::Difficulty(share) => CardProperty::Difficulty(share * 9.0 + 1.0),
            Property::Retrievability(value) => {
                let timing = self.timing()?;
                CardProperty::Retrievability {
                    value: *value,
                    today: timing.today,
                    next_day_at: timing.next_day_at,
                    now: timing.now,
                }
            }
            Property::CustomNumber { key, value } => CardProperty::CustomNumber {
                key: key.clone(),
                value: *value,
            },
            Property::CustomText { key, value } => CardProperty::CustomText {
                key: key.clone(),
                value: value.clone(),
            },
        };
        Ok(CardCondition::Property { property, operator })
    }

    fn timing(&self) -> Result<DayTiming> {
        if let Some(timing) = self.timing.get() {
            return Ok(*timing);
        }
        let timing = self.view.timing()?;
        Ok(*self.timing.get_or_init(|| timing))
    }

    /// When a day ends that is counted from today.
    fn end_of_day(&self, day: i64) -> Result<TimestampMillis> {
        Ok(self.timing()?.days_before_end(-day).as_millis())
    }

    /// The text in the form that the texts of notes are in.
    fn note_text(&self, text: &str) -> String {
        if self.normalizes_note_text {
            composed(text)
        } else {
            text.to_owned()
        }
    }
}

fn tag_condition(tag: &Match) -> NoteCondition {
    let (text, ignores_accents) = match tag {
        Match::Regex(source) => {
            return NoteCondition::AnyTagRegex(format!("(?i){}", composed(source)));
        }
        Match::Plain(text) => (text, false),
        Match::WithoutAccents(text) => (text, true),
    };
    let text = text.map(composed);
    match text.as_str() {
        "none" => NoteCondition::Untagged,
        "*" => NoteCondition::AnyTags,
        spaced if spaced.contains(' ') => NoteCondition::NoSuchTag,
        _ => {
            let text = if ignores_accents {
                text.map(|text| without_accents(text).into_owned())
            } else {
                text
            };
            NoteCondition::Tags {
                regex: format!("(?i) {}(::| )", text.to_regex_of(r"\S")),
                without_accents: ignores_accents,
            }
        }
    }
}

fn composed(text: &str) -> String {
    text.nfc().collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is out of range becomes the nearest number, as in Anki"
)]
fn thousandths(factor: f32) -> u32 {
    (factor * 1000.0) as u32
}
