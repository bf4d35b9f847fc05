use std::fs;
use std::path::{Path, PathBuf};

use ankid_testkit::TestkitError;
use serde_json::json;

use crate::support::{printed, refusal, setup};

const PREFERENCES: &[u8] = include_bytes!("fixtures/prefs21.db");

/// A base folder as Anki leaves it: two profiles in its list, `Second` opened last, and one entry
/// that points out of the folder.
fn base_of_anki() -> tempfile::TempDir {
    let base = tempfile::tempdir().unwrap();
    printed(base.path(), &["profile", "create", "User 1"]);
    fs::write(base.path().join("prefs21.db"), PREFERENCES).unwrap();
    base
}

fn collection(base: &Path, profile: &str) -> PathBuf {
    base.join(profile).join("collection.anki2")
}

#[test]
fn profiles_are_made_listed_renamed_and_deleted() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    assert_eq!(printed(base, &["profile", "list"]), "");
    printed(base, &["profile", "create", "Mine"]);
    assert!(collection(base, "Mine").is_file());
    assert_eq!(printed(base, &["profile", "list"]), "* Mine\n");
    printed(base, &["profile", "create", "another"]);
    assert_eq!(printed(base, &["profile", "list"]), "  another\n  Mine\n");
    printed(base, &["profile", "rename", "another", "Yours"]);
    assert_eq!(printed(base, &["profile", "list"]), "  Mine\n  Yours\n");
    let problem = refusal(base, &["profile", "delete", "Mine"]);
    assert!(problem.contains("add --yes if you mean it"), "{problem}");
    assert!(collection(base, "Mine").is_file());
    printed(base, &["profile", "delete", "Mine", "--yes"]);
    assert_eq!(printed(base, &["profile", "list"]), "* Yours\n");
    assert!(!base.join("Mine").exists());
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let base = tempfile::tempdir().unwrap();
    for name in [
        "../outside",
        "/tmp/outside",
        "a/b",
        "..",
        "",
        "nul",
        "_global",
    ] {
        let problem = refusal(base.path(), &["profile", "create", name]);
        assert!(
            problem.contains("cannot be a profile's name"),
            "{name}: {problem}"
        );
        let problem = refusal(base.path(), &["--port", "0", "--profile", name]);
        assert!(
            problem.contains("cannot be a profile's name"),
            "{name}: {problem}"
        );
        let problem = refusal(base.path(), &["profile", "delete", name, "--yes"]);
        assert!(problem.contains("there is no profile"), "{name}: {problem}");
    }
    assert_eq!(fs::read_dir(base.path()).unwrap().count(), 0);
}

#[test]
fn an_open_profile_is_neither_renamed_nor_deleted() {
    let server = setup().start().unwrap();
    for words in [
        &["profile", "rename", "User 1", "x"][..],
        &["profile", "delete", "User 1", "--yes"],
    ] {
        let problem = refusal(server.base(), words);
        assert!(problem.contains("is open in another ankid"), "{problem}");
    }
    assert!(server.collection().is_file());
}

#[test]
fn several_profiles_want_a_choice() {
    let base = tempfile::tempdir().unwrap();
    printed(base.path(), &["profile", "create", "Mine"]);
    printed(base.path(), &["profile", "create", "Yours"]);
    let problem = refusal(base.path(), &["--port", "0"]);
    let expected =
        "ankid: there are several profiles, choose one with --profile; there are: Mine, Yours\n";
    assert_eq!(problem, expected);
    let problem = refusal(base.path(), &["--port", "0", "--profile", "mine"]);
    assert_eq!(
        problem,
        "ankid: there is no profile `mine`; there are: Mine, Yours\n"
    );
}

#[test]
fn anki_s_own_list_counts_and_is_left_as_it_is() {
    let base = base_of_anki();
    assert_eq!(
        printed(base.path(), &["profile", "list"]),
        "* Second\n  User 1\n"
    );
    for words in [
        &["profile", "rename", "User 1", "x"][..],
        &["profile", "delete", "User 1", "--yes"],
    ] {
        let problem = refusal(base.path(), words);
        assert!(problem.contains("is on Anki's own list"), "{problem}");
    }
    let said = printed(base.path(), &["profile", "create", "Third"]);
    assert!(said.contains("add a profile of this name there"), "{said}");
    assert_eq!(
        printed(base.path(), &["profile", "list"]),
        "* Second\n  Third\n  User 1\n"
    );
    assert_eq!(
        fs::read(base.path().join("prefs21.db")).unwrap(),
        PREFERENCES
    );
    assert!(!collection(base.path(), "Second").exists());
}

#[test]
fn an_unreadable_list_of_anki_s_is_left_aside() {
    let base = base_of_anki();
    fs::write(base.path().join("prefs21.db"), "no database").unwrap();
    assert_eq!(printed(base.path(), &["profile", "list"]), "* User 1\n");
}

#[test]
fn requests_switch_between_profiles() {
    let server = setup().profiles(["User 1", "Second"]).start().unwrap();
    let call = |action: &str, name: &str| server.call(action, json!({"name": name})).unwrap();
    let active = || server.call("getActiveProfile", json!({})).unwrap();
    assert_eq!(
        server.call("getProfiles", json!({})).unwrap(),
        json!(["Second", "User 1"])
    );
    assert_eq!(active(), json!("User 1"));
    assert_eq!(call("loadProfile", "User 1"), json!(true));
    assert_eq!(call("loadProfile", "Second"), json!(true));
    assert_eq!(active(), json!("Second"));
    for unknown in ["Third", "second", "", "..", "../User 1"] {
        assert_eq!(call("loadProfile", unknown), json!(false), "{unknown}");
    }
    assert_eq!(active(), json!("Second"));
    // The one before is free again.
    printed(server.base(), &["profile", "rename", "User 1", "First"]);
    assert_eq!(call("loadProfile", "First"), json!(true));
}

#[test]
fn a_profile_that_cannot_be_opened_leaves_the_one_before() {
    let server = setup().profiles(["User 1", "Broken"]).start().unwrap();
    fs::write(collection(server.base(), "Broken"), "not a collection").unwrap();
    let refused = server
        .call("loadProfile", json!({"name": "Broken"}))
        .unwrap_err();
    assert!(matches!(refused, TestkitError::Refused(_)), "{refused}");
    assert_eq!(
        server.call("getActiveProfile", json!({})).unwrap(),
        json!("User 1")
    );
}
