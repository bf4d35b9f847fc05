//! What all requests share.

use std::sync::Arc;

use ankid_api::{Door, Host};
use tokio::sync::Semaphore;

use crate::logs::RequestLog;
use crate::origins::LiveOrigins;
use crate::page::{Hub, Tokens, Transfers};

/// What answering a request needs.
pub(crate) struct App {
    pub(crate) door: Door,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) origins: Arc<LiveOrigins>,
    pub(crate) body_limit_bytes: usize,
    pub(crate) log: Option<RequestLog>,
    /// The name or address that the server is bound to.
    pub(crate) bind_address: String,
    pub(crate) hub: Arc<Hub>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) transfers: Arc<Transfers>,
    /// Places for requests that are being answered.
    pub(crate) places: Semaphore,
}
