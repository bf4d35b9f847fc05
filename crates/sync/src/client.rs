//! One conversation with a server: the header, compression, status codes and limits.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use rand::RngExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::endpoint::Endpoint;
use crate::login::HostKey;
use crate::progress::Cancellation;
use crate::transport::{Body, Reply, Request, Transport, TransportError};
use crate::{Result, SyncError};

/// The version of the protocol: bodies are compressed with zstd and stand alone.
pub(crate) const PROTOCOL: u8 = 11;
/// The longest reply that is read as JSON, unpacked.
const MAX_JSON_BYTES: u64 = 256 << 20;
/// The longest text of a refusal that is shown.
const MAX_REFUSAL_BYTES: u64 = 500;
const MAX_REDIRECTS: usize = 3;
const COMPRESSION_LEVEL: i32 = 3;
const SESSION_DIGITS: usize = 8;
const BUFFER_BYTES: usize = 64 * 1024;

/// A method of a server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Method {
    area: &'static str,
    name: &'static str,
}

impl Method {
    /// A method of the collection.
    pub(crate) const fn collection(name: &'static str) -> Self {
        Self { area: "sync", name }
    }

    /// A method of media.
    pub(crate) const fn media(name: &'static str) -> Self {
        Self {
            area: "msync",
            name,
        }
    }
}

/// A conversation with a server.
pub struct Client<'t> {
    transport: &'t dyn Transport,
    endpoint: Endpoint,
    key: Option<HostKey>,
    /// Names this conversation; a server drops one that another took over.
    session: String,
    cancellation: Cancellation,
}

impl<'t> Client<'t> {
    /// A conversation of somebody who has logged in.
    #[must_use]
    pub fn new(
        transport: &'t dyn Transport,
        endpoint: Endpoint,
        key: HostKey,
        cancellation: Cancellation,
    ) -> Self {
        Self {
            key: Some(key),
            ..Self::anonymous(transport, endpoint, cancellation)
        }
    }

    /// A conversation of somebody who has not.
    pub(crate) fn anonymous(
        transport: &'t dyn Transport,
        endpoint: Endpoint,
        cancellation: Cancellation,
    ) -> Self {
        let mut random = rand::rng();
        let session = (0..SESSION_DIGITS)
            .map(|_| char::from(random.random_range(b'a'..=b'z')))
            .collect();
        Self {
            transport,
            endpoint,
            key: None,
            session,
            cancellation,
        }
    }

    /// Where the server is, after redirects.
    #[must_use]
    pub const fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Calls a method of the collection.
    pub(crate) fn call<A: DeserializeOwned>(
        &mut self,
        method: &'static str,
        request: &impl Serialize,
    ) -> Result<A> {
        self.call_method(Method::collection(method), request)
    }

    /// Calls a method of the collection with a body that was [`packed`] before.
    pub(crate) fn call_packed<A: DeserializeOwned>(
        &mut self,
        method: &'static str,
        body: &[u8],
    ) -> Result<A> {
        let method = Method::collection(method);
        let reply = self.send(method, &Body::Bytes(body))?;
        self.read_json(method, reply)
    }

    /// Calls a method of either kind.
    pub(crate) fn call_method<A: DeserializeOwned>(
        &mut self,
        method: Method,
        request: &impl Serialize,
    ) -> Result<A> {
        let body = packed(method.name, request)?;
        let reply = self.send(method, &Body::Bytes(&body))?;
        self.read_json(method, reply)
    }

    /// Calls a method with a compressed file as body, and reads the reply as JSON.
    pub(crate) fn upload_json<A: DeserializeOwned>(
        &mut self,
        method: Method,
        packed: &File,
    ) -> Result<A> {
        let reply = self.send(method, &Body::File(packed))?;
        self.read_json(method, reply)
    }

    fn read_json<A: DeserializeOwned>(&self, method: Method, reply: Reply) -> Result<A> {
        let text = self.read_all(method.name, reply, MAX_JSON_BYTES)?;
        serde_json::from_slice(&text).map_err(|error| SyncError::Malformed {
            method: method.name,
            reason: error.to_string(),
        })
    }

    /// Calls a method with a JSON body, and writes the unpacked reply to `target`; how many bytes.
    pub(crate) fn call_into(
        &mut self,
        method: Method,
        request: &impl Serialize,
        limit: u64,
        target: &mut impl Write,
    ) -> Result<u64> {
        let body = packed(method.name, request)?;
        let reply = self.send(method, &Body::Bytes(&body))?;
        self.unpack(method.name, reply, limit, target)
    }

    /// Calls a method with a compressed file as body, and returns the reply as text.
    pub(crate) fn call_with_file(&mut self, method: &'static str, packed: &File) -> Result<String> {
        let reply = self.send(Method::collection(method), &Body::File(packed))?;
        let text = self.read_all(method, reply, MAX_REFUSAL_BYTES)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Tells the server to forget what was begun. It may be gone, or forget by itself when another sync begins.
    pub(crate) fn abort(&mut self) {
        if self.cancellation.is_cancelled() {
            return;
        }
        if let Err(problem) = self.call::<serde::de::IgnoredAny>("abort", &json!({})) {
            tracing::debug!(%problem, "the server was not told that a sync ends early");
        }
    }

    /// Sends a request, follows redirects, and makes errors of refusals.
    fn send(&mut self, method: Method, body: &Body<'_>) -> Result<Reply> {
        let header = self.header();
        for _attempt in 0..=MAX_REDIRECTS {
            self.cancellation.check()?;
            let url = self.endpoint.url(method.area, method.name);
            let request = Request {
                url: &url,
                header: &header,
                body: match body {
                    Body::Bytes(bytes) => Body::Bytes(bytes),
                    Body::File(file) => Body::File(file),
                },
            };
            let reply = self.transport.post(&request);
            // A line that was cut for it says something else.
            self.cancellation.check()?;
            let reply = reply?;
            match reply.status {
                200 => return Ok(reply),
                308 => {
                    let location = reply.location.as_deref().unwrap_or_default();
                    self.endpoint = self.endpoint.redirected(location)?;
                }
                _ => return Err(refusal(method.name, reply)),
            }
        }
        Err(SyncError::TooManyRedirects)
    }

    fn header(&self) -> String {
        let client = format!(
            "{},ankid,{}",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS
        );
        let key = self.key.as_ref().map_or("", HostKey::reveal);
        json!({"v": PROTOCOL, "k": key, "c": client, "s": self.session}).to_string()
    }

    fn read_all(&self, method: &'static str, reply: Reply, limit: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.unpack(method, reply, limit, &mut bytes)?;
        Ok(bytes)
    }

    fn unpack(
        &self,
        method: &'static str,
        reply: Reply,
        limit: u64,
        target: &mut impl Write,
    ) -> Result<u64> {
        let broken = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::Other => {
                SyncError::Malformed {
                    method,
                    reason: error.to_string(),
                }
            }
            _ => TransportError::Unreachable(error.to_string()).into(),
        };
        let mut unpacked = zstd::Decoder::new(reply.body).map_err(broken)?;
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut length = 0;
        loop {
            self.cancellation.check()?;
            let read = match unpacked.read(&mut buffer) {
                Ok(0) => return Ok(length),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.cancellation.check()?;
                    return Err(broken(error));
                }
            };
            length += read as u64;
            if length > limit {
                return Err(SyncError::TooLong { method, limit });
            }
            target.write_all(buffer.get(..read).unwrap_or_default())?;
        }
    }
}

/// Compresses a file into another; the position of both is then at the beginning. Bodies are compressed before they are
/// sent: a server that finds the end of the content before that of a body of unknown length closes the connection.
pub(crate) fn pack(source: &mut File, target: &mut File) -> io::Result<()> {
    source.rewind()?;
    zstd::stream::copy_encode(&mut *source, &mut *target, COMPRESSION_LEVEL)?;
    source.rewind()?;
    target.rewind()
}

/// A request as a body that can be sent.
pub(crate) fn packed(method: &'static str, request: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(request).map_err(|error| SyncError::Malformed {
        method,
        reason: error.to_string(),
    })?;
    Ok(zstd::bulk::compress(&text, COMPRESSION_LEVEL)?)
}

fn refusal(method: &'static str, reply: Reply) -> SyncError {
    match reply.status {
        403 => SyncError::LoginRefused,
        407 => SyncError::ProxyLogin,
        409 => SyncError::Conflict,
        501 => SyncError::TooOld,
        status @ (500 | 502 | 503 | 504) => SyncError::ServerBusy { status },
        status => {
            let mut text = Vec::new();
            if let Err(problem) = reply.body.take(MAX_REFUSAL_BYTES).read_to_end(&mut text) {
                tracing::debug!(%problem, "the text of a refusal cannot be read");
            }
            let text = String::from_utf8_lossy(&text);
            SyncError::Refused {
                method,
                status,
                text: text.chars().filter(|c| !c.is_control()).collect(),
            }
        }
    }
}
