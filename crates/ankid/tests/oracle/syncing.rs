//! The actions and commands about syncing, with the official server.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ankid_testkit::{ConnectProxy, Oracle, ServerSetup, SyncServer, TestServer, TestkitError};
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

const ADD_AND_SYNC: &str = "\
n = col.new_note(col.models.by_name('Basic'))
n.fields = ['theirs', 'b']
col.add_note(n, 1)
auth = col.sync_login(username=args['user'], password=args['password'], endpoint=args['endpoint'])
auth.endpoint = args['endpoint']
assert col.sync_collection(auth, False).required == 0";

/// Uploads a note, and writes preferences as Anki's profile manager does.
const PREFERENCES: &str = "\
import pickle, sqlite3, time
n = col.new_note(col.models.by_name('Basic'))
n.fields = ['theirs', 'b']
col.add_note(n, 1)
auth = col.sync_login(username=args['user'], password=args['password'], endpoint=args['endpoint'])
auth.endpoint = args['endpoint']
col.close_for_full_sync()
col.full_upload_or_download(auth=auth, server_usn=None, upload=True)
col.reopen(after_full_sync=True)
profile = {
    'mainWindowGeom': bytes(range(256)), 'mainWindowState': None, 'numBackups': 50, 'lastOptimize': int(time.time()),
    'searchHistory': ['deck:current', 'syncKey'], 'syncKey': auth.hkey, 'syncMedia': True, 'autoSync': True,
    'allowHTML': False, 'importMode': 1, 'lastColour': '#00f', 'stripHTML': True, 'deleteMedia': False,
    'syncUser': args['user'], 'hostNum': 0, 'currentSyncUrl': None, 'customSyncUrl': args['endpoint'],
    'networkTimeout': 60, 'editorState': b'\\x00\\xff', 'an add-on': {'syncKey': 'wrong', 'list': [1, 2.5, None]},
}
everyone = {
    'ver': 0, 'updates': True, 'created': int(time.time()), 'id': 1234567890123456789, 'lastMsg': 0,
    'suppressUpdate': False, 'firstRun': False, 'defaultLang': 'en_US', 'last_loaded_profile_name': 'User 1',
}
db = sqlite3.connect(args['preferences'])
db.execute('create table if not exists profiles (name text primary key collate nocase, data blob not null)')
for name, data in (('_global', everyone), ('User 1', profile)):
    db.execute('insert or ignore into profiles values (?, ?)', (name, pickle.dumps(data, protocol=4)))
db.commit()
db.close()
result = auth.hkey";

/// How long something is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

fn add_note(server: &TestServer, front: &str) -> Result<Value, TestkitError> {
    let note = json!({
        "deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "b"}
    });
    server.call("addNote", json!({ "note": note }))
}

/// Logs a program in as the user of the server.
pub(crate) fn log_in(server: &TestServer, sync: &SyncServer) -> Result<Value, TestkitError> {
    let login = json!({
        "username": SyncServer::USERNAME, "password": SyncServer::PASSWORD, "endpoint": sync.endpoint()
    });
    server.call("syncLogin", login)
}

fn login_of(sync: &SyncServer) -> Value {
    json!({
        "user": SyncServer::USERNAME, "password": SyncServer::PASSWORD, "endpoint": sync.endpoint()
    })
}

/// The command that logs in as the user of a server there.
pub(crate) fn login_words(endpoint: &str) -> [&str; 5] {
    let user = SyncServer::USERNAME;
    ["login", "--username", user, "--endpoint", endpoint]
}

/// Runs a command of ankid with the right password; what it says.
fn ankid(
    base: &Path,
    environment: &[(&str, &str)],
    words: &[&str],
) -> Result<String, Box<dyn std::error::Error>> {
    let output = Command::new(BINARY)
        .arg("--base")
        .arg(base)
        .args(words)
        .env("ANKID_PASSWORD", SyncServer::PASSWORD)
        .env_remove("ANKID_SYNC_KEY")
        .env_remove("ALL_PROXY")
        .envs(environment.iter().copied())
        .output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }
}

/// The first fields of the notes that the official client gets from the server.
pub(crate) fn download_by_official_client(
    sync: &SyncServer,
) -> Result<Value, Box<dyn std::error::Error>> {
    let folder = TempDir::new()?;
    let mut theirs = Oracle::open(&folder.path().join("theirs.anki2"))?;
    Ok(theirs.run(DOWNLOAD, &login_of(sync))?)
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
    assert!(Path::new(report["backup"].as_str().ok_or("no path")?).is_file());
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
    assert_eq!(
        download_by_official_client(&sync)?,
        json!(["first", "second"])
    );
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
        assert!(start.elapsed() < PATIENCE, "nothing was synced");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(
        download_by_official_client(&sync)?,
        json!(["first", "second"])
    );
    Ok(())
}

#[test]
fn what_others_did_comes_by_itself_every_so_often() -> Outcome {
    let sync = SyncServer::start()?;
    let setup = ServerSetup::new(BINARY).setting("sync.everyMinutes", 1);
    let server = setup.start()?;
    let started = Instant::now();
    log_in(&server, &sync)?;
    add_note(&server, "first")?;
    server.call("fullSync", json!({"mode": "upload"}))?;
    let folder = TempDir::new()?;
    let mut theirs = Oracle::open(&folder.path().join("theirs.anki2"))?;
    theirs.run(DOWNLOAD, &login_of(&sync))?;
    theirs.run(ADD_AND_SYNC, &login_of(&sync))?;
    let minute = Duration::from_secs(60);
    while server.call("findNotes", json!({"query": "theirs"}))? == json!([]) {
        assert!(started.elapsed() < minute + PATIENCE, "nothing was synced");
        std::thread::sleep(Duration::from_millis(100));
    }
    // Nothing else had asked for it.
    assert!(started.elapsed() > minute - Duration::from_secs(2));
    Ok(())
}

#[test]
fn a_start_brings_what_others_did_and_a_stop_sends_what_was_done_here() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let setup = || ServerSetup::new(BINARY).base(base.path());
    let mut server = setup().start()?;
    log_in(&server, &sync)?;
    add_note(&server, "first")?;
    server.call("fullSync", json!({"mode": "upload"}))?;
    server.stop()?;
    let folder = TempDir::new()?;
    let mut theirs = Oracle::open(&folder.path().join("theirs.anki2"))?;
    theirs.run(DOWNLOAD, &login_of(&sync))?;
    theirs.run(ADD_AND_SYNC, &login_of(&sync))?;

    let mut server = setup().setting("sync.atStart", true).start()?;
    let start = Instant::now();
    while server.call("findNotes", json!({"query": "theirs"}))? == json!([]) {
        assert!(start.elapsed() < PATIENCE, "nothing was synced");
        std::thread::sleep(Duration::from_millis(100));
    }
    server.stop()?;
    let mut server = setup().setting("sync.atStop", true).start()?;
    add_note(&server, "last")?;
    server.stop()?;
    let fronts = download_by_official_client(&sync)?;
    assert_eq!(fronts, json!(["first", "theirs", "last"]));
    Ok(())
}

#[test]
fn a_sync_that_succeeds_forgets_that_others_failed() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let logins = base.path().join("sync-logins.json");
    let login = r#"{"User 1": {"key": "stale", "endpoint": "http://127.0.0.1:1/"}}"#;
    std::fs::write(logins, login)?;
    let setup = ServerSetup::new(BINARY).base(base.path());
    let server = setup.setting("sync.atStart", true).start()?;
    let status = |wanted: fn(&Value) -> bool| -> Result<Value, Box<dyn std::error::Error>> {
        let start = Instant::now();
        loop {
            let status = server.call("syncStatus", json!({}))?;
            if wanted(&status) {
                return Ok(status);
            }
            assert!(start.elapsed() < PATIENCE, "{status}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let failed = status(|status| status["retryInSeconds"].is_u64())?;
    assert!(failed["lastError"].is_string(), "{failed}");
    log_in(&server, &sync)?;
    let cleared = server.call("syncStatus", json!({}))?;
    assert_eq!(cleared["lastError"], Value::Null);
    add_note(&server, "first")?;
    server.call("fullSync", json!({"mode": "upload"}))?;
    server.call("sync", json!({}))?;
    let synced = server.call("syncStatus", json!({}))?;
    assert_eq!(synced["retryInSeconds"], Value::Null);
    Ok(())
}

#[test]
fn a_server_that_is_silent_holds_up_no_request_and_loses_nothing() -> Outcome {
    let silent = TcpListener::bind(("127.0.0.1", 0))?;
    let base = TempDir::new()?;
    let logins = base.path().join("sync-logins.json");
    let address = format!("http://{}/", silent.local_addr()?);
    let login = json!({ "User 1": { "key": "host-key", "endpoint": address } });
    std::fs::write(logins, login.to_string())?;
    let mut server = ServerSetup::new(BINARY)
        .base(base.path())
        .setting("sync.atStart", true)
        .setting("sync.afterWriteSeconds", 1)
        .setting("sync.everyMinutes", 1)
        .start()?;
    let start = Instant::now();
    while server.call("syncStatus", json!({}))?["running"].is_null() {
        assert!(start.elapsed() < PATIENCE, "nothing is being synced");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut added = Vec::new();
    for number in 0..50 {
        added.push(add_note(&server, &format!("note {number}"))?);
        assert_eq!(
            server.call("findNotes", json!({ "query": "" }))?,
            json!(added)
        );
    }
    let status = server.call("syncStatus", json!({}))?;
    assert!(status["running"].is_object(), "the sync ended: {status}");
    server.stop()?;
    // Now nobody is there at all.
    drop(silent);
    let setup = || ServerSetup::new(BINARY).base(base.path());
    let mut server = setup().setting("sync.atStop", true).start()?;
    added.push(add_note(&server, "the last")?);
    server.stop()?;
    let server = setup().start()?;
    assert_eq!(
        server.call("findNotes", json!({ "query": "" }))?,
        json!(added)
    );
    Ok(())
}

#[test]
fn neither_the_password_nor_the_key_is_logged() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let endpoint = sync.endpoint();
    let login = login_words(&endpoint);
    let run = |words: &[&str]| -> Result<String, Box<dyn std::error::Error>> {
        let output = Command::new(BINARY)
            .arg("--base")
            .arg(base.path())
            .args(words)
            .env("ANKID_LOG", "trace")
            .env("ANKID_PASSWORD", SyncServer::PASSWORD)
            .output()?;
        let said = [output.stdout, output.stderr].concat();
        Ok(String::from_utf8_lossy(&said).into_owned())
    };
    let mut said = run(&login)?;
    said += &run(&["sync", "--upload"])?;
    said += &run(&["sync"])?;
    let path = base.path().join("sync-logins.json");
    let logins: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
    let key = logins["User 1"]["key"].as_str().ok_or("no key")?;
    assert!(said.contains("synced"), "{said}");
    for secret in [SyncServer::PASSWORD, key] {
        assert!(!said.contains(secret), "{said}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path)?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    Ok(())
}

#[test]
fn the_login_that_anki_keeps_is_taken_over() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let folder = TempDir::new()?;
    let mut theirs = Oracle::open(&folder.path().join("theirs.anki2"))?;
    let mut args = login_of(&sync);
    args["preferences"] = json!(base.path().join("prefs21.db"));
    let key = theirs.run(PREFERENCES, &args)?;
    let said = ankid(base.path(), &[], &["login", "--from-anki"])?;
    assert!(said.contains("took over"), "{said}");
    assert!(!said.contains(key.as_str().ok_or("no key")?));
    assert!(ankid(base.path(), &[], &["sync", "--download"])?.contains("synced"));
    let server = ServerSetup::new(BINARY).base(base.path()).start()?;
    let found = server.call("findNotes", json!({"query": "theirs"}))?;
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    let status = server.call("syncStatus", json!({}))?;
    assert_eq!(status["username"], SyncServer::USERNAME);
    assert_eq!(status["endpoint"], sync.endpoint());
    Ok(())
}

#[test]
fn proxies_of_the_environment_and_of_the_settings_are_used() -> Outcome {
    let sync = SyncServer::start()?;
    let (of_environment, of_settings) = (ConnectProxy::start()?, ConnectProxy::start()?);
    let base = TempDir::new()?;
    let endpoint = format!("http://anki.test:{}/", sync.port());
    let login = login_words(&endpoint);
    let address = of_environment.address();
    let environment = [("HTTPS_PROXY", address.as_str()), ("NO_PROXY", "")];
    ankid(base.path(), &environment, &login)?;
    assert_eq!(of_environment.hosts(), ["anki.test"]);
    let settings = format!("[sync]\nproxy = \"{}\"\n", of_settings.address());
    std::fs::write(base.path().join("ankid.toml"), settings)?;
    ankid(base.path(), &environment, &login)?;
    assert_eq!(of_settings.hosts(), ["anki.test"]);
    let elsewhere = [("NO_PROXY", "anki.test"), environment[0]];
    std::fs::write(base.path().join("ankid.toml"), "")?;
    let refused = ankid(base.path(), &elsewhere, &login).err();
    assert!(refused.is_some(), "a name that nobody knows was found");
    Ok(())
}

#[test]
fn the_commands_log_in_and_sync_without_a_server() -> Outcome {
    let sync = SyncServer::start()?;
    let base = TempDir::new()?;
    let ankid = |words: &[&str]| ankid(base.path(), &[], words);
    let refused = ankid(&["sync"]).err().ok_or("synced")?.to_string();
    assert!(refused.contains("ankid login"), "{refused}");
    let endpoint = sync.endpoint();
    let said = ankid(&login_words(&endpoint))?;
    assert!(said.contains("logged in"), "{said}");
    let file = std::fs::read_to_string(base.path().join("sync-logins.json"))?;
    assert!(!file.contains(SyncServer::PASSWORD));
    let mut server = ServerSetup::new(BINARY).base(base.path()).start()?;
    add_note(&server, "first")?;
    server.stop()?;
    let refused = ankid(&["sync"]).err().ok_or("synced")?.to_string();
    assert!(refused.contains("--upload"), "{refused}");
    assert!(ankid(&["sync", "--upload"])?.contains("synced"));
    assert_eq!(download_by_official_client(&sync)?, json!(["first"]));
    assert!(ankid(&["sync"])?.contains("synced"));
    assert!(ankid(&["logout"])?.contains("logged out"));
    Ok(())
}
