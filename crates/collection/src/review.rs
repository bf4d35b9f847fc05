//! Reviewing: queues, what the answer buttons say, answering, due dates, burying, and what is left to do.

mod answering;
mod burying;
mod counts;
mod due;
mod forecast;
mod limits;
mod logs;
mod optimizing;
mod queues;
mod remembering;
mod scheduling;
mod session;
mod studying;

pub use burying::Buried;
pub use counts::DeckCounts;
pub use due::CardIntervals;
pub(crate) use queues::{QueueMark, Queues};
pub(crate) use remembering::Remembering;
pub use scheduling::Forgetting;
pub use session::AnswerButtons;
pub use studying::{QueuedAnswer, QueuedCard, QueuedCards, Study, StudyEnd};

/// So many cards are looked at together where there may be many.
const AT_A_TIME: usize = 1000;
