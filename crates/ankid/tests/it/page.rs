//! What a browser asks for beside the API.

use std::fs;

use ankid_testkit::TestServer;
use serde_json::{Value, json};

use crate::support::{Connection, Response, VERSION, exchange, start};

const HTML: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

fn opening(server: &TestServer) -> Value {
    server.call("openScreen", json!({})).unwrap()
}

fn get(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> Response {
    exchange(server, &format!("GET {path} HTTP/1.1"), headers, "")
}

/// A request under another name than `localhost`.
fn under(server: &TestServer, host: &str, first_line: &str, more: &str, body: &str) -> Response {
    let mut connection = Connection::open(server);
    let length = body.len();
    let head = format!("{first_line}\r\nHost: {host}\r\nContent-Length: {length}\r\n{more}\r\n");
    connection.send(format!("{head}{body}").as_bytes());
    connection.response()
}

fn put_media(server: &TestServer, name: &str, content: &[u8]) -> String {
    let folder = server.collection().with_extension("media");
    fs::write(folder.join(name), content).unwrap();
    opening(server)["mediaUrl"].as_str().unwrap().to_owned()
}

#[test]
fn a_browser_gets_a_document_that_runs_no_foreign_scripts() {
    let server = start();
    let page = get(&server, "/", &[HTML]);
    assert_eq!(page.status, 200);
    let kind = page.header("content-type");
    assert_eq!(kind, Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "connect-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    let banner = get(&server, "/", &[("Accept", "*/*")]);
    assert_eq!(banner.body, r#"{"apiVersion": "AnkiConnect v.6"}"#);
}

#[test]
fn the_card_frame_has_no_origin_and_speaks_to_nobody() {
    let frame = get(&start(), "/card-frame", &[]);
    let policy = frame.header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox allow-scripts;"), "{policy}");
    assert!(!policy.contains("allow-same-origin"), "{policy}");
    for part in [
        "connect-src 'none'",
        "form-action 'none'",
        "frame-src 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
}

#[test]
fn the_page_answers_to_names_of_its_own_only() {
    let server = start();
    let first_line = "GET / HTTP/1.1";
    let accept = "Accept: text/html\r\n";
    for (host, status) in [
        ("localhost:8765", 200),
        ("127.0.0.1", 200),
        ("evil.example", 421),
        ("evil.example:8765", 421),
    ] {
        let response = under(&server, host, first_line, accept, "");
        assert_eq!(response.status, status, "{host}");
    }
}

#[test]
fn the_own_page_may_use_the_api_and_a_bent_name_may_not() {
    let server = start();
    let first_line = "POST / HTTP/1.1";
    for (host, origin, status) in [
        ("localhost:8765", "http://localhost:8765", 200),
        ("[::1]:8765", "http://[::1]:8765", 200),
        ("localhost:8765", "http://localhost:8766", 403),
        ("localhost:8765", "https://localhost:8765", 403),
        ("localhost:8765", "null", 403),
        ("evil.example:8765", "http://evil.example:8765", 403),
    ] {
        let origin_line = format!("Origin: {origin}\r\n");
        let response = under(&server, host, first_line, &origin_line, VERSION);
        assert_eq!(response.status, status, "{origin} at {host}");
    }
}

#[test]
fn media_have_types_and_ranges_and_do_nothing_as_documents() {
    let server = start();
    let media = put_media(&server, "猫 1.mp3", b"0123456789");
    let path = format!("{media}%E7%8C%AB%201.mp3");
    let whole = get(&server, &path, &[]);
    assert_eq!((whole.status, whole.body.as_str()), (200, "0123456789"));
    assert_eq!(whole.header("content-type"), Some("audio/mpeg"));
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    let policy = whole.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("sandbox; default-src 'none'"),
        "{policy}"
    );
    let part = get(&server, &path, &[("Range", "bytes=2-4")]);
    assert_eq!((part.status, part.body.as_str()), (206, "234"));
    assert_eq!(part.header("content-range"), Some("bytes 2-4/10"));
    let beyond = get(&server, &path, &[("Range", "bytes=20-30")]);
    assert_eq!(beyond.status, 416);
}

#[test]
fn media_are_given_to_those_who_know_the_secret_and_from_the_folder_only() {
    let server = start();
    let media = put_media(&server, "a.png", b"x");
    assert_eq!(get(&server, &format!("{media}a.png"), &[]).status, 200);
    let collection = server.collection();
    assert!(collection.exists());
    for path in [
        "/media/a.png".to_owned(),
        "/media//a.png".to_owned(),
        "/media/00000000000000000000000000000000/a.png".to_owned(),
        format!("{media}missing.png"),
        media.clone(),
        format!("{media}../collection.anki2"),
        format!("{media}..%2Fcollection.anki2"),
        format!("{media}%2Fetc%2Fpasswd"),
        format!("{media}a.png%00"),
        format!("{media}."),
    ] {
        let response = get(&server, &path, &[]);
        let banner = response.body.contains("apiVersion");
        assert!(response.status == 404 || banner, "{path}: {response:?}");
    }
}

#[test]
fn a_file_goes_in_and_comes_out_by_its_own_secret() {
    let server = start();
    let opening = opening(&server);
    let upload = opening["uploadUrl"].as_str().unwrap();
    let line = format!("POST {upload}?name=my%20deck.apkg HTTP/1.1");
    let taken = exchange(&server, &line, &[], "content");
    assert_eq!(taken.status, 200, "{taken:?}");
    let path = taken.json()["path"].as_str().unwrap().to_owned();
    assert!(path.ends_with("my deck.apkg"), "{path}");
    assert_eq!(fs::read_to_string(path).unwrap(), "content");
    let foreign = [("Origin", "https://evil.example")];
    assert_eq!(exchange(&server, &line, &foreign, "content").status, 403);
    for line in [
        format!("POST {upload}?name=..%2Fx HTTP/1.1"),
        format!("POST {upload}?name= HTTP/1.1"),
    ] {
        assert_eq!(
            exchange(&server, &line, &[], "content").status,
            400,
            "{line}"
        );
    }
    let wrong = "POST /upload/abc?name=x HTTP/1.1";
    assert_eq!(exchange(&server, wrong, &[], "content").status, 404);

    let folder = opening["exportFolder"].as_str().unwrap();
    fs::write(format!("{folder}/out.apkg"), "package").unwrap();
    let download = opening["downloadUrl"].as_str().unwrap();
    let file = get(&server, &format!("{download}out.apkg"), &[]);
    assert_eq!((file.status, file.body.as_str()), (200, "package"));
    assert_eq!(file.header("content-disposition"), Some("attachment"));
    let stray = get(&server, &format!("{download}..%2Fin%2F1%2Fx"), &[]);
    assert_eq!(stray.status, 404);
}

#[test]
fn the_stream_tells_the_screen_and_ends_with_the_server() {
    let mut server = start();
    let events = opening(&server)["eventsUrl"].as_str().unwrap().to_owned();
    let mut stream = Connection::open(&server);
    stream.request(&format!("GET {events} HTTP/1.1"), &[], "");
    let mut told = move || loop {
        let line = stream.line();
        if let Some(json) = line.strip_prefix("data: ") {
            return serde_json::from_str::<Value>(json).unwrap();
        }
        if line == "0" {
            return Value::Null;
        }
    };
    let hello = told();
    assert_eq!(hello["type"], "hello");
    assert_eq!(hello["profile"], "User 1");
    let screen = told();
    assert_eq!(screen["screen"]["main"], json!({"place": "decks"}));
    let state = server.call("screenState", json!({})).unwrap();
    assert_eq!(screen["screen"], state);
    server.stop().unwrap();
    assert_eq!(told()["type"], "stopping");
    assert_eq!(told(), Value::Null);
    assert_eq!(get_status_of_wrong_stream(), 404);
}

fn get_status_of_wrong_stream() -> u16 {
    get(&start(), "/events/00000000000000000000000000000000", &[]).status
}
