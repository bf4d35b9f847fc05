//! Searches whose results come in the order of a column of the card browser.
//!
//! The search itself is what it is without an order; its ids are joined to what they are sorted by.

use ankid_search::Query;
use ankid_types::TimestampSecs;

use super::compile::Wanted;
use crate::{Result, Storage};

/// What the card browser can sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// When the card last changed; of a note, the latest of its cards.
    CardModified,
    /// The name of the template; of a note, how many cards it has.
    Template,
    /// The name of the deck; of a note, how many decks its cards are in, then their first name.
    Deck,
    /// When the card is due; of a note, the earliest of the cards that wait for a day.
    Due,
    /// The ease factor, new cards last; of a note, the average.
    Ease,
    /// The interval; of a note, the average.
    Interval,
    /// How often the card was forgotten; of a note, all its cards together.
    Lapses,
    /// How often the card was answered; of a note, all its cards together.
    Reviews,
    /// When the note was made.
    NoteCreated,
    /// When the note last changed.
    NoteModified,
    /// The name of the note type.
    Notetype,
    /// The position that the card had when it was new.
    OriginalPosition,
    /// The text of the sort field.
    SortField,
    /// The tags.
    Tags,
    /// The stability of the card's memory. Notes cannot be sorted by it.
    Stability,
    /// The difficulty of the card. Notes cannot be sorted by it.
    Difficulty,
    /// How likely the card is remembered now. Notes cannot be sorted by it.
    Retrievability,
}

/// How the results of a search are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortOrder {
    /// By what.
    pub key: SortKey,
    /// Whether the last comes first.
    pub reverse: bool,
    /// The day of the collection.
    pub today: u32,
    /// When today ends.
    pub next_day_at: TimestampSecs,
    /// The current second.
    pub now: TimestampSecs,
}

impl SortKey {
    /// Whether notes can be sorted by it.
    #[must_use]
    pub const fn sorts_notes(self) -> bool {
        !matches!(
            self,
            Self::Stability | Self::Difficulty | Self::Retrievability
        )
    }
}

/// Where what is sorted by comes from, and in which terms.
struct Terms {
    joins: &'static str,
    terms: Vec<String>,
}

impl Terms {
    fn new<T: Into<String>>(joins: &'static str, terms: impl IntoIterator<Item = T>) -> Self {
        Self {
            joins,
            terms: terms.into_iter().map(Into::into).collect(),
        }
    }
}

const CARD: &str = "JOIN cards c ON c.id = found.id";
const CARD_AND_NOTE: &str = "JOIN cards c ON c.id = found.id JOIN notes n ON n.id = c.nid";
const NOTE: &str = "JOIN notes n ON n.id = found.id";

impl Storage {
    /// The cards that a search finds, sorted; those that are equal in it by id.
    ///
    /// # Errors
    /// Those of a search.
    pub fn found_cards_in_order(&self, query: &Query, order: SortOrder) -> Result<Vec<i64>> {
        self.found_in_order(query, Wanted::Cards, &card_terms(order), order.reverse)
    }

    /// The notes that a search finds, sorted; those that are equal in it by id. What notes cannot be
    /// sorted by leaves them in the order of their ids.
    ///
    /// # Errors
    /// Those of a search.
    pub fn found_notes_in_order(&self, query: &Query, order: SortOrder) -> Result<Vec<i64>> {
        self.found_in_order(query, Wanted::Notes, &note_terms(order), order.reverse)
    }

    fn found_in_order(
        &self,
        query: &Query,
        wanted: Wanted,
        terms: &Terms,
        reverse: bool,
    ) -> Result<Vec<i64>> {
        let Terms { joins, terms } = terms;
        let direction = if reverse { " DESC" } else { "" };
        let mut order = String::new();
        for term in terms {
            order.push_str(term);
            order.push_str(direction);
            order.push_str(", ");
        }
        let around = |search: &str| {
            format!(
                "WITH found(id) AS MATERIALIZED ({search}) \
                 SELECT found.id FROM found {joins} ORDER BY {order}found.id"
            )
        };
        let mut found = Vec::new();
        self.run_search_within(query, wanted, around, &mut |id| {
            found.push(id);
            Ok::<_, crate::StorageError>(())
        })?;
        Ok(found)
    }
}

/// The moment that a card waits for, in seconds since 1970; the position of a new card.
fn due_moment(order: SortOrder) -> String {
    let (today, now) = (order.today, order.now.0);
    format!(
        "CASE WHEN due > 1000000000 OR type = 0 THEN due ELSE (due - {today}) * 86400 + {now} END"
    )
}

fn card_terms(order: SortOrder) -> Terms {
    match order.key {
        SortKey::CardModified => Terms::new(CARD, ["c.mod"]),
        SortKey::Template => Terms::new(
            include_str!("sorted/templates_of_cards.sql"),
            ["named.place", "c.ord"],
        ),
        SortKey::Deck => Terms::new(include_str!("sorted/decks_of_cards.sql"), ["named.place"]),
        SortKey::Due => Terms::new(CARD, [due_moment(order)]),
        SortKey::Ease => Terms::new(CARD, ["c.type = 0", "c.factor"]),
        SortKey::Interval => Terms::new(CARD, ["c.ivl"]),
        SortKey::Lapses => Terms::new(CARD, ["c.lapses"]),
        SortKey::Reviews => Terms::new(CARD, ["c.reps"]),
        SortKey::NoteCreated => Terms::new(CARD, ["c.nid", "c.ord"]),
        SortKey::NoteModified => Terms::new(CARD_AND_NOTE, ["n.mod", "c.ord"]),
        SortKey::Notetype => Terms::new(
            include_str!("sorted/notetypes_of_cards.sql"),
            ["named.place"],
        ),
        SortKey::OriginalPosition => Terms::new(
            CARD,
            [
                "coalesce(extract_original_position(c.data), CASE WHEN c.type = 0 THEN c.due ELSE 0 END)",
            ],
        ),
        SortKey::SortField => Terms::new(CARD_AND_NOTE, ["n.sfld COLLATE nocase", "c.ord"]),
        SortKey::Tags => Terms::new(CARD_AND_NOTE, ["n.tags"]),
        SortKey::Stability => Terms::new(CARD, ["extract_fsrs_variable(c.data, 's')"]),
        SortKey::Difficulty => Terms::new(CARD, ["extract_fsrs_variable(c.data, 'd')"]),
        SortKey::Retrievability => Terms::new(
            CARD,
            [format!(
                "extract_fsrs_retrievability(c.data, CASE WHEN c.odue != 0 THEN c.odue ELSE c.due \
                 END, c.ivl, {}, {}, {})",
                order.today, order.next_day_at.0, order.now.0
            )],
        ),
    }
}

fn note_terms(order: SortOrder) -> Terms {
    match order.key {
        SortKey::CardModified => of_cards("max(mod)", "true"),
        SortKey::Template => of_cards("count()", "true"),
        SortKey::Deck => Terms::new(
            include_str!("sorted/decks_of_notes.sql"),
            ["held.decks", "held.place"],
        ),
        SortKey::Due => of_cards(
            &format!("min({})", due_moment(order)),
            "odid = 0 AND type != 0 AND queue > 0",
        ),
        SortKey::Ease => of_cards("avg(factor)", "type != 0"),
        SortKey::Interval => of_cards("avg(ivl)", "type IN (2, 3)"),
        SortKey::Lapses => of_cards("sum(lapses)", "true"),
        SortKey::Reviews => of_cards("sum(reps)", "true"),
        SortKey::OriginalPosition => of_cards(
            "min(coalesce(extract_original_position(data), CASE WHEN type = 0 THEN due ELSE 0 END))",
            "true",
        ),
        SortKey::NoteCreated => Terms::new("", ["found.id"]),
        SortKey::NoteModified => Terms::new(NOTE, ["n.mod"]),
        SortKey::Notetype => Terms::new(
            include_str!("sorted/notetypes_of_notes.sql"),
            ["named.place"],
        ),
        SortKey::SortField => Terms::new(NOTE, ["n.sfld COLLATE nocase"]),
        SortKey::Tags => Terms::new(NOTE, ["n.tags"]),
        SortKey::Stability | SortKey::Difficulty | SortKey::Retrievability => {
            Terms::new("", [""; 0])
        }
    }
}

/// A figure over those of a note's cards that count; a note without such cards comes first.
fn of_cards(figure: &str, counted: &str) -> Terms {
    let term = format!("(SELECT {figure} FROM cards WHERE nid = found.id AND {counted})");
    Terms::new("", [term])
}
