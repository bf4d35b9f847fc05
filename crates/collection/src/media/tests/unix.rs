//! What rights and links do, which Unix has.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[test]
fn a_link_to_nowhere_is_replaced_and_never_written_through() {
    let fixture = Fixture::new();
    let outside = fixture.home.path().join("outside");
    symlink(&outside, fixture.path("link.txt")).unwrap();
    assert_eq!(
        fixture.store("link.txt", "hello", SameName::Keep),
        "link.txt"
    );
    assert!(!outside.exists());
    fixture.expect_files(&[("link.txt", "hello")]);
}

#[test]
fn what_a_link_points_to_is_never_changed() {
    let fixture = Fixture::new();
    let outside = fixture.home.path().join("outside");
    fs::write(&outside, "mine").unwrap();
    symlink(&outside, fixture.path("link.txt")).unwrap();
    assert_eq!(fixture.folder.read("link.txt").unwrap().unwrap(), b"mine");
    assert_eq!(
        fixture.store("link.txt", "hello", SameName::Keep),
        format!("link-{HELLO_SHA1}.txt")
    );
    assert_eq!(
        fixture.store("link.txt", "hello", SameName::Replace),
        "link.txt"
    );
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
    assert_eq!(
        fs::read_to_string(fixture.path("link.txt")).unwrap(),
        "hello"
    );
}

#[test]
fn stored_files_have_ordinary_permissions() {
    let fixture = Fixture::new();
    fs::write(fixture.path("ordinary"), "x").unwrap();
    let name = fixture.store("foo.jpg", "hello", SameName::Keep);
    let mode = |name: &str| {
        fs::metadata(fixture.path(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode(&name), mode("ordinary"));
}

#[test]
fn a_file_that_cannot_be_put_in_place_is_an_error_that_changes_nothing() {
    let fixture = Fixture::with(&[("foo.jpg", "hello")]);
    // The place in the trash is taken by something that is no file.
    fs::create_dir_all(fixture.home.path().join("media.trash/foo.jpg/full")).unwrap();
    let mut plan = MediaPlan::default();
    plan.store(
        &fixture.folder,
        "new.jpg",
        fixture.staged("new"),
        SameName::Keep,
    )
    .unwrap();
    plan.store(
        &fixture.folder,
        "foo.jpg",
        fixture.staged("world"),
        SameName::Replace,
    )
    .unwrap();
    let mut changes = MediaChanges::new(Arc::clone(&fixture.folder));
    let problem = changes.apply(plan).unwrap_err();
    assert!(matches!(problem, MediaError::Io { .. }), "{problem}");
    assert_eq!(
        fs::read_to_string(fixture.path("foo.jpg")).unwrap(),
        "hello"
    );
    assert!(!fixture.path("new.jpg").exists());
}
