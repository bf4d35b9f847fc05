//! Searches that ask about one of the two tables alone, where Anki joins them.
//!
//! Where a search asks nothing of notes but that they are there, Anki seeks one for every card, and SQLite sorts out
//! which came before. Here the cards alone are walked through, and the notes that are there are merged in. What SQLite
//! would do for Anki's statement says in which order that has to come. Where a search asks about notes alone and wants
//! their cards, these are merged in likewise.

use ankid_search::Query;
use rusqlite::{Params, Row, params_from_iter};

use super::compile::{
    Statement, Wanted, compile, compile_cards_alone, needs_notes_to_be_there, scans_notes,
};
use crate::row::id_array;
use crate::{Result, Storage};

#[cfg(test)]
mod tests;

/// In a file of fewer pages a search is over before it is known how to run it faster.
const LEAST_PAGES: i64 = 1_000;
/// So few rows are always looked up.
const FEW: usize = 1_000;

/// How a search runs on one table.
#[derive(Debug)]
pub(super) struct Walk {
    statement: Statement,
    order: Order,
}

/// In which order Anki finds, and with it what the statement of a walk returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// By note, then by card; the statement returns both in any order.
    Note,
    /// By note, then by card; the statement returns the notes alone, in any order.
    OfNotes,
    /// By card; the statement returns its note and it in any order.
    Card,
    /// As the statement finds them; it returns the cards alone, since their notes are in none of the indexes that it
    /// goes by.
    Found,
}

/// Rows that are wanted by their ids: some of a table, or all of it.
struct Wanting {
    some: &'static str,
    all: &'static str,
    count: &'static str,
    /// Looking one up takes as long as reading so many one after the other.
    cost: usize,
}

const NOTES: Wanting = Wanting {
    some: "SELECT id FROM rarray(?1) CROSS JOIN notes ON id = value",
    all: "SELECT id FROM notes",
    count: "SELECT count() FROM notes",
    cost: 20,
};
const CARDS: Wanting = Wanting {
    some: "SELECT nid, id FROM rarray(?1) CROSS JOIN cards ON id = value",
    all: "SELECT nid, id FROM cards",
    count: "SELECT count() FROM cards",
    cost: 5,
};
const CARDS_OF_NOTES: Wanting = Wanting {
    some: "SELECT nid, id FROM rarray(?1) CROSS JOIN cards ON nid = value",
    cost: 3,
    ..CARDS
};

/// A card that was found, after its note.
type Found = (i64, i64);

/// What a walk has found.
#[derive(Debug)]
pub(super) struct Walked {
    /// In Anki's order.
    cards: Vec<Found>,
    /// The notes whose cards count, ascending.
    notes: Vec<i64>,
}

impl Storage {
    /// How a search runs on one table; `None` where it has to run as it is written, or takes no time anyway.
    pub(super) fn walk_through_one_table(
        &self,
        query: &Query,
        wanted: Wanted,
    ) -> Result<Option<Walk>> {
        let is_of_notes = wanted == Wanted::Cards && scans_notes(query);
        if !is_of_notes && !needs_notes_to_be_there(query, wanted) {
            return Ok(None);
        }
        let pages: i64 = self
            .connection()
            .prepare_cached("PRAGMA page_count")?
            .query_one([], |row| row.get(0))?;
        if pages < LEAST_PAGES {
            return Ok(None);
        }
        if is_of_notes {
            return Ok(Some(Walk {
                statement: compile(query, Wanted::Notes),
                order: Order::OfNotes,
            }));
        }
        self.plan_walk(query, wanted)
    }

    fn plan_walk(&self, query: &Query, wanted: Wanted) -> Result<Option<Walk>> {
        let written = self.plan(&compile(query, wanted))?;
        if let Some(order) = written.order_of_ids() {
            let statement = compile_cards_alone(query, "c.nid, c.id");
            return Ok(Some(Walk { statement, order }));
        }
        let statement = compile_cards_alone(query, "c.id");
        let is_same =
            written.seeks_notes() && written.of_cards() == self.plan(&statement)?.of_cards();
        Ok(is_same.then_some(Walk {
            statement,
            order: Order::Found,
        }))
    }

    fn plan(&self, statement: &Statement) -> Result<Plan> {
        let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let mut explained = self.connection().prepare(&sql)?;
        let steps = explained.raw_query().mapped(|row| row.get(3));
        Ok(Plan(steps.collect::<rusqlite::Result<_>>()?))
    }

    /// Goes on a walk.
    pub(super) fn walked(&self, walk: &Walk) -> rusqlite::Result<Walked> {
        let Statement { sql, parameters } = &walk.statement;
        let parameters = params_from_iter(parameters);
        let mut cards;
        match walk.order {
            Order::OfNotes => {
                let mut notes = self.rows(sql, parameters, id)?;
                notes.sort();
                cards = self.wanted(&CARDS_OF_NOTES, &notes, pair)?;
                cards.sort();
                return Ok(Walked { cards, notes });
            }
            Order::Note => {
                cards = self.rows(sql, parameters, pair)?;
                cards.sort();
            }
            Order::Card => {
                cards = self.rows(sql, parameters, pair)?;
                cards.sort_by_key(|(_, card)| *card);
            }
            Order::Found => cards = self.with_notes(self.rows(sql, parameters, id)?)?,
        }
        let mut notes: Vec<_> = cards.iter().map(|(note, _)| *note).collect();
        notes.sort();
        notes.dedup();
        let mut notes = self.wanted(&NOTES, &notes, id)?;
        notes.sort();
        Ok(Walked { cards, notes })
    }

    /// Puts the note before each of these cards.
    fn with_notes(&self, cards: Vec<i64>) -> rusqlite::Result<Vec<Found>> {
        let mut pairs = self.wanted(&CARDS, &cards, pair)?;
        pairs.sort_by_key(|(_, card)| *card);
        let mut near = 0;
        let found = cards.into_iter().filter_map(|card| {
            near = locate(&pairs, |(_, id)| *id, card, near)?;
            pairs.get(near).copied()
        });
        Ok(found.collect())
    }

    /// The rows that are wanted by these ids, each given once, in any order, with all others where that is faster.
    fn wanted<T>(
        &self,
        wanting: &Wanting,
        ids: &[i64],
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let connection = self.connection();
        if ids.len() > FEW {
            let count: i64 = connection
                .prepare_cached(wanting.count)?
                .query_one([], |row| row.get(0))?;
            let reads_all = i64::try_from(ids.len() * wanting.cost).is_ok_and(|cost| cost > count);
            if reads_all {
                return self.rows(wanting.all, [], read);
            }
        }
        self.rows(wanting.some, [id_array(ids.iter().copied())], read)
    }

    fn rows<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let mut statement = self.connection().prepare(sql)?;
        statement.query_map(parameters, read)?.collect()
    }
}

impl Walked {
    /// Hands over what was wanted: the cards whose notes count, or each of these once.
    pub(super) fn tell<E>(
        self,
        wanted: Wanted,
        each: &mut dyn FnMut(i64) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut is_told = vec![false; self.notes.len()];
        let mut near = 0;
        for (note, card) in self.cards {
            let Some(place) = locate(&self.notes, |id| *id, note, near) else {
                continue;
            };
            near = place;
            match wanted {
                Wanted::Cards => each(card)?,
                Wanted::Notes if std::mem::replace(&mut is_told[place], true) => {}
                Wanted::Notes => each(note)?,
            }
        }
        Ok(())
    }
}

/// What SQLite does for a statement, step by step.
struct Plan(Vec<String>);

impl Plan {
    /// The order in which both tables are joined, if it is one of ids.
    fn order_of_ids(&self) -> Option<Order> {
        const CARDS_OF_NOTE: [&str; 2] = [
            "SEARCH c USING INDEX ix_cards_nid (nid=?",
            "SEARCH c USING COVERING INDEX ix_cards_nid (nid=?",
        ];
        let [first, second, ..] = self.0.as_slice() else {
            return None;
        };
        let is_by_cards =
            first == "SCAN c" || first.starts_with("SEARCH c USING INTEGER PRIMARY KEY");
        let is_by_notes =
            first == "SCAN n" && CARDS_OF_NOTE.iter().any(|way| second.starts_with(way));
        if is_by_notes && !self.sorts_out() {
            Some(Order::Note)
        } else {
            (is_by_cards && self.seeks_notes()).then_some(Order::Card)
        }
    }

    /// Whether what was found before is sorted out at the end.
    fn sorts_out(&self) -> bool {
        self.0
            .iter()
            .any(|step| step == "USE TEMP B-TREE FOR DISTINCT")
    }

    /// Whether the note of each card is sought.
    fn seeks_notes(&self) -> bool {
        let seek = "SEARCH n USING INTEGER PRIMARY KEY (rowid=?)";
        self.0.iter().any(|step| step == seek)
    }

    /// The way through the cards, whether or not the rows themselves are looked at.
    fn of_cards(&self) -> Vec<String> {
        let steps = self.0.iter().filter(|step| {
            ["SCAN c", "SEARCH c", "MULTI-INDEX OR", "INDEX "]
                .iter()
                .any(|start| step.starts_with(start))
        });
        steps
            .map(|step| step.replace("COVERING INDEX", "INDEX"))
            .collect()
    }
}

fn pair(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok((row.get(0)?, row.get(1)?))
}

fn id(row: &Row<'_>) -> rusqlite::Result<i64> {
    row.get(0)
}

/// Where an id stands among ascending ones; it is often where the last one was, or after it.
fn locate<T>(items: &[T], id_of: impl Fn(&T) -> i64, id: i64, near: usize) -> Option<usize> {
    [near, near + 1]
        .into_iter()
        .find(|place| items.get(*place).is_some_and(|item| id_of(item) == id))
        .or_else(|| items.binary_search_by_key(&id, id_of).ok())
}
