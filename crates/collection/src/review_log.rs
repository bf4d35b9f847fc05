//! The review log: what was answered, when, and adding answers that were given elsewhere.

use std::collections::{BTreeMap, HashSet};

use ankid_types::{CalendarDay, CardId, DeckId, Review, ReviewId, ReviewKind, TimestampSecs};

use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::{CHUNK, View};

/// Local time changes its distance from UTC at a multiple of this.
const QUARTER_HOUR_SECS: i64 = 900;
const HOUR_SECS: i64 = 3600;
const DAY_SECS: i64 = 86_400;
const DAY_MILLIS: i64 = DAY_SECS * 1000;

impl View<'_> {
    /// How many entries the log has of today, those without an answer included.
    ///
    /// # Errors
    /// An error of the file.
    pub fn count_reviews_today(&self) -> Result<u32> {
        let start = self.timing()?.days_before_end(1).as_millis();
        Ok(self.storage().count_reviews_after(ReviewId(start.0))?)
    }

    /// How many entries the log has of each day, the newest day first. A day begins at the hour at
    /// which today ends, by the clocks of its own time; entries that lie beyond the calendar have none.
    ///
    /// # Errors
    /// An error of the file.
    pub fn count_reviews_by_day(&self) -> Result<Vec<(Option<CalendarDay>, u32)>> {
        let clock = self.clock();
        let end = self.timing()?.next_day_at;
        let local_end = end.0 + i64::from(clock.utc_offset_secs(end));
        let shift = local_end.rem_euclid(DAY_SECS) / HOUR_SECS * HOUR_SECS;
        let mut known: Option<(i64, i32)> = None;
        let mut counts = BTreeMap::new();
        self.storage().for_each_review_id(|id| -> Result<()> {
            let moment = TimestampSecs(id.0 / 1000 - shift);
            let quarter = moment.0.div_euclid(QUARTER_HOUR_SECS);
            let offset = match known {
                Some((of, offset)) if of == quarter => offset,
                _ => clock.utc_offset_secs(moment),
            };
            known = Some((quarter, offset));
            *counts.entry(CalendarDay::of(moment, offset)).or_default() += 1;
            Ok(())
        })?;
        Ok(counts.into_iter().rev().collect())
    }

    /// The entries of some cards, each card's oldest first.
    ///
    /// # Errors
    /// An error of the file.
    pub fn reviews_of_cards(&self, cards: &[CardId]) -> Result<Vec<Review>> {
        let mut reviews = Vec::new();
        for chunk in cards.chunks(CHUNK) {
            reviews.extend(self.storage().reviews_of_cards(chunk)?);
        }
        Ok(reviews)
    }

    /// The entries after `after` of the cards that are now in a deck, oldest first.
    ///
    /// # Errors
    /// An error of the file.
    pub fn reviews_of_deck_after(&self, deck: DeckId, after: ReviewId) -> Result<Vec<Review>> {
        Ok(self.storage().reviews_of_deck_after(deck, after)?)
    }

    /// The newest entry of the cards that are now in a deck.
    ///
    /// # Errors
    /// An error of the file.
    pub fn latest_review_of_deck(&self, deck: DeckId) -> Result<Option<ReviewId>> {
        Ok(self.storage().latest_review_of_deck(deck)?)
    }
}

impl Transaction<'_> {
    /// Adds entries for answers that were given elsewhere, all or none. Cards then keep the moment of
    /// their last answer, as Anki's database check would correct it; nothing else about them changes.
    ///
    /// # Errors
    /// An id is taken or more than a day ahead, a card is missing, or an error of the file.
    pub fn insert_reviews(&mut self, reviews: Vec<Review>) -> Result<()> {
        self.set_label("Insert Reviews");
        let cards: Vec<CardId> = reviews.iter().map(|review| review.card_id).collect();
        let present = self.storage().card_slots(&cards)?;
        let present: HashSet<CardId> = present.into_iter().map(|slot| slot.card).collect();
        let latest = self.now().0 + DAY_MILLIS;
        for mut review in reviews {
            if !present.contains(&review.card_id) {
                return Err(CollectionError::CardMissing(review.card_id));
            }
            if review.id.0 > latest {
                return Err(CollectionError::ReviewInFuture(review.id));
            }
            if is_rescheduling(&review) {
                review.kind = ReviewKind::Rescheduled;
            }
            if !self.storage().add_review_if_absent(&review)? {
                return Err(CollectionError::ReviewExists(review.id));
            }
        }
        self.follow_review_log(&cards)
    }
}

/// Whether Anki's database check would call the entry a rescheduling, and demand a full
/// synchronization for it.
fn is_rescheduling(review: &Review) -> bool {
    review.kind == ReviewKind::Learning && review.button == 0 && review.taken_millis == 0
}
