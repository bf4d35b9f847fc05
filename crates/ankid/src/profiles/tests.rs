use std::ffi::OsString;
use std::fs;

use super::*;

fn base_with(profiles: &[&str]) -> (tempfile::TempDir, Base) {
    let folder = tempfile::tempdir().unwrap();
    for profile in profiles {
        fs::create_dir(folder.path().join(profile)).unwrap();
        fs::write(folder.path().join(profile).join(COLLECTION), "").unwrap();
    }
    let base = Base {
        folder: folder.path().to_owned(),
    };
    (folder, base)
}

#[test]
fn profiles_are_the_folders_with_a_collection_in_alphabetical_order() {
    let (folder, base) = base_with(&["b", "User 1", "Änne", "A"]);
    fs::create_dir(folder.path().join("addons21")).unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    assert_eq!(base.list().unwrap(), ["A", "b", "User 1", "Änne"]);
}

#[test]
fn a_base_folder_that_is_not_there_has_no_profiles() {
    let (folder, _) = base_with(&[]);
    let base = Base {
        folder: folder.path().join("none"),
    };
    assert_eq!(base.list().unwrap(), [""; 0]);
    assert_eq!(base.choose(None).unwrap(), FIRST_PROFILE);
    assert_eq!(base.choose(Some("Mine")).unwrap(), "Mine");
    assert!(base.choose(Some("../Mine")).is_err());
}

#[test]
fn the_only_profile_is_chosen_and_one_of_several_must_be_named() {
    let (_folder, base) = base_with(&["Mine"]);
    assert_eq!(base.choose(None).unwrap(), "Mine");
    let (_folder, base) = base_with(&["Mine", "Yours"]);
    assert_eq!(base.choose(Some("Yours")).unwrap(), "Yours");
    let problem = base.choose(None).unwrap_err().to_string();
    assert_eq!(
        problem,
        "there are several profiles, choose one with --profile; there are: Mine, Yours"
    );
    let problem = base.choose(Some("mine")).unwrap_err().to_string();
    assert_eq!(
        problem,
        "there is no profile `mine`; there are: Mine, Yours"
    );
}

#[test]
fn names_that_are_no_folder_name_everywhere_are_refused() {
    let refused = [
        "", ".", "..", "a/b", "/", "a\\b", "../a", "a:b", "what?", "tab\t", "nul", "NUL.txt",
        "com1", "lpt9.x", " a", "a ", "a.", ".a", "_global", "addons21", "Logs",
    ];
    for name in refused {
        assert!(check_new_name(name).is_err(), "{name:?}");
    }
    assert!(check_new_name(&"x".repeat(201)).is_err());
    for name in [
        "User 1",
        "日本語",
        "com",
        "com10",
        "Computer",
        "nullable",
        "a.b",
        "o'neil",
    ] {
        assert!(check_new_name(name).is_ok(), "{name:?}");
    }
}

#[test]
fn a_new_profile_must_not_differ_from_another_by_case_only() {
    let (_folder, base) = base_with(&["Mine"]);
    let problem = base.create("mine").unwrap_err().to_string();
    assert_eq!(problem, "there is already a profile `Mine`");
}

#[test]
fn a_new_profile_takes_an_empty_folder_and_no_other() {
    let (folder, base) = base_with(&[]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(
        base.create("empty").unwrap(),
        folder.path().join("empty").join(COLLECTION)
    );
    fs::create_dir_all(folder.path().join("full").join("x")).unwrap();
    assert!(matches!(
        base.create("full").unwrap_err(),
        AnkidError::FolderInTheWay { .. }
    ));
}

#[test]
fn renaming_moves_the_folder_also_where_only_the_case_changes() {
    let (folder, base) = base_with(&["Mine", "Yours"]);
    base.rename("Mine", "mine").unwrap();
    base.rename("mine", "Ours").unwrap();
    assert_eq!(base.list().unwrap(), ["Ours", "Yours"]);
    assert!(folder.path().join("Ours").join(COLLECTION).exists());
    assert!(matches!(
        base.rename("Ours", "yours"),
        Err(AnkidError::ProfileExists { .. })
    ));
    assert!(matches!(
        base.rename("none", "x"),
        Err(AnkidError::UnknownProfile { .. })
    ));
    assert!(matches!(
        base.rename("Ours", "../x"),
        Err(AnkidError::BadProfileName { .. })
    ));
}

#[test]
fn deleting_removes_the_folder_of_a_known_profile_only() {
    let (folder, base) = base_with(&["Mine"]);
    fs::create_dir(folder.path().join("other")).unwrap();
    assert!(matches!(
        base.delete("other"),
        Err(AnkidError::UnknownProfile { .. })
    ));
    base.delete("Mine").unwrap();
    assert!(!folder.path().join("Mine").exists());
    assert!(folder.path().join("other").exists());
}

#[test]
fn the_folder_of_a_profile_is_no_base_folder() {
    let (folder, _) = base_with(&["Mine"]);
    let none = Environment(&|_| None);
    let problem = Base::find(Some(&folder.path().join("Mine")), &none).unwrap_err();
    assert!(
        problem.to_string().contains("--profile \"Mine\""),
        "{problem}"
    );
}

#[cfg(not(any(windows, target_os = "macos")))]
#[test]
fn the_base_folder_is_the_one_named_or_our_own() {
    let find = |folder: Option<&str>, variables: &[(&str, &str)]| {
        let lookup = |name: &str| {
            variables
                .iter()
                .find(|variable| variable.0 == name)
                .map(|v| OsString::from(v.1))
        };
        let base = Base::find(folder.map(Path::new), &Environment(&lookup));
        base.map(|base| base.folder.to_string_lossy().into_owned())
    };
    let home = ("HOME", "/home/u");
    assert_eq!(find(None, &[home]).unwrap(), "/home/u/.local/share/ankid");
    assert_eq!(
        find(None, &[home, ("XDG_DATA_HOME", "/data")]).unwrap(),
        "/data/ankid"
    );
    assert_eq!(
        find(None, &[home, ("XDG_DATA_HOME", "x")]).unwrap(),
        "/home/u/.local/share/ankid"
    );
    assert_eq!(find(None, &[home, ("ANKID_BASE", "/b")]).unwrap(), "/b");
    assert_eq!(
        find(Some("/c"), &[home, ("ANKID_BASE", "/b")]).unwrap(),
        "/c"
    );
    assert!(matches!(find(None, &[]), Err(AnkidError::NoHome)));
}
