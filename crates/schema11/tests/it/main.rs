//! Dicts as the official engine reads and prints them, and as we do.

#![expect(clippy::unwrap_used, reason = "a fixture that fails is a failed test")]

mod round_trip;
mod vectors;
