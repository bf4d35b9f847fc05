//! Due dates by hand: setting one, and making cards new again.

use ankid_types::{Card, CardKind, CardQueue, DeckId, Review, ReviewId, ReviewKind, Usn};

use crate::card_data::CardData;
use crate::error::SchedulerError;
use crate::filtered::{FIRST_SECOND, leave_for_rescheduling};
use crate::memory::MemoryState;
use crate::timing::{DAY_SECS, DayTiming};

/// In how many days a card is to be due, such as `3`, `3-7` or `3!`.
///
/// `days ::= number [ "-" number ] [ "!" ]`; the exclamation mark also makes it the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDays {
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
    /// Whether the interval of a review changes too.
    pub sets_interval: bool,
}

/// How cards are made due.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DueDate {
    /// In how many days.
    pub days: u32,
    /// Whether the interval of a review changes too.
    pub sets_interval: bool,
    /// The ease factor of a card that has none.
    pub initial_ease: f32,
    /// Whether FSRS is on.
    pub is_fsrs: bool,
}

/// How cards are made new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reset {
    /// The position of a card whose own is not to be restored, or not known.
    pub position: u32,
    /// Whether a card gets back the position that it had when it was new.
    pub restores_position: bool,
    /// Whether reviews and lapses are counted anew.
    pub resets_counts: bool,
}

impl DueDays {
    /// Reads the days.
    ///
    /// # Errors
    /// They are none.
    pub fn parse(text: &str) -> Result<Self, SchedulerError> {
        let invalid = || SchedulerError::InvalidDueDate(text.to_owned());
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = is_number.then(|| digits.parse::<u32>().ok()).flatten();
            number.ok_or_else(invalid)
        };
        let (range, sets_interval) = match text.strip_suffix('!') {
            Some(range) => (range, true),
            None => (text, false),
        };
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(range)?, number(range)?),
        };
        Ok(Self {
            least: first.min(last),
            most: first.max(last),
            sets_interval,
        })
    }
}

impl DueDate {
    /// Makes a card due in so many days, and a review if it was none.
    pub fn apply(&self, card: &mut Card, timing: &DayTiming) {
        let mut data = CardData::parse(&card.data);
        let due = timing.today.wrapping_add(self.days).cast_signed();
        let interval_days = if self.is_fsrs {
            self.interval_with_fsrs(card, &data, timing)
        } else {
            self.interval_with_sm2(card)
        };
        data.original_position = position(card, &data);
        leave_for_rescheduling(card);
        card.kind = CardKind::Review;
        card.queue = CardQueue::Review;
        card.due = due;
        card.interval_days = interval_days;
        if card.ease_factor == 0 {
            card.ease_factor = (self.initial_ease * 1000.0).round() as u16;
        }
        card.data = data.to_text();
    }

    fn interval_with_sm2(&self, card: &Card) -> u32 {
        match card.kind {
            CardKind::Review | CardKind::Relearning if !self.sets_interval => {
                card.interval_days.max(1)
            }
            _ => self.days.max(1),
        }
    }

    /// The days since the last answer and until the new date; 0 for a card without an interval.
    fn interval_with_fsrs(&self, card: &Card, data: &CardData, timing: &DayTiming) -> u32 {
        if card.queue == CardQueue::New || card.interval_days == 0 {
            return 0;
        }
        if let Some(last_review) = data.last_review {
            return timing.days_since(last_review).saturating_add(self.days);
        }
        let today = i64::from(timing.today);
        let due = match due_at_home(card) {
            second if second > FIRST_SECOND => {
                today + (i64::from(second) - timing.next_day_at.0) / DAY_SECS
            }
            day => i64::from(day),
        };
        let change = today + i64::from(self.days) - due;
        let days = i64::from(card.interval_days) + change;
        u32::try_from(days.max(0)).unwrap_or(u32::MAX)
    }
}

impl Reset {
    /// Makes a card new; whether it took the given position.
    pub fn apply(&self, card: &mut Card) -> bool {
        let mut data = CardData::parse(&card.data);
        let own = self
            .restores_position
            .then(|| position(card, &data))
            .flatten();
        leave_for_rescheduling(card);
        card.due = own.unwrap_or(self.position).cast_signed();
        card.kind = CardKind::New;
        card.queue = CardQueue::New;
        card.interval_days = 0;
        card.ease_factor = 0;
        if self.resets_counts {
            card.reviews = 0;
            card.lapses = 0;
        }
        data.original_position = None;
        data.memory = None;
        card.data = data.to_text();
        own.is_none()
    }
}

/// The entry of the review log for a card whose due date was set by hand or that was made new.
#[must_use]
pub fn manual_review(card: &Card, id: ReviewId, last_interval_days: u32) -> Review {
    let memory = CardData::parse(&card.data).memory;
    let change = Unanswered {
        id,
        last_interval_days,
        factor: memory.map_or(card.ease_factor, logged_factor),
        kind: ReviewKind::Manual,
    };
    change.review(card)
}

/// A change of a card's schedule that was no answer.
pub(crate) struct Unanswered {
    pub(crate) id: ReviewId,
    pub(crate) last_interval_days: u32,
    /// The ease factor, or what stands for it.
    pub(crate) factor: u16,
    pub(crate) kind: ReviewKind,
}

impl Unanswered {
    /// What the review log says of it, where the card has changed already.
    pub(crate) fn review(&self, card: &Card) -> Review {
        Review {
            id: self.id,
            card_id: card.id,
            usn: Usn::PENDING,
            button: 0,
            interval: i32::try_from(card.interval_days).unwrap_or(i32::MAX),
            last_interval: i32::try_from(self.last_interval_days).unwrap_or(i32::MAX),
            ease_factor: u32::from(self.factor),
            taken_millis: 0,
            kind: self.kind,
        }
    }
}

/// A difficulty in the place of an ease factor.
pub(crate) fn logged_factor(memory: MemoryState) -> u16 {
    (memory.logged_difficulty() * 1000.0) as u16
}

/// The position of a card that is new or was so once.
fn position(card: &Card, data: &CardData) -> Option<u32> {
    match card.kind {
        CardKind::New => Some(due_at_home(card).cast_unsigned()),
        CardKind::Learning | CardKind::Review | CardKind::Relearning => data.original_position,
    }
}

fn due_at_home(card: &Card) -> i32 {
    if card.original_deck_id == DeckId::NONE {
        card.due
    } else {
        card.original_due
    }
}
