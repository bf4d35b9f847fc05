//! The actions and commands about syncing, with the official server.

use std::process::Command;
use std::time::{Duration, Instant};

use ankid_testkit::{Oracle, ServerSetup, SyncServer, TestServer, TestkitError};
use serde_json::{Value, json};
use tempfile::TempDir;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const BINARY: &str = env!("CARGO_BIN_EXE_ankid");

const DOWNLOAD: &str = "\
auth = col.sync_login(username=args['user'], password=args['password'], endpoint=args['endpoint'])
auth.endpoint = args['endpoint']
col.close_for_full_sync()
col.full_upload_or_download(auth=auth, server_usn=None, upload=False)
col.reopen(after_full_sync=True)
result = [n for n in col.db.list('select sfld from notes order by id')]";

fn add_note(server: &TestServer, front: &str) -> Result<Value, TestkitError> {
    let note = json!({
        "deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "b"}
    });
    server.call("addNote", json!({ "note": note }))
}

fn log_in(server: &TestServer, sync: &SyncServer) -> Result<Value, TestkitError> {
    let login = json!({
        "username": SyncServer::USERNAME, "password": SyncServer::PASSWORD, "endpoint": sync.endpoint()
    });
    server.call("syncLogin", login)
}

fn fronts_after_download(sync: &SyncServer) -> Result<Value, Box<dyn std::error::Error>> {
    let folder = TempDir::new()?;
    let mut theirs = Oracle::open(&folder.path().join("theirs.anki2"))?;
    let login = json!({
        "user": SyncServer::USERNAME, "password": SyncServer::PASSWORD, "endpoint": sync.endpoint()
    });
    Ok(theirs.run(DOWNLOAD, &login)?)
}

#[test]
fn the_actions_log_in_sync_and_tell_how_it_went() -> Outcome {
    let sync = SyncServer::start()?;
    let server = ServerSetup::new(BINARY).start()?;
    let refused = server.call("sync", json!({})).err().ok_or("synced")?;
    assert_eq!(refused.to_string(), "sync: auth not configured");
    log_in(&server, &sync)?;
    add_note(&server, "first")?;
    let refused = server
        .call("sync", json!({}))
        .err()
        .ok_or("synced")?
        .to_string();
    assert!(
        refused.starts_with("Sync status 4 not one of [0, 1] - see "),
        "{refused}"
    );
    let report = server.call("fullSync", json!({"mode": "upload"}))?;
    assert!(std::path::Path::new(report["backup"].as_str().ok_or("no path")?).is_file());
    add_note(&server, "second")?;
    assert_eq!(
        server.call("syncStatus", json!({}))?["localChanges"],
        "normal"
    );
    assert_eq!(server.call("sync", json!({}))?, Value::Null);
    server.call("syncMedia", json!({}))?;
    let status = server.call("syncStatus", json!({}))?;
    assert_eq!(status["localChanges"], "none");
    assert_eq!(status["lastError"], Value::Null);
    assert_eq!(status["username"], SyncServer::USERNAME);
    assert_eq!(fronts_after_download(&sync)?, json!(["first", "second"]));
    assert_eq!(server.call("syncLogout", json!({}))?, true);
    assert_eq!(server.call("syncStatus", json!({}))?["loggedIn"], false);
    Ok(())
}

#[test]
fn a_write_is_synced_by_itself_after_a_quiet_while() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let setup = || {
        let wait = json!(1);
        ServerSetup::new(BINARY)
            .base(base.path())
            .setting("sync.afterWriteSeconds", wait)
    };
    let server = setup().start()?;
    log_in(&server, &sync)?;
    add_note(&server, "first")?;
    server.call("fullSync", json!({"mode": "upload"}))?;
    add_note(&server, "second")?;
    let start = Instant::now();
    while server.call("syncStatus", json!({}))?["localChanges"] != "none" {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "nothing was synced"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(fronts_after_download(&sync)?, json!(["first", "second"]));
    Ok(())
}

#[test]
fn the_commands_log_in_and_sync_without_a_server() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let ankid = |words: &[&str]| -> Result<String, Box<dyn std::error::Error>> {
        let output = Command::new(BINARY)
            .arg("--base")
            .arg(base.path())
            .args(words)
            .env("ANKID_PASSWORD", SyncServer::PASSWORD)
            .env_remove("ANKID_SYNC_KEY")
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            Ok(text)
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
        }
    };
    let refused = ankid(&["sync"]).err().ok_or("synced")?.to_string();
    assert!(refused.contains("ankid login"), "{refused}");
    let endpoint = sync.endpoint();
    let said = ankid(&[
        "login",
        "--username",
        SyncServer::USERNAME,
        "--endpoint",
        &endpoint,
    ])?;
    assert!(said.contains("logged in"), "{said}");
    let file = std::fs::read_to_string(base.path().join("sync-logins.json"))?;
    assert!(!file.contains(SyncServer::PASSWORD));
    let mut server = ServerSetup::new(BINARY).base(base.path()).start()?;
    add_note(&server, "first")?;
    server.stop()?;
    let refused = ankid(&["sync"]).err().ok_or("synced")?.to_string();
    assert!(refused.contains("--upload"), "{refused}");
    assert!(ankid(&["sync", "--upload"])?.contains("synced"));
    assert_eq!(fronts_after_download(&sync)?, json!(["first"]));
    assert!(ankid(&["sync"])?.contains("synced"));
    assert!(ankid(&["logout"])?.contains("logged out"));
    Ok(())
}
