//! Answering: what a card and the review log look like afterwards.

use ankid_types::{Card, CardKind, CardQueue, LeechAction, Review, ReviewId, TimestampMillis, Usn};

use crate::current::ScheduledCard;
use crate::filtered::{leave_for_rescheduling, return_home};
use crate::fuzz::Seed;
use crate::interval::Interval;
use crate::memory::MemoryState;
use crate::state::{
    CardState, LearningState, NormalState, PreviewState, RelearningState, ReviewState,
};

/// An answer button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    /// Not remembered.
    Again,
    /// Remembered with effort.
    Hard,
    /// Remembered.
    Good,
    /// Remembered at once.
    Easy,
}

/// An answer to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The button.
    pub rating: Rating,
    /// When it was pressed.
    pub answered_at: TimestampMillis,
    /// How long it took, in milliseconds, not capped.
    pub taken_millis: u32,
}

/// A card after an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The card. Its times are not stamped.
    pub card: Card,
    /// The entry for the review log.
    pub review: Review,
    /// Whether the card has just become a leech: its note is to be tagged.
    pub is_leech: bool,
    /// Whether the card has left a filtered deck whose answers do not count.
    pub is_finished_preview: bool,
}

impl Rating {
    /// All buttons, in their order.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// The button of a number, 1 to 4.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|rating| rating.number() == number)
    }

    /// The number of the button, 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Again => 1,
            Self::Hard => 2,
            Self::Good => 3,
            Self::Easy => 4,
        }
    }
}

impl ScheduledCard<'_> {
    /// Answers the card.
    #[must_use]
    pub fn answer(mut self, answer: Answer) -> Answered {
        let next = self.next.after(answer.rating);
        let logged_factor = match next {
            CardState::Normal(state) => {
                if matches!(self.state, CardState::Rescheduling(_)) {
                    leave_for_rescheduling(&mut self.card);
                }
                self.apply_normal(state)
            }
            CardState::Rescheduling(state) => {
                let factor = self.apply_normal(state);
                self.card.original_due = self.card.due;
                factor
            }
            CardState::Preview(state) => {
                self.apply_preview(state);
                0.0
            }
        };
        if !matches!(self.state, CardState::Preview(_)) {
            self.data.last_review = Some(answer.answered_at.as_secs());
        }
        let review = self.review(answer, next, logged_factor);
        self.card.data = self.data.to_text();
        Answered {
            card: self.card,
            review,
            is_leech: next.is_leech(),
            is_finished_preview: next == CardState::Preview(PreviewState::Finished),
        }
    }

    fn review(&self, answer: Answer, next: CardState, logged_factor: f32) -> Review {
        let secs_left = self.circumstances.timing.secs_left();
        let logged = |state: CardState| state.interval().across_days(secs_left).as_logged();
        let most_secs = self.circumstances.settings.cap_answer_time_to_secs;
        Review {
            id: ReviewId(answer.answered_at.0),
            card_id: self.card.id,
            usn: Usn::PENDING,
            button: answer.rating.number(),
            interval: logged(next),
            last_interval: logged(self.state),
            ease_factor: (logged_factor * 1000.0).round() as u32,
            taken_millis: answer.taken_millis.min(most_secs.saturating_mul(1000)),
            kind: self.state.review_kind(),
        }
    }

    /// The ease factor or difficulty to be logged.
    fn apply_normal(&mut self, next: NormalState) -> f32 {
        // Of a card just answered the seed is that before the answer.
        let seed = Seed::of_card(self.card.id, self.card.reviews);
        self.card.reviews = self.card.reviews.saturating_add(1);
        let memory = &self.circumstances.memory;
        self.data.desired_retention = memory.as_ref().map(|memory| memory.desired_retention);
        if let Some(position) = self.state.new_position() {
            self.data.original_position = Some(position);
        }
        let factor = match next {
            // No answer leads back to a new card.
            NormalState::New(_) => 0.0,
            NormalState::Learning(state) => {
                self.card.kind = CardKind::Learning;
                self.apply_step(state, seed);
                logged_difficulty(state.memory).unwrap_or(0.0)
            }
            NormalState::Review(state) => self.apply_review(state),
            NormalState::Relearning(state) => self.apply_relearning(state, seed),
        };
        let settings = self.circumstances.settings;
        if next.is_leech() && settings.leech_action == LeechAction::Suspend {
            self.card.queue = CardQueue::Suspended;
        }
        factor
    }

    fn apply_step(&mut self, next: LearningState, seed: Seed) {
        self.card.remaining_steps = next.steps_left;
        self.data.memory = next.memory;
        let timing = &self.circumstances.timing;
        let interval = Interval::Secs(next.scheduled_secs).across_days(timing.secs_left());
        match interval {
            Interval::Secs(secs) => {
                self.card.queue = CardQueue::Learning;
                self.card.due = self.due_in(secs, seed);
            }
            Interval::Days(days) => {
                self.card.queue = CardQueue::DayLearning;
                self.card.due = timing.today.wrapping_add(days).cast_signed();
            }
        }
    }

    fn apply_review(&mut self, next: ReviewState) -> f32 {
        let today = self.circumstances.timing.today;
        let card = &mut self.card;
        card.kind = CardKind::Review;
        card.queue = CardQueue::Review;
        card.interval_days = next.scheduled_days;
        card.due = today.wrapping_add(next.scheduled_days).cast_signed();
        card.ease_factor = stored_factor(next.ease_factor);
        card.lapses = next.lapses;
        card.remaining_steps = 0;
        self.data.memory = next.memory;
        logged_difficulty(next.memory).unwrap_or(next.ease_factor)
    }

    fn apply_relearning(&mut self, next: RelearningState, seed: Seed) -> f32 {
        let card = &mut self.card;
        card.kind = CardKind::Relearning;
        card.interval_days = next.review.scheduled_days;
        card.lapses = next.review.lapses;
        card.ease_factor = stored_factor(next.review.ease_factor);
        self.apply_step(next.learning, seed);
        logged_difficulty(next.learning.memory).unwrap_or(next.review.ease_factor)
    }

    fn apply_preview(&mut self, next: PreviewState) {
        match next {
            PreviewState::Finished => {
                return_home(&mut self.card);
            }
            PreviewState::Repeat(secs) => {
                let seed = Seed::of_card(self.card.id, self.card.reviews);
                self.card.queue = CardQueue::PreviewRepeat;
                self.card.due = self.due_in(secs, seed);
            }
        }
    }

    /// The second at which a learning card is due, fuzzed.
    fn due_in(&self, secs: u32, seed: Seed) -> i32 {
        let now = self.circumstances.timing.now.0 as i32;
        now.wrapping_add(seed.learning_secs(secs).cast_signed())
    }
}

fn stored_factor(ease_factor: f32) -> u16 {
    (ease_factor * 1000.0).round() as u16
}

fn logged_difficulty(memory: Option<MemoryState>) -> Option<f32> {
    memory.map(MemoryState::logged_difficulty)
}
