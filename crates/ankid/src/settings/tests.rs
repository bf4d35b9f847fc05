use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use super::edit::{Decision, change, decide};
use ankid_sync::{Endpoint, HttpOptions, ProxyAddress};

use super::*;

fn parse(text: &str) -> Result<Settings> {
    Settings::parse_file(Path::new("ankid.toml"), text)
}

#[test]
#[expect(clippy::too_many_lines, reason = "it names every key there is")]
fn every_key_of_a_toml_file_is_read() {
    let settings = parse(
        r#"
        apiKey = "open sesame"
        apiLogPath = "requests.log"
        webBindAddress = "0.0.0.0"
        webBindPort = 9000
        webCorsOriginList = ["https://a.example", "app://obsidian.md"]
        ignoreOriginList = ["https://b.example"]
        webCorsOrigin = "https://c.example"
        webTimeout = 5000
        webBacklog = 5
        apiPollInterval = 25
        apiVersion = 6
        addNotes = "all-or-nothing"
        backupMinutes = 60
        backupsDaily = 3
        backupsMonthly = 0
        bodyLimitMegabytes = 1
        cardRemoteMedia = true
        mediaLimitMegabytes = 2
        permissionPromptSeconds = 5

        [sync]
        endpoint = "https://my.server"
        proxy = "http://proxy:3128"
        atStart = true
        atStop = true
        afterWriteSeconds = 30
        everyMinutes = 15
        media = false
        timeoutSeconds = 9
        certificates = "own.pem"
        "#,
    );
    let expected = Settings {
        api_key: ApiKey::new("open sesame".to_owned()),
        api_log_path: Some("requests.log".into()),
        bind_address: "0.0.0.0".to_owned(),
        bind_port: 9000,
        origins: OriginLists {
            allowed: vec![
                "https://a.example".to_owned(),
                "app://obsidian.md".to_owned(),
            ],
            ignored: vec!["https://b.example".to_owned()],
            also_allowed: vec!["https://c.example".to_owned()],
        },
        add_notes: AddNotes::AllOrNothing,
        backups: BackupChoices {
            daily: Some(3),
            weekly: None,
            monthly: Some(0),
            minimum_minutes: Some(60),
        },
        body_limit_bytes: 1 << 20,
        card_remote_media: true,
        media_limit_bytes: 2 << 20,
        permission_prompt: Duration::from_secs(5),
        download_timeout: Duration::from_secs(5),
        sync: SyncSettings {
            endpoint: Endpoint::parse("https://my.server/").unwrap(),
            http: HttpOptions {
                timeout: Duration::from_secs(9),
                certificates: Some("own.pem".into()),
                proxy: Some(ProxyAddress::parse("http://proxy:3128").unwrap()),
            },
            media: false,
            automatic: AutomaticSync {
                at_start: true,
                at_stop: true,
                after_write: Some(Duration::from_secs(30)),
                every: Some(Duration::from_secs(15 * 60)),
            },
        },
    };
    assert_eq!(settings.unwrap(), expected);
}

#[test]
fn the_config_of_the_add_on_is_read_as_it_stands() {
    let config = r#"{
        "apiKey": null,
        "apiLogPath": null,
        "ignoreOriginList": [],
        "webBindAddress": "127.0.0.1",
        "webBindPort": 8765,
        "webCorsOriginList": ["http://localhost"]
    }"#;
    assert_eq!(parse(config).unwrap(), Settings::default());
    let meta = r#"{"name": "AnkiConnect", "mod": 1, "config": {"webBindPort": 8766}}"#;
    assert_eq!(parse(meta).unwrap().bind_port, 8766);
}

#[test]
fn a_wrong_file_is_refused_by_line_and_key() {
    let known = format!("the known keys are {KNOWN_KEYS}");
    let table = [
        (
            "\n\nwebBindPrt = 1",
            format!("ankid.toml:3: unknown key `webBindPrt`; {known}"),
        ),
        (
            "[server]\nport = 1",
            format!("ankid.toml:1: unknown key `server`; {known}"),
        ),
        (
            "{\n  \"a\": 1}",
            format!("ankid.toml:2: unknown key `a`; {known}"),
        ),
        (
            "{\"name\": \"x\", \"config\": {\n\n\"webBindPort\": 65536}}",
            "ankid.toml:3: `webBindPort` must be a whole number from 0 to 65535, not 65536".into(),
        ),
        (
            "webBindPort = \"8765\"",
            "ankid.toml:1: `webBindPort` must be a whole number from 0 to 65535, not text".into(),
        ),
        (
            "apiKey = 5",
            "ankid.toml:1: `apiKey` must be text in quotes, not a whole number".into(),
        ),
        (
            "webCorsOriginList = \"*\"",
            "ankid.toml:1: `webCorsOriginList` must be a list of texts such as \
             [\"http://localhost\"], not text"
                .into(),
        ),
        (
            "ignoreOriginList = [true]",
            "ankid.toml:1: `ignoreOriginList` must hold texts in quotes only, not true or false"
                .into(),
        ),
        (
            "addNotes = \"some\"",
            "ankid.toml:1: `addNotes` must be \"each\" or \"all-or-nothing\", not \"some\"".into(),
        ),
        (
            "bodyLimitMegabytes = 0",
            "ankid.toml:1: `bodyLimitMegabytes` must be a whole number from 1 to 2048, not 0"
                .into(),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(parse(text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_file_that_cannot_be_parsed_is_refused_by_line() {
    for (text, line) in [
        ("a = 1\nb = [1,\nc", 3),
        ("{\n\"apiKey\": \n}", 3),
        ("\n{} x", 2),
    ] {
        let problem = parse(text).unwrap_err().to_string();
        assert!(
            problem.starts_with(&format!("ankid.toml:{line}: this is not valid")),
            "{problem}"
        );
    }
}

#[test]
fn the_key_shows_itself_neither_in_debug_nor_in_errors() {
    let settings = parse("apiKey = \"sesame\"").unwrap();
    assert!(!format!("{settings:?}").contains("sesame"));
    let problem = parse("apiKey = [\"sesame\"]").unwrap_err();
    assert!(!format!("{problem} {problem:?}").contains("sesame"));
}

#[test]
fn an_empty_key_is_no_key() {
    assert_eq!(parse("apiKey = \"\"").unwrap().api_key, None);
}

fn load(file: &str, variables: &[(&str, &str)], flags: &Flags) -> Result<Settings> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    std::fs::write(&path, file).unwrap();
    let lookup = |name: &str| {
        variables
            .iter()
            .find(|variable| variable.0 == name)
            .map(|v| OsString::from(v.1))
    };
    Settings::load(
        &Location {
            path,
            required: true,
        },
        &Environment(&lookup),
        flags,
    )
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let file = "webBindAddress = \"file\"\nwebBindPort = 1";
    let variables = [
        ("ANKICONNECT_BIND_ADDRESS", "variable"),
        ("ANKID_PORT", "2"),
    ];
    let flags = Flags {
        bind_address: Some("flag".to_owned()),
        bind_port: Some(3),
    };
    let bound = |settings: Settings| (settings.bind_address, settings.bind_port);
    let none = Flags::default();
    assert_eq!(
        bound(load(file, &[], &none).unwrap()),
        ("file".to_owned(), 1)
    );
    assert_eq!(
        bound(load(file, &variables, &none).unwrap()),
        ("variable".to_owned(), 2)
    );
    assert_eq!(
        bound(load(file, &variables, &flags).unwrap()),
        ("flag".to_owned(), 3)
    );
}

#[test]
fn variables_of_our_own_go_before_those_of_the_add_on() {
    let variables = [
        ("ANKICONNECT_BIND_ADDRESS", "theirs"),
        ("ANKID_BIND_ADDRESS", "ours"),
    ];
    assert_eq!(
        load("", &variables, &Flags::default())
            .unwrap()
            .bind_address,
        "ours"
    );
}

#[test]
fn origins_of_the_environment_are_added_to_those_of_the_file() {
    let variables = [(
        "ANKICONNECT_CORS_ORIGIN",
        "https://a.example, https://b.example",
    )];
    let origins = load("webCorsOriginList = []", &variables, &Flags::default())
        .unwrap()
        .origins;
    assert!(origins.allows("https://a.example") && origins.allows("https://b.example"));
}

#[test]
fn a_bad_variable_is_named() {
    let problem = load("", &[("ANKID_PORT", "http")], &Flags::default()).unwrap_err();
    let expected = "the environment variable ANKID_PORT: must be a whole number from 0 to 65535, \
                    not `http`";
    assert_eq!(problem.to_string(), expected);
}

#[test]
fn only_a_file_that_was_asked_for_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let none = Environment(&|_| None);
    let flags = Flags::default();
    let location = Location::find(None, &none, folder.path());
    assert_eq!(
        Settings::load(&location, &none, &flags).unwrap(),
        Settings::default()
    );
    let asked = folder.path().join("other.toml");
    let location = Location::find(Some(&asked), &none, folder.path());
    let problem = Settings::load(&location, &none, &flags).unwrap_err();
    assert!(problem.to_string().contains("other.toml"), "{problem}");
}

#[test]
fn edits_at_the_same_time_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let origins: Vec<String> = (0..8).map(|n| format!("https://{n}.example")).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| change(&path, "sync.atStart", &true.into()).unwrap());
        for origin in &origins {
            scope.spawn(|| decide(&path, origin, Decision::Allow).unwrap());
        }
    });
    let text = std::fs::read_to_string(&path).unwrap();
    let settings = Settings::parse_file(&path, &text).unwrap();
    assert!(settings.sync.automatic.at_start, "{text}");
    for origin in &origins {
        assert!(settings.origins.allows(origin), "{text}");
    }
}

fn edited(text: &str, decisions: &[(&str, Decision)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    if !text.is_empty() {
        std::fs::write(&path, text).unwrap();
    }
    for (origin, decision) in decisions {
        decide(&path, origin, *decision).unwrap();
    }
    std::fs::read_to_string(&path).unwrap()
}

const A: &str = "https://a.example";

#[test]
fn an_allowed_origin_stands_beside_the_ones_before() {
    let table = [
        (
            "",
            "webCorsOriginList = [\"http://localhost\", \"https://a.example\"]\n",
        ),
        (
            "webCorsOriginList = []",
            "webCorsOriginList = [\"https://a.example\"]\n",
        ),
        (
            "# mine\nwebCorsOriginList = [ # these\n  \"x\", # this\n]\n# end\n",
            "# mine\nwebCorsOriginList = [ # these\n  \"x\", # this\n  \"https://a.example\",\n]\n\
             # end\n",
        ),
        (
            "ignoreOriginList = [\"https://a.example\", \"b\"] # no\nwebCorsOriginList = [\"x\"]\n",
            "ignoreOriginList = [ \"b\"] # no\nwebCorsOriginList = [\"x\", \"https://a.example\"]\n",
        ),
    ];
    for (before, after) in table {
        assert_eq!(edited(before, &[(A, Decision::Allow)]), after);
    }
}

#[test]
fn denying_takes_an_origin_out_of_both_lists() {
    let before = "webCorsOriginList = [\"x\", \"https://a.example\"]\nignoreOriginList = []\n";
    let after = "webCorsOriginList = [\"x\"]\nignoreOriginList = []\n";
    assert_eq!(edited(before, &[(A, Decision::Deny)]), after);
    assert_eq!(
        edited(before, &[(A, Decision::Ignore), (A, Decision::Deny)]),
        after
    );
}

#[test]
fn the_lists_of_a_json_file_are_edited_where_they_are() {
    let before = r#"{"name": "AnkiConnect", "config": {"webBindPort": 1, "apiKey": null}}"#;
    let after: serde_json::Value =
        serde_json::from_str(&edited(before, &[(A, Decision::Allow)])).unwrap();
    let expected = serde_json::json!({"name": "AnkiConnect", "config": {
        "webBindPort": 1, "apiKey": null, "webCorsOriginList": ["http://localhost", A]}});
    assert_eq!(after, expected);
}

#[test]
fn a_decision_that_changes_nothing_leaves_the_file_untouched() {
    let before = "webCorsOriginList=['https://a.example']";
    assert_eq!(edited(before, &[(A, Decision::Allow)]), before);
}

#[cfg(unix)]
#[test]
fn an_edit_keeps_the_permissions_and_the_symbolic_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (
        folder.path().join("real.toml"),
        folder.path().join(FILE_NAME),
    );
    std::fs::write(&real, "apiKey = \"x\"\n").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, &link).unwrap();
    decide(&link, A, Decision::Allow).unwrap();
    assert!(link.is_symlink());
    assert_eq!(
        std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert!(std::fs::read_to_string(&real).unwrap().contains(A));
}
