//! Everything that a request can be refused with, in AnkiConnect's own sentences where it has one.

use ankid_collection::media::MediaError;

use crate::host::HostError;
use crate::signature::SignatureError;

/// Why a request failed; its text is the reply's `error`.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request is no JSON, or no request.
    #[error("{0}")]
    Malformed(String),
    /// The key is missing or wrong.
    #[error("valid api key must be provided")]
    WrongKey,
    /// There is no such action.
    #[error("unsupported action")]
    UnsupportedAction,
    /// A parameter is missing or unknown.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A parameter's value is of the wrong kind.
    #[error("{0}")]
    Parameter(String),
    /// An option is neither true nor false.
    #[error("option parameter \"{0}\" must be boolean")]
    OptionNotBoolean(&'static str),
    /// `apiReflect` was given scopes that are no list.
    #[error("scopes has invalid value")]
    ReflectScopes,
    /// `apiReflect` was given actions that are no list.
    #[error("actions has invalid value")]
    ReflectActions,
    /// A media file has no content.
    #[error("You must provide a \"data\", \"path\", or \"url\" field.")]
    NoMediaSource,
    /// An object lacks a key; Python tells no more than the key.
    #[error("'{0}'")]
    MissingKey(&'static str),
    /// A media file could not be had or stored.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// No collection is open.
    #[error("collection is not available")]
    NoCollection,
    /// The program could not do what the action asked.
    #[error(transparent)]
    Host(#[from] HostError),
    /// Something failed that the caller can do nothing about; the log says what.
    #[error("internal error; ankid's log says more about request {request_id}")]
    Internal {
        /// The number of the request.
        request_id: u64,
    },
}
