//! Who calls, in words that people know: the name of a program, or the address of a web page.

use ankid_api::Caller;
use axum::http::header::{ORIGIN, USER_AGENT};
use axum::http::{HeaderMap, HeaderName};

/// The number that an open page gives itself.
const PAGE: HeaderName = HeaderName::from_static("x-ankid-page");
const MAX_PAGE_BYTES: usize = 64;
const MAX_CLIENT_CHARACTERS: usize = 80;

/// Origins of programs that everyone knows by another name.
const KNOWN: &[(&str, &str)] = &[
    ("app://obsidian.md", "Obsidian"),
    (
        "chrome-extension://likgccmbimhjbgkjambclfkhldnlhbnn",
        "Yomitan",
    ),
    (
        "chrome-extension://ogmnaimimemjmbakcfefmnahgdfhfami",
        "Yomichan",
    ),
];

/// Who sends a request with these headers.
pub(crate) fn caller(headers: &HeaderMap, is_own_page: bool) -> Caller {
    let text = |name: &HeaderName| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.filter(|value| !value.is_empty())
    };
    if is_own_page {
        let page = text(&PAGE).unwrap_or_default();
        return Caller {
            client: "ankid".to_owned(),
            page: Some(page.chars().take(MAX_PAGE_BYTES).collect()),
        };
    }
    let client = match (text(&ORIGIN), text(&USER_AGENT)) {
        (Some(origin), _) => of_origin(origin),
        (None, Some(agent)) => of_agent(agent),
        (None, None) => "A program",
    };
    Caller {
        client: client.chars().take(MAX_CLIENT_CHARACTERS).collect(),
        page: None,
    }
}

fn of_origin(origin: &str) -> &str {
    if let Some((_, name)) = KNOWN.iter().find(|(known, _)| *known == origin) {
        return name;
    }
    match origin.split_once("://") {
        Some(("chrome-extension" | "moz-extension" | "safari-web-extension", _)) => {
            "A browser extension"
        }
        Some(("http" | "https", host)) => host,
        _ => origin,
    }
}

/// The first name in it: `curl` of `curl/8.5.0`.
fn of_agent(agent: &str) -> &str {
    let end = agent.find(['/', ' ', '(']).unwrap_or(agent.len());
    match agent.get(..end) {
        Some("Mozilla") => "A browser",
        Some(name) if !name.is_empty() => name,
        _ => "A program",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn callers_are_called_by_the_names_that_people_know() {
        let table = [
            (
                "chrome-extension://likgccmbimhjbgkjambclfkhldnlhbnn",
                "Mozilla/5.0",
                "Yomitan",
            ),
            (
                "moz-extension://0f1e2d3c",
                "Mozilla/5.0",
                "A browser extension",
            ),
            ("app://obsidian.md", "Mozilla/5.0", "Obsidian"),
            ("https://words.example", "Mozilla/5.0", "words.example"),
            ("", "curl/8.5.0", "curl"),
            ("", "python-requests/2.32", "python-requests"),
            ("", "Mozilla/5.0 (X11)", "A browser"),
            ("", "/", "A program"),
            ("", "", "A program"),
        ];
        for (origin, agent, client) in table {
            let mut headers = HeaderMap::new();
            headers.insert(ORIGIN, HeaderValue::from_static(origin));
            headers.insert(USER_AGENT, HeaderValue::from_static(agent));
            headers.insert(PAGE, HeaderValue::from_static("7"));
            let expected = Caller {
                client: client.to_owned(),
                page: None,
            };
            assert_eq!(caller(&headers, false), expected, "{origin} {agent}");
            assert_eq!(caller(&headers, true).page.as_deref(), Some("7"));
        }
    }
}
