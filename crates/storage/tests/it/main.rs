//! Tests of the storage layer through its public methods.

#![expect(clippy::unwrap_used, reason = "a fixture that fails is a failed test")]

mod creating;
mod foreign;
mod locking;
mod media;
mod opening;
mod options;
mod rows;
mod searching;
mod support;
mod upgrading;
