//! The screen through its public face.

mod browsing;
mod dialogs;
mod reviewing;
