//! What can go wrong in scheduling.

use thiserror::Error;

/// Why a card cannot be scheduled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchedulerError {
    /// FSRS parameters come in lists of 17, 19 or 21 finite numbers.
    #[error("the FSRS parameters of the preset are not valid; there are {0} of them")]
    InvalidParameters(usize),
    /// A number that FSRS calculates with is out of all bounds.
    #[error("the card's memory state cannot be calculated")]
    InvalidMemory,
    /// FSRS finds no parameters for some reviews.
    #[error("FSRS cannot learn from these reviews; try again after some more days of study")]
    NothingLearned,
    /// The date from which reviews count is no date.
    #[error("`{0}` is no date; reviews count from a date such as 2024-12-31")]
    InvalidDate(String),
    /// The days until a card is due cannot be read.
    #[error("{0}")]
    InvalidDueDate(String),
}
