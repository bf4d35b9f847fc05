//! From [`Query`] to the text of a statement and its parameters.
//!
//! Text of users is always a parameter. Numbers stand in the text, as in Anki, for the planner
//! looks at them. Lists that come from names are parameters, which the planner takes for the
//! subqueries that Anki has in their place.

use std::fmt::{Display, Write as _};
use std::rc::Rc;

use ankid_search::{CardCondition, NoteCondition, Query, RegexCondition, TextCondition};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Value};

/// What a search is to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Notes,
    Cards,
}

/// A statement that returns ids.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) parameters: Vec<Parameter>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Parameter {
    Truth(bool),
    Text(String),
    Ids(Rc<Vec<Value>>),
}

impl ToSql for Parameter {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Truth(truth) => ToSqlOutput::from(*truth),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
            Self::Ids(ids) => return ids.to_sql(),
        })
    }
}

pub(super) fn compile(query: &Query, wanted: Wanted) -> Statement {
    let tables = Tables::wanted(wanted).with(Tables::needed(query));
    let start = match (tables, wanted) {
        (Tables::Notes, _) => "SELECT n.id FROM notes n WHERE (",
        (Tables::Cards, _) => "SELECT c.id FROM cards c WHERE (",
        (_, Wanted::Notes) => "SELECT DISTINCT n.id FROM cards c, notes n WHERE c.nid = n.id AND (",
        (_, Wanted::Cards) if scans_notes(query) => {
            "SELECT c.id FROM notes n CROSS JOIN cards c WHERE c.nid = n.id AND ("
        }
        (_, Wanted::Cards) => "SELECT c.id FROM cards c, notes n WHERE c.nid = n.id AND (",
    };
    write_statement(tables, start.to_owned(), query)
}

/// Columns of the cards that a query is about.
pub(super) fn compile_cards_alone(query: &Query, columns: &str) -> Statement {
    let start = format!("SELECT {columns} FROM cards c WHERE (");
    write_statement(Tables::Cards, start, query)
}

fn write_statement(tables: Tables, start: String, query: &Query) -> Statement {
    let mut compiler = Compiler {
        tables,
        sql: start,
        parameters: Vec::new(),
    };
    compiler.query(query);
    compiler.push(")");
    Statement {
        sql: compiler.sql,
        parameters: compiler.parameters,
    }
}

/// Whether Anki joins the notes, though the query asks nothing of them but that they are there.
pub(super) fn needs_notes_to_be_there(query: &Query, wanted: Wanted) -> bool {
    let tables = Tables::wanted(wanted).with(Tables::needed(query));
    tables == Tables::Both && asks_cards_alone(query)
}

/// The tables that a query runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tables {
    /// Whichever of the two.
    Either,
    Notes,
    Cards,
    Both,
}

impl Tables {
    const fn wanted(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Notes => Self::Notes,
            Wanted::Cards => Self::Cards,
        }
    }

    fn needed(query: &Query) -> Self {
        match query {
            Query::All | Query::NoteIds(_) => Self::Either,
            Query::And(parts) | Query::Or(parts) => parts
                .iter()
                .fold(Self::Either, |tables, part| tables.with(Self::needed(part))),
            Query::Not(inner) => Self::needed(inner),
            Query::Note(_) => Self::Notes,
            Query::Card(_) => Self::Cards,
            Query::Ordinal(_) | Query::Templates(_) => Self::Both,
        }
    }

    const fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Either, tables) | (tables, Self::Either) => tables,
            (Self::Notes, Self::Notes) => Self::Notes,
            (Self::Cards, Self::Cards) => Self::Cards,
            _ => Self::Both,
        }
    }
}

/// A statement that is being written.
pub(super) struct Compiler {
    tables: Tables,
    sql: String,
    parameters: Vec<Parameter>,
}

impl Compiler {
    fn query(&mut self, query: &Query) {
        match query {
            Query::All => self.push("true"),
            never if is_never(never) => self.never(),
            Query::And(parts) => self.all(parts, Self::operand),
            Query::Or(parts) => self.any(parts, Self::operand),
            Query::Not(inner) => {
                self.push("NOT ");
                self.operand(inner);
            }
            Query::NoteIds(ids) => {
                let column = match self.tables {
                    Tables::Cards => "c.nid",
                    Tables::Either | Tables::Notes | Tables::Both => "n.id",
                };
                self.among(column, ids);
            }
            Query::Note(condition) => self.note(condition),
            Query::Card(condition) => self.card(condition),
            Query::Ordinal(ordinal) => self.push(format_args!("c.ord = {ordinal}")),
            Query::Templates(templates) => {
                // A list of values may not be empty; no card has this ordinal.
                self.push("(n.mid, c.ord) IN (VALUES (0, -1)");
                for (notetype, ordinal) in templates {
                    self.push(format_args!(", ({notetype}, {ordinal})"));
                }
                self.push(")");
            }
        }
    }

    fn operand(&mut self, query: &Query) {
        if matches!(query, Query::And(_) | Query::Or(_)) {
            self.push("(");
            self.query(query);
            self.push(")");
        } else {
            self.query(query);
        }
    }

    fn note(&mut self, condition: &NoteCondition) {
        super::notes::write(self, condition);
    }

    fn card(&mut self, condition: &CardCondition) {
        super::cards::write(self, condition);
    }

    pub(super) fn push(&mut self, text: impl Display) {
        write!(self.sql, "{text}").expect("writing into a string does not fail");
    }

    /// Writes what is never true.
    ///
    /// It is a parameter because later SQLites than Anki's look through `false` in more places,
    /// and then choose other ways; what Anki's makes of it is [`is_never`].
    pub(super) fn never(&mut self) {
        let number = self.bind(Parameter::Truth(false));
        self.push(format_args!("?{number}"));
    }

    /// Writes a parameter that holds text.
    pub(super) fn text(&mut self, text: impl Into<String>) {
        let number = self.bind(Parameter::Text(text.into()));
        self.push(format_args!("?{number}"));
    }

    /// Writes that a column is one of those in a parameter.
    pub(super) fn among_looked_up(&mut self, column: &str, ids: impl IntoIterator<Item = i64>) {
        let ids = ids.into_iter().map(Value::Integer).collect();
        let number = self.bind(Parameter::Ids(Rc::new(ids)));
        self.push(format_args!(
            "{column} IN (SELECT value FROM rarray(?{number}))"
        ));
    }

    /// Writes that a column is one of these.
    pub(super) fn among<T: Display>(&mut self, column: &str, ids: &[T]) {
        if ids.is_empty() {
            return self.never();
        }
        self.push(format_args!("{column} IN ("));
        self.listed(ids, |compiler, id| compiler.push(id));
        self.push(")");
    }

    pub(super) fn listed<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            write(self, item);
        }
    }

    /// Writes conditions joined by `AND`.
    pub(super) fn all<T>(&mut self, parts: &[T], mut write: impl FnMut(&mut Self, &T)) {
        if parts.is_empty() {
            self.push("true");
        }
        self.joined(parts, " AND ", &mut write);
    }

    /// Writes conditions joined by `OR`.
    pub(super) fn any<T>(&mut self, parts: &[T], mut write: impl FnMut(&mut Self, &T)) {
        if parts.is_empty() {
            self.never();
        }
        self.joined(parts, " OR ", &mut write);
    }

    /// Many parts become a balanced tree: SQLite does not take deep ones.
    fn joined<T>(&mut self, parts: &[T], operator: &str, write: &mut impl FnMut(&mut Self, &T)) {
        const FLAT: usize = 4;
        if parts.len() > FLAT {
            let (first, second) = parts.split_at(parts.len().div_ceil(2));
            self.push("(");
            self.joined(first, operator, write);
            self.push(format_args!("){operator}("));
            self.joined(second, operator, write);
            self.push(")");
            return;
        }
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.push(operator);
            }
            write(self, part);
        }
    }

    /// The number of a parameter; equal ones share theirs.
    fn bind(&mut self, parameter: Parameter) -> usize {
        let known = self.parameters.iter().position(|known| *known == parameter);
        let index = known.unwrap_or_else(|| {
            self.parameters.push(parameter);
            self.parameters.len() - 1
        });
        index + 1
    }
}

/// Whether Anki's SQLite folds a query to `false` while it reads it: an empty list, and what is
/// joined to one by `AND`.
fn is_never(query: &Query) -> bool {
    match query {
        Query::Note(NoteCondition::Duplicates(ids)) => ids.is_empty(),
        Query::And(parts) => parts.iter().any(is_never),
        _ => false,
    }
}

/// Whether a query asks about cards alone.
fn asks_cards_alone(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().all(asks_cards_alone),
        Query::Not(inner) => asks_cards_alone(inner),
        Query::All | Query::Card(_) | Query::Ordinal(_) => true,
        Query::NoteIds(_) | Query::Note(_) | Query::Templates(_) => false,
    }
}

/// Whether a query asks about notes alone, and in ways that no index helps with.
///
/// Left to itself, the planner then walks through the cards by their notes. Through the notes
/// first, the same cards come in the same order, but each note is looked at only once.
pub(super) fn scans_notes(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().all(scans_notes),
        Query::Not(inner) => scans_notes(inner),
        Query::Note(condition) => match condition {
            NoteCondition::Text(TextCondition { fields, .. }) => fields.is_none(),
            NoteCondition::Regex(RegexCondition { fields, .. }) => fields.is_none(),
            NoteCondition::AnyFieldRegex(_)
            | NoteCondition::Untagged
            | NoteCondition::Tags { .. }
            | NoteCondition::AnyTagRegex(_)
            | NoteCondition::EditedAfter(_) => true,
            // For these an index has all that is asked for, and an order of its own.
            NoteCondition::AnyTags | NoteCondition::NoSuchTag => false,
            NoteCondition::Fields(_)
            | NoteCondition::FieldsRegex { .. }
            | NoteCondition::Notetype(_)
            | NoteCondition::Notetypes(_)
            | NoteCondition::Duplicates(_) => false,
        },
        Query::All
        | Query::NoteIds(_)
        | Query::Card(_)
        | Query::Ordinal(_)
        | Query::Templates(_) => false,
    }
}
