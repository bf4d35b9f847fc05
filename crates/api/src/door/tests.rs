//! What the door answers to whole requests.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::activity::ActivityRow;
use crate::door::testing::TestDoor;
use crate::host::{
    Announcer, Decision, HostError, PageAddresses, Permission, Prompt, ServerSettings,
};
use crate::stage::Screen;

static NOBODY: Caller = Caller {
    client: String::new(),
    page: None,
};

/// A program with two profiles and no collection.
struct TestHost {
    key: Option<&'static str>,
    asked: Mutex<Vec<String>>,
}

impl TestHost {
    fn new() -> Self {
        Self {
            key: None,
            asked: Mutex::default(),
        }
    }

    fn with_key(key: &'static str) -> Self {
        Self {
            key: Some(key),
            ..Self::new()
        }
    }

    fn answer(&self, incoming: Incoming<'_>) -> Answer {
        Door::new().answer(self, incoming)
    }

    fn reply(&self, body: impl AsRef<[u8]>) -> Value {
        let body = body.as_ref();
        match self.answer(Incoming {
            body,
            origin: "",
            allowed: true,
            caller: &NOBODY,
        }) {
            Answer::Reply(reply) => serde_json::from_slice(&reply).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn error(&self, body: impl AsRef<[u8]>) -> String {
        let reply = self.reply(body);
        assert_eq!(reply["result"], Value::Null);
        reply["error"].as_str().unwrap().to_owned()
    }
}

impl Host for TestHost {
    fn engine(&self) -> Option<Arc<Engine>> {
        None
    }

    fn settings(&self) -> Arc<ApiSettings> {
        Arc::new(ApiSettings {
            api_key: self.key.map(str::to_owned),
            ..ApiSettings::default()
        })
    }

    fn profiles(&self) -> Result<Vec<String>, HostError> {
        Ok(vec!["User 1".to_owned(), "User 2".to_owned()])
    }

    fn active_profile(&self) -> Option<String> {
        Some("User 1".to_owned())
    }

    fn load_profile(&self, name: &str) -> Result<bool, HostError> {
        match name {
            "locked" => Err(HostError("profile `locked` is open in Anki".to_owned())),
            _ => Ok(name.starts_with("User")),
        }
    }

    fn ask_permission(&self, origin: &str) -> Permission {
        self.asked.lock().unwrap().push(origin.to_owned());
        if origin.contains("good") {
            Permission::Granted
        } else {
            Permission::Denied
        }
    }

    fn screen(&self) -> Arc<Screen> {
        Arc::default()
    }

    fn announcer(&self) -> Announcer {
        Arc::new(|_event| {})
    }

    fn page_addresses(&self) -> PageAddresses {
        panic!("no page asks")
    }

    fn export_folder(&self) -> Result<String, HostError> {
        Err(HostError("there is no base folder".to_owned()))
    }

    fn prompts(&self) -> Vec<Prompt> {
        Vec::new()
    }

    fn answer_prompt(&self, _origin: &str, _decision: Decision) -> Result<bool, HostError> {
        Ok(false)
    }

    fn note_done(&self, _done: Done<'_>) {}

    fn activity(&self, _before: Option<u64>, _limit: usize) -> Vec<ActivityRow> {
        Vec::new()
    }

    fn server_settings(&self) -> Result<ServerSettings, HostError> {
        Ok(testing::sample_settings())
    }

    fn change_setting(&self, _name: &str, _value: Value) -> Result<ServerSettings, HostError> {
        self.server_settings()
    }

    fn syncing(&self) -> &dyn crate::syncing::Syncing {
        &testing::NoSyncing
    }

    fn stop(&self) {}
}

fn call(action: &str, params: Value) -> String {
    json!({"action": action, "version": 6, "params": params}).to_string()
}

#[test]
fn results_are_bare_up_to_version_4() {
    let host = TestHost::new();
    let full = json!({"result": 6, "error": null});
    for (version, expect) in [
        ("6", &full),
        ("5", &full),
        ("7", &full),
        ("6.0", &full),
        ("1000000", &full),
        ("1e300", &full),
        ("4", &json!(6)),
        ("1", &json!(6)),
        ("0", &json!(6)),
        ("-3", &json!(6)),
    ] {
        let body = format!(r#"{{"action": "version", "version": {version}}}"#);
        assert_eq!(host.reply(body), *expect, "version {version}");
    }
    assert_eq!(host.reply(r#"{"action": "version"}"#), json!(6));
    assert_eq!(host.error(r#"{"action": "nope"}"#), "unsupported action");
}

#[test]
fn every_body_gets_a_reply_in_json() {
    let (door, host) = (Door::new(), TestHost::new());
    let sample = call(
        "multi",
        json!({"actions": [{"action": "version", "version": 6.0}, {}]}),
    );
    let mutated = (any::<Vec<u8>>(), 0..sample.len(), 0..8usize).prop_map(|(bytes, at, gone)| {
        let mut body = sample.clone().into_bytes();
        let end = body.len().min(at + gone);
        body.splice(at..end, bytes);
        body
    });
    proptest!(|(body in prop_oneof![any::<Vec<u8>>(), mutated])| {
        let incoming = Incoming { body: &body, origin: "", allowed: true, caller: &NOBODY };
        let Answer::Reply(reply) = door.answer(&host, incoming) else { panic!("no reply") };
        serde_json::from_slice::<Value>(&reply).unwrap();
    });
}

#[test]
fn an_empty_body_gets_the_banner() {
    let host = TestHost::new();
    assert_eq!(host.reply(""), json!({"apiVersion": "AnkiConnect v.6"}));
    let refused = Incoming {
        body: b"",
        origin: "https://example.com",
        allowed: false,
        caller: &NOBODY,
    };
    assert_eq!(host.answer(refused), Answer::Forbidden);
}

#[test]
fn a_body_that_is_no_request_is_refused_as_the_schema_words_it() {
    let host = TestHost::new();
    let whole_schema = "\n\nFailed validating 'type' in schema:
    {'type': 'object',
     'properties': {'action': {'type': 'string', 'minLength': 1},
                    'version': {'type': 'integer'},
                    'params': {'type': 'object'}},
     'required': ['action']}

On instance:
    ";
    assert_eq!(
        host.error("[]"),
        format!("[] is not of type 'object'{whole_schema}[]")
    );
    assert_eq!(
        host.error("12"),
        format!("12 is not of type 'object'{whole_schema}12")
    );
    let required = whole_schema.replace("'type' in schema", "'required' in schema");
    let instance = "{'version': '6', 'params': []}";
    assert_eq!(
        host.error(r#"{"version": "6", "params": []}"#),
        format!("'action' is a required property{required}{instance}")
    );
    assert_eq!(
        host.error(r#"{"action": "", "version": 6}"#),
        "'' should be non-empty\n\nFailed validating 'minLength' in schema['properties']['action']:\
         \n    {'type': 'string', 'minLength': 1}\n\nOn instance['action']:\n    ''"
    );
    assert_eq!(
        host.error(r#"{"action": "version", "version": true}"#),
        "True is not of type 'integer'\n\nFailed validating 'type' in schema['properties']['version']:\
         \n    {'type': 'integer'}\n\nOn instance['version']:\n    True"
    );
}

#[test]
fn of_several_faults_the_one_is_told_that_the_schema_library_tells() {
    let host = TestHost::new();
    let check = |body: &str, start: &str| {
        let error = host.error(body);
        assert!(error.starts_with(start), "{body}: {error}");
    };
    check(
        r#"{"action": 5, "version": "6"}"#,
        "'6' is not of type 'integer'",
    );
    check(
        r#"{"action": 5, "params": []}"#,
        "[] is not of type 'object'",
    );
    check(
        r#"{"action": "", "version": "6"}"#,
        "'6' is not of type 'integer'",
    );
    check(
        r#"{"action": "", "version": null, "params": 5}"#,
        "None is not of type 'integer'",
    );
}

#[test]
fn a_huge_refused_value_is_quoted_only_in_part() {
    let host = TestHost::new();
    let body = json!({"action": "version", "params": "x y ".repeat(1_000_000)}).to_string();
    assert!(host.error(body).len() < 10_000);
}

#[test]
fn the_key_is_checked_before_all_else_but_the_form() {
    let host = TestHost::with_key("open sesame");
    let with_key = |key: Value| {
        let body = json!({"action": "version", "version": 6, "key": key});
        host.reply(body.to_string())
    };
    assert_eq!(
        with_key(json!("open sesame")),
        json!({"result": 6, "error": null})
    );
    let wrong = json!({"result": null, "error": "valid api key must be provided"});
    for key in [
        json!("open"),
        json!("Open Sesame"),
        json!(""),
        json!(5),
        json!(null),
        json!([]),
    ] {
        assert_eq!(with_key(key), wrong);
    }
    assert_eq!(
        host.error(r#"{"action": "nope"}"#),
        "valid api key must be provided"
    );
    assert!(
        host.error(r#"{"action": 5}"#)
            .starts_with("5 is not of type")
    );
    let permission = host.reply(r#"{"action": "requestPermission", "key": "wrong"}"#);
    assert_eq!(permission["requireApikey"], true);
    assert_eq!(permission["requireApiKey"], true);
}

#[test]
fn a_key_is_wrong_where_none_is_set() {
    let host = TestHost::new();
    assert_eq!(host.reply(r#"{"action": "version", "key": null}"#), 6);
    let error = host.error(r#"{"action": "version", "key": "whatever"}"#);
    assert_eq!(error, "valid api key must be provided");
}

#[test]
fn actions_of_a_multi_have_their_own_version_and_form() {
    let host = TestHost::new();
    let actions = json!([
        {"action": "version"},
        {"action": "version", "version": 6},
        {"action": "nope"},
        {"version": 6},
        {"action": "version", "version": "6"},
        {"action": "version", "version": 6, "params": null},
        {"action": "multi", "version": 6, "params": {"actions": [
            {"action": "version"},
            {"action": "multi", "params": {"actions": {}}},
        ]}},
    ]);
    let unsupported = json!({"result": null, "error": "unsupported action"});
    let expect = json!([
        6,
        {"result": 6, "error": null},
        unsupported,
        unsupported,
        {"result": null, "error": "the version must be a number, not '6'"},
        {"result": null, "error": "params must be an object, not None"},
        {"result": [6, []], "error": null},
    ]);
    let reply = host.reply(call("multi", json!({"actions": actions})));
    assert_eq!(reply, json!({"result": expect, "error": null}));
}

#[test]
fn a_multi_with_a_stranger_among_its_actions_does_nothing() {
    let host = TestHost::new();
    let error = host.error(call("multi", json!({"actions": ["version"]})));
    assert_eq!(error, "`actions`: 'version' is no object");
    let error = host.error(call("multi", json!({"actions": null})));
    assert_eq!(error, "`actions`: invalid type: null, expected a list");
}

#[test]
fn actions_of_a_multi_use_the_outer_key_unless_they_have_their_own() {
    let host = TestHost::with_key("k");
    let inner = json!([
        {"action": "version"},
        {"action": "version", "key": "k"},
        {"action": "version", "key": "bad"},
        {"action": "multi", "params": {"actions": [{"action": "version"}]}},
    ]);
    let body = json!({"action": "multi", "key": "k", "params": {"actions": inner}});
    let wrong = json!({"result": null, "error": "valid api key must be provided"});
    assert_eq!(host.reply(body.to_string()), json!([6, 6, wrong, [6]]));
}

#[test]
fn a_multi_may_be_nested_as_deep_as_json_is_read() {
    let mut actions = json!([{"action": "version"}]);
    for _ in 0..41 {
        actions = json!([{"action": "multi", "params": {"actions": actions}}]);
    }
    let mut reply = &TestHost::new().reply(call("multi", json!({"actions": actions})))["result"];
    for _ in 0..41 {
        reply = &reply[0];
    }
    assert_eq!(*reply, json!([6]));
}

#[test]
fn changes_in_a_multi_are_made_one_by_one_and_a_refused_one_harms_no_other() {
    let door = TestDoor::new();
    let create = |name: &str, version| json!({"action": "createDeck", "version": version, "params": {"deck": name}});
    let delete = json!({"action": "deleteDecks", "params": {"decks": ["A"], "cardsToo": true}});
    let deep = "x::".repeat(20);
    let names = json!({"action": "deckNames"});
    let actions = json!([
        create("A", 6), create(&deep, 6), create("A::B", 4), create("", 6), {"action": "createDeck"},
        names, delete, names,
    ]);
    let id = |place: i64| 1_767_268_800_000_i64 + place;
    let missing = "AnkiConnect.createDeck() missing 1 required positional argument: 'deck'";
    let expect = json!([
        {"result": id(0), "error": null},
        {"result": null, "error": "`TOO_DEEP` has too many levels: at most 11 can be made at once"},
        id(1),
        {"result": id(2), "error": null},
        {"result": null, "error": missing},
        ["A", "A::B", "blank", "Default"],
        null,
        ["blank", "Default"],
    ]);
    let mut reply = door.result("multi", json!({"actions": actions}));
    let error = reply[1]["error"]
        .as_str()
        .unwrap()
        .replace(&format!("{}blank", "x::".repeat(20)), "TOO_DEEP");
    reply[1]["error"] = error.into();
    assert_eq!(reply, expect);
}

#[test]
fn a_panic_is_answered_as_an_error_of_its_request() {
    let (door, host) = (Door::new(), TestHost::new());
    let settings = ApiSettings::default();
    let call = Call {
        door: &door,
        host: &host,
        settings: &settings,
        caller: &NOBODY,
        request_id: 7,
        outer_key: None,
    };
    let outcome: Result<(), String> = call.guarded(|| panic!("a test's own panic"));
    let text = "internal error (ankid's log says more about request 7)";
    assert_eq!(outcome, Err(text.to_owned()));
}

#[test]
fn without_a_collection_its_actions_say_so() {
    let host = TestHost::new();
    for action in ["deckNames", "reloadCollection"] {
        assert_eq!(
            host.error(call(action, json!({}))),
            "collection is not available"
        );
    }
    let create = json!({"action": "createDeck", "params": {"deck": "A"}});
    let unavailable = json!({"result": null, "error": "collection is not available"});
    let reply = host.reply(call("multi", json!({"actions": [create, create]})));
    assert_eq!(reply["result"], json!([unavailable, unavailable]));
}

#[test]
fn only_permission_may_be_asked_for_by_a_page_that_is_not_allowed() {
    let host = TestHost::new();
    let ask = |action: &str, origin| {
        let body = json!({"action": action}).to_string();
        host.answer(Incoming {
            body: body.as_bytes(),
            origin,
            allowed: false,
            caller: &NOBODY,
        })
    };
    assert_eq!(ask("version", "https://bad"), Answer::Forbidden);
    let denied = br#"{"permission":"denied"}"#;
    assert_eq!(
        ask("requestPermission", "https://bad"),
        Answer::Permission(denied.to_vec())
    );
    let granted =
        br#"{"permission":"granted","requireApikey":false,"requireApiKey":false,"version":6}"#;
    assert_eq!(
        ask("requestPermission", "https://good"),
        Answer::Permission(granted.to_vec())
    );
    assert_eq!(*host.asked.lock().unwrap(), ["https://bad", "https://good"]);
    let garbage = Incoming {
        body: b"{",
        origin: "https://bad",
        allowed: false,
        caller: &NOBODY,
    };
    assert_eq!(host.answer(garbage), Answer::Forbidden);
}

#[test]
fn the_origin_of_a_permission_cannot_be_forged() {
    let host = TestHost::new();
    let body = call("requestPermission", json!({"origin": "x", "allowed": true}));
    let incoming = Incoming {
        body: body.as_bytes(),
        origin: "https://bad",
        allowed: false,
        caller: &NOBODY,
    };
    let Answer::Permission(reply) = host.answer(incoming) else {
        panic!("no permission")
    };
    let reply: Value = serde_json::from_slice(&reply).unwrap();
    assert_eq!(
        reply,
        json!({"result": {"permission": "denied"}, "error": null})
    );
    let error = host.error(call("requestPermission", json!({"x": 1})));
    assert_eq!(
        error,
        "AnkiConnect.requestPermission() got an unexpected keyword argument 'x'"
    );
}

#[test]
fn profiles_are_the_hosts() {
    let host = TestHost::new();
    assert_eq!(
        host.reply(call("getProfiles", json!({})))["result"],
        json!(["User 1", "User 2"])
    );
    assert_eq!(
        host.reply(call("getActiveProfile", json!({})))["result"],
        "User 1"
    );
    assert_eq!(
        host.reply(call("loadProfile", json!({"name": "User 2"})))["result"],
        true
    );
    assert_eq!(
        host.reply(call("loadProfile", json!({"name": "nobody"})))["result"],
        false
    );
    let error = host.error(call("loadProfile", json!({"name": "locked"})));
    assert_eq!(error, "profile `locked` is open in Anki");
    let error = host.error(call("loadProfile", json!({"name": 5})));
    assert_eq!(
        error,
        "`name`: invalid type: integer `5`, expected a string"
    );
}

#[test]
fn reflection_checks_its_parameters_itself() {
    let host = TestHost::new();
    let reflect = |params: Value| host.reply(call("apiReflect", params));
    let error = |params: Value| host.error(call("apiReflect", params));
    let names = json!(["version", "multi", "version", 5, "handler"]);
    let some = reflect(json!({"scopes": ["actions", "actions", "x"], "actions": names}));
    let expect = json!({"scopes": ["actions"], "actions": ["version", "multi", "version"]});
    assert_eq!(some["result"], expect);
    assert_eq!(
        reflect(json!({"scopes": ["x"]}))["result"],
        json!({"scopes": []})
    );
    for scopes in [
        json!({}),
        json!({"scopes": null}),
        json!({"scopes": "actions"}),
    ] {
        assert_eq!(error(scopes), "scopes has invalid value");
    }
    let params = json!({"scopes": [], "actions": "version"});
    assert_eq!(error(params), "actions has invalid value");
}
