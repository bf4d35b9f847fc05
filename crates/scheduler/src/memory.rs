//! FSRS: the memory state of a card, and what each answer makes of it.

use ankid_types::DeckConfigSettings;
use fsrs::{FSRS, FSRS5_DEFAULT_DECAY, FSRS6_DEFAULT_DECAY, FSRSItem, FSRSReview};

use crate::error::SchedulerError;

/// How well a card is remembered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemoryState {
    /// After so many days the card is remembered nine times in ten.
    pub stability: f32,
    /// How hard it is to make the card stick, 1 to 10.
    pub difficulty: f32,
}

/// A memory state after an answer, and the interval that it calls for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextMemory {
    /// The state.
    pub state: MemoryState,
    /// The interval in days, not yet rounded.
    pub days: f32,
}

/// The memory state after each answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextMemoryStates {
    /// After "again".
    pub again: NextMemory,
    /// After "hard".
    pub hard: NextMemory,
    /// After "good".
    pub good: NextMemory,
    /// After "easy".
    pub easy: NextMemory,
}

/// FSRS with the parameters of a preset.
#[derive(Debug, Clone)]
pub struct MemoryModel {
    fsrs: FSRS,
    decay: f32,
    allows_short_term: bool,
}

/// An answer as FSRS sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recall {
    /// The button, 1 to 4.
    pub(crate) button: u8,
    /// Days since the answer before.
    pub(crate) days: u32,
}

impl MemoryState {
    /// The difficulty between 0.1 and 1.1: the form of the review log, where it can be told from
    /// an ease factor.
    pub(crate) fn logged_difficulty(self) -> f32 {
        (self.difficulty - 1.0) / 9.0 + 0.1
    }

    /// The chance that the card is remembered so many days after the last answer.
    #[must_use]
    pub fn retrievability(self, days: f32, decay: f32) -> f32 {
        fsrs::current_retrievability(self.into(), days, decay)
    }
}

/// The FSRS parameters of a preset: the newest that there are, or none.
#[must_use]
pub fn fsrs_parameters(settings: &DeckConfigSettings) -> &[f32] {
    [
        &settings.fsrs_params_6,
        &settings.fsrs_params_5,
        &settings.fsrs_params_4,
    ]
    .into_iter()
    .find(|parameters| !parameters.is_empty())
    .map_or(&[], Vec::as_slice)
}

impl MemoryModel {
    /// FSRS with the parameters of a preset.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn of(settings: &DeckConfigSettings) -> Result<Self, SchedulerError> {
        Self::new(fsrs_parameters(settings))
    }

    /// FSRS with these parameters, or with its own where there are none.
    ///
    /// # Errors
    /// They are not 17, 19 or 21 finite numbers.
    pub fn new(parameters: &[f32]) -> Result<Self, SchedulerError> {
        let fsrs = FSRS::new(parameters)
            .map_err(|_| SchedulerError::InvalidParameters(parameters.len()))?;
        let decay = match parameters.get(20) {
            Some(decay) => *decay,
            None if parameters.is_empty() => FSRS6_DEFAULT_DECAY,
            None => FSRS5_DEFAULT_DECAY,
        };
        let allows_short_term = match parameters.get(17..19) {
            Some(short_term) => short_term.iter().all(|parameter| *parameter > 0.0),
            None => parameters.is_empty(),
        };
        Ok(Self {
            fsrs,
            decay,
            allows_short_term,
        })
    }

    /// How fast the forgetting curve falls.
    #[must_use]
    pub fn decay(&self) -> f32 {
        self.decay
    }

    /// Whether intervals of less than a day may be chosen.
    pub(crate) fn allows_short_term(&self) -> bool {
        self.allows_short_term
    }

    /// What each answer makes of a state; `None` is a card never answered.
    pub(crate) fn next(
        &self,
        state: Option<MemoryState>,
        desired_retention: f32,
        days: u32,
    ) -> Result<NextMemoryStates, SchedulerError> {
        let next = self
            .fsrs
            .next_states(state.map(Into::into), desired_retention, days)
            .map_err(|_| SchedulerError::InvalidMemory)?;
        let memory = |next: fsrs::ItemState| NextMemory {
            state: next.memory.into(),
            days: next.interval,
        };
        Ok(NextMemoryStates {
            again: memory(next.again),
            hard: memory(next.hard),
            good: memory(next.good),
            easy: memory(next.easy),
        })
    }

    /// The interval in days after which the desired share of such cards is remembered.
    pub(crate) fn days(&self, state: MemoryState, desired_retention: f32) -> f32 {
        let stability = Some(state.stability);
        self.fsrs.next_interval(stability, desired_retention, 0)
    }

    /// The state that a history leads to, from the beginning or from a state before it.
    pub(crate) fn after(
        &self,
        history: &[Recall],
        start: Option<MemoryState>,
    ) -> Result<MemoryState, SchedulerError> {
        let item = FSRSItem {
            reviews: history.iter().copied().map(FSRSReview::from).collect(),
        };
        self.fsrs
            .memory_state(item, start.map(Into::into))
            .map(Into::into)
            .map_err(|_| SchedulerError::InvalidMemory)
    }

    /// The state that fits an ease factor and an interval in days of SM-2.
    pub(crate) fn state_of_sm2(
        &self,
        ease_factor: f32,
        days: f32,
        retention: f32,
    ) -> Result<MemoryState, SchedulerError> {
        self.fsrs
            .memory_state_from_sm2(ease_factor, days, retention)
            .map(Into::into)
            .map_err(|_| SchedulerError::InvalidMemory)
    }
}

impl From<Recall> for FSRSReview {
    fn from(recall: Recall) -> Self {
        Self {
            rating: u32::from(recall.button),
            delta_t: recall.days,
        }
    }
}

impl From<MemoryState> for fsrs::MemoryState {
    fn from(state: MemoryState) -> Self {
        Self {
            stability: state.stability,
            difficulty: state.difficulty,
        }
    }
}

impl From<fsrs::MemoryState> for MemoryState {
    fn from(state: fsrs::MemoryState) -> Self {
        Self {
            stability: state.stability,
            difficulty: state.difficulty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_cards_get_the_states_of_anki() {
        let next = MemoryModel::new(&[]).unwrap().next(None, 0.9, 0).unwrap();
        let states = [next.again, next.hard, next.good, next.easy].map(|next| next.state);
        let stability = states.map(|state| state.stability);
        assert_eq!(stability, [0.212, 1.2931, 2.3065, 8.2956]);
        let difficulty = states.map(|state| (state.difficulty * 10_000.0).round());
        assert_eq!(difficulty, [64_133.0, 51_122.0, 21_181.0, 10_000.0]);
    }

    #[test]
    fn states_are_taken_over_from_sm2() {
        let model = MemoryModel::new(&[]).unwrap();
        let state = model.state_of_sm2(2.5, 10.0, 0.9).unwrap();
        assert_eq!((state.stability, state.difficulty), (10.0, 6.914_056_3));
        assert!((state.retrievability(10.0, model.decay()) - 0.9).abs() < 1e-5);
    }

    #[test]
    fn decay_and_short_terms_follow_from_the_number_of_parameters() {
        let with = |count: usize| MemoryModel::new(&vec![0.3; count]).unwrap();
        for (count, decay, allows_short_term) in [
            (0, 0.1542, true),
            (17, 0.5, false),
            (19, 0.5, true),
            (21, 0.3, true),
        ] {
            let model = with(count);
            assert_eq!(
                (model.decay(), model.allows_short_term()),
                (decay, allows_short_term),
                "{count}"
            );
        }
        let mut parameters = vec![0.3; 21];
        parameters[18] = 0.0;
        assert!(!MemoryModel::new(&parameters).unwrap().allows_short_term());
    }

    #[test]
    fn parameters_must_be_complete_and_finite() {
        for parameters in [vec![1.0; 5], vec![f32::NAN; 21]] {
            let count = parameters.len();
            assert_eq!(
                MemoryModel::new(&parameters).unwrap_err(),
                SchedulerError::InvalidParameters(count)
            );
        }
    }
}
