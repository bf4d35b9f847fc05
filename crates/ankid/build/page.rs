//! Makes the page in `web/`, where it is not made from the sources as they are. The build script does so, and its tests.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;

/// What the page is made from. Each must be there: cargo makes everything anew each time while one that it watches is not.
pub(super) const SOURCES: &[&str] = &[
    "src",
    "index.html",
    "card-frame.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "tsconfig.json",
];

pub(super) type Outcome<T> = Result<T, Box<dyn Error>>;

/// What the page is made with.
#[derive(Clone, Copy)]
pub(super) struct Programs<'a> {
    pub(super) node: &'a str,
    pub(super) npm: &'a str,
}

impl Default for Programs<'_> {
    fn default() -> Self {
        Self {
            node: "node",
            npm: if cfg!(windows) { "npm.cmd" } else { "npm" },
        }
    }
}

impl Programs<'_> {
    fn run_npm(self, web: &Path, arguments: &[&str]) -> Outcome<()> {
        let run = Command::new(self.npm)
            .args(arguments)
            .current_dir(web)
            .output()
            .map_err(|problem| format!("npm cannot be run: {problem}"))?;
        if run.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&run.stderr);
        let said: String = said.lines().rev().take(8).collect::<Vec<_>>().join(" | ");
        Err(format!("npm {} failed: {said}", arguments.join(" ")).into())
    }
}

/// Sees to it that `web/dist` holds the page of the sources as they are.
pub(super) fn make(web: &Path, programs: Programs<'_>) -> Outcome<()> {
    if !web.join("package-lock.json").exists() {
        return Err("the folder web/ is not there".into());
    }
    let stamp = web.join("dist/.made-from");
    let wanted = fingerprint(web, SOURCES)?;
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    let version = Command::new(programs.node).arg("--version").output();
    if !version.is_ok_and(|version| version.status.success()) {
        return Err("Node is not installed (20 or newer, with npm)".into());
    }
    install(web, programs)?;
    programs.run_npm(web, &["run", "build"])?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

/// Installs what the page is made with, unless the lock file is that of the last time.
fn install(web: &Path, programs: Programs<'_>) -> Outcome<()> {
    let stamp = web.join("node_modules/.made-from");
    let wanted = fingerprint(web, &["package-lock.json"])?;
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    programs.run_npm(web, &["ci", "--no-audit", "--no-fund"])?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

/// A number that changes with the names and contents of files.
fn fingerprint(folder: &Path, names: &[&str]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for name in names {
        hash(&folder.join(name), name, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash(path: &Path, name: &str, hasher: &mut DefaultHasher) -> Outcome<()> {
    if path.is_dir() {
        for child in sorted_children(path)? {
            hash(&path.join(&child), &child, hasher)?;
        }
    } else if path.exists() {
        name.hash(hasher);
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}

/// The names in a folder, in their order.
pub(super) fn sorted_children(folder: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}
