//! Rescheduling: reviews get the intervals that FSRS would give them now, as if their last answer had been given with
//! its present parameters. The rule is that of Anki's deck options.

use std::collections::HashMap;

use ankid_types::{Card, CardKind, CardQueue, Review, ReviewId, ReviewKind};

use crate::balance::{Load, chosen_place, easy_day_weights, easy_days, weight};
use crate::due_date::{Unanswered, logged_factor};
use crate::fuzz::{Seed, bounds, fuzzed_days, least_fuzzed_days};
use crate::history::LastAnswer;
use crate::memory::{MemoryModel, MemoryState};
use crate::timing::DayTiming;

/// What rescheduling the cards of one preset goes by.
pub struct Rescheduling<'a> {
    /// FSRS with the parameters of the preset.
    pub model: &'a MemoryModel,
    /// The longest interval, in days.
    pub most_days: u32,
    /// The day.
    pub timing: DayTiming,
    /// The moment that the review log gets.
    pub logged_at: ReviewId,
    /// What is due on each day; `None` where days are not balanced.
    pub load: Option<PresetLoad<'a>>,
}

/// What is due of the cards of a preset.
pub struct PresetLoad<'a> {
    due: HashMap<i64, u32>,
    /// What is due today or was so before.
    backlog: u32,
    /// How many cards were answered today.
    answered_today: u32,
    easy_days: [Load; 7],
    weekday_in: &'a dyn Fn(i64) -> usize,
}

/// What is due, and what was done.
pub struct DueCounts<'a> {
    /// The number of cards that are due on each day, by the number of the day.
    pub due: HashMap<i64, u32>,
    /// How many cards were answered today.
    pub answered_today: u32,
    /// The shares of the days of the week, Monday first.
    pub easy_days: &'a [f32],
}

impl<'a> PresetLoad<'a> {
    /// The load of today and the days ahead. `weekday_in` tells the day of the week, 0 for Monday, of the day that lies
    /// some days ahead.
    pub fn new(counts: DueCounts<'_>, today: u32, weekday_in: &'a dyn Fn(i64) -> usize) -> Self {
        let backlog = counts
            .due
            .iter()
            .filter(|(day, _)| **day <= i64::from(today));
        Self {
            backlog: backlog.map(|(_, count)| count).sum(),
            due: counts.due,
            answered_today: counts.answered_today,
            easy_days: easy_days(counts.easy_days),
            weekday_in,
        }
    }

    /// Counts a card on another day.
    fn shift(&mut self, from: i64, to: i64, today: i64) {
        if let Some(count) = self.due.get_mut(&from) {
            *count = count.saturating_sub(1);
        }
        *self.due.entry(to).or_default() += 1;
        if from <= today && to > today {
            self.backlog = self.backlog.saturating_sub(1);
        } else if from > today && to <= today {
            self.backlog += 1;
        }
    }

    /// An interval within the fuzz; `None` where the card is late with any of them.
    fn choose(&self, wish: &Wish, today: i64) -> Option<u32> {
        let (first, last) = bounds(wish.days, wish.least, wish.most);
        if last < wish.passed {
            return None;
        }
        let intervals = first.max(wish.passed)..=last;
        let ahead = |interval: u32| i64::from(interval) - i64::from(wish.passed);
        let count = |interval: u32| match ahead(interval) {
            0 => self.backlog + self.answered_today,
            ahead => self.due.get(&(today + ahead)).copied().unwrap_or(0),
        };
        let load = |interval: u32| {
            let weekday = (self.weekday_in)(ahead(interval));
            self.easy_days.get(weekday).copied()
        };
        let counts: Vec<usize> = intervals.clone().map(|days| count(days) as usize).collect();
        let loads: Option<Vec<Load>> = intervals.clone().map(load).collect();
        let easy_weights = easy_day_weights(&loads?, &counts);
        let weights = intervals.clone().zip(counts).zip(easy_weights);
        let weights = weights.map(|((interval, count), easy_weight)| {
            weight(count, interval as usize, 1.0, easy_weight)
        });
        let chosen = chosen_place(weights, wish.seed)?;
        intervals.into_iter().nth(chosen)
    }
}

/// The interval that a card is to get, more or less.
struct Wish {
    days: f32,
    least: u32,
    most: u32,
    /// The days since the last answer.
    passed: u32,
    seed: Seed,
}

impl Rescheduling<'_> {
    /// Gives a card whose memory state is known another interval and due date, and tells what the review log is to say
    /// of it; `None` for a card that is in learning or suspended and stays as it is.
    pub fn apply(
        &mut self,
        card: &mut Card,
        last: LastAnswer,
        memory: MemoryState,
        desired_retention: f32,
    ) -> Option<Review> {
        if card.kind != CardKind::Review || card.queue == CardQueue::Suspended {
            return None;
        }
        let today = i64::from(self.timing.today);
        let passed = self.timing.days_since(last.at);
        let days = self.model.days(memory, desired_retention);
        let least = least_fuzzed_days(days, last.interval_before_days, self.most_days).max(1);
        let wish = Wish {
            days,
            least,
            most: self.most_days,
            passed,
            seed: Seed::of_last_answer(card),
        };
        let balanced = self
            .load
            .as_ref()
            .and_then(|load| load.choose(&wish, today));
        let interval =
            balanced.unwrap_or_else(|| fuzzed_days(wish.seed.factor(), days, least, wish.most));
        let interval_before = std::mem::replace(&mut card.interval_days, interval);
        let due = today - i64::from(passed) + i64::from(interval);
        let place = match card.original_due {
            0 => &mut card.due,
            _ => &mut card.original_due,
        };
        if let Some(load) = &mut self.load {
            load.shift(i64::from(*place), due, today);
        }
        *place = i32::try_from(due).unwrap_or(i32::MAX);
        let change = Unanswered {
            id: self.logged_at,
            last_interval_days: interval_before,
            factor: logged_factor(memory),
            kind: ReviewKind::Rescheduled,
        };
        Some(change.review(card))
    }
}
