//! Where a server is.

use std::fmt;

use crate::{Result, SyncError};

/// The server of the makers of Anki.
const ANKIWEB: &str = "https://sync.ankiweb.net/";

/// The address of a sync server; always ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

impl Default for Endpoint {
    fn default() -> Self {
        Self(ANKIWEB.to_owned())
    }
}

impl Endpoint {
    /// The address that people write, with or without a slash at its end.
    ///
    /// # Errors
    /// It is no http or https address, or has a part that an endpoint cannot have.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |reason| {
            Err(SyncError::Endpoint {
                address: text.to_owned(),
                reason,
            })
        };
        let text = text.trim();
        let Some((scheme, rest)) = text.split_once("://") else {
            return refuse("write it as https://host/ or http://host:port/");
        };
        if scheme != "https" && scheme != "http" {
            return refuse("only http and https are known");
        }
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() || host.contains('@') {
            return refuse("it must name a host, and no user");
        }
        if rest.contains(['?', '#', ' ', '\\']) || !rest.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return refuse("it has characters that an address of a server cannot have");
        }
        let slash = if text.ends_with('/') { "" } else { "/" };
        Ok(Self(format!("{text}{slash}")))
    }

    /// The address to which a server redirects.
    ///
    /// # Errors
    /// It is no address, or would send the login over a connection that everybody can read.
    pub fn redirected(&self, location: &str) -> Result<Self> {
        let target = Self::parse(location)?;
        if self.0.starts_with("https://") && !target.0.starts_with("https://") {
            return Err(SyncError::Endpoint {
                address: location.to_owned(),
                reason: "the server redirects to a connection without encryption",
            });
        }
        Ok(target)
    }

    /// The address of a method.
    #[must_use]
    pub fn url(&self, area: &str, method: &str) -> String {
        format!("{}{area}/{method}", self.0)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn an_address_ends_with_a_slash_and_names_a_host() {
        for (text, expected) in [
            ("https://example.com", Some("https://example.com/")),
            (
                " http://127.0.0.1:8080/base/ ",
                Some("http://127.0.0.1:8080/base/"),
            ),
            ("example.com", None),
            ("ftp://example.com", None),
            ("https://", None),
            ("https://user@example.com", None),
            ("https://example.com/?a=b", None),
            ("https://exa mple.com", None),
        ] {
            let parsed = Endpoint::parse(text).ok();
            assert_eq!(parsed.as_ref().map(Endpoint::as_str), expected, "{text:?}");
        }
    }

    #[test]
    fn a_redirect_keeps_the_encryption() {
        let secure = Endpoint::default();
        assert!(secure.redirected("https://sync2.ankiweb.net/").is_ok());
        assert!(secure.redirected("http://sync2.ankiweb.net/").is_err());
        assert!(secure.redirected("/elsewhere").is_err());
        let local = Endpoint::parse("http://127.0.0.1:1/").unwrap();
        assert!(local.redirected("http://127.0.0.1:2/").is_ok());
    }
}
