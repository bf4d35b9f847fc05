//! The one way in: a request's bytes to a reply's bytes.

use crate::error::ApiError;
use crate::host::Host;

/// The version of the API that is spoken.
pub const API_VERSION: u32 = 6;

/// What an empty request is answered with.
const BANNER: &str = r#"{"apiVersion": "AnkiConnect v.6"}"#;

/// Answers requests; shared by all threads.
#[derive(Debug, Default)]
pub struct Door;

/// A request as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The body.
    pub body: &'a [u8],
    /// The web page that asks: the `Origin` header; empty where there is none.
    pub origin: &'a str,
    /// Whether the settings allow that page, or no page asks.
    pub allowed: bool,
}

/// How a request is answered. `OPTIONS` requests never come here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Status 200 and this JSON, with the `Access-Control-Allow-Origin` of the settings.
    Reply(Vec<u8>),
    /// Status 200 and this JSON, with the asking page itself as `Access-Control-Allow-Origin`:
    /// a page that is not allowed asked for permission.
    Permission(Vec<u8>),
    /// Status 403 and an empty body.
    Forbidden,
}

impl Door {
    /// A door with all actions behind it.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Answers one request. Blocks until it is done; call it from a thread that may wait.
    #[must_use]
    pub fn answer(&self, _host: &dyn Host, incoming: Incoming<'_>) -> Answer {
        if !incoming.allowed {
            return Answer::Forbidden;
        }
        if incoming.body.is_empty() {
            return Answer::Reply(BANNER.into());
        }
        let error = ApiError::UnsupportedAction.to_string();
        let reply = serde_json::json!({"result": null, "error": error});
        Answer::Reply(reply.to_string().into_bytes())
    }
}
