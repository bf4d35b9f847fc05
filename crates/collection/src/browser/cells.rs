//! What the cells of a row say.

use ankid_scheduler::{CardData, DayTiming, time_span};
use ankid_template::text::html_to_text_line;
use ankid_types::{CalendarDay, Card, CardKind, CardQueue, DeckId, LocalTime, Note, TimestampSecs};

use super::sides::Sides;
use super::{BrowserColumn, BrowserMode};
use crate::catalog::NotetypeEntry;
use crate::error::Result;
use crate::view::View;

const DAY_SECS: i64 = 86_400;
/// A `due` beyond this is a second since 1970, not a day of the collection.
const LAST_DUE_DAY: i32 = 365_000;
const DEFAULT_DECAY: f32 = 0.5;

const NEW: &str = "(new)";
const LEARNING: &str = "(learning)";
const FILTERED: &str = "(filtered)";

/// Writes the cells of rows.
pub(super) struct Cells<'a> {
    view: &'a View<'a>,
    mode: BrowserMode,
    columns: &'a [BrowserColumn],
    shows_sides: bool,
    timing: DayTiming,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        view: &'a View<'a>,
        mode: BrowserMode,
        columns: &'a [BrowserColumn],
    ) -> Result<Self> {
        let is_side = |column| matches!(column, BrowserColumn::Question | BrowserColumn::Answer);
        Ok(Self {
            view,
            mode,
            columns,
            shows_sides: columns.iter().copied().any(is_side),
            timing: view.timing()?,
        })
    }

    /// The cells of a row; in the mode of cards, `cards` is one.
    pub(super) fn of(&self, note: &Note, cards: &[Card], notetype: &NotetypeEntry) -> Vec<String> {
        let Some(first) = cards.first() else {
            return vec![String::new(); self.columns.len()];
        };
        let sides = if self.shows_sides {
            Sides::of(self.view, note, first, notetype)
        } else {
            Sides::default()
        };
        let cell = |column: &BrowserColumn| match column {
            BrowserColumn::Question => sides.question.clone(),
            BrowserColumn::Answer => sides.answer.clone(),
            BrowserColumn::NoteCreated => self.moment(TimestampSecs(note.id.0.div_euclid(1000))),
            BrowserColumn::NoteModified => self.moment(note.modified),
            BrowserColumn::Notetype => notetype.name.clone(),
            BrowserColumn::SortField => sort_field(note, notetype),
            BrowserColumn::Tags => note.tags.join(" "),
            BrowserColumn::Template if self.mode == BrowserMode::Notes => cards.len().to_string(),
            BrowserColumn::Template => notetype.card_name(first.ordinal).unwrap_or_default(),
            card_column => self.card_cell(*card_column, first, cards),
        };
        self.columns.iter().map(cell).collect()
    }

    fn card_cell(&self, column: BrowserColumn, first: &Card, cards: &[Card]) -> String {
        let sum = |of: fn(&Card) -> u32| cards.iter().map(of).map(u64::from).sum::<u64>();
        match column {
            BrowserColumn::CardModified => {
                let latest = cards.iter().map(|card| card.modified).max();
                latest.map_or_else(String::new, |moment| self.moment(moment))
            }
            BrowserColumn::Deck => self.deck(first, cards),
            BrowserColumn::Due if self.mode == BrowserMode::Notes => self.due_of_note(cards),
            BrowserColumn::Due => self.due_of_card(first),
            BrowserColumn::Ease => ease(cards),
            BrowserColumn::Interval => self.interval(first, cards),
            BrowserColumn::Lapses => sum(|card| card.lapses).to_string(),
            BrowserColumn::Reviews => sum(|card| card.reviews).to_string(),
            BrowserColumn::OriginalPosition => original_position(first),
            BrowserColumn::Stability => CardData::parse(&first.data)
                .memory
                .map_or_else(String::new, |memory| {
                    time_span(memory.stability * DAY_SECS as f32)
                }),
            BrowserColumn::Difficulty => CardData::parse(&first.data)
                .memory
                .map_or_else(String::new, |memory| {
                    percent((memory.difficulty - 1.0) / 9.0)
                }),
            BrowserColumn::Retrievability => self.retrievability(first),
            // Those of the note are written before.
            _ => String::new(),
        }
    }

    fn deck(&self, first: &Card, cards: &[Card]) -> String {
        if self.mode == BrowserMode::Notes {
            let mut decks: Vec<_> = cards.iter().map(|card| card.deck_id).collect();
            decks.sort_unstable();
            decks.dedup();
            if decks.len() > 1 {
                return format!("({})", decks.len());
            }
        }
        let name = |id| {
            let deck = self.view.catalog().deck(id);
            deck.map_or_else(|| format!("[{id}]"), |deck| deck.name.human())
        };
        let current = name(first.deck_id);
        if is_borrowed(first) {
            format!("{current} ({})", name(first.original_deck_id))
        } else {
            current
        }
    }

    fn due_of_card(&self, card: &Card) -> String {
        let due = if is_borrowed(card) {
            FILTERED.to_owned()
        } else if is_new(card) {
            format!("New #{}", card.due)
        } else if let Some(moment) = self.due_moment(card) {
            self.day(moment)
        } else {
            return String::new();
        };
        if card.queue.code() < 0 {
            format!("({due})")
        } else {
            due
        }
    }

    /// When the first card is due that waits for a day.
    fn due_of_note(&self, cards: &[Card]) -> String {
        let waits = |card: &&Card| !(is_borrowed(card) || is_new(card) || card.queue.code() < 0);
        let moments = cards
            .iter()
            .filter(waits)
            .filter_map(|card| self.due_moment(card));
        moments
            .min()
            .map_or_else(String::new, |moment| self.day(moment))
    }

    fn due_moment(&self, card: &Card) -> Option<TimestampSecs> {
        let due = home_due(card);
        if card.queue == CardQueue::Learning {
            return Some(TimestampSecs(i64::from(due)));
        }
        let days = i64::from(due) - i64::from(self.timing.today);
        is_due_on_a_day(card).then(|| TimestampSecs(self.timing.now.0 + days * DAY_SECS))
    }

    fn interval(&self, first: &Card, cards: &[Card]) -> String {
        if self.mode == BrowserMode::Cards {
            match first.kind {
                CardKind::New => return NEW.to_owned(),
                CardKind::Learning => return LEARNING.to_owned(),
                CardKind::Review | CardKind::Relearning => {}
            }
        }
        let graduated = |card: &&Card| matches!(card.kind, CardKind::Review | CardKind::Relearning);
        let days = cards
            .iter()
            .filter(graduated)
            .map(|card| u64::from(card.interval_days));
        average(days).map_or_else(String::new, |(sum, count)| {
            time_span((sum * DAY_SECS as u64 / count) as f32)
        })
    }

    fn retrievability(&self, card: &Card) -> String {
        let data = CardData::parse(&card.data);
        let Some(memory) = data.memory else {
            return String::new();
        };
        let now = self.timing.now.0;
        let last = match data.last_review {
            Some(moment) => moment.0,
            None => match self.due_moment(card) {
                Some(due) if card.queue != CardQueue::Learning => {
                    due.0 - i64::from(card.interval_days) * DAY_SECS
                }
                _ => i64::from(home_due(card)),
            },
        };
        let days = (now - last).max(0) as f32 / DAY_SECS as f32;
        percent(memory.retrievability(days, data.decay.unwrap_or(DEFAULT_DECAY)))
    }

    fn offset_secs(&self, moment: TimestampSecs) -> i32 {
        self.view.clock().utc_offset_secs(moment)
    }

    fn day(&self, moment: TimestampSecs) -> String {
        let day = CalendarDay::of(moment, self.offset_secs(moment));
        day.map_or_else(String::new, |day| day.to_string())
    }

    fn moment(&self, moment: TimestampSecs) -> String {
        let time = LocalTime::of(moment, self.offset_secs(moment));
        time.map_or_else(String::new, |time| time.to_string())
    }
}

fn sort_field(note: &Note, notetype: &NotetypeEntry) -> String {
    let index = usize::try_from(notetype.settings.sort_field_index).ok();
    let field = index.and_then(|index| note.fields.get(index));
    field.map_or_else(String::new, |text| {
        html_to_text_line(text, true).into_owned()
    })
}

fn original_position(card: &Card) -> String {
    match CardData::parse(&card.data).original_position {
        Some(position) => position.to_string(),
        None if card.kind == CardKind::New => card.due.to_string(),
        None => String::new(),
    }
}

fn ease(cards: &[Card]) -> String {
    let studied = cards.iter().filter(|card| card.kind != CardKind::New);
    average(studied.map(|card| u64::from(card.ease_factor))).map_or_else(
        || NEW.to_owned(),
        |(sum, count)| format!("{}%", sum / count / 10),
    )
}

/// The sum of some numbers, and how many they are; `None` for no numbers.
fn average(numbers: impl Iterator<Item = u64>) -> Option<(u64, u64)> {
    let (sum, count) = numbers.fold((0, 0), |(sum, count), number| (sum + number, count + 1));
    (count > 0).then_some((sum, count))
}

fn percent(share: f32) -> String {
    format!("{:.0}%", share * 100.0)
}

fn is_borrowed(card: &Card) -> bool {
    card.original_deck_id != DeckId::NONE
}

fn is_new(card: &Card) -> bool {
    card.queue == CardQueue::New || card.kind == CardKind::New
}

/// When the card is due, also while a filtered deck has it.
fn home_due(card: &Card) -> i32 {
    if is_borrowed(card) {
        card.original_due
    } else {
        card.due
    }
}

fn is_due_on_a_day(card: &Card) -> bool {
    card.kind != CardKind::New && home_due(card) <= LAST_DUE_DAY
        || matches!(card.queue, CardQueue::DayLearning | CardQueue::Review)
        || card.kind == CardKind::Review && card.queue.code() < 0
}
