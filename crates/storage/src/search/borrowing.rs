//! Which cards a filtered deck borrows of those that a search finds, and in which order.

use ankid_search::Query;
use ankid_types::{CardId, FilteredSearchOrder, TimestampSecs};
use rusqlite::params_from_iter;

use super::compile::{Statement, Wanted, compile};
use crate::{Result, Storage};

/// Which cards go into a filtered deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borrowing {
    /// Which come first.
    pub order: BorrowOrder,
    /// How many at most.
    pub limit: u32,
}

/// In which order cards go into a filtered deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BorrowOrder {
    /// The order. One by chance is left to the caller: the cards come by their ids.
    pub order: FilteredSearchOrder,
    /// Whether FSRS is on; without it there is no retrievability to go by.
    pub is_fsrs: bool,
    /// The day of the collection.
    pub today: u32,
    /// When it ends.
    pub next_day_at: TimestampSecs,
    /// The current second.
    pub now: TimestampSecs,
}

impl Storage {
    /// The cards that a search finds, in an order and up to a limit.
    ///
    /// # Errors
    /// As for [`for_each_found_card`](Self::for_each_found_card).
    pub fn find_cards_to_borrow(
        &self,
        query: &Query,
        borrowing: &Borrowing,
    ) -> Result<Vec<CardId>> {
        let Statement { sql, parameters } = compile(query, Wanted::Cards);
        let order = borrowing.order.clause();
        let sql = format!("{sql} ORDER BY {order} LIMIT {}", borrowing.limit);
        let _search = self.time_limit().begin();
        let explain = |error| self.explain(error, query);
        let mut statement = self.connection().prepare(&sql).map_err(explain)?;
        let ids = statement
            .query_map(params_from_iter(parameters), |row| row.get(0).map(CardId))
            .map_err(explain)?;
        ids.map(|id| id.map_err(explain)).collect()
    }
}

impl BorrowOrder {
    /// What stands behind `ORDER BY`. The numbers are ours, so they may stand in the text.
    fn clause(&self) -> String {
        let Self {
            today,
            next_day_at: TimestampSecs(next_day_at),
            now: TimestampSecs(now),
            ..
        } = self;
        let moments = format!(
            "c.data, iif(c.odue != 0, c.odue, c.due), c.ivl, {today}, {next_day_at}, {now}"
        );
        let order = match self.order {
            FilteredSearchOrder::OldestReviewedFirst => {
                "(SELECT max(id) FROM revlog WHERE cid = c.id)".to_owned()
            }
            FilteredSearchOrder::Random => return "c.id".to_owned(),
            FilteredSearchOrder::IntervalsAscending => "c.ivl".to_owned(),
            FilteredSearchOrder::IntervalsDescending => "c.ivl DESC".to_owned(),
            FilteredSearchOrder::Lapses => "c.lapses DESC".to_owned(),
            FilteredSearchOrder::Added => "c.nid, c.ord".to_owned(),
            FilteredSearchOrder::ReverseAdded => "c.nid DESC, c.ord".to_owned(),
            FilteredSearchOrder::Due => {
                format!("iif(c.due > 1000000000, c.due, (c.due - {today}) * 86400 + {now}), c.ord")
            }
            FilteredSearchOrder::RetrievabilityAscending
            | FilteredSearchOrder::RetrievabilityDescending
                if !self.is_fsrs =>
            {
                "NULL".to_owned()
            }
            FilteredSearchOrder::RetrievabilityAscending => {
                format!("extract_fsrs_retrievability({moments})")
            }
            FilteredSearchOrder::RetrievabilityDescending => {
                format!("extract_fsrs_retrievability({moments}) DESC")
            }
            FilteredSearchOrder::RelativeOverdueness => {
                format!("extract_fsrs_relative_retrievability({moments})")
            }
        };
        format!("{order}, fnvhash(c.id, c.mod)")
    }
}
