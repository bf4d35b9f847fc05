//! From a user name and password to a host key, which takes their place from then on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::progress::Cancellation;
use crate::transport::Transport;
use crate::{Result, SyncError};

/// What a server knows a login by. It shows itself to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct HostKey(String);

impl HostKey {
    /// A key, or `None` for what cannot be one.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then_some(Self(text))
    }

    /// The key itself, for storing and sending.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HostKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HostKey(hidden)")
    }
}

#[derive(Serialize)]
struct LoginRequest<'a> {
    #[serde(rename = "u")]
    username: &'a str,
    #[serde(rename = "p")]
    password: &'a str,
}

#[derive(Deserialize)]
struct LoginReply {
    key: String,
}

/// Asks a server for a host key; returns the endpoint that is to be used with it too.
///
/// # Errors
/// The user name or password is wrong, or the server cannot be reached.
pub fn log_in(
    transport: &dyn Transport,
    endpoint: Endpoint,
    username: &str,
    password: &str,
) -> Result<(HostKey, Endpoint)> {
    let request = LoginRequest { username, password };
    let mut client = Client::anonymous(transport, endpoint, Cancellation::default());
    let reply: LoginReply = match client.call("hostKey", &request) {
        Err(SyncError::LoginRefused) => Err(SyncError::WrongPassword),
        other => other,
    }?;
    let key = HostKey::new(reply.key).ok_or_else(|| SyncError::Malformed {
        method: "hostKey",
        reason: "the key is empty".to_owned(),
    })?;
    Ok((key, client.endpoint().clone()))
}
