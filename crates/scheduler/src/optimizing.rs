//! Optimizing: FSRS learns from the reviews of many cards which parameters fit them best.

use std::sync::{Arc, Mutex, PoisonError};

use ankid_types::{CardId, DeckConfigSettings, Review, ReviewId};
use fsrs::{
    CombinedProgressState, ComputeParametersInput, FSRS, FSRSItem, FSRSReview, MemoryState,
    TrainingConfig, compute_parameters,
};

use crate::error::SchedulerError;
use crate::history::lesson;
use crate::memory::fsrs_parameters;
use crate::timing::DayTiming;

/// How often everything is gone through.
const ROUNDS: usize = 8;

/// The reviews that FSRS learns from.
#[derive(Debug, Default)]
pub struct Lessons {
    lessons: Vec<Lesson>,
    answers: usize,
}

/// An answer, with all answers to the same card before it.
#[derive(Debug)]
struct Lesson {
    answer: ReviewId,
    card: CardId,
    item: FSRSItem,
}

/// How far the learning is: readable beside it.
#[derive(Debug, Clone)]
pub struct LearningProgress(Arc<Mutex<CombinedProgressState>>);

impl Lessons {
    /// Adds the reviews of a card, oldest first, as far as FSRS can learn from them. Those before a date `YYYY-MM-DD`, which
    /// may be empty, do not count.
    ///
    /// # Errors
    /// The date is none.
    pub fn add(
        &mut self,
        reviews: &[Review],
        timing: &DayTiming,
        ignored_before: &str,
    ) -> Result<(), SchedulerError> {
        let Some(first) = reviews.first() else {
            return Ok(());
        };
        let lesson = lesson(reviews, timing, ignored_before)?;
        self.answers += lesson.len();
        let mut so_far: Vec<FSRSReview> = Vec::with_capacity(lesson.len());
        for (answer, recall) in lesson {
            let is_first = so_far.is_empty();
            so_far.push(recall.into());
            if !is_first && recall.days > 0 {
                self.lessons.push(Lesson {
                    answer,
                    card: first.card_id,
                    item: FSRSItem {
                        reviews: so_far.clone(),
                    },
                });
            }
        }
        Ok(())
    }

    /// How many answers there are to learn from.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.answers
    }

    /// The parameters that fit the reviews best; those of the preset where they fit no worse. Takes seconds to minutes.
    ///
    /// # Errors
    /// FSRS cannot learn from the reviews.
    pub fn learn(
        mut self,
        preset: &DeckConfigSettings,
        progress: &LearningProgress,
    ) -> Result<Vec<f32>, SchedulerError> {
        let present = fsrs_parameters(preset);
        let relearning_steps = preset.relearn_steps.len();
        if self.lessons.is_empty() {
            return Ok(present.to_vec());
        }
        self.lessons.sort_by_key(|lesson| lesson.answer);
        let card_ids = self.lessons.iter().map(|lesson| lesson.card.0).collect();
        let items: Vec<FSRSItem> = self.lessons.into_iter().map(|lesson| lesson.item).collect();
        let input = ComputeParametersInput {
            train_set: items.clone(),
            card_ids: Some(card_ids),
            progress: Some(Arc::clone(&progress.0)),
            enable_short_term: true,
            num_relearning_steps: Some(relearning_steps),
            training_config: Some(TrainingConfig {
                num_epochs: ROUNDS,
                ..TrainingConfig::default()
            }),
        };
        let nothing = |_| SchedulerError::NothingLearned;
        let learned = compute_parameters(input).map_err(nothing)?;
        let Ok(before) = FSRS::new(present) else {
            return Ok(learned);
        };
        let after = FSRS::new(&learned).map_err(nothing)?;
        let loss = |model: &FSRS| {
            let evaluation = model.evaluate(items.clone(), |_| true).map_err(nothing)?;
            Ok(evaluation.log_loss)
        };
        let stays = loss(&before)? <= loss(&after)? && holds(&before, relearning_steps)?;
        Ok(if stays { present.to_vec() } else { learned })
    }
}

/// Whether relearning with so many steps leaves a card no more stable than it was before it was forgotten.
fn holds(model: &FSRS, relearning_steps: usize) -> Result<bool, SchedulerError> {
    if relearning_steps <= 1 {
        return Ok(true);
    }
    let next = |state: MemoryState, days: u32| {
        let next = model.next_states(Some(state), 0.9, days);
        next.map_err(|_| SchedulerError::InvalidMemory)
    };
    let begin = MemoryState {
        stability: 1.0,
        difficulty: 1.0,
    };
    let mut state = next(begin, 2)?.again.memory;
    for _ in 0..relearning_steps {
        state = next(state, 0)?.good.memory;
    }
    Ok(state.stability < begin.stability)
}

impl LearningProgress {
    /// Progress of learning that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self(CombinedProgressState::new_shared())
    }

    /// How much is done, and of how much; both 0 before it begins.
    #[must_use]
    pub fn done_of(&self) -> (usize, usize) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (state.current(), state.total())
    }
}

impl Default for LearningProgress {
    fn default() -> Self {
        Self::new()
    }
}
