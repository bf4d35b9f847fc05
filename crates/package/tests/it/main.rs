//! Packages written and read through the public face of the crate.

#![expect(clippy::unwrap_used, reason = "a fixture that fails is a failed test")]

mod colpkg;
mod forging;
mod hostile;
mod merging;
mod older;
mod support;
mod text;
