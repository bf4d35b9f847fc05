//! What a browser asks for beside the API: the page and its files, the card frame, the stream of events,
//! media, and files on their way in and out.
//!
//! Whatever is about the collection stands behind a token that only the API gives out. These addresses
//! answer only to names that are this server's own, so that no foreign name can be bent to it.

mod assets;
mod events;
mod hosts;
mod policy;
mod tokens;
mod transfers;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;
use tower_http::services::ServeFile;

pub(crate) use assets::left_out;
pub(crate) use events::Hub;
pub(crate) use tokens::Tokens;
pub(crate) use transfers::Transfers;

use crate::app::App;
use crate::settings::OriginLists;

/// What a request is for, where it is not for the API.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Document,
    CardFrame,
    Asset(String),
    Events { token: String },
    Media { token: String, name: String },
    Download { token: String, name: String },
    Upload { token: String, name: String },
}

impl Wanted {
    /// What a request is for; `None` for the API.
    pub(crate) fn of(head: &Parts) -> Option<Self> {
        let path = head.uri.path();
        if head.method == Method::POST {
            let token = path.strip_prefix("/upload/")?.to_owned();
            let name = query_value(head.uri.query()?, "name")?;
            return Some(Self::Upload { token, name });
        }
        if !matches!(head.method, Method::GET | Method::HEAD) {
            return None;
        }
        if path == "/" {
            return accepts_html(&head.headers).then_some(Self::Document);
        }
        if path == "/card-frame" {
            return Some(Self::CardFrame);
        }
        if let Some(name) = path.strip_prefix("/assets/") {
            return Some(Self::Asset(format!("assets/{name}")));
        }
        if let Some(token) = path.strip_prefix("/events/") {
            let token = token.to_owned();
            return Some(Self::Events { token });
        }
        let behind_token = |prefix: &str| {
            let (token, name) = path.strip_prefix(prefix)?.split_once('/')?;
            let name = percent_decode_str(name).decode_utf8().ok()?;
            Some((token.to_owned(), name.into_owned()))
        };
        if let Some((token, name)) = behind_token("/media/") {
            return Some(Self::Media { token, name });
        }
        let (token, name) = behind_token("/download/")?;
        Some(Self::Download { token, name })
    }
}

/// Whether a page of this server asks: its origin is the address that it asks at.
pub(crate) fn is_own_page(app: &App, headers: &HeaderMap, lists: &OriginLists) -> bool {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let (Some(origin), Some(host)) = (origin, hosts::named(headers)) else {
        return false;
    };
    origin.strip_prefix("http://") == Some(host) && hosts::is_ours(host, &app.bind_address, lists)
}

/// Begins a stream of events. What the page is told first is gathered on a thread that may wait.
async fn greet(app: &App) -> Response {
    let told = app.hub.subscribe();
    let host = Arc::clone(&app.host);
    match tokio::task::spawn_blocking(move || ankid_api::greeting(&*host)).await {
        Ok(first) => events::stream(told, first),
        Err(problem) => {
            tracing::error!(%problem, "a page could not be greeted");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Answers what is not for the API.
pub(crate) async fn answer(app: &App, wanted: Wanted, head: Parts, body: Body) -> Response {
    let ours = hosts::named(&head.headers)
        .is_some_and(|host| hosts::is_ours(host, &app.bind_address, &app.origins.current()));
    if !ours {
        let advice = "this name is not one of ankid's; if it should be, add its address to \
                      webCorsOriginList in the settings\n";
        return (StatusCode::MISDIRECTED_REQUEST, advice).into_response();
    }
    match wanted {
        Wanted::Document => policy::document(assets::document(&head.headers)),
        Wanted::CardFrame => {
            let remote_media = app.origins.loads_remote_media();
            policy::card_frame(assets::card_frame(&head.headers), remote_media)
        }
        Wanted::Asset(name) => policy::asset(assets::file(&name, &head.headers)),
        Wanted::Events { token } if app.tokens.are_events(&token) => greet(app).await,
        Wanted::Media { token, name } if app.tokens.are_media(&token) => {
            let engine = app.host.engine();
            match engine.and_then(|engine| engine.media().path_of(&name)) {
                Some(path) => policy::media(serve_file(&path, head).await),
                None => not_found(),
            }
        }
        Wanted::Download { token, name } if app.tokens.are_downloads(&token) => {
            match app.transfers.download(&name) {
                Some(path) => policy::download(serve_file(&path, head).await),
                None => not_found(),
            }
        }
        Wanted::Upload { token, name } if app.tokens.are_uploads(&token) => {
            let foreign = head.headers.contains_key(ORIGIN)
                && !is_own_page(app, &head.headers, &app.origins.current());
            if foreign {
                return StatusCode::FORBIDDEN.into_response();
            }
            policy::private(app.transfers.upload(&name, body).await)
        }
        Wanted::Events { .. }
        | Wanted::Media { .. }
        | Wanted::Download { .. }
        | Wanted::Upload { .. } => not_found(),
    }
}

async fn serve_file(path: &std::path::Path, head: Parts) -> Response {
    let request = Request::from_parts(head, Body::empty());
    match ServeFile::new(path).try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(problem) => {
            tracing::error!(%problem, "a file could not be sent");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn not_found() -> Response {
    policy::private(StatusCode::NOT_FOUND.into_response())
}

/// Programs that use the API accept anything; only browsers ask for HTML by name.
fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok())
        .any(|accept| accept.to_ascii_lowercase().contains("text/html"))
}

fn query_value(query: &str, wanted: &str) -> Option<String> {
    let (_, value) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == wanted)?;
    let value = percent_decode_str(value).decode_utf8().ok()?;
    Some(value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(method: &str, uri: &str, accept: &str) -> Option<Wanted> {
        let request = Request::builder().method(method).uri(uri);
        let request = request.header(ACCEPT, accept).body(()).unwrap();
        Wanted::of(&request.into_parts().0)
    }

    #[test]
    fn only_a_browser_gets_the_page() {
        let firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(wanted("GET", "/", firefox), Some(Wanted::Document));
        assert_eq!(
            wanted("HEAD", "/?x#/decks", "TEXT/HTML"),
            Some(Wanted::Document)
        );
        for (method, uri, accept) in [
            ("GET", "/", "*/*"),
            ("GET", "/", "application/json, text/plain, */*"),
            ("POST", "/", firefox),
            ("GET", "/some/path", firefox),
            ("OPTIONS", "/assets/x.js", "*/*"),
            ("POST", "/media/t/x.png", "*/*"),
            ("POST", "/upload/t", "*/*"),
        ] {
            assert_eq!(wanted(method, uri, accept), None, "{method} {uri} {accept}");
        }
    }

    #[test]
    fn names_are_decoded_once() {
        let media = |name: &str| {
            let (token, name) = ("t".to_owned(), name.to_owned());
            Some(Wanted::Media { token, name })
        };
        let cases = [
            ("/media/t/%E7%8C%AB%20a.mp3", media("猫 a.mp3")),
            ("/media/t/..%2F..%2Fetc", media("../../etc")),
            ("/media/t/a%2525.png", media("a%25.png")),
            ("/media/t/%FF", None),
            ("/media/t", None),
        ];
        for (uri, expected) in cases {
            assert_eq!(wanted("GET", uri, "*/*"), expected, "{uri}");
        }
        let upload = Wanted::Upload {
            token: "t".to_owned(),
            name: "a&b.apkg".to_owned(),
        };
        let uri = "/upload/t?size=1&name=a%26b.apkg";
        assert_eq!(wanted("POST", uri, "*/*"), Some(upload));
    }
}
