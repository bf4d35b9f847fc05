//! The order in which the cards of a deck are studied today, and what an answer changes about it.

mod gathering;
mod limits;
mod order;

use std::collections::VecDeque;

use ankid_types::{Card, CardId, CardQueue, TimestampSecs};

pub use gathering::{Burying, DueKind, Gathering};
pub use limits::{LimitTree, Limits};
pub use order::QueueOrder;

use crate::timing::DayTiming;

/// Which of the three counts a queued card is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueKind {
    /// Never answered.
    New,
    /// In steps, of today or of another day.
    Learning,
    /// A review.
    Review,
}

/// How many cards of each kind are left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StudyCounts {
    /// New cards.
    pub new: u32,
    /// Cards in learning.
    pub learning: u32,
    /// Reviews.
    pub review: u32,
}

/// The cards of a deck that are left to do today, in the order in which they are shown.
///
/// Cards in steps within the day come as soon as they are due. When nothing else is left, they
/// come some time ahead.
#[derive(Debug, Clone)]
pub struct StudyQueue {
    counts: StudyCounts,
    main: VecDeque<MainEntry>,
    learning: VecDeque<LearningEntry>,
    learn_ahead_secs: i64,
    /// Up to when learning cards count as due. It moves on with each answer, so that a card is not
    /// pushed aside while somebody looks at it.
    learning_cutoff: i64,
}

/// A card outside of the steps within the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MainEntry {
    card: CardId,
    kind: QueueKind,
}

/// A card in steps within the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LearningEntry {
    due: i64,
    card: CardId,
    reviews: u32,
}

/// What an answer changed about a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueUpdate {
    taken: Taken,
    put_back: Option<CardId>,
    learning_count: u32,
    learning_cutoff: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Main(MainEntry),
    Learning(LearningEntry),
}

impl StudyQueue {
    /// What is left to do. When nothing is, learning cards are counted anew that have become due.
    pub fn counts(&mut self, now: TimestampSecs) -> StudyCounts {
        if self.counts == StudyCounts::default() {
            self.move_cutoff(now);
        }
        self.counts
    }

    /// The cards in the order in which they are to be shown.
    pub fn cards(&self) -> impl Iterator<Item = (CardId, QueueKind)> {
        let learning = |entry: &LearningEntry| (entry.card, QueueKind::Learning);
        let (cutoff, ahead) = (self.learning_cutoff, self.ahead_cutoff());
        let now = self
            .learning
            .iter()
            .filter(move |entry| entry.due <= cutoff);
        let ahead = self
            .learning
            .iter()
            .filter(move |entry| cutoff < entry.due && entry.due <= ahead);
        now.map(learning)
            .chain(self.main.iter().map(|entry| (entry.card, entry.kind)))
            .chain(ahead.map(learning))
    }

    /// Takes a card out that was answered, and puts it back where it is to be shown again today.
    /// `None`, and no change, if the card was not at hand.
    pub fn answered(
        &mut self,
        card: &Card,
        timing: &DayTiming,
        is_finished_preview: bool,
    ) -> Option<QueueUpdate> {
        let taken = self.take(card.id)?;
        let is_in_steps = matches!(card.queue, CardQueue::Learning | CardQueue::PreviewRepeat)
            && i64::from(card.due) < timing.next_day_at.0;
        let put_back = (is_in_steps && !is_finished_preview).then_some(card.id);
        if put_back.is_some() {
            self.put_back(LearningEntry {
                due: i64::from(card.due),
                card: card.id,
                reviews: card.reviews,
            });
        }
        let update = QueueUpdate {
            taken,
            put_back,
            learning_count: self.counts.learning,
            learning_cutoff: self.learning_cutoff,
        };
        self.move_cutoff(timing.now);
        Some(update)
    }

    /// Takes the newest answer back: its card is at hand again.
    pub fn take_back(&mut self, update: &QueueUpdate) {
        self.counts.learning = update.learning_count;
        self.learning_cutoff = update.learning_cutoff;
        if let Some(card) = update.put_back
            && let Some(entry) = self.remove_learning(card)
            && entry.due <= self.ahead_cutoff()
        {
            self.counts.learning = self.counts.learning.saturating_sub(1);
        }
        match update.taken {
            Taken::Main(entry) => {
                *self.counts.of(entry.kind) += 1;
                self.main.push_front(entry);
            }
            Taken::Learning(entry) => {
                self.counts.learning += 1;
                self.learning.push_front(entry);
            }
        }
    }

    fn take(&mut self, card: CardId) -> Option<Taken> {
        let (taken, kind) = if let Some(entry) = self.remove_learning(card) {
            (Taken::Learning(entry), QueueKind::Learning)
        } else {
            let first = *self.main.front().filter(|entry| entry.card == card)?;
            self.main.pop_front();
            (Taken::Main(first), first.kind)
        };
        // A learning card may be answered before it is due and counted.
        let count = self.counts.of(kind);
        *count = count.saturating_sub(1);
        Some(taken)
    }

    fn remove_learning(&mut self, card: CardId) -> Option<LearningEntry> {
        let place = self.learning.iter().position(|entry| entry.card == card)?;
        self.learning.remove(place)
    }

    /// Puts a card back that was just answered, but not so that it would be shown at once if there
    /// is another one to show in between.
    fn put_back(&mut self, mut entry: LearningEntry) {
        let ahead = self.ahead_cutoff();
        if entry.due <= ahead
            && self.main.is_empty()
            && let Some(next) = self.learning.front()
            && next.due >= entry.due
            && next.due + 1 < ahead
        {
            entry.due = next.due + 1;
        }
        if entry.due <= ahead {
            self.counts.learning += 1;
        }
        let place = self
            .learning
            .binary_search_by_key(&entry.rank(), LearningEntry::rank)
            .unwrap_or_else(|place| place);
        self.learning.insert(place, entry);
    }

    /// Lets learning cards count that have become due since the last answer.
    fn move_cutoff(&mut self, now: TimestampSecs) {
        let before = self.ahead_cutoff();
        self.learning_cutoff = now.0;
        let ahead = self.ahead_cutoff();
        let is_newly_due = |entry: &&LearningEntry| before < entry.due && entry.due <= ahead;
        let newly_due = self.learning.iter().filter(is_newly_due).count();
        self.counts.learning += count(newly_due);
    }

    fn ahead_cutoff(&self) -> i64 {
        self.learning_cutoff + self.learn_ahead_secs
    }
}

impl LearningEntry {
    /// Cards that were answered before go first, then those due first.
    fn rank(&self) -> (bool, i64) {
        (self.reviews == 0, self.due)
    }
}

impl StudyCounts {
    fn of(&mut self, kind: QueueKind) -> &mut u32 {
        match kind {
            QueueKind::New => &mut self.new,
            QueueKind::Learning => &mut self.learning,
            QueueKind::Review => &mut self.review,
        }
    }
}

fn count(cards: usize) -> u32 {
    u32::try_from(cards).unwrap_or(u32::MAX)
}
