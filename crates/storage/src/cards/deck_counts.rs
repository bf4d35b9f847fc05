//! How many cards decks have, and how many of them are due.

use std::cell::RefCell;
use std::collections::HashMap;

use ankid_types::{DeckId, TimestampSecs};
use rusqlite::params;

use crate::row::TableRow;
use crate::{Result, Storage};

/// Up to when cards are due.
#[derive(Debug, Clone, Copy)]
pub struct DueCutoff {
    /// The day of the collection.
    pub today: u32,
    /// When the steps within the day that count end.
    pub learning: TimestampSecs,
}

/// What is due in a deck, without the decks below it and without limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DueCounts {
    /// New cards.
    pub new: u32,
    /// Reviews.
    pub review: u32,
    /// Cards in learning steps of a day or more.
    pub interday_learning: u32,
    /// Cards in learning steps within the day.
    pub intraday_learning: u32,
    /// All cards, due or not.
    pub total: u32,
}

type DeckCounts = HashMap<DeckId, DueCounts>;

/// What does not depend on the time, as a reader counted it last, with the version of the data then.
#[derive(Debug, Default)]
pub(crate) struct LastCount(RefCell<Option<(i64, DeckCounts)>>);

impl Storage {
    /// What is due in each deck; nothing for a deck without cards.
    pub fn count_due_cards(&self, cutoff: DueCutoff) -> Result<HashMap<DeckId, DueCounts>> {
        let mut decks = self.count_all_cards()?;
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("count_due.sql"))?;
        let mut rows = statement.query(params![cutoff.today, cutoff.learning.0])?;
        while let Some(row) = rows.next()? {
            let row = TableRow::new("cards", row);
            let counts = decks.entry(DeckId(row.get(0)?)).or_default();
            let (queue, count): (i64, u32) = (row.get(1)?, row.get(2)?);
            match queue {
                2 => counts.review = count,
                3 => counts.interday_learning = count,
                _ => counts.intraday_learning += count,
            }
        }
        Ok(decks)
    }

    /// All cards and the new ones of each deck. A reader counts again only after a commit.
    fn count_all_cards(&self) -> Result<DeckCounts> {
        let Some(last) = self.last_count() else {
            return self.count_by_queue();
        };
        // The version changes with the commits of other connections only; a reader has none itself.
        let version: i64 = self
            .connection()
            .prepare_cached("PRAGMA data_version")?
            .query_one([], |row| row.get(0))?;
        if let Some((counted, decks)) = &*last.0.borrow()
            && *counted == version
        {
            return Ok(decks.clone());
        }
        let decks = self.count_by_queue()?;
        *last.0.borrow_mut() = Some((version, decks.clone()));
        Ok(decks)
    }

    fn count_by_queue(&self) -> Result<DeckCounts> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT did, queue, count() FROM cards GROUP BY did, queue")?;
        let mut rows = statement.query([])?;
        let mut decks = DeckCounts::new();
        while let Some(row) = rows.next()? {
            let row = TableRow::new("cards", row);
            let counts = decks.entry(DeckId(row.get(0)?)).or_default();
            let (queue, count): (i64, u32) = (row.get(1)?, row.get(2)?);
            counts.total += count;
            if queue == 0 {
                counts.new = count;
            }
        }
        Ok(decks)
    }
}
