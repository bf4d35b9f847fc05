//! What a browser asks for beside the API.

use std::fs;
use std::time::{Duration, Instant};

use ankid_testkit::TestServer;
use serde_json::{Value, json};

use crate::support::{Connection, Response, VERSION, exchange, setup, start};

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
    assert_eq!(frame.header("x-dns-prefetch-control"), Some("off"));
}

#[test]
fn cards_load_from_other_servers_only_where_the_setting_says_so() {
    let server = start();
    let policy = || {
        let frame = get(&server, "/card-frame", &[]);
        frame.header("content-security-policy").unwrap().to_owned()
    };
    assert!(!policy().contains("http"), "{}", policy());
    for allowed in [true, false] {
        let set = json!({"name": "cardRemoteMedia", "value": allowed});
        let settings = server.call("changeServerSetting", set).unwrap();
        assert_eq!(settings["values"]["cardRemoteMedia"], allowed);
        let images = policy().contains("img-src 'self' data: blob: https:;");
        assert_eq!(images, allowed, "{}", policy());
        assert!(policy().contains("connect-src 'none'"), "{}", policy());
    }
}

#[test]
fn a_card_is_not_among_the_pages_that_a_star_lets_in() {
    let star = setup().setting("webCorsOriginList", json!(["*"]));
    let server = star.start().unwrap();
    let card = [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
    let post = |headers: &[(&str, &str)]| exchange(&server, "POST / HTTP/1.1", headers, VERSION);
    assert_eq!(post(&card).status, 403);
    assert_eq!(post(&card[..1]).status, 200);
    let page = [
        ("Origin", "https://a.example"),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    assert_eq!(post(&page).status, 200);
    let preflight = exchange(&server, "OPTIONS / HTTP/1.1", &card, "");
    let reader = preflight.header("access-control-allow-origin");
    assert_eq!(reader, Some("http://localhost"));
}

#[test]
fn two_pages_that_answer_one_card_at_once_count_once() {
    let server = start();
    for front in ["a", "b"] {
        let note = json!({
            "deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": front}
        });
        server.call("addNote", json!({ "note": note })).unwrap();
    }
    server.call("studyDeck", json!({"deck": 1})).unwrap();
    let turn = server.call("reviewCard", json!({})).unwrap()["turn"].clone();
    let shown = server.call("reviewShowAnswer", json!({ "turn": turn }));
    let first = shown.unwrap()["card"]["id"].clone();
    let press = |page: &str| {
        let host = server.client().url().replace("http://", "");
        let own = [
            ("Origin", &*format!("http://{host}")),
            ("X-Ankid-Page", page),
        ];
        let params = json!({"turn": turn, "ease": 3, "takenMillis": 900});
        let body = json!({"action": "reviewAnswer", "version": 6, "params": params}).to_string();
        let reply = exchange(&server, "POST / HTTP/1.1", &own, &body);
        reply.json()["result"].clone()
    };
    let outcomes = std::thread::scope(|scope| {
        let pages = ["1", "2", "3", "4"].map(|page| scope.spawn(move || press(page)));
        pages.map(|page| page.join().unwrap())
    });
    let counted = outcomes.iter().filter(|outcome| outcome["counted"] == true);
    assert_eq!(counted.count(), 1, "{outcomes:?}");
    for outcome in &outcomes {
        assert_ne!(outcome["card"]["card"]["id"], first);
        assert_eq!(outcome["card"]["turn"], outcomes[0]["card"]["turn"]);
    }
    let log = server.call("cardReviews", json!({"deck": "Default", "startID": 0}));
    assert_eq!(log.unwrap().as_array().map(Vec::len), Some(1));
}

#[test]
fn a_page_that_comes_back_is_told_how_everything_stands_now() {
    let server = start();
    let mut lost = Events::of(&server);
    assert_eq!(lost.until("screen")["screen"]["main"]["place"], "decks");
    drop(lost);
    let overview = json!({"name": "Default"});
    server.call("guiDeckOverview", overview).unwrap();
    let mut back = Events::of(&server);
    assert_eq!(back.until("hello")["profile"], "User 1");
    let main = back.until("screen")["screen"]["main"].clone();
    assert_eq!(
        (&main["place"], &main["deck"]["name"]),
        (&json!("overview"), &json!("Default"))
    );
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
    let mut stream = Events::of(&server);
    assert_eq!(stream.until("hello")["profile"], "User 1");
    let screen = stream.until("screen");
    assert_eq!(screen["screen"]["main"], json!({"place": "decks"}));
    let state = server.call("screenState", json!({})).unwrap();
    assert_eq!(screen["screen"], state);
    server.stop().unwrap();
    assert_eq!(stream.last()["type"], "stopping");
    assert_eq!(get_status_of_wrong_stream(), 404);
}

fn get_status_of_wrong_stream() -> u16 {
    get(&start(), "/events/00000000000000000000000000000000", &[]).status
}

#[test]
fn changes_are_told_to_pages_with_the_page_that_made_them() {
    let server = start();
    let mut stream = Events::of(&server);
    stream.until("prompts");
    let body = json!({"action": "createDeck", "version": 6, "params": {"deck": "A"}}).to_string();
    let host = server.client().url().replace("http://", "");
    let page = format!("Origin: http://{host}\r\nX-Ankid-Page: 7\r\n");
    let reply = under(&server, &host, "POST / HTTP/1.1", &page, &body);
    assert_eq!(reply.status, 200);
    let changed = stream.until("changed");
    assert_eq!(changed["page"], "7");
    assert_eq!(changed["undo"], "Add Deck");
    assert!(
        changed["kinds"]
            .as_array()
            .unwrap()
            .contains(&json!("decks"))
    );
    let row = stream.until("activity")["row"].clone();
    assert_eq!(
        (&row["page"], &row["undoable"]),
        (&json!(true), &json!(true))
    );
    server
        .call("guiDeckOverview", json!({"name": "A"}))
        .unwrap();
    let screen = stream.until("screen");
    assert_eq!(screen["page"], Value::Null);
    assert_eq!(screen["screen"]["main"]["deck"]["name"], "A");
    assert_eq!(stream.until("toast")["did"], "overview");
    server
        .call("deleteDecks", json!({"decks": ["A"], "cardsToo": true}))
        .unwrap();
    assert_eq!(stream.until("screen")["screen"]["main"]["place"], "decks");
}

#[test]
fn a_page_grants_and_denies_what_others_ask_for() {
    let server = start();
    let mut stream = Events::of(&server);
    assert_eq!(stream.until("prompts")["prompts"], json!([]));
    for (origin, decision, expected) in [
        ("https://good.example", "allow", "granted"),
        ("https://bad.example", "deny", "denied"),
        ("https://worse.example", "ignore", "denied"),
    ] {
        let url = server.client().url().to_owned();
        let asking = std::thread::spawn(move || {
            let mut connection = Connection::to(&url);
            let ask = json!({"action": "requestPermission", "version": 6}).to_string();
            connection.request("POST / HTTP/1.1", &[("Origin", origin)], &ask);
            connection.response()
        });
        let prompt = stream.until("prompts")["prompts"][0].clone();
        assert_eq!(prompt["origin"], origin);
        let answer = json!({"origin": origin, "decision": decision});
        assert_eq!(server.call("answerPermissionPrompt", answer).unwrap(), true);
        let reply = asking.join().unwrap();
        assert_eq!(reply.json()["result"]["permission"], expected, "{origin}");
        assert_eq!(stream.until("prompts")["prompts"], json!([]));
    }
    let settings = server.call("serverSettings", json!({})).unwrap();
    let values = &settings["values"];
    assert_eq!(values["ignoreOriginList"], json!(["https://worse.example"]));
    let allowed = values["webCorsOriginList"].as_array().unwrap();
    assert!(allowed.contains(&json!("https://good.example")));
}

#[test]
fn a_key_that_is_set_at_a_page_counts_at_once_and_is_kept() {
    let mut server = start();
    let set = json!({"name": "apiKey", "value": "sesame"});
    let settings = server.call("changeServerSetting", set).unwrap();
    assert_eq!(settings["apiKeySet"], true);
    assert!(!settings.to_string().contains("sesame"));
    let keyed = json!({"action": "showApiKey", "version": 6, "key": "sesame"});
    for restart in [false, true] {
        if restart {
            server.stop().unwrap();
            server.restart().unwrap();
        }
        assert!(server.call("version", json!({})).is_err());
        let reply = server.client().send(&keyed).unwrap();
        assert_eq!(reply["result"], "sesame");
    }
    let log = json!({"action": "activity", "version": 6, "key": "sesame"});
    let rows = server.client().send(&log).unwrap();
    assert!(!rows.to_string().contains("sesame"), "{rows}");
    let bad = json!({
        "action": "changeServerSetting", "version": 6, "key": "sesame",
        "params": {"name": "webBindPort", "value": "high"}
    });
    assert!(server.client().send(&bad).unwrap()["error"].is_string());
}

#[test]
fn pages_hear_how_syncing_goes() {
    let server = start();
    let mut stream = Events::of(&server);
    let first = stream.until("sync");
    assert_eq!(first["status"]["loggedIn"], false);
    let login = r#"{"User 1": {"key": "key", "endpoint": "http://127.0.0.1:1/"}}"#;
    fs::write(server.base().join("sync-logins.json"), login).unwrap();
    assert!(server.call("sync", json!({})).is_err());
    let status = loop {
        let status = stream.until("sync")["status"].clone();
        if status["lastError"] != Value::Null {
            break status;
        }
    };
    assert_eq!(status["loggedIn"], true);
    assert_eq!(status["running"], Value::Null);
}

#[test]
fn the_server_stops_soon_after_it_was_told_to_exit() {
    let server = start();
    let mut stream = Events::of(&server);
    // The server closes connections whose request it has not begun.
    stream.until("hello");
    assert_eq!(server.call("guiExitAnki", json!({})).unwrap(), Value::Null);
    assert_eq!(stream.last()["type"], "stopping");
    // A connection that has just answered may answer once more.
    let told = Instant::now();
    while server.call("version", json!({})).is_ok() {
        assert!(told.elapsed() < Duration::from_secs(9));
    }
}

/// The stream of events, read one by one.
struct Events(Connection);

impl Events {
    fn of(server: &TestServer) -> Self {
        let events = opening(server)["eventsUrl"].as_str().unwrap().to_owned();
        let mut stream = Connection::open(server);
        stream.request(&format!("GET {events} HTTP/1.1"), &[], "");
        Self(stream)
    }

    /// The next event of this type; what comes before it is passed over.
    fn until(&mut self, wanted: &str) -> Value {
        loop {
            assert!(!self.0.is_at_end(), "no event of the type {wanted} came");
            let line = self.0.line();
            let event = line
                .strip_prefix("data: ")
                .map(serde_json::from_str::<Value>);
            match event {
                Some(Ok(event)) if event["type"] == wanted => return event,
                _ => assert_ne!(line, "0", "no `{wanted}` came"),
            }
        }
    }

    /// The event after which the stream ends.
    fn last(mut self) -> Value {
        let mut last = Value::Null;
        loop {
            assert!(!self.0.is_at_end(), "it broke off after {last}");
            let line = self.0.line();
            if let Some(json) = line.strip_prefix("data: ") {
                last = serde_json::from_str(json).unwrap();
            } else if line == "0" {
                return last;
            }
        }
    }
}
