//! The build script, where it has no Node.

use std::fs;
use std::path::Path;

use page::{Programs, SOURCES, make};

#[path = "../../build/page.rs"]
mod page;

/// Programs that are not there.
const NONE: Programs<'static> = Programs {
    node: "no-node-of-this-name",
    npm: "no-npm-of-this-name",
};

fn problem(web: &Path, programs: Programs<'_>) -> String {
    make(web, programs).unwrap_err().to_string()
}

#[test]
fn without_node_the_page_is_left_out_and_what_is_missing_is_named() {
    let web = tempfile::tempdir().unwrap();
    assert_eq!(problem(web.path(), NONE), "the folder web/ is not there");
    fs::write(web.path().join("package-lock.json"), "{}").unwrap();
    let node = "Node is not installed (20 or newer, with npm)";
    assert_eq!(problem(web.path(), NONE), node);
    // Any program that runs takes the place of Node.
    let without_npm = Programs {
        node: "cargo",
        ..NONE
    };
    let npm = problem(web.path(), without_npm);
    assert!(npm.starts_with("npm cannot be run: "), "{npm}");
    assert!(!web.path().join("dist").exists());
}

#[test]
fn nothing_is_watched_that_is_not_there() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let missing: Vec<_> = SOURCES
        .iter()
        .filter(|name| !web.join(name).exists())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
