use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ankid_testkit::TestServer;
use serde_json::{Value, json};

use crate::support::{Connection, Response, VERSION, exchange, printed, setup, start};

const A: &str = "https://a.example";
const ASK: &str = r#"{"action": "requestPermission", "version": 6}"#;

fn from(server: &TestServer, origin: &str, body: &str) -> Response {
    exchange(server, "POST / HTTP/1.1", &[("Origin", origin)], body)
}

/// Asks for permission and answers with a command once the question is listed.
fn ask_and_answer(server: &TestServer, command: &str) -> Response {
    thread::scope(|scope| {
        let asking = scope.spawn(|| from(server, A, ASK));
        wait_until_listed(server);
        printed(server.base(), &["origins", command, A]);
        asking.join().unwrap()
    })
}

fn wait_until_listed(server: &TestServer) {
    while !printed(server.base(), &["origins", "list"]).contains("s left)") {
        thread::yield_now();
    }
}

fn denied() -> Value {
    json!({"result": {"permission": "denied"}, "error": null})
}

#[test]
fn a_page_is_let_in_by_a_person_and_stays_in() {
    let mut server = start();
    assert_eq!(from(&server, A, VERSION).status, 403);
    let response = ask_and_answer(&server, "allow");
    let marks = (200, Some("application/json"), Some(A), Some("*"));
    assert_eq!(response.marks(), marks);
    assert_eq!(response.json()["result"]["permission"], json!("granted"));
    assert_eq!(from(&server, A, VERSION).marks(), marks);
    assert_eq!(from(&server, "http://localhost", VERSION).status, 200);
    server.stop().unwrap();
    server.restart().unwrap();
    assert_eq!(from(&server, A, VERSION).status, 200);
}

#[test]
fn a_page_that_was_denied_may_ask_again() {
    let server = start();
    for _ in 0..2 {
        let response = ask_and_answer(&server, "deny");
        assert_eq!((response.status, response.json()), (200, denied()));
    }
    assert_eq!(from(&server, A, VERSION).status, 403);
}

#[test]
fn nobody_is_asked_about_an_ignored_page_again() {
    let server = start();
    assert_eq!(ask_and_answer(&server, "ignore").json(), denied());
    assert_eq!(from(&server, A, ASK).json(), denied());
    let listed = printed(server.base(), &["origins", "list"]);
    assert_eq!(
        listed,
        "Allowed:\n  http://localhost  (and 127.0.0.1, and every browser extension)\n\
         Ignored:\n  https://a.example\nWaiting for an answer:\n  none\n"
    );
}

#[test]
fn a_permission_taken_back_counts_at_once() {
    let server = setup()
        .setting("webCorsOriginList", json!([A]))
        .start()
        .unwrap();
    assert_eq!(from(&server, A, VERSION).status, 200);
    printed(server.base(), &["origins", "deny", A]);
    assert_eq!(from(&server, A, VERSION).status, 403);
}

#[test]
fn no_answer_in_time_is_a_no() {
    let server = setup()
        .setting("permissionPromptSeconds", 1)
        .start()
        .unwrap();
    assert_eq!(from(&server, A, ASK).json(), denied());
}

#[test]
fn a_stopping_server_answers_the_pages_that_still_wait() {
    let mut server = start();
    let mut connection = Connection::open(&server);
    connection.request("POST / HTTP/1.1", &[("Origin", A)], ASK);
    wait_until_listed(&server);
    server.stop().unwrap();
    assert_eq!(connection.response().json(), denied());
}

#[test]
fn waiting_pages_hold_up_nobody_else() {
    let mut server = setup()
        .setting("permissionPromptSeconds", 600)
        .start()
        .unwrap();
    let (sender, answers) = mpsc::channel();
    for number in 0..40 {
        let (sender, mut connection) = (sender.clone(), Connection::open(&server));
        thread::spawn(move || {
            let origin = format!("https://{number}.example");
            connection.request("POST / HTTP/1.1", &[("Origin", &origin)], ASK);
            sender.send(connection.response().json()).unwrap();
        });
    }
    // Those that are too many hear so at once; the others when the server stops.
    let answered = || answers.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!((0..32).all(|_| answered() == denied()));
    assert_eq!(from(&server, "http://localhost", VERSION).status, 200);
    assert!(answers.try_recv().is_err());
    server.stop().unwrap();
    assert!((0..8).all(|_| answered() == denied()));
}
