//! The real way to a server: HTTP, with TLS, proxies and time limits.

use std::io::{Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error, Proxy};

use crate::transport::{Body, Reply, Request, Transport, TransportError};

/// A kept connection that has rested for longer may be closed by the server at any moment.
const MAX_REST: Duration = Duration::from_secs(5);

/// How the network is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOptions {
    /// How long a server may be silent.
    pub timeout: Duration,
    /// Certificates (PEM) to trust instead of those that browsers trust.
    pub certificates: Option<PathBuf>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            certificates: None,
        }
    }
}

/// HTTP. Proxies are those of the environment, except for this computer itself.
#[derive(Debug)]
pub struct HttpTransport {
    agent: Agent,
    timeout: Duration,
}

impl HttpTransport {
    /// A transport with these options.
    ///
    /// # Errors
    /// The file of certificates cannot be read.
    pub fn new(options: &HttpOptions) -> Result<Self, TransportError> {
        let timeout = Some(options.timeout);
        let mut tls = TlsConfig::builder();
        if let Some(path) = &options.certificates {
            let wrong = |problem: String| {
                TransportError::Certificates(format!("`{}`: {problem}", path.display()))
            };
            let pem = std::fs::read(path).map_err(|problem| wrong(problem.to_string()))?;
            let mut certificates = Vec::new();
            for item in parse_pem(&pem) {
                if let PemItem::Certificate(certificate) =
                    item.map_err(|problem| wrong(problem.to_string()))?
                {
                    certificates.push(certificate);
                }
            }
            if certificates.is_empty() {
                return Err(wrong("it holds no certificate".to_owned()));
            }
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates)));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // The address of another server comes as a reply, since the login goes there.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_age(MAX_REST)
            .user_agent(concat!("ankid/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(timeout)
            .timeout_connect(timeout)
            .timeout_recv_response(timeout)
            .timeout_per_read(timeout)
            .timeout_per_write(timeout)
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Self {
            agent,
            timeout: options.timeout,
        })
    }

    fn blame(&self, error: Error) -> TransportError {
        match error {
            Error::Timeout(_) => TransportError::Silent(self.timeout),
            other => TransportError::Unreachable(other.to_string()),
        }
    }
}

impl Transport for HttpTransport {
    fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError> {
        let proxy = if is_this_computer(request.url) {
            None
        } else {
            Proxy::try_from_env()
        };
        let post = self
            .agent
            .post(request.url)
            .config()
            .proxy(proxy)
            .build()
            .header("anki-sync", request.header)
            .header("content-type", "application/octet-stream");
        let sent = match request.body {
            Body::Bytes(bytes) => post.send(bytes),
            Body::File(mut file) => {
                file.rewind()
                    .map_err(|error| TransportError::Unreachable(error.to_string()))?;
                post.send(file)
            }
        };
        let reply = sent.map_err(|error| self.blame(error))?;
        let location = reply.headers().get("location");
        let location = location.and_then(|value| value.to_str().ok());
        Ok(Reply {
            status: reply.status().as_u16(),
            location: location.map(str::to_owned),
            body: Box::new(reply.into_body().into_reader()) as Box<dyn Read + Send>,
        })
    }
}

fn is_this_computer(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_scheme, rest)| rest);
    ["127.", "localhost:", "localhost/", "[::1]"]
        .iter()
        .any(|prefix| host.starts_with(prefix))
}
