//! The words of the field: ids, times, notes, cards, decks, note types and presets.
//!
//! Plain values that every other crate speaks. Knows neither SQL nor the names that travel in JSON.

mod card;
mod clock;
mod coded;
mod deck;
mod deck_config;
mod ids;
mod note;
mod notetype;
mod review;
mod time;

pub use card::{Card, CardKind, CardQueue, StudyCard};
pub use clock::{Clock, FixedClock, SystemClock};
pub use deck::{
    DayLimit, Deck, DeckCommon, DeckKind, DeckName, FilteredDeck, FilteredSearchOrder,
    FilteredSearchTerm, NormalDeck,
};
pub use deck_config::{
    AnswerAction, DeckConfig, DeckConfigSettings, InterdayMix, LeechAction, NewCardGatherPriority,
    NewCardInsertOrder, NewCardSortOrder, QuestionAction, ReviewCardOrder,
};
pub use ids::{CardId, DeckConfigId, DeckId, NoteId, NotetypeId, ReviewId, Usn};
pub use note::Note;
pub use notetype::{
    CardRequirement, CardTemplate, CardTemplateSettings, Notetype, NotetypeField,
    NotetypeFieldSettings, NotetypeKind, NotetypeSettings, RequirementKind, StockKind,
};
pub use review::{Review, ReviewKind};
pub use time::{CalendarDay, LocalTime, TimestampMillis, TimestampSecs};
