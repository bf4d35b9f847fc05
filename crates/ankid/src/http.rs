//! HTTP in front of the API: any method, path and content type, and the add-on's headers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use ankid_api::{Answer, Caller, Incoming};
use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CONNECTION, CONTENT_TYPE, EXPECT,
    ORIGIN,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;

use crate::app::App;
use crate::clients;
use crate::cors::{Judgement, judge};
use crate::page::{self, Wanted};

/// How long a body may pause on its way.
const BODY_PATIENCE: Duration = Duration::from_secs(60);

/// What a page that is not allowed may send: enough to ask for permission.
const FOREIGN_BODY_LIMIT: usize = 64 << 10;

/// What browsers say about each request and no script can leave out.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// The service that answers every request.
pub(crate) fn router(app: App) -> Router {
    Router::new().fallback(handle).with_state(Arc::new(app))
}

async fn handle(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if let Some(wanted) = Wanted::of(&head) {
        return page::answer(&app, wanted, head, body).await;
    }
    let origin = head.headers.get(ORIGIN).cloned();
    let lists = app.origins.current();
    let by_browser = head.headers.contains_key(SEC_FETCH_SITE);
    let origin_bytes = origin.as_ref().map(HeaderValue::as_bytes);
    let mut judged = judge(&lists, origin_bytes, by_browser);
    let is_own_page = page::is_own_page(&app, &head.headers, &lists);
    judged.allowed |= is_own_page;
    let caller = clients::caller(&head.headers, is_own_page);
    if is_options(&head.method) {
        return preflight(&head.headers, &judged);
    }
    let waits = head.headers.contains_key(EXPECT);
    let limit = if judged.allowed {
        app.body_limit_bytes
    } else {
        FOREIGN_BODY_LIMIT.min(app.body_limit_bytes)
    };
    let body = match read_body(body, limit, waits).await {
        Ok(body) => body,
        Err(BodyProblem::Broken) => return StatusCode::BAD_REQUEST.into_response(),
        Err(BodyProblem::TooSlow) => return closing(StatusCode::REQUEST_TIMEOUT.into_response()),
        Err(BodyProblem::TooLarge) if judged.allowed => {
            let megabytes = app.body_limit_bytes >> 20;
            let error = format!(
                "the request is larger than {megabytes} MB; the setting bodyLimitMegabytes allows more"
            );
            return closing(reply(refusal(&error), &judged.reply_origin));
        }
        Err(BodyProblem::TooLarge) => return closing(forbidden(&judged.reply_origin)),
    };
    answer(app, body, origin, judged, caller).await
}

/// Lower-case letters count too, as they do for the add-on.
fn is_options(method: &Method) -> bool {
    method.as_str().eq_ignore_ascii_case("OPTIONS")
}

fn preflight(headers: &HeaderMap, judged: &Judgement) -> Response {
    let mut response = reply(Vec::new(), &judged.reply_origin);
    if headers
        .get(REQUEST_PRIVATE_NETWORK)
        .is_some_and(|value| value == "true")
    {
        response
            .headers_mut()
            .insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    response
}

/// Answers where the request was read, without a change of threads: the runtime goes on with the others on another.
async fn answer(
    app: Arc<App>,
    body: Bytes,
    origin: Option<HeaderValue>,
    judged: Judgement,
    caller: Caller,
) -> Response {
    // The semaphore is never closed.
    let _place = app.places.acquire().await.ok();
    let origin = origin
        .as_ref()
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let origin = std::str::from_utf8(origin).unwrap_or_default();
    let work = AssertUnwindSafe(|| {
        let answer = app.door.answer(
            &*app.host,
            Incoming {
                body: &body,
                origin,
                allowed: judged.allowed,
                caller: &caller,
            },
        );
        if let (Some(log), Answer::Reply(reply) | Answer::Permission(reply)) = (&app.log, &answer) {
            log.record(&body, reply);
        }
        answer
    });
    match tokio::task::block_in_place(|| catch_unwind(work)) {
        Ok(Answer::Reply(json)) => reply(json, &judged.reply_origin),
        Ok(Answer::Permission(json)) => reply(json, origin),
        Ok(Answer::Forbidden) => forbidden(&judged.reply_origin),
        Err(_panic) => {
            tracing::error!("a request was not answered");
            reply(
                refusal("internal error; ankid's log says more"),
                &judged.reply_origin,
            )
        }
    }
}

fn reply(json: Vec<u8>, origin: &str) -> Response {
    let mut response = Response::new(Body::from(json));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    allow_origin(&mut response, origin);
    response
}

fn forbidden(origin: &str) -> Response {
    let mut response = StatusCode::FORBIDDEN.into_response();
    allow_origin(&mut response, origin);
    response
}

/// Tells the browser which page may read the response. The page's own origin came in as a header,
/// so it can go out as one.
fn allow_origin(response: &mut Response, origin: &str) {
    let headers = response.headers_mut();
    if let Ok(origin) = HeaderValue::from_bytes(origin.as_bytes()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
}

fn closing(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// What takes the place of the API's reply where it could not give one.
fn refusal(error: &str) -> Vec<u8> {
    serde_json::json!({"result": null, "error": error})
        .to_string()
        .into_bytes()
}

enum BodyProblem {
    Broken,
    TooSlow,
    TooLarge,
}

/// Reads the whole body. A client that `waits` for `100 Continue` has sent nothing yet, and hears at
/// once that the body is too large; of others some more is thrown away, since a client that is busy
/// sending does not read the reply.
async fn read_body(mut body: Body, limit: usize, waits: bool) -> Result<Bytes, BodyProblem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let most = if waits {
        limit
    } else {
        limit.saturating_mul(2)
    };
    if announced > most {
        return Err(BodyProblem::TooLarge);
    }
    let mut read = Vec::new();
    let mut total = 0_usize;
    loop {
        let frame = tokio::time::timeout(BODY_PATIENCE, body.frame()).await;
        let frame = match frame.map_err(|_| BodyProblem::TooSlow)? {
            None => break,
            Some(frame) => frame.map_err(|_| BodyProblem::Broken)?,
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len());
        if total > most {
            return Err(BodyProblem::TooLarge);
        }
        if total > limit {
            read = Vec::new();
        } else {
            read.extend_from_slice(&data);
        }
    }
    if total > limit {
        Err(BodyProblem::TooLarge)
    } else {
        Ok(read.into())
    }
}
