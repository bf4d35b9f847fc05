//! The columns of the card browser, under Anki's names for them.

use ankid_storage::SortKey;

use super::BrowserMode;

/// A column of the card browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserColumn {
    /// The answer as one line of text.
    Answer,
    /// When the card last changed.
    CardModified,
    /// The template; of a note, how many cards it has.
    Template,
    /// The deck.
    Deck,
    /// When the card is due.
    Due,
    /// The ease factor.
    Ease,
    /// How often the card was forgotten.
    Lapses,
    /// The interval.
    Interval,
    /// When the note was made.
    NoteCreated,
    /// When the note last changed.
    NoteModified,
    /// The note type.
    Notetype,
    /// The position of a new card.
    OriginalPosition,
    /// The question as one line of text.
    Question,
    /// How often the card was answered.
    Reviews,
    /// The field that notes are sorted by.
    SortField,
    /// The tags.
    Tags,
    /// How long the memory of the card lasts.
    Stability,
    /// How difficult the card is.
    Difficulty,
    /// How likely the card is remembered now.
    Retrievability,
}

/// In which order a column is sorted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorting {
    /// It cannot be sorted by.
    None,
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

impl BrowserColumn {
    /// All columns, sorted by their labels.
    pub const ALL: [Self; 19] = [
        Self::Answer,
        Self::CardModified,
        Self::Template,
        Self::NoteCreated,
        Self::Deck,
        Self::Difficulty,
        Self::Due,
        Self::Ease,
        Self::Interval,
        Self::Lapses,
        Self::OriginalPosition,
        Self::NoteModified,
        Self::Notetype,
        Self::Question,
        Self::Retrievability,
        Self::Reviews,
        Self::SortField,
        Self::Stability,
        Self::Tags,
    ];

    /// The name that Anki and AnkiConnect call it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::CardModified => "cardMod",
            Self::Template => "template",
            Self::Deck => "deck",
            Self::Due => "cardDue",
            Self::Ease => "cardEase",
            Self::Lapses => "cardLapses",
            Self::Interval => "cardIvl",
            Self::NoteCreated => "noteCrt",
            Self::NoteModified => "noteMod",
            Self::Notetype => "note",
            Self::OriginalPosition => "originalPosition",
            Self::Question => "question",
            Self::Reviews => "cardReps",
            Self::SortField => "noteFld",
            Self::Tags => "noteTags",
            Self::Stability => "stability",
            Self::Difficulty => "difficulty",
            Self::Retrievability => "retrievability",
        }
    }

    /// The column of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Its heading.
    #[must_use]
    pub const fn label(self, mode: BrowserMode) -> &'static str {
        match (self, mode) {
            (Self::Template, BrowserMode::Notes) => "Cards",
            (Self::Ease, BrowserMode::Notes) => "Avg. Ease",
            (Self::Interval, BrowserMode::Notes) => "Avg. Interval",
            (Self::Answer, _) => "Answer",
            (Self::CardModified, _) => "Card Modified",
            (Self::Template, _) => "Card Type",
            (Self::Deck, _) => "Deck",
            (Self::Due, _) => "Due",
            (Self::Ease, _) => "Ease",
            (Self::Lapses, _) => "Lapses",
            (Self::Interval, _) => "Interval",
            (Self::NoteCreated, _) => "Created",
            (Self::NoteModified, _) => "Note Modified",
            (Self::Notetype, _) => "Note Type",
            (Self::OriginalPosition, _) => "Position",
            (Self::Question, _) => "Question",
            (Self::Reviews, _) => "Reviews",
            (Self::SortField, _) => "Sort Field",
            (Self::Tags, _) => "Tags",
            (Self::Stability, _) => "Stability",
            (Self::Difficulty, _) => "Difficulty",
            (Self::Retrievability, _) => "Retrievability",
        }
    }

    /// In which order a click on the heading sorts first.
    #[must_use]
    pub fn default_sorting(self, mode: BrowserMode) -> Sorting {
        match self.sort_key() {
            None => Sorting::None,
            Some(key) if mode == BrowserMode::Notes && !key.sorts_notes() => Sorting::None,
            Some(SortKey::SortField | SortKey::Tags | SortKey::Notetype | SortKey::Deck) => {
                Sorting::Ascending
            }
            Some(_) => Sorting::Descending,
        }
    }

    /// Whether its cells are figures, which stand in the middle of their column.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        !matches!(
            self,
            Self::Question
                | Self::Answer
                | Self::Template
                | Self::Deck
                | Self::SortField
                | Self::Notetype
                | Self::Tags
        )
    }

    pub(super) const fn sort_key(self) -> Option<SortKey> {
        Some(match self {
            Self::Answer | Self::Question => return None,
            Self::CardModified => SortKey::CardModified,
            Self::Template => SortKey::Template,
            Self::Deck => SortKey::Deck,
            Self::Due => SortKey::Due,
            Self::Ease => SortKey::Ease,
            Self::Lapses => SortKey::Lapses,
            Self::Interval => SortKey::Interval,
            Self::NoteCreated => SortKey::NoteCreated,
            Self::NoteModified => SortKey::NoteModified,
            Self::Notetype => SortKey::Notetype,
            Self::OriginalPosition => SortKey::OriginalPosition,
            Self::Reviews => SortKey::Reviews,
            Self::SortField => SortKey::SortField,
            Self::Tags => SortKey::Tags,
            Self::Stability => SortKey::Stability,
            Self::Difficulty => SortKey::Difficulty,
            Self::Retrievability => SortKey::Retrievability,
        })
    }
}
