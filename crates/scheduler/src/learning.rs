//! Answers to a card in its first steps.

use crate::interval::DAY_SECS;
use crate::memory::{MemoryState, NextMemory};
use crate::rules::Rules;
use crate::state::{LearningState, NextNormalStates, NormalState, ReviewState};

/// A step that an answer leads to.
pub(crate) struct NextStep {
    pub(crate) secs: u32,
    pub(crate) steps_left: u32,
}

impl LearningState {
    pub(crate) fn next(self, rules: &Rules<'_>) -> NextNormalStates {
        let steps = rules.learn_steps();
        let left = self.steps_left;
        let memory = rules.memory;
        let step = |secs: Option<u32>, steps_left| secs.map(|secs| NextStep { secs, steps_left });
        NextNormalStates {
            again: after(
                rules,
                memory.map(|memory| memory.again),
                step(steps.again_secs(), steps.all()),
                steps.all(),
            ),
            hard: after(
                rules,
                memory.map(|memory| memory.hard),
                step(steps.hard_secs(left), left),
                left,
            ),
            good: after(
                rules,
                memory.map(|memory| memory.good),
                step(steps.good_secs(left), steps.left_after_good(left)),
                left,
            ),
            easy: easy(rules),
        }
    }
}

/// The next step or, after the last, a review.
fn after(
    rules: &Rules<'_>,
    memory: Option<NextMemory>,
    step: Option<NextStep>,
    steps_left: u32,
) -> NormalState {
    let state = memory.map(|memory| memory.state);
    if let Some(step) = step {
        return NormalState::Learning(LearningState {
            steps_left: step.steps_left,
            scheduled_secs: step.secs,
            memory: state,
        });
    }
    match memory {
        Some(memory) if rules.is_short_term(memory.days, rules.learn_steps()) => {
            NormalState::Learning(LearningState {
                steps_left,
                scheduled_secs: days_in_secs(memory.days),
                memory: state,
            })
        }
        Some(memory) => graduated(rules, rules.fuzzed(at_least_a_day(memory.days), 1), state),
        None => {
            let days = rules.settings.graduating_interval_good_days as f32;
            graduated(rules, rules.fuzzed(at_least_a_day(days), 1), None)
        }
    }
}

fn easy(rules: &Rules<'_>) -> NormalState {
    match rules.memory {
        Some(memory) => {
            let good = rules.fuzzed(memory.good.days, 1);
            let days = rules.fuzzed(at_least_a_day(memory.easy.days), good.saturating_add(1));
            graduated(rules, days, Some(memory.easy.state))
        }
        None => {
            let days = rules.settings.graduating_interval_easy_days as f32;
            graduated(rules, rules.fuzzed(days, 1), None)
        }
    }
}

fn graduated(rules: &Rules<'_>, scheduled_days: u32, memory: Option<MemoryState>) -> NormalState {
    NormalState::Review(ReviewState {
        scheduled_days,
        elapsed_days: 0,
        ease_factor: rules.settings.initial_ease,
        lapses: 0,
        is_leech: false,
        memory,
    })
}

pub(crate) fn at_least_a_day(days: f32) -> f32 {
    days.round().max(1.0)
}

pub(crate) fn days_in_secs(days: f32) -> u32 {
    (days * DAY_SECS as f32) as u32
}
