//! Cards, answered; the numbers are those of the official engine.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod answers;
mod due_dates;
mod histories;
mod support;
