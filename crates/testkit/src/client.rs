//! A plain client of the API, for many threads at once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::TestkitError;

const TIMEOUT: Duration = Duration::from_secs(30);
const MAX_REPLY_BYTES: u64 = 256 << 20;

/// Speaks version 6 to a server; copies share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    url: String,
    agent: ureq::Agent,
}

impl Client {
    /// A client of the server at `url`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .build()
            .into();
        Self {
            url: url.into(),
            agent,
        }
    }

    /// The server's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Performs an action and returns its result.
    ///
    /// # Errors
    /// [`TestkitError::Refused`] with the server's sentence; another if there is no answer.
    pub fn call(&self, action: &str, params: Value) -> Result<Value, TestkitError> {
        let mut reply = self.send(&json!({ "action": action, "version": 6, "params": params }))?;
        match (
            reply.as_object().map(serde_json::Map::len),
            reply["error"].as_str(),
        ) {
            (Some(2), Some(error)) => Err(TestkitError::Refused(error.to_owned())),
            (Some(2), None) if reply["error"].is_null() => Ok(reply["result"].take()),
            _ => Err(TestkitError::Unreadable(reply.to_string())),
        }
    }

    /// Sends a whole request and returns the whole reply.
    ///
    /// # Errors
    /// If there is no reply, or one that is no JSON.
    pub fn send(&self, request: &Value) -> Result<Value, TestkitError> {
        let text = self.exchange(request.to_string()).map_err(|source| {
            let (action, source) = (request["action"].to_string(), Box::new(source));
            TestkitError::NoAnswer { action, source }
        })?;
        serde_json::from_str(&text).map_err(|_| TestkitError::Unreadable(text))
    }

    fn exchange(&self, request: String) -> Result<String, ureq::Error> {
        let mut reply = self.agent.post(&self.url).send(request)?;
        reply
            .body_mut()
            .with_config()
            .limit(MAX_REPLY_BYTES)
            .read_to_string()
    }
}
