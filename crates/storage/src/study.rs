//! Table `cards`, as study queues are made from it: what is due, in the order in which it is taken.

use std::ops::{ControlFlow, Range};

use ankid_types::{CardId, DeckId, NoteId, ReviewCardOrder, ReviewId, StudyCard, TimestampSecs};
use rusqlite::{Row, ToSql, params};

use crate::row::{TableRow, id_array};
use crate::{Result, Storage};

macro_rules! select {
    ($condition:literal) => {
        concat!(include_str!("study/select.sql"), $condition)
    };
}

/// A queue whose cards are due on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayQueue {
    /// Learning cards of another day.
    Learning,
    /// Reviews.
    Review,
}

/// In which order new cards are taken. What is by chance is the same for the same salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewCardOrder {
    /// Lowest position first.
    LowestPosition,
    /// Highest position first.
    HighestPosition,
    /// Notes by chance, their cards by template.
    RandomNotes {
        /// What the chance grows from.
        salt: u32,
    },
    /// By chance.
    RandomCards {
        /// What the chance grows from.
        salt: u32,
    },
}

/// In which order cards are taken that are due on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueOrder {
    /// The order.
    pub order: ReviewCardOrder,
    /// Whether FSRS is on, so that difficulty stands for ease.
    pub is_fsrs: bool,
    /// The day of the collection.
    pub today: u32,
    /// When it ends.
    pub next_day_at: TimestampSecs,
    /// The current second.
    pub now: TimestampSecs,
}

/// What decks still have, limits or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remaining {
    /// New cards.
    pub new: u32,
    /// Reviews and learning cards that are due today.
    pub due: u32,
    /// Cards that the scheduler has put off until tomorrow.
    pub buried_by_scheduler: u32,
    /// Cards that the user has put off until tomorrow.
    pub buried_by_user: u32,
    /// Cards in learning steps within the day.
    pub learning: u32,
    /// When the first of them is due.
    pub next_learning: Option<TimestampSecs>,
}

/// A card with the day that it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDay {
    /// The card.
    pub card: CardId,
    /// Its note.
    pub note: NoteId,
    /// The deck that it is in.
    pub deck: DeckId,
    /// The day of the collection.
    pub day: u32,
}

impl Storage {
    /// The cards of some decks that are in steps within the day and due by `until`.
    pub fn learning_cards(&self, decks: &[DeckId], until: TimestampSecs) -> Result<Vec<StudyCard>> {
        let sql = select!(
            "WHERE did IN rarray(?1) AND queue IN (1, 4) AND due <= ?2 ORDER BY did, queue, due, id"
        );
        self.connection()
            .prepare_cached(sql)?
            .query_and_then(params![deck_array(decks), until.0], row_to_study_card)?
            .collect()
    }

    /// Hands over the cards of some decks that are due on a day, in an order, until it is enough.
    pub fn for_each_due_card(
        &self,
        decks: &[DeckId],
        queue: DayQueue,
        order: &DueOrder,
        visit: impl FnMut(StudyCard) -> ControlFlow<()>,
    ) -> Result<()> {
        let queue = match queue {
            DayQueue::Review => 2,
            DayQueue::Learning => 3,
        };
        let sql = format!(
            "{} ORDER BY {} fnvhash(id, mod)",
            select!("WHERE did IN rarray(?1) AND queue = ?2 AND due <= ?3"),
            order.clause()
        );
        let mut arguments: Vec<Box<dyn ToSql>> = vec![
            Box::new(deck_array(decks)),
            Box::new(queue),
            Box::new(order.today),
        ];
        if order.uses_moments() {
            arguments.push(Box::new(order.next_day_at.0));
            arguments.push(Box::new(order.now.0));
        }
        self.visit_cards(&sql, &arguments, visit)
    }

    /// Hands over the new cards of some decks, in an order, until it is enough.
    pub fn for_each_new_card(
        &self,
        decks: &[DeckId],
        order: NewCardOrder,
        visit: impl FnMut(StudyCard) -> ControlFlow<()>,
    ) -> Result<()> {
        let sql = match order {
            NewCardOrder::LowestPosition => {
                select!("WHERE did IN rarray(?1) AND queue = 0 ORDER BY due, ord, did, id")
            }
            NewCardOrder::HighestPosition => {
                select!("WHERE did IN rarray(?1) AND queue = 0 ORDER BY due DESC, ord, did, id")
            }
            NewCardOrder::RandomNotes { .. } => {
                select!("WHERE did IN rarray(?1) AND queue = 0 ORDER BY fnvhash(nid, ?2), ord, id")
            }
            NewCardOrder::RandomCards { .. } => {
                select!("WHERE did IN rarray(?1) AND queue = 0 ORDER BY fnvhash(id, ?2), id")
            }
        };
        let mut arguments: Vec<Box<dyn ToSql>> = vec![Box::new(deck_array(decks))];
        if let NewCardOrder::RandomNotes { salt } | NewCardOrder::RandomCards { salt } = order {
            arguments.push(Box::new(salt));
        }
        self.visit_cards(sql, &arguments, visit)
    }

    /// What some decks still have today.
    pub fn remaining_cards(&self, decks: &[DeckId], today: u32) -> Result<Remaining> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("study/remaining.sql"))?;
        let remaining = statement.query_one(params![deck_array(decks), today], |row| {
            let next_learning: Option<i64> = row.get(5)?;
            Ok(Remaining {
                new: row.get(0)?,
                due: row.get(1)?,
                buried_by_scheduler: row.get(2)?,
                buried_by_user: row.get(3)?,
                learning: row.get(4)?,
                next_learning: next_learning.map(TimestampSecs),
            })
        })?;
        Ok(remaining)
    }

    /// The cards of some decks whose due number is one of these days, whatever their queue means by it.
    pub fn cards_due_on(&self, decks: &[DeckId], days: Range<u32>) -> Result<Vec<DueDay>> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("study/due_between.sql"))?;
        let arguments = params![deck_array(decks), days.start, days.end];
        let cards = statement.query_and_then(arguments, |row| {
            let row = TableRow::new("cards", row);
            Ok(DueDay {
                card: CardId(row.get(0)?),
                note: NoteId(row.get(1)?),
                deck: DeckId(row.get(2)?),
                day: row.get(3)?,
            })
        })?;
        cards.collect()
    }

    /// How many reviews are due on each day, of the cards that belong to some decks, borrowed ones too. Suspended
    /// cards do not count.
    pub fn reviews_due_by_day(&self, decks: &[DeckId]) -> Result<Vec<(i64, u32)>> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("study/reviews_due_by_day.sql"))?;
        let days =
            statement.query_map([deck_array(decks)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(days.collect::<Result<_, _>>()?)
    }

    /// How many cards that belong to some decks were answered after a moment.
    pub fn count_cards_answered_after(&self, decks: &[DeckId], after: ReviewId) -> Result<u32> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("study/answered_after.sql"))?;
        Ok(statement.query_one(params![deck_array(decks), after.0], |row| row.get(0))?)
    }

    fn visit_cards(
        &self,
        sql: &str,
        arguments: &[Box<dyn ToSql>],
        mut visit: impl FnMut(StudyCard) -> ControlFlow<()>,
    ) -> Result<()> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let arguments: Vec<&dyn ToSql> = arguments.iter().map(Box::as_ref).collect();
        let mut rows = statement.query(arguments.as_slice())?;
        while let Some(row) = rows.next()? {
            if visit(row_to_study_card(row)?).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl DueOrder {
    /// What stands in `ORDER BY` before the tie is broken by chance.
    fn clause(&self) -> &'static str {
        match (self.order, self.is_fsrs) {
            (ReviewCardOrder::Day, _) => "due,",
            (ReviewCardOrder::DayThenDeck, _) => {
                "due, (SELECT rowid FROM rarray(?1) AS deck WHERE deck.value = did),"
            }
            (ReviewCardOrder::DeckThenDay, _) => {
                "(SELECT rowid FROM rarray(?1) AS deck WHERE deck.value = did), due,"
            }
            (ReviewCardOrder::IntervalsAscending, _) => "ivl,",
            (ReviewCardOrder::IntervalsDescending, _) => "ivl DESC,",
            (ReviewCardOrder::EaseAscending, false) => "factor,",
            (ReviewCardOrder::EaseDescending, false) => "factor DESC,",
            // The easier a card, the lower its difficulty.
            (ReviewCardOrder::EaseAscending, true) => "extract_fsrs_variable(data, 'd') DESC,",
            (ReviewCardOrder::EaseDescending, true) => "extract_fsrs_variable(data, 'd'),",
            (ReviewCardOrder::RetrievabilityAscending, _) => {
                "extract_fsrs_retrievability(data, iif(odue != 0, odue, due), ivl, ?3, ?4, ?5),"
            }
            (ReviewCardOrder::RetrievabilityDescending, _) => {
                "extract_fsrs_retrievability(data, iif(odue != 0, odue, due), ivl, ?3, ?4, ?5) DESC,"
            }
            (ReviewCardOrder::RelativeOverdueness, true) => {
                "extract_fsrs_relative_retrievability(data, iif(odue != 0, odue, due), ivl, ?3, ?4, ?5),"
            }
            (ReviewCardOrder::RelativeOverdueness, false) => {
                "-(1 + CAST(?3 - due + 0.001 AS REAL) / ivl),"
            }
            (ReviewCardOrder::Random, _) => "",
            (ReviewCardOrder::Added, _) => "nid, ord,",
            (ReviewCardOrder::ReverseAdded, _) => "nid DESC, ord,",
        }
    }

    fn uses_moments(&self) -> bool {
        match self.order {
            ReviewCardOrder::RetrievabilityAscending
            | ReviewCardOrder::RetrievabilityDescending => true,
            ReviewCardOrder::RelativeOverdueness => self.is_fsrs,
            _ => false,
        }
    }
}

fn deck_array(decks: &[DeckId]) -> rusqlite::vtab::array::Array {
    id_array(decks.iter().map(|deck| deck.0))
}

fn row_to_study_card(row: &Row<'_>) -> Result<StudyCard> {
    let row = TableRow::new("cards", row);
    Ok(StudyCard {
        id: CardId(row.get(0)?),
        note_id: NoteId(row.get(1)?),
        deck_id: DeckId(row.get(2)?),
        home_deck_id: DeckId(row.get(3)?),
        ordinal: row.get(4)?,
        due: row.get(5)?,
        reviews: row.get(6)?,
    })
}
