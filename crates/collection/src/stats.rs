//! The figures of Anki's statistics page: what each graph counts, over the cards of a search.
//!
//! One pass over the cards and one over the review log fill all of them. The rules are Anki's.

use std::collections::HashSet;

use ankid_scheduler::{CardData, DayTiming, MemoryState};
use ankid_types::{CalendarDay, Card, CardId, Review, ReviewId, ReviewKind, TimestampSecs};

use crate::config::ConfigKey;
use crate::error::Result;
use crate::view::View;

mod added;
mod buttons;
mod card_counts;
mod future_due;
mod hours;
mod intervals;
mod memory;
mod retention;
mod reviews;
mod today;

pub use added::Added;
pub use buttons::{ButtonCounts, Buttons};
pub use card_counts::{CardCounts, CountsByStage};
pub use future_due::FutureDue;
pub use hours::{HourCounts, Hours};
pub use intervals::Intervals;
pub use memory::{Difficulty, Eases, Retrievability};
pub use retention::{RetentionCounts, TrueRetention};
pub use reviews::{ByKind, Reviews};
pub use today::Today;

use future_due::FutureDueCounter;
use memory::{MedianCounter, RetrievabilityCounter};

/// A card whose interval is shorter is young.
const MATURE_DAYS: i32 = 21;
const DAY_SECS: i64 = 86_400;

/// The reviews of so few cards are looked up by card; those of more are picked out of the whole log.
const LOOKED_UP_CARDS: usize = 2000;

/// What all graphs show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    /// Today on the calendar; `None` beyond it.
    pub day: Option<CalendarDay>,
    /// The hour at which a day begins.
    pub rollover_hour: u8,
    /// Whether FSRS is on.
    pub fsrs: bool,
    /// Today's answers.
    pub today: Today,
    /// What falls due.
    pub future_due: FutureDue,
    /// The answers of each day.
    pub reviews: Reviews,
    /// The cards by how far they have come.
    pub card_counts: CardCounts,
    /// The intervals of the cards that are reviewed.
    pub intervals: Intervals,
    /// The ease factors of the cards without a memory state.
    pub eases: Eases,
    /// The stability of the cards with a memory state.
    pub stability: Intervals,
    /// The difficulty of the cards with a memory state.
    pub difficulty: Difficulty,
    /// How likely the cards with a memory state are remembered now.
    pub retrievability: Retrievability,
    /// The answers by the hour of the day.
    pub hours: Periods<Hours>,
    /// The answers by button.
    pub buttons: Periods<Buttons>,
    /// The cards by the day on which they were added.
    pub added: Added,
    /// The share of reviews that were remembered.
    pub retention: TrueRetention,
}

/// The same figures over stretches of time that end with today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Periods<T> {
    /// Of 30 days.
    pub month: T,
    /// Of 90 days.
    pub three_months: T,
    /// Of 365 days.
    pub year: T,
    /// Of as many days as were asked for.
    pub all: T,
}

/// The days that the figures are counted by.
#[derive(Debug, Clone, Copy)]
struct Days {
    timing: DayTiming,
    /// How far local time is ahead of UTC now.
    utc_offset_secs: i64,
}

/// A card, and what its data say.
struct CardFacts<'a> {
    card: &'a Card,
    memory: Option<MemoryState>,
    decay: Option<f32>,
    last_review: Option<TimestampSecs>,
}

impl View<'_> {
    /// The figures over the cards that a search finds and their reviews of so many days, not counting
    /// today; 0 stands for all days. With an empty search the reviews of removed cards count too.
    ///
    /// # Errors
    /// [`CollectionError::Search`](crate::CollectionError::Search), or an error of the file.
    pub fn statistics(&self, search: &str, days: u32) -> Result<Statistics> {
        let clock = Days::of(self)?;
        let mut figures = Figures::new(clock);
        let mut cards = Vec::new();
        let is_whole = search.trim().is_empty();
        self.for_each_card_of_search(search, |card| {
            if !is_whole {
                cards.push(card.id);
            }
            figures.add_card(&CardFacts::of(card));
            Ok(())
        })?;
        let first = match days {
            0 => ReviewId(0),
            days => ReviewId(clock.days_before_end(i64::from(days) + 1).as_millis().0),
        };
        let mut add = |review: &Review| -> Result<()> {
            figures.add_review(review);
            Ok(())
        };
        if is_whole {
            self.storage().for_each_review_from(first, add)?;
        } else if cards.len() <= LOOKED_UP_CARDS {
            self.storage()
                .for_each_review_of_cards_from(&cards, first, add)?;
        } else {
            let cards: HashSet<CardId> = cards.into_iter().collect();
            self.storage().for_each_review_from(first, |review| {
                match cards.contains(&review.card_id) {
                    true => add(review),
                    false => Ok(()),
                }
            })?;
        }
        let rollover_hour = self.rollover_hour()?;
        Ok(Statistics {
            day: clock.today(rollover_hour),
            rollover_hour,
            fsrs: self.config(ConfigKey::Fsrs)?.unwrap_or(false),
            ..figures.finish()
        })
    }
}

impl Days {
    fn of(view: &View<'_>) -> Result<Self> {
        let timing = view.timing()?;
        Ok(Self {
            timing,
            utc_offset_secs: view.clock().utc_offset_secs(timing.now).into(),
        })
    }

    const fn end(&self) -> i64 {
        self.timing.next_day_at.0
    }

    const fn days_before_end(&self, days: i64) -> TimestampSecs {
        self.timing.days_before_end(days)
    }

    /// Today on the calendar: the day whose noon, by the clock that begins days, lies within it.
    fn today(&self, rollover_hour: u8) -> Option<CalendarDay> {
        let noon = self.end() - i64::from(rollover_hour) * 3600 - DAY_SECS / 2;
        let offset = i32::try_from(self.utc_offset_secs).ok()?;
        CalendarDay::of(TimestampSecs(noon), offset)
    }
}

impl<T> Periods<T> {
    /// The figures of each stretch that a moment lies in.
    fn of(&mut self, moment: TimestampSecs, days: &Days) -> impl Iterator<Item = &mut T> {
        let since = |count: i64| moment >= days.days_before_end(count);
        [
            (true, &mut self.all),
            (since(365), &mut self.year),
            (since(90), &mut self.three_months),
            (since(30), &mut self.month),
        ]
        .into_iter()
        .filter_map(|(lies_in, figures)| lies_in.then_some(figures))
    }
}

impl<'a> CardFacts<'a> {
    fn of(card: &'a Card) -> Self {
        let data = match card.data.as_str() {
            "" | "{}" => CardData::default(),
            text => CardData::parse(text),
        };
        Self {
            card,
            memory: data.memory,
            decay: data.decay,
            last_review: data.last_review,
        }
    }
}

/// The figures while they are counted.
struct Figures {
    days: Days,
    /// Those that need nothing but counting.
    counted: Statistics,
    future_due: FutureDueCounter,
    eases: MedianCounter,
    difficulty: MedianCounter,
    retrievability: RetrievabilityCounter,
}

impl Figures {
    fn new(days: Days) -> Self {
        Self {
            days,
            counted: Statistics::default(),
            future_due: FutureDueCounter::default(),
            eases: MedianCounter::default(),
            difficulty: MedianCounter::default(),
            retrievability: RetrievabilityCounter::default(),
        }
    }

    fn add_card(&mut self, facts: &CardFacts<'_>) {
        let CardFacts { card, memory, .. } = facts;
        self.counted.added.add(card, &self.days);
        self.counted.card_counts.add(card);
        self.counted.intervals.add_card(card);
        self.future_due.add(card, &self.days);
        match memory {
            Some(memory) => {
                self.counted.stability.add_stability(*memory);
                self.difficulty.add_difficulty(*memory);
            }
            None => self.eases.add_ease(card),
        }
        self.retrievability.add(facts, &self.days);
    }

    fn add_review(&mut self, review: &Review) {
        let moment = review_moment(review);
        let counted = &mut self.counted;
        counted.retention.add(review, moment, &self.days);
        if matches!(review.kind, ReviewKind::Manual | ReviewKind::Rescheduled) {
            return;
        }
        counted.today.add(review, &self.days);
        counted.reviews.add(review, moment, &self.days);
        for hours in counted.hours.of(moment, &self.days) {
            hours.add(review, moment, &self.days);
        }
        for buttons in counted.buttons.of(moment, &self.days) {
            buttons.add(review);
        }
    }

    fn finish(self) -> Statistics {
        Statistics {
            future_due: self.future_due.finish(),
            eases: self.eases.eases(),
            difficulty: self.difficulty.difficulty(),
            retrievability: self.retrievability.finish(),
            ..self.counted
        }
    }
}

/// When an answer was given, in whole seconds.
const fn review_moment(review: &Review) -> TimestampSecs {
    TimestampSecs(review.id.0 / 1000)
}
