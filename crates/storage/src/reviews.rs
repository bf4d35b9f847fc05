//! Table `revlog`: every answer that was given.

use rusqlite::{Params, Row, Statement, params};

use ankid_types::{CardId, DeckId, Review, ReviewId, ReviewKind, TimestampMillis, Usn};

use crate::ids::IdTable;
use crate::row::{TableRow, id_array};
use crate::undo_log::Table;
use crate::{Result, Storage, StorageError};

/// Adds an entry, unless its id is taken.
const ADD: &str = include_str!("reviews/add.sql");

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, cid, usn, ease, ivl, lastIvl, factor, time, type FROM revlog ",
            $condition
        )
    };
}

impl Storage {
    /// The id that an entry of this moment gets: the moment itself or, where that is taken, the one after the highest.
    pub fn free_review_id(&self, moment: TimestampMillis) -> Result<ReviewId> {
        Ok(ReviewId(self.free_id(IdTable::Reviews, moment.0)?))
    }

    /// Adds an entry under its own id or, where that is taken, under the next one.
    pub fn add_review(&self, review: &Review) -> Result<ReviewId> {
        let id = self.add_under_free_id(IdTable::Reviews, review.id.0, |id| {
            self.insert_review(ReviewId(id), review)
        })?;
        Ok(ReviewId(id))
    }

    /// As [`add_review`](Self::add_review), for many.
    pub fn add_reviews(&self, reviews: &[Review]) -> Result<()> {
        let mut statement = self.connection().prepare_cached(ADD)?;
        let mut ids = Vec::with_capacity(reviews.len());
        // An id that is taken, and the highest, which one who wanted that got.
        let mut taken: Option<(i64, i64)> = None;
        for review in reviews {
            let wanted = review.id.0;
            let id = match taken {
                Some((same, highest)) if same == wanted => highest + 1,
                _ => self.free_id(IdTable::Reviews, wanted)?,
            };
            execute_with(&mut statement, ReviewId(id), review)?;
            taken = (id != wanted).then_some((wanted, id));
            ids.push(id);
        }
        self.undo_log().record_all_added(Table::Reviews, &ids)
    }

    /// Adds an entry under its own id unless that is taken, and says whether it was added.
    pub fn add_review_if_absent(&self, review: &Review) -> Result<bool> {
        self.insert_review(review.id, review)
    }

    /// The entry of an id.
    pub fn get_review(&self, id: ReviewId) -> Result<Option<Review>> {
        let found = self.reviews(select!("WHERE id = ?1"), [id.0])?;
        Ok(found.into_iter().next())
    }

    /// The entries of a card, oldest first.
    pub fn reviews_of_card(&self, card: CardId) -> Result<Vec<Review>> {
        self.reviews(select!("WHERE cid = ?1 ORDER BY id"), [card.0])
    }

    /// The entries of some cards, card by card, each card's oldest first.
    pub fn reviews_of_cards(&self, cards: &[CardId]) -> Result<Vec<Review>> {
        self.reviews(
            select!("WHERE cid IN rarray(?1) ORDER BY cid, id"),
            [id_array(cards.iter().map(|card| card.0))],
        )
    }

    /// The newest entry of each of some cards.
    pub fn newest_reviews_of_cards(&self, cards: &[CardId]) -> Result<Vec<Review>> {
        self.reviews(
            include_str!("reviews/newest_of_cards.sql"),
            [id_array(cards.iter().map(|card| card.0))],
        )
    }

    /// The entries after `after` of cards that are now in a deck, oldest first.
    pub fn reviews_of_deck_after(&self, deck: DeckId, after: ReviewId) -> Result<Vec<Review>> {
        self.reviews(
            select!("WHERE id > ?1 AND cid IN (SELECT id FROM cards WHERE did = ?2) ORDER BY id"),
            [after.0, deck.0],
        )
    }

    /// The newest entry of cards that are now in a deck.
    pub fn latest_review_of_deck(&self, deck: DeckId) -> Result<Option<ReviewId>> {
        let latest: Option<i64> = self
            .connection()
            .prepare_cached(
                "SELECT max(id) FROM revlog WHERE cid IN (SELECT id FROM cards WHERE did = ?1)",
            )?
            .query_one([deck.0], |row| row.get(0))?;
        Ok(latest.map(ReviewId))
    }

    /// How many entries there are after a moment.
    pub fn count_reviews_after(&self, after: ReviewId) -> Result<u32> {
        let count = self
            .connection()
            .prepare_cached("SELECT count() FROM revlog WHERE id > ?1")?
            .query_one([after.0], |row| row.get(0))?;
        Ok(count)
    }

    /// How many answers were given after a moment, and how many milliseconds they took; changes by hand are no
    /// answers.
    pub fn sum_answers_after(&self, after: ReviewId) -> Result<(u32, u64)> {
        let (count, millis): (u32, i64) = self
            .connection()
            .prepare_cached(
                "SELECT count(), coalesce(sum(time), 0) FROM revlog WHERE id > ?1 AND type NOT IN (4, 5)",
            )?
            .query_one([after.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((count, millis.max(0).unsigned_abs()))
    }

    /// Hands over the id of every entry, in no order.
    pub fn for_each_review_id<E: From<StorageError>>(
        &self,
        mut visit: impl FnMut(ReviewId) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id FROM revlog")
            .map_err(StorageError::from)?;
        let mut rows = statement.query([]).map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            visit(ReviewId(TableRow::new("revlog", row).get(0)?))?;
        }
        Ok(())
    }

    /// Hands over every entry from a moment on, oldest first.
    ///
    /// # Errors
    /// What `each` returns, or an error of the file.
    pub fn for_each_review_from<E: From<StorageError>>(
        &self,
        start: ReviewId,
        each: impl FnMut(&Review) -> Result<(), E>,
    ) -> Result<(), E> {
        self.visit_reviews(select!("WHERE id >= ?1 ORDER BY id"), [start.0], each)
    }

    /// Hands over every entry of some cards from a moment on, in no order.
    ///
    /// # Errors
    /// What `each` returns, or an error of the file.
    pub fn for_each_review_of_cards_from<E: From<StorageError>>(
        &self,
        cards: &[CardId],
        start: ReviewId,
        each: impl FnMut(&Review) -> Result<(), E>,
    ) -> Result<(), E> {
        let cards = id_array(cards.iter().map(|card| card.0));
        self.visit_reviews(
            select!("WHERE cid IN rarray(?1) AND id >= ?2"),
            params![cards, start.0],
            each,
        )
    }

    fn visit_reviews<E: From<StorageError>>(
        &self,
        sql: &'static str,
        arguments: impl Params,
        mut each: impl FnMut(&Review) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached(sql)
            .map_err(StorageError::from)?;
        let mut rows = statement.query(arguments).map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            each(&row_to_review(row)?)?;
        }
        Ok(())
    }

    pub(crate) fn reviews(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<Review>> {
        self.connection()
            .prepare_cached(sql)?
            .query_and_then(arguments, row_to_review)?
            .collect()
    }

    fn insert_review(&self, id: ReviewId, review: &Review) -> Result<bool> {
        let mut statement = self.connection().prepare_cached(ADD)?;
        let is_added = execute_with(&mut statement, id, review)?;
        if is_added {
            self.undo_log().record_added(Table::Reviews, id.0)?;
        }
        Ok(is_added)
    }
}

/// Runs a statement whose parameters are the columns of an entry; whether it wrote a row.
fn execute_with(statement: &mut Statement<'_>, id: ReviewId, review: &Review) -> Result<bool> {
    let written = statement.execute(params![
        id.0,
        review.card_id.0,
        review.usn.0,
        review.button,
        review.interval,
        review.last_interval,
        review.ease_factor,
        review.taken_millis,
        review.kind.code(),
    ])?;
    Ok(written > 0)
}

pub(crate) fn row_to_review(row: &Row<'_>) -> Result<Review> {
    let row = TableRow::new("revlog", row);
    Ok(Review {
        id: ReviewId(row.get(0)?),
        card_id: CardId(row.get(1)?),
        usn: Usn(row.get(2)?),
        button: row.get(3)?,
        interval: row.get(4)?,
        last_interval: row.get(5)?,
        ease_factor: row.get(6)?,
        taken_millis: row.get(7)?,
        kind: row.coded(8, ReviewKind::from_code)?,
    })
}
