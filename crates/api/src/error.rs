//! Everything that a request can be refused with, in AnkiConnect's own sentences where it has one.

use crate::host::HostError;

/// Why a request failed; its text is the reply's `error`.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The key is missing or wrong.
    #[error("valid api key must be provided")]
    WrongKey,
    /// There is no such action.
    #[error("unsupported action")]
    UnsupportedAction,
    /// The program could not do what the action asked.
    #[error(transparent)]
    Host(#[from] HostError),
}
