//! Reviewing: what the answer buttons say, answering, due dates, burying, and what is left to do.

mod answering;
mod burying;
mod counts;
mod due;
mod scheduling;
mod session;

pub use counts::DeckCounts;
pub use due::CardIntervals;
pub use session::AnswerButtons;
