//! The two sides of a card.

/// A side of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// What is asked.
    Question,
    /// What is shown then.
    Answer,
}
