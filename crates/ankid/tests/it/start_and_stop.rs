use std::fs;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{
    Connection, Logged, VERSION, command, exchange, refusal, run, setup, start, text,
};

#[test]
fn a_first_start_makes_the_base_folder_the_profile_and_the_collection() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("not").join("there");
    let server = setup().base(&base).profiles(["User 1"]).start().unwrap();
    let profiles = server.call("getProfiles", json!({})).unwrap();
    assert_eq!(profiles, json!(["User 1"]));
    assert!(server.collection().is_file());
}

#[test]
fn stopping_leaves_one_complete_file_and_no_error() {
    let mut server = start();
    let mut idle = Connection::open(&server);
    idle.request("POST / HTTP/1.1", &[], VERSION);
    assert_eq!(idle.response().status, 200);
    server.stop().unwrap();
    assert!(idle.is_at_end());
    let left = fs::read_dir(server.collection().parent().unwrap()).unwrap();
    let mut left: Vec<String> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.retain(|name| name.starts_with("collection.anki2-"));
    assert_eq!(left, [""; 0]);
    server.restart().unwrap();
    assert_eq!(
        exchange(&server, "POST / HTTP/1.1", &[], VERSION).status,
        200
    );
}

#[test]
fn a_sync_with_a_silent_server_does_not_hold_up_the_stop() {
    let base = tempfile::tempdir().unwrap();
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://{}/", silent.local_addr().unwrap());
    let login = json!({"User 1": {"key": "key", "endpoint": endpoint}});
    fs::write(base.path().join("sync-logins.json"), login.to_string()).unwrap();
    let mut server = setup().base(base.path()).start().unwrap();
    let client = server.client();
    let sync = thread::spawn(move || client.call("sync", json!({})));
    let _waiting = silent.accept().unwrap();
    let start = Instant::now();
    server.stop().unwrap();
    let refused = sync.join().unwrap().unwrap_err().to_string();
    assert_eq!(refused, "the sync was stopped");
    // Requests under way get ten seconds, a silent server a minute.
    assert!(start.elapsed() < Duration::from_secs(9));
}

#[test]
fn a_stop_under_load_keeps_every_acknowledged_note() {
    let mut server = start();
    let (sender, acknowledged) = mpsc::channel();
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (client, sender) = (server.client(), sender.clone());
            thread::spawn(move || {
                for number in 0.. {
                    let front = format!("{writer} {number}");
                    let note = json!({"deckName": "Default", "modelName": "Basic",
                        "fields": {"Front": front, "Back": ""}});
                    let Ok(id) = client.call("addNote", json!({"note": note})) else {
                        return;
                    };
                    sender.send((id, front)).unwrap();
                }
            })
        })
        .collect();
    drop(sender);
    let mut notes: Vec<(Value, String)> = acknowledged.iter().take(100).collect();
    server.stop().unwrap();
    notes.extend(acknowledged);
    for writer in writers {
        writer.join().unwrap();
    }
    server.restart().unwrap();
    let ids: Vec<&Value> = notes.iter().map(|(id, _)| id).collect();
    let found = server.call("notesInfo", json!({"notes": ids})).unwrap();
    assert_eq!(found.as_array().unwrap().len(), notes.len());
    for ((id, front), note) in notes.iter().zip(found.as_array().unwrap()) {
        assert_eq!(
            (&note["noteId"], &note["fields"]["Front"]["value"]),
            (id, &json!(front))
        );
    }
}

#[test]
fn a_killed_server_starts_again() {
    let mut server = start();
    server.kill().unwrap();
    server.restart().unwrap();
    assert_eq!(
        exchange(&server, "POST / HTTP/1.1", &[], VERSION).status,
        200
    );
}

#[test]
fn a_second_server_on_the_same_profile_is_told_who_has_it() {
    let server = start();
    let problem = refusal(server.base(), &["--port", "0"]);
    assert!(
        problem.contains("the collection is open in another ankid"),
        "{problem}"
    );
    assert_eq!(
        exchange(&server, "POST / HTTP/1.1", &[], VERSION).status,
        200
    );
}

#[test]
fn a_taken_port_is_reported_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let problem = refusal(folder.path(), &["--port", &port]);
    assert!(problem.contains("choose another --port"), "{problem}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn other_computers_are_served_only_with_a_key_or_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let problem = refusal(folder.path(), &["--bind", "0.0.0.0", "--port", "0"]);
    assert!(
        problem.contains("refused to listen on 0.0.0.0 without an API key"),
        "{problem}"
    );
    assert!(problem.contains("--insecure"), "{problem}");
    let problem = refusal(folder.path(), &["--bind", "no such name", "--port", "0"]);
    assert!(
        problem.contains("could not listen on no such name"),
        "{problem}"
    );
}

#[test]
fn a_wrong_setting_stops_the_start_and_names_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ankid.toml");
    fs::write(&file, "apiKey = \"x\"\nwebBindPrt = 1\n").unwrap();
    let problem = refusal(folder.path(), &["--port", "0"]);
    let expected = format!("ankid: {}:2: unknown key `webBindPrt`", file.display());
    assert!(problem.starts_with(&expected), "{problem}");
}

#[test]
fn the_config_of_the_add_on_is_taken_where_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("meta.json");
    fs::write(
        &config,
        r#"{"config": {"webBindAddress": "0.0.0.0", "webBindPort": 0}}"#,
    )
    .unwrap();
    let words = ["--config", config.to_str().unwrap()];
    let problem = refusal(folder.path(), &words);
    assert!(
        problem.contains("refused to listen on 0.0.0.0"),
        "{problem}"
    );
}

#[test]
fn a_collection_that_is_none_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let collection = folder.path().join("User 1").join("collection.anki2");
    fs::create_dir(folder.path().join("User 1")).unwrap();
    fs::write(&collection, "not a collection").unwrap();
    let problem = refusal(folder.path(), &["--port", "0"]);
    assert!(problem.contains("collection.anki2"), "{problem}");
    assert_eq!(fs::read_to_string(&collection).unwrap(), "not a collection");
}

#[test]
fn requests_are_written_down_on_demand_and_without_keys() {
    let server = setup()
        .setting("apiKey", "sesame")
        .setting("apiLogPath", "log.txt")
        .start();
    let server = server.unwrap();
    let body = r#"{"action": "version", "version": 6, "key": "sesame"}"#;
    assert_eq!(exchange(&server, "POST / HTTP/1.1", &[], body).status, 200);
    let log = fs::read_to_string(server.base().join("log.txt")).unwrap();
    assert!(
        log.contains("[request]") && log.contains("\"action\": \"version\""),
        "{log}"
    );
    assert!(log.contains("[reply]") && !log.contains("sesame"), "{log}");
}

#[test]
fn the_key_is_in_no_log_however_much_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ankid.toml"), "apiKey = \"sesame\"\n").unwrap();
    let mut server = Logged::start(folder.path(), "trace");
    for action in ["version", "nothing"] {
        let body = format!(r#"{{"action": "{action}", "version": 6, "key": "sesame"}}"#);
        assert_eq!(server.post(&body).status, 200);
    }
    let log = server.end();
    assert!(log.contains("refused"), "{log}");
    assert!(!log.contains("sesame"), "{log}");
}

#[test]
fn logins_that_cannot_be_read_are_shown_and_logged_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("sync-logins.json"), "{").unwrap();
    let mut server = Logged::start(folder.path(), "info");
    for _ in 0..3 {
        let body = r#"{"action": "syncStatus", "version": 6}"#;
        let status = server.post(body).json()["result"].clone();
        assert_eq!(status["loggedIn"], false, "{status}");
        let problem = status["lastError"].as_str().unwrap();
        assert!(
            problem.contains("sync-logins.json cannot be used"),
            "{problem}"
        );
    }
    let log = server.end();
    assert_eq!(log.matches("the logins cannot be read").count(), 1, "{log}");
}

#[test]
fn a_bad_log_level_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path())
        .args(["profile", "list"])
        .env("ANKID_LOG", "==")
        .output()
        .unwrap();
    let problem = text(&output.stderr);
    assert!(
        problem.starts_with("ankid: the environment variable ANKID_LOG:"),
        "{problem}"
    );
    assert_eq!(
        run(folder.path(), &["profile", "list"]).status.code(),
        Some(0)
    );
}
