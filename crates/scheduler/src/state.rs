//! The states that a card can be in, and what each answer may lead to.

use ankid_types::ReviewKind;

use crate::answer::Rating;
use crate::interval::Interval;
use crate::memory::MemoryState;
use crate::rules::Rules;

/// The state of a card where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CardState {
    /// In a deck of its own.
    Normal(NormalState),
    /// In a filtered deck whose answers count.
    Rescheduling(NormalState),
    /// In a filtered deck whose answers do not count.
    Preview(PreviewState),
}

/// How far a card has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NormalState {
    /// Never answered.
    New(NewState),
    /// In its first steps.
    Learning(LearningState),
    /// With an interval in days.
    Review(ReviewState),
    /// Forgotten, and in steps again.
    Relearning(RelearningState),
}

/// A card never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewState {
    /// Its position among the new cards.
    pub position: u32,
}

/// A card in steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearningState {
    /// The steps that are left.
    pub steps_left: u32,
    /// The delay, in seconds.
    pub scheduled_secs: u32,
    /// The memory state, with FSRS.
    pub memory: Option<MemoryState>,
}

/// A card with an interval in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewState {
    /// The interval.
    pub scheduled_days: u32,
    /// How much of it has passed.
    pub elapsed_days: u32,
    /// What the interval grows by, with SM-2.
    pub ease_factor: f32,
    /// How often the card was forgotten.
    pub lapses: u32,
    /// Whether the card has just become a leech.
    pub is_leech: bool,
    /// The memory state, with FSRS.
    pub memory: Option<MemoryState>,
}

/// A forgotten card in steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelearningState {
    /// The steps.
    pub learning: LearningState,
    /// What the card will be when they are done.
    pub review: ReviewState,
}

/// A card in a filtered deck whose answers do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewState {
    /// To be shown again after so many seconds.
    Repeat(u32),
    /// Done; it goes back to its own deck.
    Finished,
}

/// What each answer leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextStates {
    /// The state after "again".
    pub again: CardState,
    /// The state after "hard".
    pub hard: CardState,
    /// The state after "good".
    pub good: CardState,
    /// The state after "easy".
    pub easy: CardState,
}

impl NextStates {
    /// The state that an answer leads to.
    #[must_use]
    pub fn after(&self, rating: Rating) -> CardState {
        match rating {
            Rating::Again => self.again,
            Rating::Hard => self.hard,
            Rating::Good => self.good,
            Rating::Easy => self.easy,
        }
    }

    /// The intervals of the four answers.
    #[must_use]
    pub fn intervals(&self) -> [Interval; 4] {
        [self.again, self.hard, self.good, self.easy].map(CardState::interval)
    }
}

impl CardState {
    /// How long until a card in this state is shown.
    #[must_use]
    pub fn interval(self) -> Interval {
        match self {
            Self::Normal(state) | Self::Rescheduling(state) => state.interval(),
            Self::Preview(PreviewState::Repeat(secs)) => Interval::Secs(secs),
            Self::Preview(PreviewState::Finished) => Interval::Secs(0),
        }
    }

    /// What an answer to a card in this state is logged as.
    pub(crate) fn review_kind(self) -> ReviewKind {
        match self {
            Self::Normal(state) | Self::Rescheduling(state) => state.review_kind(),
            Self::Preview(_) => ReviewKind::Filtered,
        }
    }

    /// The position of a card that is new.
    pub(crate) fn new_position(self) -> Option<u32> {
        match self {
            Self::Normal(NormalState::New(state)) | Self::Rescheduling(NormalState::New(state)) => {
                Some(state.position)
            }
            _ => None,
        }
    }

    pub(crate) fn is_leech(self) -> bool {
        match self {
            Self::Normal(state) | Self::Rescheduling(state) => state.is_leech(),
            Self::Preview(_) => false,
        }
    }

    pub(crate) fn next(self, rules: &Rules<'_>) -> NextStates {
        match self {
            Self::Normal(state) => state.next(rules).map(Self::Normal),
            // A review is at home again; all others stay until they are one.
            Self::Rescheduling(state) => state.next(rules).map(|next| match next {
                NormalState::Review(_) => Self::Normal(next),
                NormalState::New(_) | NormalState::Learning(_) | NormalState::Relearning(_) => {
                    Self::Rescheduling(next)
                }
            }),
            Self::Preview(_) => {
                let repeat = |secs| match secs {
                    0 => Self::Preview(PreviewState::Finished),
                    secs => Self::Preview(PreviewState::Repeat(secs)),
                };
                NextStates {
                    again: repeat(rules.preview_secs.again),
                    hard: repeat(rules.preview_secs.hard),
                    good: repeat(rules.preview_secs.good),
                    easy: repeat(0),
                }
            }
        }
    }
}

/// What each answer makes of a card, wherever it is.
pub(crate) struct NextNormalStates {
    pub(crate) again: NormalState,
    pub(crate) hard: NormalState,
    pub(crate) good: NormalState,
    pub(crate) easy: NormalState,
}

impl NextNormalStates {
    fn map(self, place: impl Fn(NormalState) -> CardState) -> NextStates {
        NextStates {
            again: place(self.again),
            hard: place(self.hard),
            good: place(self.good),
            easy: place(self.easy),
        }
    }
}

impl NormalState {
    fn interval(self) -> Interval {
        match self {
            Self::New(_) => Interval::Secs(0),
            Self::Learning(state) => Interval::Secs(state.scheduled_secs),
            Self::Review(state) => Interval::Days(state.scheduled_days),
            Self::Relearning(state) => Interval::Secs(state.learning.scheduled_secs),
        }
    }

    fn review_kind(self) -> ReviewKind {
        match self {
            Self::New(_) | Self::Learning(_) => ReviewKind::Learning,
            Self::Review(state) if state.is_early() => ReviewKind::Filtered,
            Self::Review(_) => ReviewKind::Review,
            Self::Relearning(_) => ReviewKind::Relearning,
        }
    }

    pub(crate) fn is_leech(self) -> bool {
        match self {
            Self::New(_) | Self::Learning(_) => false,
            Self::Review(state) => state.is_leech,
            Self::Relearning(state) => state.review.is_leech,
        }
    }

    fn next(self, rules: &Rules<'_>) -> NextNormalStates {
        match self {
            // A new card is answered like one that failed its first step.
            Self::New(_) => LearningState {
                steps_left: rules.learn_steps().all(),
                scheduled_secs: 0,
                memory: None,
            }
            .next(rules),
            Self::Learning(state) => state.next(rules),
            Self::Review(state) => state.next(rules),
            Self::Relearning(state) => state.next(rules),
        }
    }
}
