//! Searches that ask nothing of notes but that they are there.
//!
//! Anki joins the notes all the same: it seeks one for every card, and SQLite sorts out which came before. Here the
//! cards alone are walked through, and the notes that are there are merged in. What SQLite would do for Anki's
//! statement says in which order that has to come.

use std::rc::Rc;

use ankid_search::Query;
use rusqlite::types::Value;
use rusqlite::{Params, Row, params_from_iter};

use super::compile::{Statement, Wanted, compile, compile_cards_alone, joins_for_nothing};
use crate::{Result, Storage};

#[cfg(test)]
mod tests;

/// In a file of fewer pages a search is over before it is known how to run it faster.
const LEAST_PAGES: i64 = 1_000;
/// So many rows are looked up by their ids; for more, all are read, which takes no seeks.
const MOST_LOOKED_UP: usize = 20_000;

/// How a search runs on cards alone.
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
    /// By card; the statement returns its note and it in any order.
    Card,
    /// As the statement finds them; it returns the cards alone, since their notes are in none of the indexes that it
    /// goes by.
    Found,
}

/// A card that was found, after its note.
type Found = (i64, i64);

/// What a walk has found.
#[derive(Debug)]
pub(super) struct Walked {
    /// In Anki's order.
    cards: Vec<Found>,
    /// Those of their notes that are there, and maybe others, ascending.
    notes: Vec<i64>,
}

impl Storage {
    /// How a search runs on cards alone; `None` where it has to run as it is written, or takes no time anyway.
    pub(super) fn walk_through_cards(&self, query: &Query, wanted: Wanted) -> Result<Option<Walk>> {
        if !joins_for_nothing(query, wanted) {
            return Ok(None);
        }
        let pages: i64 = self
            .connection()
            .prepare_cached("PRAGMA page_count")?
            .query_one([], |row| row.get(0))?;
        if pages < LEAST_PAGES {
            return Ok(None);
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
        let mut cards = match walk.order {
            Order::Note | Order::Card => self.rows(sql, parameters, pair)?,
            Order::Found => self.with_notes(self.rows(sql, parameters, |row| row.get(0))?)?,
        };
        match walk.order {
            Order::Note => cards.sort(),
            Order::Card => cards.sort_by_key(|(_, card)| *card),
            Order::Found => {}
        }
        let notes = self.notes_there(&cards)?;
        Ok(Walked { cards, notes })
    }

    /// Puts the note before each of these cards.
    fn with_notes(&self, cards: Vec<i64>) -> rusqlite::Result<Vec<Found>> {
        let mut pairs = if cards.len() > MOST_LOOKED_UP {
            self.rows("SELECT nid, id FROM cards", [], pair)?
        } else {
            let sql = "SELECT nid, id FROM cards WHERE id IN rarray(?1)";
            self.rows(sql, [among(cards.iter().copied())], pair)?
        };
        pairs.sort_by_key(|(_, card)| *card);
        let mut near = 0;
        let found = cards.into_iter().filter_map(|card| {
            near = locate(&pairs, |(_, id)| *id, card, near)?;
            pairs.get(near).copied()
        });
        Ok(found.collect())
    }

    /// The notes of these cards that are there, or all notes, ascending.
    fn notes_there(&self, cards: &[Found]) -> rusqlite::Result<Vec<i64>> {
        let id = |row: &Row<'_>| row.get(0);
        let mut notes: Vec<i64> = if cards.len() > MOST_LOOKED_UP {
            self.rows("SELECT id FROM notes", [], id)?
        } else {
            let wanted = among(cards.iter().map(|(note, _)| *note));
            self.rows("SELECT id FROM notes WHERE id IN rarray(?1)", [wanted], id)?
        };
        notes.sort();
        Ok(notes)
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
    /// Hands over what was wanted: the cards whose notes are there, or each note once.
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

fn among(ids: impl Iterator<Item = i64>) -> Rc<Vec<Value>> {
    Rc::new(ids.map(Value::Integer).collect())
}

/// Where an id stands among ascending ones; it is often where the last one was, or after it.
fn locate<T>(items: &[T], id_of: impl Fn(&T) -> i64, id: i64, near: usize) -> Option<usize> {
    [near, near + 1]
        .into_iter()
        .find(|place| items.get(*place).is_some_and(|item| id_of(item) == id))
        .or_else(|| items.binary_search_by_key(&id, id_of).ok())
}
