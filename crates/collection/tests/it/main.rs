//! The engine on real files.

mod engine;
mod notes;
mod notetypes;
mod support;
mod tags;
