//! The files of the page, which lie in the program.

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

/// The names of all files, without the first slash of their addresses, and what they hold, sorted by name. The build
/// script writes the table.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// How files are packed, the smallest first, and the endings of their packed twins.
const PACKINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Why the build script made no page; empty if it made one.
const MISSING: &str = env!("ANKID_PAGE_MISSING");

/// In debug builds: a folder that takes the place of the files in the program.
const FOLDER: &str = "ANKID_WEB_DIST";

/// Why the program has no page, where it has none.
pub(crate) fn left_out() -> Option<&'static str> {
    (!MISSING.is_empty() && folder().is_none()).then_some(MISSING)
}

pub(super) fn document(headers: &HeaderMap) -> Response {
    if let Some(reason) = left_out() {
        return left_out_page(reason);
    }
    file("index.html", headers)
}

pub(super) fn card_frame(headers: &HeaderMap) -> Response {
    file("card-frame.html", headers)
}

/// A file as it is, or packed as the browser takes it.
pub(super) fn file(name: &str, headers: &HeaderMap) -> Response {
    let packed = PACKINGS.iter().find_map(|(packing, ending)| {
        let content = accepts(headers, packing).then(|| find(&format!("{name}{ending}")))??;
        Some((*packing, content))
    });
    let mut response = match packed {
        Some((packing, content)) => {
            let mut response = typed(name, content);
            let packing = HeaderValue::from_static(packing);
            response.headers_mut().insert(CONTENT_ENCODING, packing);
            response
        }
        None => match find(name) {
            Some(content) => typed(name, content),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let vary = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().insert(VARY, vary);
    response
}

/// What a file of this name holds.
fn find(name: &str) -> Option<Body> {
    if let Some(folder) = folder() {
        let is_inside = name.split('/').all(|part| !part.is_empty() && part != "..");
        let content = is_inside.then(|| std::fs::read(folder.join(name)).ok())?;
        return content.map(Body::from);
    }
    let place = FILES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    FILES.get(place).map(|(_, content)| Body::from(*content))
}

/// What takes the place of the page in a program that was built without it.
fn left_out_page(reason: &str) -> Response {
    let reason = reason.replace('&', "&amp;").replace('<', "&lt;");
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>ankid</title>\
         <h1>ankid is running</h1><p>Its API answers at this address, but this program was built \
         without the page that stands here otherwise: {reason}.</p><p>Install Node 20 or newer with \
         npm, and build ankid again.</p>"
    );
    typed("index.html", Body::from(html))
}

fn typed(name: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = match (kind.type_(), kind.subtype().as_str()) {
        (mime_guess::mime::TEXT, subtype) => format!("text/{subtype}; charset=utf-8"),
        _ => kind.to_string(),
    };
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

/// Whether the browser takes content packed so.
fn accepts(headers: &HeaderMap, packing: &str) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter();
    accepted
        .filter_map(|encodings| encodings.to_str().ok())
        .flat_map(|encodings| encodings.split(','))
        .any(|encoding| {
            let (name, weight) = encoding.split_once(";q=").unwrap_or((encoding, "1"));
            name.trim() == packing && weight.trim().parse().is_ok_and(|weight: f32| weight > 0.0)
        })
}

fn folder() -> Option<std::path::PathBuf> {
    cfg!(debug_assertions)
        .then(|| std::env::var_os(FOLDER))
        .flatten()
        .map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_what_it_takes() {
        for (header, br, gzip) in [
            ("gzip, deflate, br", true, true),
            ("gzip;q=0.5, br;q=0", false, true),
            ("br;q=1.0", true, false),
            ("identity", false, false),
            ("brotli, gzip;q=0.000", false, false),
        ] {
            let headers =
                HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            let accepted = (accepts(&headers, "br"), accepts(&headers, "gzip"));
            assert_eq!(accepted, (br, gzip), "{header}");
        }
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[tokio::test]
    async fn a_program_without_its_page_says_why_and_what_to_do() {
        let response = left_out_page("Node is not installed <20 or newer>");
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let html = String::from_utf8(body.to_vec()).unwrap();
        assert!(
            html.contains("Node is not installed &lt;20 or newer>"),
            "{html}"
        );
        assert!(html.contains("build ankid again"), "{html}");
    }
}
