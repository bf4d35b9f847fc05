//! The screen behind the gui actions, as a pure state machine: what the main window shows, the card
//! browser, and the dialogs.
//!
//! Owns which card is under review and when it came, what is searched and selected, and what lies in
//! the dialogs. Looks nothing up: ids are handed in. Knows neither HTTP nor HTML, and lives in memory.

mod browser;
mod desk;
mod dialogs;
mod review;

pub use browser::{Browser, Mode, Order};
pub use desk::{Desk, Main, Window};
pub use dialogs::{AddDialog, Draft, EditDialog, ImportDialog};
pub use review::{Answering, Review, Side, Turn};
