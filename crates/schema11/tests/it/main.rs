//! Dicts as the official engine reads and prints them, and as we do.

mod round_trip;
mod vectors;
