//! Downloads media files over http and https.

use std::io;

use ureq::config::Config;
use ureq::{Agent, Error, Timeout};

use crate::media::error::{MediaError, Result};
use crate::media::source::MediaLimits;
use crate::media::staging::{StagedFile, Staging};

const MAX_REDIRECTS: u32 = 10;
/// A download may take so many times the time-out of one silence.
const PATIENCE: u32 = 60;
/// Characters of an address that are sent as they are, besides letters and digits.
const SAFE_PUNCTUATION: &str = "-._~!#$&'()*+,/:;=?@[]";

/// Asks servers for files.
#[derive(Debug)]
pub(super) struct Downloader {
    agent: Agent,
    limits: MediaLimits,
}

impl Downloader {
    pub(super) fn new(limits: MediaLimits) -> Self {
        let timeout = Some(limits.timeout);
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(MAX_REDIRECTS)
            // A server may close a kept connection at the very moment of the next request.
            .max_idle_connections(0)
            .user_agent(concat!("ankid/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(timeout)
            .timeout_connect(timeout)
            .timeout_recv_response(timeout)
            .timeout_per_read(timeout)
            .timeout_per_write(timeout)
            .timeout_global(limits.timeout.checked_mul(PATIENCE))
            .build();
        Self {
            agent: config.new_agent(),
            limits,
        }
    }

    pub(super) fn download(&self, url: &str, staging: &Staging) -> Result<StagedFile> {
        let blame = |error: Error| match error {
            Error::Timeout(phase) if phase != Timeout::Global => MediaError::TimedOut {
                url: url.to_owned(),
                after: self.limits.timeout,
            },
            cause => MediaError::Download {
                url: url.to_owned(),
                cause: Box::new(cause),
            },
        };
        let response = self.agent.get(address(url)?).call().map_err(blame)?;
        let code = response.status().as_u16();
        if code != 200 {
            return Err(MediaError::Status {
                url: url.to_owned(),
                code,
            });
        }
        let body = response.into_body();
        let limit = self.limits.max_bytes;
        if body.content_length().is_some_and(|length| length > limit) {
            return Err(MediaError::TooLarge { limit });
        }
        staging.stage(body.into_reader(), limit, |error: io::Error| {
            blame(Error::from(error))
        })
    }
}

/// `url` as it goes over the wire: what an address cannot hold is percent-encoded.
fn address(url: &str) -> Result<String> {
    let url = url.trim();
    let refuse = |reason| {
        Err(MediaError::Address {
            url: url.to_owned(),
            reason,
        })
    };
    let Some((scheme, rest)) = url.split_once("://") else {
        return refuse("it is not an http or https address");
    };
    if !["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return refuse("only http and https addresses can be downloaded from");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if host.is_empty() || host.contains([' ', '%']) {
        return refuse("it names no host");
    }
    if !host.is_ascii() {
        return refuse("the host's name must be written in ASCII (punycode)");
    }
    let mut wire = String::with_capacity(url.len());
    for (position, byte) in url.bytes().enumerate() {
        let is_escape = || {
            let digits = url.as_bytes().get(position + 1..position + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        if byte.is_ascii_alphanumeric()
            || SAFE_PUNCTUATION.as_bytes().contains(&byte)
            || (byte == b'%' && is_escape())
        {
            wire.push(char::from(byte));
        } else {
            wire.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(wire)
}
