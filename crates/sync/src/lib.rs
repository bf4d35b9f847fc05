//! A client of Anki's sync protocol, version 11, for the collection and its media.
//!
//! Owns what travels between client and server and in which order. What becomes of it in the collection is
//! the engine's business. Knows nothing of actions, and of HTTP only what [`Transport`] is.

mod client;
mod endpoint;
mod error;
mod full;
mod http;
mod login;
mod media;
mod normal;
mod progress;
mod transport;
mod wire;

pub use client::Client;
pub use endpoint::Endpoint;
pub use error::SyncError;
pub use full::{download, upload};
pub use http::{HttpOptions, HttpTransport, ProxyAddress};
pub use login::{HostKey, log_in};
pub use media::sync_media;
pub use normal::{Outcome, Required, sync};
pub use progress::{Cancellation, Progress, Stage, Watch};
pub use transport::{Body, Reply, Request, Transport, TransportError};

type Result<T, E = SyncError> = std::result::Result<T, E>;
