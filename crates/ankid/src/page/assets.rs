//! The files of the page, which lie in the program.

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

/// A file of the page.
struct File {
    /// Its address without the first slash.
    name: &'static str,
    plain: &'static [u8],
    /// The same, packed by gzip, where that is smaller.
    packed: Option<&'static [u8]>,
}

/// All files, sorted by name. The build script writes the table.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

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

pub(super) fn file(name: &str, headers: &HeaderMap) -> Response {
    if let Some(folder) = folder() {
        let is_inside = name.split('/').all(|part| !part.is_empty() && part != "..");
        return match std::fs::read(folder.join(name)) {
            Ok(content) if is_inside => typed(name, Body::from(content)),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let Ok(place) = FILES.binary_search_by(|file| file.name.cmp(name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(file) = FILES.get(place) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = match file.packed {
        Some(packed) if accepts_gzip(headers) => {
            let mut response = typed(name, Body::from(packed));
            let gzip = HeaderValue::from_static("gzip");
            response.headers_mut().insert(CONTENT_ENCODING, gzip);
            response
        }
        _ => typed(name, Body::from(file.plain)),
    };
    let vary = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().insert(VARY, vary);
    response
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

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter();
    accepted
        .filter_map(|encodings| encodings.to_str().ok())
        .flat_map(|encodings| encodings.split(','))
        .any(|encoding| encoding.trim() == "gzip" || encoding.trim().starts_with("gzip;q=1"))
}

fn folder() -> Option<std::path::PathBuf> {
    cfg!(debug_assertions)
        .then(|| std::env::var_os(FOLDER))
        .flatten()
        .map(Into::into)
}
