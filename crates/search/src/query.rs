//! A search with everything that it names looked up: only rows are left to be compared.

use std::ops::Range;

use ankid_types::{CardId, DeckId, NoteId, NotetypeId, TimestampMillis, TimestampSecs};

use crate::{AnswerButton, Like, Operator};

/// A search with everything that it names looked up.
///
/// Conditions that come from different terms stay apart even where they say the same, as each has
/// its own way through the tables, and with it its own order of results.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Everything.
    All,
    /// All of these.
    And(Vec<Query>),
    /// One of these; nothing, if there are none.
    Or(Vec<Query>),
    /// What the inner query does not match.
    Not(Box<Query>),
    /// Notes with one of these ids, or their cards.
    NoteIds(Vec<NoteId>),
    /// A condition on the note.
    Note(NoteCondition),
    /// A condition on the card.
    Card(CardCondition),
    /// Cards with this ordinal, seen together with their notes.
    Ordinal(u16),
    /// Cards of one of these templates.
    Templates(Vec<(NotetypeId, u16)>),
}

/// A condition on a note.
#[derive(Debug, Clone, PartialEq)]
pub enum NoteCondition {
    /// A text is in the fields or the sort field.
    Text(TextCondition),
    /// Whole fields match.
    Fields(FieldsCondition),
    /// A regular expression finds something in one of the listed fields.
    FieldsRegex {
        /// The source of the expression.
        regex: String,
        /// The note types, with positions of their fields.
        fields: Vec<(NotetypeId, Vec<usize>)>,
    },
    /// A regular expression finds something in any single field.
    AnyFieldRegex(String),
    /// A regular expression finds something in the joined fields.
    Regex(RegexCondition),
    /// The note has no tags.
    Untagged,
    /// The note has a tag or none.
    AnyTags,
    /// No tag can be like this.
    NoSuchTag,
    /// A regular expression finds something in the stored tags: all of them, each with a space
    /// before it, and a last space.
    Tags {
        /// The source of the expression.
        regex: String,
        /// Whether accents in the tags are left out.
        without_accents: bool,
    },
    /// A regular expression finds something in a single tag.
    AnyTagRegex(String),
    /// The note has this note type.
    Notetype(NotetypeId),
    /// The note has one of the note types of a name.
    Notetypes(Vec<NotetypeId>),
    /// The note is one of these duplicates.
    Duplicates(Vec<NoteId>),
    /// The note changed after this second.
    EditedAfter(TimestampSecs),
}

/// A text is in the fields or the sort field.
#[derive(Debug, Clone, PartialEq)]
pub struct TextCondition {
    /// What to find; begins and ends with any run.
    pub like: Like,
    /// What is left out of the note's text first.
    pub view: TextView,
    /// Where to look, if some fields are left out; `None` for everywhere.
    pub fields: Option<Vec<SearchedFields>>,
}

/// Whole fields match.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldsCondition {
    /// What the fields must match.
    pub like: Like,
    /// Whether accents in the fields are left out.
    pub without_accents: bool,
    /// The note types that have such fields; the sort field does not count.
    pub fields: Vec<SearchedFields>,
}

/// A regular expression finds something in the joined fields, U+001F between them.
#[derive(Debug, Clone, PartialEq)]
pub struct RegexCondition {
    /// The source of the expression.
    pub regex: String,
    /// Whether accents in the fields are left out.
    pub without_accents: bool,
    /// Where to look, if some fields are left out: each note type, with the positions of the fields
    /// that are looked at one by one, or `None` if all of them are. `None` for everywhere.
    pub fields: Option<Vec<(NotetypeId, Option<Vec<usize>>)>>,
}

/// What is left out of a note's text before it is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextView {
    /// Accents.
    pub without_accents: bool,
    /// The marks of clozes.
    pub without_clozes: bool,
}

/// Fields of a note type that are searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchedFields {
    /// The note type.
    pub notetype: NotetypeId,
    /// How many fields it has.
    pub field_count: usize,
    /// Positions of the fields. Those of one range are searched as one text.
    pub ranges: Vec<Range<usize>>,
    /// Whether the sort field is searched too.
    pub sort_field: bool,
}

/// A condition on a card.
#[derive(Debug, Clone, PartialEq)]
pub enum CardCondition {
    /// The card's id is one of these.
    Ids(Vec<CardId>),
    /// The card is in any deck.
    AnyDeck,
    /// The card is in a filtered deck.
    Filtered,
    /// The card is in one of the decks of a name, or belongs there.
    Decks(Vec<DeckId>),
    /// The card is in one of these decks, or belongs there.
    DeckIds(Vec<DeckId>),
    /// The card is in one of the decks of a preset, or belongs there.
    DecksOfPreset(Vec<DeckId>),
    /// There is no such preset.
    NoSuchPreset,
    /// The card's state.
    State(CardState),
    /// The card's flag, 0 to 7.
    Flag(u8),
    /// The card was made after this moment.
    AddedAfter(TimestampMillis),
    /// The card was first answered after this moment.
    IntroducedAfter(TimestampMillis),
    /// The card has an entry of a kind in the review log.
    Reviewed {
        /// What kind of entry.
        kind: ReviewedKind,
        /// When it was made.
        window: ReviewWindow,
    },
    /// A property of the card compared with a value.
    Property {
        /// The property, with the value.
        property: CardProperty,
        /// How it is compared.
        operator: Operator,
    },
    /// The card's custom data has this key.
    CustomData(String),
}

/// The state of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardState {
    /// Never answered.
    New,
    /// Graduated, also while it is relearned.
    Review,
    /// In learning or relearning.
    Learning,
    /// To be answered by now.
    Due {
        /// The day of the collection.
        today: u32,
        /// Up to when learning cards count.
        learn_cutoff: TimestampSecs,
    },
    /// Put off until tomorrow, by whomever.
    Buried,
    /// Put off until tomorrow by the user.
    BuriedByUser,
    /// Put off until tomorrow because a sibling was shown.
    BuriedByScheduler,
    /// Taken out by the user.
    Suspended,
}

/// A kind of entry in the review log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewedKind {
    /// An answer.
    Answered(AnswerButton),
    /// Another date given by hand.
    Rescheduled,
}

/// When an entry of the review log was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewWindow {
    /// At this moment or later.
    From(TimestampMillis),
    /// Earlier than this moment.
    Before(TimestampMillis),
    /// From the first moment until before the second.
    Within(TimestampMillis, TimestampMillis),
    /// Earlier than the first moment, or at the second or later.
    Outside(TimestampMillis, TimestampMillis),
}

/// A property of a card, with the value that it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum CardProperty {
    /// The day that a review or learning card is due.
    Due {
        /// Which day of the collection.
        day: i32,
        /// The same in days from today.
        days_from_today: i32,
        /// When today ends.
        next_day_at: TimestampSecs,
    },
    /// The interval in days.
    IntervalDays(u32),
    /// How often the card was answered.
    Reviews(u32),
    /// How often it was forgotten.
    Lapses(u32),
    /// Thousandths of the ease factor.
    EaseFactor(u32),
    /// The position of a new card.
    Position(u32),
    /// The stability of its memory, in days.
    Stability(f32),
    /// The difficulty, 1 to 10.
    Difficulty(f32),
    /// How likely it is remembered now, 0 to 1.
    Retrievability {
        /// The value.
        value: f32,
        /// The day of the collection.
        today: u32,
        /// When today ends.
        next_day_at: TimestampSecs,
        /// The current second.
        now: TimestampSecs,
    },
    /// A number in the custom data.
    CustomNumber {
        /// The key.
        key: String,
        /// The number.
        value: f32,
    },
    /// A text in the custom data.
    CustomText {
        /// The key.
        key: String,
        /// The text.
        value: String,
    },
}

impl Query {
    /// The regular expressions that a user wrote, as they are run.
    pub fn visit_regexes<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.visit_regexes(visit));
            }
            Self::Not(inner) => inner.visit_regexes(visit),
            Self::Note(
                NoteCondition::FieldsRegex { regex, .. }
                | NoteCondition::AnyFieldRegex(regex)
                | NoteCondition::Regex(RegexCondition { regex, .. })
                | NoteCondition::Tags { regex, .. }
                | NoteCondition::AnyTagRegex(regex),
            ) => visit(regex),
            Self::All
            | Self::NoteIds(_)
            | Self::Note(_)
            | Self::Card(_)
            | Self::Ordinal(_)
            | Self::Templates(_) => {}
        }
    }
}
