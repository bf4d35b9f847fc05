//! What can go wrong around a test, as opposed to in it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a tool of the tests failed.
#[derive(Debug, Error)]
pub enum TestkitError {
    /// The environment does not say where the official engine is.
    #[error("`{0}` is not set: run this test through `cargo xtask test`")]
    NotInstalled(&'static str),
    /// A program could not be started.
    #[error("`{program}` could not be started: {source}")]
    NotStarted {
        /// Its path.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A program ended, or stopped talking, before it had answered.
    #[error("`{program}` broke off: {why}")]
    BrokeOff {
        /// Its name.
        program: &'static str,
        /// What was seen.
        why: String,
    },
    /// A program answered what it never should.
    #[error("cannot read the answer `{0}`")]
    Unreadable(String),
    /// The official engine or ankid refused a request, in its own words.
    #[error("{0}")]
    Refused(String),
    /// No answer over HTTP.
    #[error("no answer to `{action}`: {source}")]
    NoAnswer {
        /// What was asked.
        action: String,
        /// What failed.
        source: Box<ureq::Error>,
    },
    /// A collection file cannot be read.
    #[error(transparent)]
    Rows(#[from] rusqlite::Error),
    /// Reading, writing or waiting failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}
