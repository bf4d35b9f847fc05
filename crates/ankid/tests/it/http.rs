use std::thread;

use serde_json::json;

use crate::support::{Connection, VERSION, exchange, setup, start};

const JSON: Option<&str> = Some("application/json");
const LOCALHOST: Option<&str> = Some("http://localhost");
const ANY: Option<&str> = Some("*");

fn version_six() -> serde_json::Value {
    json!({"result": 6, "error": null})
}

#[test]
fn an_empty_body_gets_the_banner_whatever_the_method_and_path() {
    let server = start();
    for first_line in [
        "GET / HTTP/1.1",
        "POST / HTTP/1.1",
        "GET /some/path?x=1 HTTP/1.1",
    ] {
        let response = exchange(&server, first_line, &[], "");
        assert_eq!(
            response.marks(),
            (200, JSON, LOCALHOST, ANY),
            "{first_line}"
        );
        assert_eq!(response.body, r#"{"apiVersion": "AnkiConnect v.6"}"#);
    }
}

#[test]
fn method_path_and_content_type_do_not_matter() {
    let server = start();
    let table: [(&str, &[(&str, &str)]); 8] = [
        ("GET / HTTP/1.1", &[]),
        ("PUT / HTTP/1.1", &[]),
        ("DELETE /api HTTP/1.1", &[]),
        ("post / HTTP/1.1", &[]),
        (
            "POST //a//b?c=d HTTP/1.1",
            &[("Content-Type", "text/plain")],
        ),
        (
            "POST / HTTP/1.1",
            &[("content-type", "application/x-www-form-urlencoded")],
        ),
        ("POST / HTTP/1.1", &[("CONNECTION", "close")]),
        (
            "POST / HTTP/1.1",
            &[("Access-Control-Request-Private-Network", "true")],
        ),
    ];
    for (first_line, headers) in table {
        let response = exchange(&server, first_line, headers, VERSION);
        assert_eq!(
            response.marks(),
            (200, JSON, LOCALHOST, ANY),
            "{first_line}"
        );
        assert_eq!(response.json(), version_six(), "{first_line}");
        assert_eq!(
            response.header("access-control-allow-private-network"),
            None
        );
    }
}

#[test]
fn options_answers_the_browser_and_does_nothing() {
    let server = start();
    let private = ("Access-Control-Request-Private-Network", "true");
    type Row<'r> = (&'r [(&'r str, &'r str)], Option<&'r str>, Option<&'r str>);
    let table: [Row<'_>; 6] = [
        (&[], LOCALHOST, None),
        (
            &[("Origin", "chrome-extension://abc")],
            Some("chrome-extension://abc"),
            None,
        ),
        (&[("Origin", "https://example.com")], LOCALHOST, None),
        (
            &[("Origin", "http://localhost"), private],
            LOCALHOST,
            Some("true"),
        ),
        (
            &[("Origin", "https://example.com"), private],
            LOCALHOST,
            Some("true"),
        ),
        (
            &[("Access-Control-Request-Private-Network", "false")],
            LOCALHOST,
            None,
        ),
    ];
    for (headers, origin, private) in table {
        for method in ["OPTIONS", "options"] {
            let response = exchange(&server, &format!("{method} / HTTP/1.1"), headers, VERSION);
            assert_eq!(response.marks(), (200, JSON, origin, ANY), "{headers:?}");
            assert_eq!(
                response.header("access-control-allow-private-network"),
                private
            );
            assert_eq!(response.body, "");
        }
    }
}

#[test]
fn a_refused_origin_gets_an_empty_403_whatever_it_sends() {
    let server = start();
    for body in [
        "",
        "{",
        VERSION,
        r#"{"action": "loadProfile", "params": {"name": "x"}}"#,
    ] {
        for origin in ["https://example.com", "null", ""] {
            let response = exchange(&server, "POST / HTTP/1.1", &[("Origin", origin)], body);
            assert_eq!(response.marks(), (403, None, LOCALHOST, ANY), "{origin:?}");
            assert_eq!(response.body, "");
        }
    }
}

#[test]
fn an_allowed_origin_is_named_in_the_reply() {
    let server = setup()
        .setting(
            "webCorsOriginList",
            json!(["https://a.example", "app://obsidian.md"]),
        )
        .setting("webCorsOrigin", "https://old.example")
        .start()
        .unwrap();
    for origin in [
        "https://a.example",
        "app://obsidian.md",
        "https://old.example",
    ] {
        let response = exchange(&server, "POST / HTTP/1.1", &[("Origin", origin)], VERSION);
        assert_eq!(response.marks(), (200, JSON, Some(origin), ANY));
    }
    let response = exchange(
        &server,
        "POST / HTTP/1.1",
        &[("Origin", "http://localhost")],
        VERSION,
    );
    assert_eq!(response.status, 403);
}

#[test]
fn a_star_in_the_list_allows_every_origin() {
    let server = setup()
        .setting("webCorsOriginList", json!(["*"]))
        .start()
        .unwrap();
    let response = exchange(&server, "POST / HTTP/1.1", &[("Origin", "null")], "nope");
    assert_eq!(response.marks(), (200, JSON, ANY, ANY));
    assert!(response.json()["error"].is_string());
}

#[test]
fn a_connection_serves_one_request_after_another() {
    let server = start();
    let mut connection = Connection::open(&server);
    for _ in 0..3 {
        connection.request("POST / HTTP/1.1", &[], VERSION);
        assert_eq!(connection.response().json(), version_six());
    }
    connection.request("POST / HTTP/1.1", &[], VERSION);
    connection.request("POST / HTTP/1.1", &[("Connection", "close")], "");
    assert_eq!(connection.response().json(), version_six());
    assert_eq!(
        connection.response().json(),
        json!({"apiVersion": "AnkiConnect v.6"})
    );
    assert!(connection.is_at_end());
}

#[test]
fn a_client_of_http_1_0_gets_its_answer_and_the_end() {
    let server = start();
    let mut connection = Connection::open(&server);
    connection.request("POST / HTTP/1.0", &[], VERSION);
    assert_eq!(connection.response().json(), version_six());
    assert!(connection.is_at_end());
}

#[test]
fn a_chunked_body_is_put_together() {
    let server = start();
    let (one, two) = VERSION.split_at(10);
    let body = format!(
        "{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    let headers = [("Transfer-Encoding", "chunked")];
    let response = exchange(&server, "POST / HTTP/1.1", &headers, &body);
    assert_eq!(response.json(), version_six());
}

#[test]
fn a_client_that_waits_for_100_continue_is_told_to() {
    let server = start();
    let mut connection = Connection::open(&server);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        VERSION.len()
    );
    connection.send(head.as_bytes());
    assert_eq!(connection.line(), "HTTP/1.1 100 Continue");
    assert_eq!(connection.line(), "");
    connection.send(VERSION.as_bytes());
    assert_eq!(connection.response().json(), version_six());
}

#[test]
fn a_request_in_small_pieces_is_put_together() {
    let server = start();
    let mut connection = Connection::open(&server);
    let request = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{VERSION}",
        VERSION.len()
    );
    for piece in request.as_bytes().chunks(3) {
        connection.send(piece);
    }
    assert_eq!(connection.response().json(), version_six());
}

#[test]
fn what_follows_the_stated_length_is_not_part_of_the_body() {
    let server = start();
    let headers = [("Content-Length", "35"), ("Connection", "close")];
    let mut connection = Connection::open(&server);
    let head: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    connection.send(format!("POST / HTTP/1.1\r\n{head}\r\n{VERSION}xxxx").as_bytes());
    assert_eq!(connection.response().json(), version_six());
}

#[test]
fn a_body_over_the_limit_is_refused_in_the_envelope() {
    let server = setup().setting("bodyLimitMegabytes", 1).start().unwrap();
    let error = "the request is larger than 1 MB; the setting bodyLimitMegabytes allows more";
    let refused = json!({"result": null, "error": error});
    let mut body = " ".repeat((1 << 20) - VERSION.len()) + VERSION;
    assert_eq!(
        exchange(&server, "POST / HTTP/1.1", &[], &body).json(),
        version_six()
    );
    body.push(' ');
    let response = exchange(&server, "POST / HTTP/1.1", &[], &body);
    assert_eq!((response.status, response.json()), (200, refused.clone()));
    let foreign = [("Origin", "https://example.com")];
    assert_eq!(
        exchange(&server, "POST / HTTP/1.1", &foreign, &body).status,
        403
    );

    let chunk = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let chunked = [("Transfer-Encoding", "chunked")];
    assert_eq!(
        exchange(&server, "POST / HTTP/1.1", &chunked, &chunk).json(),
        refused
    );

    let mut connection = Connection::open(&server);
    connection.send(b"POST / HTTP/1.1\r\nHost: x\r\n");
    connection.send(b"Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
    assert_eq!(connection.response().json(), refused);
}

#[test]
fn a_foreign_page_cannot_make_the_server_read_much() {
    let server = start();
    let mut connection = Connection::open(&server);
    connection.send(b"POST / HTTP/1.1\r\nOrigin: https://example.com\r\n");
    connection.send(b"Content-Length: 1000000\r\n\r\n{");
    assert_eq!(connection.response().status, 403);
    assert!(connection.is_at_end());
}

#[test]
fn broken_requests_harm_nobody_else() {
    let server = start();
    let broken: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ];
    for bytes in broken {
        let mut connection = Connection::open(&server);
        connection.send(bytes);
        drop(connection);
        assert_eq!(
            exchange(&server, "POST / HTTP/1.1", &[], VERSION).json(),
            version_six()
        );
    }
}

#[test]
fn many_clients_are_answered_at_once() {
    let server = start();
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                let mut connection = Connection::open(&server);
                for _ in 0..20 {
                    connection.request("POST / HTTP/1.1", &[], VERSION);
                    assert_eq!(connection.response().json(), version_six());
                }
            });
        }
    });
}

#[test]
fn the_key_is_wanted_for_everything_but_the_banner_and_permission() {
    let server = setup().setting("apiKey", "open sesame").start().unwrap();
    let ask = |body: &str| exchange(&server, "POST / HTTP/1.1", &[], body).json();
    let refused = json!({"result": null, "error": "valid api key must be provided"});
    assert_eq!(ask(VERSION), refused);
    assert_eq!(
        ask(r#"{"action": "version", "version": 6, "key": "open"}"#),
        refused
    );
    assert_eq!(
        ask(r#"{"action": "version", "version": 6, "key": "open sesame"}"#),
        version_six()
    );
    assert_eq!(ask(""), json!({"apiVersion": "AnkiConnect v.6"}));
    let granted = ask(r#"{"action": "requestPermission", "version": 6}"#);
    assert_eq!(granted["result"]["requireApiKey"], json!(true));
}
