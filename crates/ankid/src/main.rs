//! ankid: the AnkiConnect API on an Anki collection, without Anki.

mod cors;
mod error;
mod settings;

fn main() {}
