//! The AnkiConnect API: from a request's bytes to a reply's bytes.
//!
//! Owns the names that travel in JSON, the envelope and its versions, the table of actions and the
//! wording of their errors. Knows neither SQL nor how the bytes arrive.

mod action;
mod actions;
mod activity;
mod attachments;
mod door;
mod envelope;
mod error;
mod events;
mod host;
mod openapi;
mod packages;
mod python;
mod reference;
mod screen;
mod seen;
mod signature;
mod stage;
mod syncing;
mod wire;

pub use activity::{ActivityChange, ActivityRow, Done, request_of};
pub use door::{API_VERSION, Answer, Caller, Door, Incoming};
pub use error::ApiError;
pub use events::{Did, Event, Follower, greeting};
pub use host::{
    AddNotes, Announcer, ApiSettings, Decision, Host, HostError, PageAddresses, Permission, Prompt,
    ServerSettings,
};
pub use openapi::openapi;
pub use reference::reference_page;
pub use screen::{DeckShown, ScreenState};
pub use signature::SignatureError;
pub use stage::Screen;
pub use syncing::{
    FullSyncMode, SyncAccount, SyncOutcome, SyncProgress, SyncReport, SyncState, Syncing,
};
