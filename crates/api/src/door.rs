//! The one way in: a request's bytes to a reply's bytes.

use std::collections::HashMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use ankid_collection::Engine;
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::action::{Entry, Run, WriteJob};
use crate::actions;
use crate::activity::{self, Done};
use crate::envelope::{Params, Request, write_error, write_reply};
use crate::error::ApiError;
use crate::events::{Did, Event};
use crate::host::{ApiSettings, Host};
use crate::screen::ScreenState;
use crate::signature::Signature;
use crate::stage::Stage;

/// The version of the API that is spoken.
pub const API_VERSION: u32 = 6;

/// What an empty request is answered with.
const BANNER: &str = r#"{"apiVersion": "AnkiConnect v.6"}"#;

/// The action that a web page may ask for before it is allowed, and without a key.
const REQUEST_PERMISSION: &str = "requestPermission";

/// Of the actions inside a `multi` this many different ones are told about.
const MAX_INNER_NAMES: usize = 20;

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
    /// Who asks.
    pub caller: &'a Caller,
}

/// Who asks, for people to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The name of the program, or the address of the web page.
    pub client: String,
    /// The open page of this server that asks, by the number that it gave itself.
    pub page: Option<String>,
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
    /// Who asks.
    caller: &'a Caller,
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
            caller: incoming.caller,
            request_id,
            outer_key: None,
        };
        let (action, inner) = (request.action.clone(), inner_actions(&request.params));
        let begun = Instant::now();
        let mut reply = Vec::new();
        let error = call.answer(request, &mut reply);
        host.note_done(Done {
            request: request_id,
            caller: incoming.caller,
            origin: incoming.origin,
            action: &action,
            inner,
            error,
            millis: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
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

    /// The engine of the open profile.
    ///
    /// # Errors
    ///
    /// Fails if no collection is open.
    pub(crate) fn engine(&self) -> Result<Arc<Engine>, ApiError> {
        self.host.engine().ok_or(ApiError::NoCollection)
    }

    /// The page that asks; `None` for another program.
    pub(crate) fn page(&self) -> Option<&str> {
        self.caller.page.as_deref()
    }

    /// Who asks, as it travels with the changes of this request.
    pub(crate) fn author(&self) -> String {
        activity::author(self.request_id, self.caller.page.as_deref())
    }

    /// Acts on the screen, after it was brought in step with the collection, and tells the open pages what that
    /// changed.
    pub(crate) fn on_screen<T>(
        &self,
        act: impl FnOnce(&mut Stage, &Engine) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let engine = self.engine()?;
        let screen = self.host.screen();
        let mut stage = screen.hold();
        let (revision, raised) = (stage.revision(), stage.raised());
        let outcome = stage
            .catch_up(&screen, &engine)
            .and_then(|()| act(&mut stage, &engine));
        if stage.revision() != revision {
            let state = engine.read::<_, ApiError>(|view| Ok(ScreenState::of(&stage, view)))?;
            let screen = Box::new(state);
            let page = self.caller.page.clone();
            self.host.announce(&Event::Screen { screen, page });
        }
        if stage.raised() != raised {
            self.say(Did::of(&stage));
        }
        outcome
    }

    /// Tells the open pages what whoever asks did, unless that is a page itself.
    pub(crate) fn say(&self, did: Did) {
        if self.caller.page.is_none() {
            let client = self.caller.client.clone();
            self.host.announce(&Event::Toast { client, did });
        }
    }

    /// Runs one action and appends the reply; why it failed, if it did.
    pub(crate) fn answer(&self, request: Request, reply: &mut Vec<u8>) -> Option<String> {
        let mut failed = None;
        write_reply(reply, request.is_bare, |reply| {
            let outcome = self.guarded(|| self.run(request, reply));
            failed = outcome.as_ref().err().cloned();
            outcome
        });
        failed
    }

    /// Whether the writer can run the action without work beforehand that sees earlier changes.
    pub(crate) fn is_plain_write(&self, request: &Request) -> bool {
        let listed = self.door.actions.get(request.action.as_str());
        listed.is_some_and(|listed| matches!(listed.entry.run, Run::Write(_)))
    }

    /// Runs actions for which [`Self::is_plain_write`] holds, with one commit for all, each in its
    /// own savepoint. Returns the result of each as JSON.
    pub(crate) fn write_together(&self, requests: Vec<Request>) -> Vec<Result<Vec<u8>, String>> {
        let jobs = requests.into_iter().map(|request| {
            self.guarded(|| match self.find(&request)?.run {
                Run::Write(job) => job(request.params),
                Run::Here(_) | Run::Prepare(_) => Err(ApiError::UnsupportedAction),
            })
        });
        let jobs: Vec<_> = jobs.collect();
        let pending = jobs.into_iter().map(|job| {
            let job = job?;
            self.guarded(|| Ok(self.engine()?.submit(self.signed(job))))
        });
        let pending: Vec<_> = pending.collect();
        let results = pending.into_iter().map(|job| match job {
            Ok(job) => self.guarded(|| job.wait()),
            Err(error) => Err(error),
        });
        results.collect()
    }

    fn run(&self, request: Request, reply: &mut Vec<u8>) -> Result<(), ApiError> {
        let entry = self.find(&request)?;
        tracing::debug!(
            request = self.request_id,
            action = entry.spec.name,
            "request"
        );
        match entry.run {
            Run::Here(run) => {
                let outer_key = request.key.as_ref().or(self.outer_key);
                run(request.params, &Call { outer_key, ..*self }, reply)
            }
            Run::Write(job) => self.write(job(request.params)?, reply),
            Run::Prepare(prepare) => self.write(prepare(request.params, self)?, reply),
        }
    }

    fn write(&self, job: WriteJob, reply: &mut Vec<u8>) -> Result<(), ApiError> {
        let result = self.engine()?.write(self.signed(job))?;
        reply.extend_from_slice(&result);
        Ok(())
    }

    /// A job whose changes tell who asked for them.
    fn signed(&self, job: WriteJob) -> WriteJob {
        let author = self.author();
        Box::new(move |transaction| {
            transaction.set_author(author.into());
            job(transaction)
        })
    }

    /// The action that a request is for, if its key and the names of its parameters are right.
    fn find(&self, request: &Request) -> Result<&'static Entry, ApiError> {
        let key = request.key.as_ref().or(self.outer_key);
        if request.action != REQUEST_PERMISSION && !is_right_key(self.settings, key) {
            return Err(ApiError::WrongKey);
        }
        let listed = self.door.actions.get(request.action.as_str());
        let Listed { entry, signature } = listed.ok_or(ApiError::UnsupportedAction)?;
        signature.check(entry.spec.name, &request.params)?;
        Ok(entry)
    }

    /// Runs a part of a request. What failed is worded for the caller; what caused it, and a panic,
    /// goes to the log.
    fn guarded<T>(&self, part: impl FnOnce() -> Result<T, ApiError>) -> Result<T, String> {
        let request = self.request_id;
        let error = match catch_unwind(AssertUnwindSafe(part)) {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(error)) => error,
            Err(_may_hold_card_text) => {
                tracing::error!(request, "a request panicked");
                return Err(format!("internal error{}", see_log(request)));
            }
        };
        let Some(cause) = error.source() else {
            // Not why: that may quote the request.
            tracing::debug!(request, "refused");
            return Err(error.to_string());
        };
        tracing::error!(request, %error, cause, "a request failed");
        Err(format!("{error}{}", see_log(request)))
    }
}

/// The actions inside a `multi`, each name once, with how often.
fn inner_actions(params: &Params) -> Vec<(String, usize)> {
    let mut names: Vec<(String, usize)> = Vec::new();
    let actions = params.get("actions").and_then(Value::as_array);
    for action in actions.into_iter().flatten() {
        let Some(name) = action.get("action").and_then(Value::as_str) else {
            continue;
        };
        if let Some((_, count)) = names.iter_mut().find(|(known, _)| known == name) {
            *count += 1;
        } else if names.len() < MAX_INNER_NAMES {
            names.push((name.to_owned(), 1));
        }
    }
    names
}

fn see_log(request_id: u64) -> String {
    format!(" (ankid's log says more about request {request_id})")
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
pub(crate) mod testing;
#[cfg(test)]
mod tests;
