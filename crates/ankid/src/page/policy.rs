//! What browsers are told they may do with each kind of reply.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

/// The page runs its own files only.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob: https:; media-src 'self' data: blob: https:; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a card may do, with the sources of pictures, sounds, styles and fonts that may be loaded beside the server's
/// own.
macro_rules! card_frame {
    ($remote:literal) => {
        concat!(
            "sandbox allow-scripts; default-src 'none'; ",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; ",
            "style-src 'self' 'unsafe-inline' data:",
            $remote,
            "; ",
            "img-src 'self' data: blob:",
            $remote,
            "; ",
            "media-src 'self' data: blob:",
            $remote,
            "; ",
            "font-src 'self' data:",
            $remote,
            "; ",
            "connect-src 'none'; frame-src 'none'; worker-src blob:; base-uri 'self'; ",
            "form-action 'none'; frame-ancestors 'self'"
        )
    };
}

/// A card may run scripts, but is of no origin and can speak to nobody: it reaches the media files and the page's own
/// files, no other server, and no action.
const CARD_FRAME: &str = card_frame!("");

/// The same, but pictures and the like come from anywhere. What a card knows can leave in their addresses.
const CARD_FRAME_WITH_REMOTE_MEDIA: &str = card_frame!(" https:");

/// A media file that is opened as a document does nothing.
const MEDIA: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The page itself.
pub(super) fn document(mut response: Response) -> Response {
    set(&mut response, CONTENT_SECURITY_POLICY, PAGE);
    set(&mut response, X_FRAME_OPTIONS, "DENY");
    set(&mut response, CACHE_CONTROL, "no-cache");
    safe(response)
}

/// The document that cards are shown in.
pub(super) fn card_frame(mut response: Response, remote_media: bool) -> Response {
    let policy = match remote_media {
        true => CARD_FRAME_WITH_REMOTE_MEDIA,
        false => CARD_FRAME,
    };
    set(&mut response, CONTENT_SECURITY_POLICY, policy);
    // Looking a name up tells it to others.
    let prefetch = HeaderName::from_static("x-dns-prefetch-control");
    set(&mut response, prefetch, "off");
    set(&mut response, CACHE_CONTROL, "no-cache");
    safe(response)
}

/// A file of the page. Public, and used by the card frame, which is of another origin.
pub(super) fn asset(mut response: Response) -> Response {
    set(&mut response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if response.status().is_success() {
        // The names of these files change with their contents; those of MathJax only with ankid.
        set(&mut response, CACHE_CONTROL, "public, max-age=86400");
    }
    safe(response)
}

/// A media file. Its address is secret, and fonts of cards are asked for from no origin.
pub(super) fn media(mut response: Response) -> Response {
    set(&mut response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(&mut response, CONTENT_SECURITY_POLICY, MEDIA);
    private(response)
}

/// A file that is to be kept and not shown.
pub(super) fn download(mut response: Response) -> Response {
    set(&mut response, CONTENT_DISPOSITION, "attachment");
    set(&mut response, CONTENT_SECURITY_POLICY, MEDIA);
    private(response)
}

/// Something that no cache may keep for others.
pub(super) fn private(mut response: Response) -> Response {
    set(&mut response, CACHE_CONTROL, "private, no-cache");
    safe(response)
}

fn safe(mut response: Response) -> Response {
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut response, REFERRER_POLICY, "no-referrer");
    response
}

fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    let value = HeaderValue::from_static(value);
    response.headers_mut().insert(name, value);
}
