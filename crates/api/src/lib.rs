//! The AnkiConnect API: from a request's bytes to a reply's bytes.
//!
//! Owns the names that travel in JSON, the envelope and its versions, the table of actions and the
//! wording of their errors. Knows neither SQL nor how the bytes arrive.

mod action;
mod actions;
mod attachments;
mod door;
mod envelope;
mod error;
mod host;
mod openapi;
mod python;
mod reference;
mod signature;
mod wire;

pub use door::{API_VERSION, Answer, Door, Incoming};
pub use error::ApiError;
pub use host::{AddNotes, ApiSettings, Host, HostError, Permission};
pub use openapi::openapi;
pub use reference::reference_page;
pub use signature::SignatureError;
