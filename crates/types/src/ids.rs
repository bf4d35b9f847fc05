//! Identifiers. A note, card, deck, note type, preset or review is named by a 64-bit number,
//! mostly the millisecond in which it was made.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id_newtype {
    ($( $(#[$meta:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )+ };
}

id_newtype! {
    /// Names a note.
    NoteId,
    /// Names a card.
    CardId,
    /// Names a deck; 1 is the default deck, 0 is no deck.
    DeckId,
    /// Names a note type.
    NotetypeId,
    /// Names a preset of deck options; 1 is the default preset.
    DeckConfigId,
    /// Names a review: the millisecond in which it was answered.
    ReviewId,
}

impl DeckId {
    /// The deck that always exists.
    pub const DEFAULT: Self = Self(1);
    /// Stands for "no deck" in a card's original deck.
    pub const NONE: Self = Self(0);
}

impl DeckConfigId {
    /// The preset that always exists.
    pub const DEFAULT: Self = Self(1);
}

/// Update sequence number: which sync a row was last part of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Usn(pub i32);

impl Usn {
    /// The mark of a row that was changed here and waits for the next sync.
    pub const PENDING: Self = Self(-1);
}
