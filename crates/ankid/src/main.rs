//! ankid: the AnkiConnect API on an Anki collection, without Anki.

mod cli;
mod cors;
mod error;
mod origins;
mod permission;
mod profiles;
mod settings;

fn main() {}
