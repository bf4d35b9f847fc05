//! Gathering: which of the cards that are due go into a queue.
//!
//! Cards are offered kind by kind: learning cards within the day, those of another day, reviews, new
//! cards. A sibling of a card that was offered before may be left out.

use std::collections::HashMap;
use std::ops::ControlFlow;

use ankid_types::{DeckConfigSettings, DeckId, NoteId, StudyCard, TimestampSecs};

use super::limits::{LimitKind, LimitTree};
use super::order::{QueueOrder, interspersed, sort_new};
use super::{LearningEntry, MainEntry, QueueKind, StudyCounts, StudyQueue, count};
use crate::timing::DayTiming;

/// Which siblings of a card are not to be seen on the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Burying {
    /// New ones.
    pub new: bool,
    /// Reviews.
    pub reviews: bool,
    /// Learning cards of another day.
    pub interday_learning: bool,
}

/// A kind of card that is due on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    /// Learning cards of another day.
    Learning,
    /// Reviews.
    Review,
}

/// A queue in the making.
#[derive(Debug)]
pub struct Gathering {
    limits: LimitTree,
    /// By the decks that cards belong to.
    burying: HashMap<DeckId, Burying>,
    seen: HashMap<NoteId, Burying>,
    learning: Vec<LearningEntry>,
    day_learning: Vec<MainEntry>,
    reviews: Vec<MainEntry>,
    new: Vec<StudyCard>,
}

impl Burying {
    /// What a preset says.
    #[must_use]
    pub fn of(settings: &DeckConfigSettings) -> Self {
        Self {
            new: settings.bury_new,
            reviews: settings.bury_reviews,
            interday_learning: settings.bury_interday_learning,
        }
    }

    fn join(&mut self, other: Self) {
        self.new |= other.new;
        self.reviews |= other.reviews;
        self.interday_learning |= other.interday_learning;
    }
}

impl Gathering {
    /// Nothing gathered yet, within some limits; `burying` is by the decks that cards belong to.
    #[must_use]
    pub fn new(limits: LimitTree, burying: HashMap<DeckId, Burying>) -> Self {
        Self {
            limits,
            burying,
            seen: HashMap::new(),
            learning: Vec::new(),
            day_learning: Vec::new(),
            reviews: Vec::new(),
            new: Vec::new(),
        }
    }

    /// Takes a card in steps within the day: these have no limit.
    pub fn offer_learning(&mut self, card: &StudyCard) {
        self.see(card);
        self.learning.push(LearningEntry {
            due: i64::from(card.due),
            card: card.id,
            reviews: card.reviews,
        });
    }

    /// Whether any card that is due on a day can still be taken.
    #[must_use]
    pub fn takes_due(&self) -> bool {
        !self.limits.is_used_up(LimitKind::Review)
    }

    /// Takes a card that is due on a day, if it may be; whether to go on.
    pub fn offer_due(&mut self, card: &StudyCard, kind: DueKind) -> ControlFlow<()> {
        if !self.takes_due() {
            return ControlFlow::Break(());
        }
        let deck = card.deck_id;
        if self.limits.is_used_up_in(deck, LimitKind::Review) {
            return ControlFlow::Continue(());
        }
        let buried = self.see(card);
        let (is_buried, entries, kind) = match kind {
            DueKind::Learning => {
                let entries = &mut self.day_learning;
                (buried.interday_learning, entries, QueueKind::Learning)
            }
            DueKind::Review => (buried.reviews, &mut self.reviews, QueueKind::Review),
        };
        if !is_buried {
            entries.push(MainEntry {
                card: card.id,
                kind,
            });
            self.limits.use_up(deck, LimitKind::Review);
        }
        ControlFlow::Continue(())
    }

    /// Whether any new card can still be taken.
    #[must_use]
    pub fn takes_new(&self) -> bool {
        !self.limits.is_used_up(LimitKind::New)
    }

    /// Whether a new card of a deck can still be taken.
    #[must_use]
    pub fn takes_new_of(&self, deck: DeckId) -> bool {
        !self.limits.is_used_up_in(deck, LimitKind::New)
    }

    /// Takes a new card, if it may be.
    pub fn offer_new(&mut self, card: &StudyCard) {
        if self.takes_new_of(card.deck_id) && !self.see(card).new {
            self.new.push(*card);
            self.limits.use_up(card.deck_id, LimitKind::New);
        }
    }

    /// Puts all that was gathered in order.
    #[must_use]
    pub fn into_queue(
        mut self,
        order: &QueueOrder,
        timing: &DayTiming,
        learn_ahead_secs: u32,
    ) -> StudyQueue {
        sort_new(&mut self.new, order.new_sort, timing.today);
        // Those of the same rank stay in the order in which they were offered.
        self.learning.sort_by_key(LearningEntry::rank);
        let learn_ahead_secs = i64::from(learn_ahead_secs);
        let TimestampSecs(now) = timing.now;
        let due = |entry: &&LearningEntry| entry.due <= now + learn_ahead_secs;
        let learning = self.learning.iter().filter(due).count() + self.day_learning.len();
        let counts = StudyCounts {
            new: count(self.new.len()),
            learning: count(learning),
            review: count(self.reviews.len()),
        };
        let new = self.new.iter().map(|card| MainEntry {
            card: card.id,
            kind: QueueKind::New,
        });
        let with_learning = interspersed(self.reviews, self.day_learning, order.day_learning_mix);
        let main = interspersed(with_learning, new.collect(), order.new_mix);
        StudyQueue {
            counts,
            main: main.into(),
            learning: self.learning.into(),
            learn_ahead_secs,
            learning_cutoff: now,
        }
    }

    /// Remembers a card for its siblings; what those before it say about itself.
    fn see(&mut self, card: &StudyCard) -> Burying {
        let burying = self.burying.get(&card.home_deck_id).copied();
        let seen = self.seen.entry(card.note_id).or_default();
        let before = *seen;
        seen.join(burying.unwrap_or_default());
        before
    }
}
