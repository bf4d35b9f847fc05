//! Answers to a card with an interval in days.

use crate::learning::{at_least_a_day, days_in_secs};
use crate::memory::{MemoryState, NextMemoryStates};
use crate::rules::Rules;
use crate::state::{LearningState, NextNormalStates, NormalState, RelearningState, ReviewState};

const LEAST_EASE_FACTOR: f32 = 1.3;
const AGAIN_EASE_CHANGE: f32 = -0.2;
const HARD_EASE_CHANGE: f32 = -0.15;
const EASY_EASE_CHANGE: f32 = 0.15;

/// The intervals of the answers that a card passes with, in days; each grows from the one before.
struct PassingDays {
    hard: u32,
    good: u32,
    easy: u32,
}

impl ReviewState {
    /// Whether the card was not due yet, as only a filtered deck shows it.
    pub(crate) fn is_early(self) -> bool {
        self.elapsed_days < self.scheduled_days
    }

    pub(crate) fn next(self, rules: &Rules<'_>) -> NextNormalStates {
        let days = match &rules.memory {
            Some(memory) => self.passing_days_of_memory(rules, memory),
            None if self.is_early() => self.passing_days_when_early(rules),
            None => self.passing_days(rules),
        };
        let memory = rules.memory;
        let passed = |scheduled_days, ease_factor, memory: Option<MemoryState>| {
            NormalState::Review(Self {
                scheduled_days,
                elapsed_days: 0,
                ease_factor,
                memory,
                ..self
            })
        };
        NextNormalStates {
            again: self.again(rules),
            hard: passed(
                days.hard,
                (self.ease_factor + HARD_EASE_CHANGE).max(LEAST_EASE_FACTOR),
                memory.map(|memory| memory.hard.state),
            ),
            good: passed(
                days.good,
                self.ease_factor,
                memory.map(|memory| memory.good.state),
            ),
            easy: passed(
                days.easy,
                self.ease_factor + EASY_EASE_CHANGE,
                memory.map(|memory| memory.easy.state),
            ),
        }
    }

    /// The interval in days, and the memory state, of a card that is forgotten.
    ///
    /// FSRS fuzzes only when the card leaves relearning.
    pub(crate) fn forgotten(self, rules: &Rules<'_>) -> (f32, Option<MemoryState>) {
        if let Some(memory) = &rules.memory {
            return (memory.again.days, Some(memory.again.state));
        }
        let settings = rules.settings;
        let days = (self.scheduled_days as f32).max(1.0) * settings.lapse_multiplier;
        let days = rules.fuzzed(days, settings.minimum_lapse_interval_days);
        (days as f32, None)
    }

    fn again(self, rules: &Rules<'_>) -> NormalState {
        let lapses = self.lapses.saturating_add(1);
        let (days, memory) = self.forgotten(rules);
        let review = Self {
            scheduled_days: at_least_a_day(days) as u32,
            elapsed_days: 0,
            ease_factor: (self.ease_factor + AGAIN_EASE_CHANGE).max(LEAST_EASE_FACTOR),
            lapses,
            is_leech: is_leech(lapses, rules.settings.leech_threshold),
            memory,
        };
        let steps = rules.relearn_steps();
        let secs = match steps.again_secs() {
            Some(secs) => secs,
            None if rules.is_short_term(days, steps) => days_in_secs(days),
            None => return NormalState::Review(review),
        };
        NormalState::Relearning(RelearningState {
            learning: LearningState {
                steps_left: steps.all(),
                scheduled_secs: secs,
                memory,
            },
            review,
        })
    }

    fn passing_days(self, rules: &Rules<'_>) -> PassingDays {
        let settings = rules.settings;
        let scheduled = (self.scheduled_days as f32).max(1.0);
        let late = self.elapsed_days.saturating_sub(self.scheduled_days) as f32;
        let fuzzed = |days: f32, least| rules.fuzzed(days * settings.interval_multiplier, least);
        let longer = self.scheduled_days.saturating_add(1);
        let hard_grows = settings.hard_multiplier > 1.0;
        let hard = fuzzed(
            scheduled * settings.hard_multiplier,
            if hard_grows { longer } else { 0 },
        );
        let good = fuzzed(
            (scheduled + late / 2.0) * self.ease_factor,
            if hard_grows {
                hard.saturating_add(1)
            } else {
                longer
            },
        );
        let easy = fuzzed(
            (scheduled + late) * self.ease_factor * settings.easy_multiplier,
            good.saturating_add(1),
        );
        PassingDays { hard, good, easy }
    }

    fn passing_days_when_early(self, rules: &Rules<'_>) -> PassingDays {
        let settings = rules.settings;
        let scheduled = (self.scheduled_days as f32).max(1.0);
        let elapsed = self.elapsed_days as f32;
        let rounded = |days: f32| rules.rounded(days * settings.interval_multiplier, 0);
        let hard = settings.hard_multiplier;
        let easy = settings.easy_multiplier;
        let good_days = (elapsed * self.ease_factor).max(scheduled);
        PassingDays {
            hard: rounded((elapsed * hard).max(scheduled * (hard / 2.0))),
            good: rounded(good_days),
            easy: rounded(good_days * (easy - (easy - 1.0) / 2.0)),
        }
    }

    fn passing_days_of_memory(self, rules: &Rules<'_>, memory: &NextMemoryStates) -> PassingDays {
        let fuzzed = |days: f32, least: u32| {
            let least = rules.least_fuzzed(days, self.scheduled_days).max(least);
            rules.fuzzed(days, least)
        };
        let hard = fuzzed(memory.hard.days, 1);
        let good = fuzzed(memory.good.days, hard.saturating_add(1));
        let easy = fuzzed(memory.easy.days, good.saturating_add(1));
        PassingDays { hard, good, easy }
    }
}

/// Whether a card becomes a leech with this lapse: at the threshold, and again after every half of it.
fn is_leech(lapses: u32, threshold: u32) -> bool {
    let Some(beyond) = lapses.checked_sub(threshold) else {
        return false;
    };
    threshold > 0 && beyond.is_multiple_of(threshold.div_ceil(2))
}

#[cfg(test)]
mod tests {
    use super::is_leech;

    #[test]
    fn leeches_are_found_at_the_threshold_and_every_half_of_it_later() {
        for (threshold, lapses) in [
            (3, &[3, 5, 7, 9][..]),
            (8, &[8, 12, 16, 20][..]),
            (1, &[1, 2, 3, 4][..]),
            (0, &[][..]),
        ] {
            let found: Vec<u32> = (0..)
                .take(21)
                .filter(|lapses| is_leech(*lapses, threshold))
                .take(4)
                .collect();
            assert_eq!(found, lapses, "{threshold}");
        }
    }
}
