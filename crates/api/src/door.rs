//! The one way in: a request's bytes to a reply's bytes.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::action::{Entry, Run};
use crate::actions;
use crate::envelope::{Request, write_error, write_reply};
use crate::error::ApiError;
use crate::host::{ApiSettings, Host};
use crate::signature::Signature;

/// The version of the API that is spoken.
pub const API_VERSION: u32 = 6;

/// What an empty request is answered with.
const BANNER: &str = r#"{"apiVersion": "AnkiConnect v.6"}"#;

/// The action that a web page may ask for before it is allowed, and without a key.
const REQUEST_PERMISSION: &str = "requestPermission";

/// Answers requests; shared by all threads.
pub struct Door {
    actions: HashMap<&'static str, Listed>,
    requests: AtomicU64,
}

/// An action with what is worked out about it once.
#[derive(Clone)]
struct Listed {
    entry: &'static Entry,
    signature: Signature,
}

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

/// What an action can ask while it runs.
pub(crate) struct Call<'a> {
    door: &'a Door,
    host: &'a dyn Host,
    settings: &'a ApiSettings,
    /// The number of the request, which its lines in the log carry.
    request_id: u64,
    /// The key of the request around this one.
    outer_key: Option<&'a Value>,
}

impl Door {
    /// A door with all actions behind it.
    #[must_use]
    pub fn new() -> Self {
        let mut by_name = HashMap::new();
        for entry in actions::all() {
            let listed = Listed {
                entry,
                signature: entry.signature(),
            };
            for name in entry.spec.aliases {
                by_name.insert(*name, listed.clone());
            }
            by_name.insert(entry.spec.name, listed);
        }
        Self {
            actions: by_name,
            requests: AtomicU64::new(1),
        }
    }

    /// Answers one request. Blocks until it is done; call it from a thread that may wait.
    #[must_use]
    pub fn answer(&self, host: &dyn Host, incoming: Incoming<'_>) -> Answer {
        if incoming.body.is_empty() && incoming.allowed {
            return Answer::Reply(BANNER.into());
        }
        let mut request = match Request::read(incoming.body) {
            Ok(request) => request,
            Err(_) if !incoming.allowed => return Answer::Forbidden,
            Err(error) => {
                let mut reply = Vec::new();
                write_error(&mut reply, &error.to_string());
                return Answer::Reply(reply);
            }
        };
        let asks_permission = request.action == REQUEST_PERMISSION;
        if !incoming.allowed && !asks_permission {
            return Answer::Forbidden;
        }
        if asks_permission {
            request
                .params
                .insert("allowed".to_owned(), incoming.allowed.into());
            request
                .params
                .insert("origin".to_owned(), incoming.origin.into());
        }
        let settings = host.settings();
        let request_id = self.requests.fetch_add(1, Ordering::Relaxed);
        let call = Call {
            door: self,
            host,
            settings: &settings,
            request_id,
            outer_key: None,
        };
        let mut reply = Vec::new();
        call.answer(request, &mut reply);
        match incoming.allowed {
            true => Answer::Reply(reply),
            false => Answer::Permission(reply),
        }
    }
}

impl Default for Door {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Call<'a> {
    /// The program around the collection.
    pub(crate) fn host(&self) -> &'a dyn Host {
        self.host
    }

    /// The settings.
    pub(crate) fn settings(&self) -> &'a ApiSettings {
        self.settings
    }

    /// Runs one action and appends the reply.
    pub(crate) fn answer(&self, request: Request, reply: &mut Vec<u8>) {
        let is_bare = request.is_bare;
        let outcome = write_reply(reply, is_bare, |reply| {
            let run = AssertUnwindSafe(|| self.run(request, reply));
            catch_unwind(run).unwrap_or_else(|panic| Err(self.panicked(panic.as_ref())))
        });
        if let Err(error) = outcome {
            tracing::debug!(request = self.request_id, %error, "request refused");
        }
    }

    fn run(&self, request: Request, reply: &mut Vec<u8>) -> Result<(), ApiError> {
        let key = request.key.as_ref().or(self.outer_key);
        if request.action != REQUEST_PERMISSION && !is_right_key(self.settings, key) {
            return Err(ApiError::WrongKey);
        }
        let listed = self.door.actions.get(request.action.as_str());
        let Listed { entry, signature } = listed.ok_or(ApiError::UnsupportedAction)?;
        tracing::debug!(
            request = self.request_id,
            action = entry.spec.name,
            "request"
        );
        signature.check(entry.spec.name, &request.params)?;
        match entry.run {
            Run::Host(run) => run(
                request.params,
                &Call {
                    outer_key: key,
                    ..*self
                },
                reply,
            ),
        }
    }

    fn panicked(&self, panic: &(dyn Any + Send)) -> ApiError {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let panic = text.unwrap_or("unknown");
        tracing::error!(request = self.request_id, panic, "a request panicked");
        ApiError::Internal {
            request_id: self.request_id,
        }
    }
}

/// Compares in a time that does not tell how much of the key is right.
fn is_right_key(settings: &ApiSettings, key: Option<&Value>) -> bool {
    match (&settings.api_key, key) {
        (None, None) => true,
        (Some(expected), Some(Value::String(key))) => {
            expected.as_bytes().ct_eq(key.as_bytes()).into()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
