//! Whether cards are due, and which intervals they had, in AnkiConnect's sense of both.

use std::collections::HashMap;

use ankid_types::{Card, CardId, CardKind, CardQueue, Review, TimestampSecs};

use crate::error::Result;
use crate::view::View;

/// Longer waits in seconds than this are judged by the review log instead of the queue.
const MOST_QUEUED_SECS: i32 = 1200;

impl View<'_> {
    /// Whether each card is due; `None` where there is no card. New cards always are. A card that
    /// was sent to wait for more than twenty minutes is due when they are over, and not earlier
    /// although it may be shown ahead of time.
    ///
    /// # Errors
    /// An error of the file.
    pub fn are_due(&self, cards: &[CardId]) -> Result<Vec<Option<bool>>> {
        let timing = self.timing()?;
        let learning = TimestampSecs(timing.now.0 + i64::from(self.learn_ahead_secs()?));
        let now = self.clock().now();
        let newest = self.storage().newest_reviews_of_cards(cards)?;
        self.with_reviews(cards, newest, |card, reviews| {
            if card.kind == CardKind::New {
                return true;
            }
            match reviews.last() {
                Some(last) if last.interval < -MOST_QUEUED_SECS => {
                    last.id.0 - i64::from(last.interval) * 1000 <= now.0
                }
                _ => is_queued(card, timing.today, learning),
            }
        })
    }

    /// The intervals that each card had after its answers, oldest first: days or, as negative numbers,
    /// seconds; `None` for a card that is new or missing.
    ///
    /// # Errors
    /// An error of the file.
    pub fn intervals_of_cards(&self, cards: &[CardId]) -> Result<Vec<CardIntervals>> {
        self.intervals_in(cards, self.storage().reviews_of_cards(cards)?)
    }

    /// As [`intervals_of_cards`](Self::intervals_of_cards), of each card the interval after its last answer alone.
    ///
    /// # Errors
    /// An error of the file.
    pub fn last_intervals_of_cards(&self, cards: &[CardId]) -> Result<Vec<CardIntervals>> {
        self.intervals_in(cards, self.storage().newest_reviews_of_cards(cards)?)
    }

    fn intervals_in(&self, cards: &[CardId], reviews: Vec<Review>) -> Result<Vec<CardIntervals>> {
        let intervals = self.with_reviews(cards, reviews, |card, reviews| match card.kind {
            CardKind::New => CardIntervals::New,
            _ => CardIntervals::Answered(reviews.iter().map(|review| review.interval).collect()),
        })?;
        let intervals = intervals.into_iter();
        Ok(intervals
            .map(|intervals| intervals.unwrap_or(CardIntervals::Missing))
            .collect())
    }

    /// Asks of each card and its reviews among `reviews`, oldest first; `None` where there is no card.
    fn with_reviews<T>(
        &self,
        ids: &[CardId],
        reviews: Vec<Review>,
        ask: impl Fn(&Card, &[Review]) -> T,
    ) -> Result<Vec<Option<T>>> {
        let mut own_reviews: HashMap<CardId, Vec<Review>> = HashMap::new();
        for review in reviews {
            own_reviews.entry(review.card_id).or_default().push(review);
        }
        let mut answers = Vec::with_capacity(ids.len());
        self.for_each_card(ids, |card| -> Result<()> {
            answers.push(card.map(|card| {
                let own = own_reviews.get(&card.id).map_or(&[][..], Vec::as_slice);
                ask(card, own)
            }));
            Ok(())
        })?;
        Ok(answers)
    }
}

/// The intervals that a card had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardIntervals {
    /// There is no such card.
    Missing,
    /// The card is new.
    New,
    /// Those after its answers, oldest first.
    Answered(Vec<i32>),
}

fn is_queued(card: &Card, today: u32, learning: TimestampSecs) -> bool {
    let due = i64::from(card.due);
    match card.queue {
        CardQueue::Review | CardQueue::DayLearning => due <= i64::from(today),
        CardQueue::Learning | CardQueue::PreviewRepeat => due <= learning.0,
        CardQueue::New
        | CardQueue::Suspended
        | CardQueue::SchedulerBuried
        | CardQueue::UserBuried => false,
    }
}
