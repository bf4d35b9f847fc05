//! A running ankid and the official engine on the same collections, never at once.

mod actor;
mod crash;
mod filtered;
mod locks;
mod login;
mod random;
mod reading;
mod script;
mod stopped;
mod stopped_sync;
mod syncing;
mod undoing;
mod view;

use std::error::Error;

/// What a test returns, so that it can use `?` on everything around what it checks.
type Outcome = Result<(), Box<dyn Error>>;

/// The program under test.
const ANKID: &str = env!("CARGO_BIN_EXE_ankid");
