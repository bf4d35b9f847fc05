//! The JSON objects ("dicts") that stood for note types, decks and presets up to schema 11, and
//! that Anki's Python interface, old files and sync still speak.
//!
//! Printing keeps Anki's order of keys and its way with numbers. Reading takes what Anki takes, and
//! besides numbers written as text, whole floats, and null for a key that may be missing. Where the
//! kind of a value is wrong, Anki falls back to a default for some keys and refuses for the others;
//! so does this crate. Keys that nobody knows travel along as they are.

mod deck;
mod deck_config;
mod error;
mod loose;
mod notetype;
mod other;
mod reader;

pub use deck::{deck_from_dict, deck_to_dict};
pub use deck_config::{deck_config_from_dict, deck_config_to_dict};
pub use error::Schema11Error;
pub use loose::decimal;
pub use notetype::{NotetypeDict, notetype_to_dict};

type Result<T, E = Schema11Error> = std::result::Result<T, E>;
