//! How a request gets to a server, so that tests can be the network.

use std::fs::File;
use std::io::Read;
use std::time::Duration;

/// A way to a server.
pub trait Transport: Send + Sync {
    /// Sends a request and returns the beginning of the reply.
    ///
    /// # Errors
    /// The server cannot be reached, or breaks off. A reply of any status is no error.
    fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError>;
}

/// What is sent.
#[derive(Debug)]
pub struct Request<'a> {
    /// The address.
    pub url: &'a str,
    /// The value of the header `anki-sync`, which holds the login: not for logs.
    pub header: &'a str,
    /// The body, compressed already.
    pub body: Body<'a>,
}

/// A body that is sent.
#[derive(Debug)]
pub enum Body<'a> {
    /// All of it.
    Bytes(&'a [u8]),
    /// In a file, from its beginning.
    File(&'a File),
}

/// What is answered.
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The header `Location`.
    pub location: Option<String>,
    /// The body, still compressed.
    pub body: Box<dyn Read + Send>,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The server was silent for so long.
    #[error("the sync server was silent for {} seconds", .0.as_secs())]
    Silent(Duration),
    /// The server cannot be reached, or broke off.
    #[error("the sync server cannot be reached: {0}")]
    Unreachable(String),
    /// The certificates to trust cannot be used.
    #[error("the file of trusted certificates cannot be used: {0}")]
    Certificates(String),
}
