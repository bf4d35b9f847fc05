//! Which names a browser may call this server by. A page that comes under a foreign name could be of
//! someone who bent that name to this computer, to be taken for this server's own page.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;

use crate::settings::OriginLists;

/// The name and port that the browser asks at.
pub(super) fn named(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}

/// Whether it is one of ours: an IP address, `localhost`, the name that the server is bound to, or that of an
/// allowed origin.
pub(super) fn is_ours(host: &str, bind_address: &str, lists: &OriginLists) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().to_ascii_lowercase();
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || name == bind_address.to_ascii_lowercase()
        || lists.names(&name)
}

impl OriginLists {
    /// Whether `name` is that of an allowed web page.
    fn names(&self, name: &str) -> bool {
        let origins = self.allowed.iter().chain(&self.also_allowed);
        origins
            .filter_map(|origin| origin.split_once("://"))
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
            .filter_map(|(_, authority)| authority.parse::<Authority>().ok())
            .any(|authority| authority.host().eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_names_are_not_ours() {
        let lists = OriginLists {
            allowed: ["https://anki.example:444", "moz-extension://abc", "*"]
                .map(str::to_owned)
                .to_vec(),
            ..OriginLists::default()
        };
        let table = [
            ("127.0.0.1:8765", true),
            ("[::1]:8765", true),
            ("192.168.1.7", true),
            ("localhost:8765", true),
            ("LOCALHOST", true),
            ("ankid.localhost:1", true),
            ("tower.lan:8765", true),
            ("anki.example", true),
            ("ANKI.example:8765", true),
            ("abc", false),
            ("evil.example:8765", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
            ("a b", false),
        ];
        for (host, ours) in table {
            assert_eq!(is_ours(host, "Tower.lan", &lists), ours, "{host}");
        }
    }
}
