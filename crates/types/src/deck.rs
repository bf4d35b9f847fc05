//! Decks, normal and filtered.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::coded::coded_enum;
use crate::{DeckConfigId, DeckId, TimestampSecs, Usn};

/// The separator of levels in a stored deck name.
const LEVEL_SEPARATOR: char = '\u{1f}';

/// A deck's full name: its levels, from the topmost down.
///
/// Held in the stored form, with U+001F between levels; people see `::` there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeckName(String);

impl DeckName {
    /// A name in the stored form, levels separated by U+001F.
    #[must_use]
    pub fn from_stored(stored: impl Into<String>) -> Self {
        Self(stored.into())
    }

    /// The name that Anki makes of what people write, levels separated by `::`.
    ///
    /// Every level is composed (NFC), loses control characters, and white space and colons at its
    /// ends; an empty level is called "blank".
    #[must_use]
    pub fn normalized(human: &str) -> Self {
        let levels: Vec<String> = human.split("::").map(normalized_level).collect();
        Self(levels.join("\u{1f}"))
    }

    /// A name of these levels, topmost first.
    pub fn from_levels<'level>(levels: impl IntoIterator<Item = &'level str>) -> Self {
        let levels: Vec<_> = levels.into_iter().collect();
        Self(levels.join("\u{1f}"))
    }

    /// A name as people write it, levels separated by `::`. Nothing else is changed.
    #[must_use]
    pub fn from_human(human: &str) -> Self {
        Self(human.replace("::", "\u{1f}"))
    }

    /// The stored form.
    #[must_use]
    pub fn as_stored(&self) -> &str {
        &self.0
    }

    /// The name as people see it.
    #[must_use]
    pub fn human(&self) -> String {
        self.0.replace(LEVEL_SEPARATOR, "::")
    }

    /// The levels, topmost first.
    pub fn levels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split(LEVEL_SEPARATOR)
    }

    /// The last level.
    #[must_use]
    pub fn leaf(&self) -> &str {
        self.0.rsplit(LEVEL_SEPARATOR).next().unwrap_or(&self.0)
    }

    /// The name of the deck that the first so many levels make.
    #[must_use]
    pub fn first_levels(&self, count: usize) -> &str {
        let end = self
            .0
            .match_indices(LEVEL_SEPARATOR)
            .nth(count.saturating_sub(1));
        end.and_then(|(end, _)| self.0.get(..end))
            .unwrap_or(&self.0)
    }

    /// The name one level up; `None` for a topmost deck.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (parent, _leaf) = self.0.rsplit_once(LEVEL_SEPARATOR)?;
        Some(Self(parent.to_owned()))
    }
}

impl fmt::Display for DeckName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.human())
    }
}

/// A deck.
#[derive(Debug, Clone, PartialEq)]
pub struct Deck {
    /// The deck's id.
    pub id: DeckId,
    /// The full name; unique in the collection regardless of case.
    pub name: DeckName,
    /// When the deck last changed.
    pub modified: TimestampSecs,
    /// The sync state.
    pub usn: Usn,
    /// What both kinds have.
    pub common: DeckCommon,
    /// What only one kind has.
    pub kind: DeckKind,
}

/// What normal and filtered decks have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeckCommon {
    /// Whether the deck list shows the deck folded.
    pub study_collapsed: bool,
    /// Whether the card browser shows the deck folded.
    pub browser_collapsed: bool,
    /// The day of the collection that the counts below belong to.
    pub last_day_studied: u32,
    /// New cards studied that day; negative after today's limit was raised.
    pub new_studied: i32,
    /// Reviews studied that day.
    pub review_studied: i32,
    /// Learning cards studied that day.
    pub learning_studied: i32,
    /// Time spent that day.
    pub milliseconds_studied: i32,
    /// A JSON object of keys that Anki does not know, as bytes; empty for none.
    pub other: Vec<u8>,
}

/// What kind of deck it is.
#[derive(Debug, Clone, PartialEq)]
pub enum DeckKind {
    /// A deck that cards belong to.
    Normal(NormalDeck),
    /// A deck that borrows cards found by a search.
    Filtered(FilteredDeck),
}

/// What a normal deck has.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalDeck {
    /// The preset.
    pub config_id: DeckConfigId,
    /// How far the last change raised today's new limit.
    pub extend_new: u32,
    /// How far the last change raised today's review limit.
    pub extend_review: u32,
    /// The description.
    pub description: String,
    /// Whether the description is Markdown.
    pub markdown_description: bool,
    /// The deck's own review limit.
    pub review_limit: Option<u32>,
    /// The deck's own limit of new cards.
    pub new_limit: Option<u32>,
    /// A review limit for one day.
    pub review_limit_today: Option<DayLimit>,
    /// A limit of new cards for one day.
    pub new_limit_today: Option<DayLimit>,
    /// The deck's own desired retention, 0 to 1.
    pub desired_retention: Option<f32>,
}

/// A limit that holds on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayLimit {
    /// The number of cards.
    pub limit: u32,
    /// The day of the collection.
    pub today: u32,
}

/// What a filtered deck has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FilteredDeck {
    /// Whether answers reschedule the cards.
    pub reschedule: bool,
    /// What to search for.
    pub search_terms: Vec<FilteredSearchTerm>,
    /// Old custom steps, in minutes.
    pub delays: Vec<f32>,
    /// The old preview delay, in minutes.
    pub preview_delay: u32,
    /// The delay after "again", in seconds.
    pub preview_again_secs: u32,
    /// The delay after "hard", in seconds.
    pub preview_hard_secs: u32,
    /// The delay after "good", in seconds.
    pub preview_good_secs: u32,
}

/// A search of a filtered deck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilteredSearchTerm {
    /// The search.
    pub search: String,
    /// How many cards at most.
    pub limit: u32,
    /// Which cards first.
    pub order: FilteredSearchOrder,
}

coded_enum! {
    /// Which cards a filtered deck takes first.
    FilteredSearchOrder {
        /// Longest not reviewed.
        OldestReviewedFirst = 0,
        /// By chance.
        Random = 1,
        /// Shortest interval.
        IntervalsAscending = 2,
        /// Longest interval.
        IntervalsDescending = 3,
        /// Most lapses.
        Lapses = 4,
        /// Oldest note.
        Added = 5,
        /// Soonest due.
        Due = 6,
        /// Newest note.
        ReverseAdded = 7,
        /// Least likely to be remembered.
        RetrievabilityAscending = 8,
        /// Most likely to be remembered.
        RetrievabilityDescending = 9,
        /// Most overdue for its interval.
        RelativeOverdueness = 10,
    }
}

impl Default for NormalDeck {
    /// A deck on the default preset, without limits of its own.
    fn default() -> Self {
        Self {
            config_id: DeckConfigId::DEFAULT,
            extend_new: 0,
            extend_review: 0,
            description: String::new(),
            markdown_description: false,
            review_limit: None,
            new_limit: None,
            review_limit_today: None,
            new_limit_today: None,
            desired_retention: None,
        }
    }
}

impl Deck {
    /// A new normal deck on the default preset, folded in every list, never changed since.
    #[must_use]
    pub fn new_normal(id: DeckId, name: DeckName) -> Self {
        Self {
            id,
            name,
            modified: TimestampSecs(0),
            usn: Usn(0),
            common: DeckCommon {
                study_collapsed: true,
                browser_collapsed: true,
                ..DeckCommon::default()
            },
            kind: DeckKind::Normal(NormalDeck::default()),
        }
    }

    /// Whether the deck borrows its cards.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        matches!(self.kind, DeckKind::Filtered(_))
    }

    /// The preset of a normal deck.
    #[must_use]
    pub fn config_id(&self) -> Option<DeckConfigId> {
        match &self.kind {
            DeckKind::Normal(normal) => Some(normal.config_id),
            DeckKind::Filtered(_) => None,
        }
    }
}

fn normalized_level(level: &str) -> String {
    let kept: String = level.nfc().filter(|c| !c.is_ascii_control()).collect();
    let name = kept.trim_matches(|c: char| c.is_whitespace() || c == ':');
    if name.is_empty() { "blank" } else { name }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_into_the_form_of_anki() {
        for (human, expected) in [
            ("French", "French"),
            ("Languages::French", "Languages\u{1f}French"),
            (" :a : :: \"q\" ", "a\u{1f}\"q\""),
            ("x\ty", "xy"),
            ("a\u{1f}b::c", "ab\u{1f}c"),
            ("::", "blank\u{1f}blank"),
            ("a::::b", "a\u{1f}blank\u{1f}b"),
            ("a:::b:c: ", "a\u{1f}b:c"),
            ("", "blank"),
            ("\u{3000}cafe\u{301}\u{a0}", "caf\u{e9}"),
        ] {
            let name = DeckName::normalized(human);
            assert_eq!(name.as_stored(), expected, "{human:?}");
            assert_eq!(
                DeckName::normalized(&name.human()),
                name,
                "{human:?} is not stable"
            );
        }
    }
}
