//! Cards: what is studied.

use crate::coded::coded_enum;
use crate::{CardId, DeckId, NoteId, TimestampSecs, Usn};

coded_enum! {
    /// How far a card has come.
    CardKind {
        /// Never answered.
        New = 0,
        /// In its first learning steps.
        Learning = 1,
        /// Graduated, with an interval in days.
        Review = 2,
        /// Forgotten and in relearning steps.
        Relearning = 3,
    }
}

coded_enum! {
    /// The queue that a card waits in.
    CardQueue {
        /// New; `due` is a position.
        New = 0,
        /// In learning steps within the day; `due` is a second since 1970.
        Learning = 1,
        /// A review; `due` is a day of the collection.
        Review = 2,
        /// In a learning step of a day or more; `due` is a day of the collection.
        DayLearning = 3,
        /// Shown again by a filtered deck that does not reschedule.
        PreviewRepeat = 4,
        /// Taken out by the user until it is unsuspended.
        Suspended = -1,
        /// Put off until tomorrow because a sibling was shown.
        SchedulerBuried = -2,
        /// Put off until tomorrow by the user.
        UserBuried = -3,
    }
}

/// A card: one template, or one cloze number, of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The card's id.
    pub id: CardId,
    /// The note that the card shows.
    pub note_id: NoteId,
    /// The deck that the card is in now.
    pub deck_id: DeckId,
    /// Position of the template in the note type, or the cloze number less one.
    pub ordinal: u16,
    /// When the card last changed.
    pub modified: TimestampSecs,
    /// The sync state.
    pub usn: Usn,
    /// How far the card has come.
    pub kind: CardKind,
    /// The queue that the card waits in.
    pub queue: CardQueue,
    /// Position, day of the collection or second since 1970, as the queue says.
    pub due: i32,
    /// The interval of a review card, in days.
    pub interval_days: u32,
    /// Thousandths of the factor that an interval grows by; 0 for a new card.
    pub ease_factor: u16,
    /// How often the card was answered.
    pub reviews: u32,
    /// How often a review was answered "again".
    pub lapses: u32,
    /// Steps left until graduation (modulo 1000), and of those the steps left today (thousands).
    pub remaining_steps: u32,
    /// `due` before the card went into a filtered deck; 0 outside one.
    pub original_due: i32,
    /// The deck before the card went into a filtered deck; `DeckId::NONE` outside one.
    pub original_deck_id: DeckId,
    /// The colour flag in the low three bits; the other bits are kept.
    pub flags: u8,
    /// Memory state and custom data as JSON text, as stored.
    pub data: String,
}

/// What of a card decides on its place in a study queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudyCard {
    /// The card's id.
    pub id: CardId,
    /// The note that the card shows.
    pub note_id: NoteId,
    /// The deck that the card is in now.
    pub deck_id: DeckId,
    /// The deck that the card belongs to, whether or not a filtered deck has borrowed it.
    pub home_deck_id: DeckId,
    /// Position of the template in the note type, or the cloze number less one.
    pub ordinal: u16,
    /// Position, day of the collection or second since 1970, as the queue says.
    pub due: i32,
    /// How often the card was answered.
    pub reviews: u32,
}

impl Card {
    /// A card that was never answered, at position 0, not yet saved.
    #[must_use]
    pub fn new(note_id: NoteId, deck_id: DeckId, ordinal: u16) -> Self {
        Self {
            id: CardId(0),
            note_id,
            deck_id,
            ordinal,
            modified: TimestampSecs(0),
            usn: Usn::PENDING,
            kind: CardKind::New,
            queue: CardQueue::New,
            due: 0,
            interval_days: 0,
            ease_factor: 0,
            reviews: 0,
            lapses: 0,
            remaining_steps: 0,
            original_due: 0,
            original_deck_id: DeckId::NONE,
            flags: 0,
            data: "{}".to_owned(),
        }
    }

    /// The deck that the card belongs to, whether or not a filtered deck has borrowed it.
    #[must_use]
    pub fn home_deck_id(&self) -> DeckId {
        if self.original_deck_id == DeckId::NONE {
            self.deck_id
        } else {
            self.original_deck_id
        }
    }

    /// The `due` of the card outside of filtered decks.
    #[must_use]
    pub fn home_due(&self) -> i32 {
        if self.original_deck_id.0 > 0 {
            self.original_due
        } else {
            self.due
        }
    }
}
