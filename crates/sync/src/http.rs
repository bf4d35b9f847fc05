//! The real way to a server: HTTP, with TLS, proxies and time limits.

mod names;

use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error, Proxy};

use crate::SyncError;
use crate::http::names::Names;
use crate::transport::{Body, Reply, Request, Transport, TransportError};

/// A kept connection that has rested for longer may be closed by the server at any moment.
const MAX_REST: Duration = Duration::from_secs(5);

/// A server that does not take a connection by then never will.
const MAX_CONNECT: Duration = Duration::from_secs(20);

/// How the network is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOptions {
    /// How long a server may be silent.
    pub timeout: Duration,
    /// Certificates (PEM) to trust instead of those that browsers trust.
    pub certificates: Option<PathBuf>,
    /// The proxy for all servers, instead of those of the environment.
    pub proxy: Option<ProxyAddress>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            certificates: None,
            proxy: None,
        }
    }
}

/// Where a proxy is. A login to it belongs into the environment, and is refused here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    text: String,
    proxy: Proxy,
}

impl ProxyAddress {
    /// The address that people write, such as `http://proxy:3128` or `socks5h://127.0.0.1:9050`.
    ///
    /// # Errors
    /// It is no address of a proxy, or holds a login.
    pub fn parse(text: &str) -> Result<Self, SyncError> {
        let refuse = |reason: &str| SyncError::ProxyAddress(reason.to_owned());
        if text.contains('@') {
            return Err(refuse("put a proxy's login into HTTPS_PROXY"));
        }
        if !text.contains("://") {
            return Err(refuse(
                "write it as http://host:port or socks5h://host:port",
            ));
        }
        let proxy = Proxy::new(text).map_err(|problem| refuse(&problem.to_string()))?;
        let text = text.to_owned();
        Ok(Self { text, proxy })
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// HTTP. Where no proxy is set, those of the environment are used, except for this computer itself.
#[derive(Debug)]
pub struct HttpTransport {
    agent: Agent,
    timeout: Duration,
    proxy: Option<Proxy>,
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
            tls = tls.root_certs(trusted(path)?);
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // The address of another server comes as a reply, since the login goes there.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_age(MAX_REST)
            .user_agent(concat!("ankid/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(timeout)
            .timeout_connect(Some(options.timeout.min(MAX_CONNECT)))
            .timeout_recv_response(timeout)
            .timeout_per_read(timeout)
            .timeout_per_write(timeout)
            .tls_config(tls.build())
            .build();
        Ok(Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), Names::default()),
            timeout: options.timeout,
            proxy: options.proxy.as_ref().map(|address| address.proxy.clone()),
        })
    }

    /// Breaks off what is under way, and lets nothing begin any more.
    pub fn hang_up(&self) {
        self.agent.clone().shutdown();
    }

    fn proxy_to(&self, url: &str) -> Option<Proxy> {
        match &self.proxy {
            Some(proxy) => Some(proxy.clone()),
            None if is_this_computer(url) => None,
            None => Proxy::try_from_env(),
        }
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
        let post = self
            .agent
            .post(request.url)
            .config()
            .proxy(self.proxy_to(request.url))
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

/// The certificates in a file of PEM.
fn trusted(path: &Path) -> Result<RootCerts, TransportError> {
    let wrong =
        |problem: String| TransportError::Certificates(format!("`{}`: {problem}", path.display()));
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
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

fn is_this_computer(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_scheme, rest)| rest);
    ["127.", "localhost:", "localhost/", "[::1]"]
        .iter()
        .any(|prefix| host.starts_with(prefix))
}
