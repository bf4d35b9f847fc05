//! The engine on real files.

#![expect(clippy::unwrap_used, reason = "a fixture that fails is a failed test")]

mod cards;
mod check;
mod decks;
mod engine;
mod filtered_decks;
mod media;
mod notes;
mod notetypes;
mod review;
mod review_log;
mod search;
mod stats;
mod studying;
mod support;
mod tags;
