//! Answers to a forgotten card in its steps.

use crate::learning::{NextStep, at_least_a_day, days_in_secs};
use crate::memory::NextMemory;
use crate::rules::Rules;
use crate::state::{LearningState, NextNormalStates, NormalState, RelearningState, ReviewState};

impl RelearningState {
    pub(crate) fn next(self, rules: &Rules<'_>) -> NextNormalStates {
        NextNormalStates {
            again: self.again(rules),
            hard: self.hard(rules),
            good: self.good(rules),
            easy: self.easy(rules),
        }
    }

    fn again(self, rules: &Rules<'_>) -> NormalState {
        let steps = rules.relearn_steps();
        let memory = rules.memory.map(|memory| memory.again);
        let Some(secs) = steps.again_secs() else {
            return self.without_step(rules, memory, steps.all());
        };
        let (days, state) = self.review.forgotten(rules);
        let steps_left = steps.all();
        NormalState::Relearning(Self {
            learning: LearningState {
                steps_left,
                scheduled_secs: secs,
                memory: state,
            },
            review: ReviewState {
                scheduled_days: at_least_a_day(days) as u32,
                elapsed_days: 0,
                memory: state,
                ..self.review
            },
        })
    }

    fn hard(self, rules: &Rules<'_>) -> NormalState {
        let left = self.learning.steps_left;
        let memory = rules.memory.map(|memory| memory.hard);
        match rules.relearn_steps().hard_secs(left) {
            Some(secs) => self.in_step(
                memory,
                NextStep {
                    secs,
                    steps_left: left,
                },
            ),
            None => self.without_step(rules, memory, left),
        }
    }

    fn good(self, rules: &Rules<'_>) -> NormalState {
        let steps = rules.relearn_steps();
        let left = self.learning.steps_left;
        let memory = rules.memory.map(|memory| memory.good);
        let steps_left = steps.left_after_good(left);
        match steps.good_secs(left) {
            Some(secs) => self.in_step(memory, NextStep { secs, steps_left }),
            None => self.without_step(rules, memory, steps_left),
        }
    }

    fn easy(self, rules: &Rules<'_>) -> NormalState {
        let scheduled_days = match rules.memory {
            Some(memory) => {
                let good = rules.fuzzed(memory.good.days, 1);
                rules.fuzzed(at_least_a_day(memory.easy.days), good.saturating_add(1))
            }
            None => self.review.scheduled_days.saturating_add(1),
        };
        NormalState::Review(ReviewState {
            scheduled_days,
            elapsed_days: 0,
            memory: rules.memory.map(|memory| memory.easy.state),
            ..self.review
        })
    }

    fn in_step(self, memory: Option<NextMemory>, step: NextStep) -> NormalState {
        let memory = memory.map(|memory| memory.state);
        NormalState::Relearning(Self {
            learning: LearningState {
                steps_left: step.steps_left,
                scheduled_secs: step.secs,
                memory,
            },
            review: ReviewState {
                elapsed_days: 0,
                memory,
                ..self.review
            },
        })
    }

    /// A review again or, for a short interval of FSRS, a wait of its own.
    fn without_step(
        self,
        rules: &Rules<'_>,
        memory: Option<NextMemory>,
        steps_left: u32,
    ) -> NormalState {
        let Some(memory) = memory else {
            return NormalState::Review(self.review);
        };
        let review = ReviewState {
            scheduled_days: rules.fuzzed(at_least_a_day(memory.days), 1),
            memory: Some(memory.state),
            ..self.review
        };
        if !rules.is_short_term(memory.days, rules.relearn_steps()) {
            return NormalState::Review(review);
        }
        NormalState::Relearning(Self {
            learning: LearningState {
                steps_left,
                scheduled_secs: days_in_secs(memory.days),
                memory: Some(memory.state),
            },
            review,
        })
    }
}
