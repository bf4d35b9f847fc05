//! Makes the page in `web/` and a table of its files, which the program embeds.
//!
//! Where Node or the page's sources are missing, the program is built without a page and says so when it
//! runs. A page that is up to date is not made again. `ANKID_WEB=skip` leaves it out.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What the page is made from, besides `src/` and `public/`.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "card-frame.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "tsconfig.json",
];

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let web = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../web");
    println!("cargo::rerun-if-env-changed=ANKID_WEB");
    println!("cargo::rerun-if-changed=build.rs");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    let mut files = Vec::new();
    let missing = match make(&web) {
        Ok(()) => {
            list(&web.join("dist"), "", &mut files)?;
            String::new()
        }
        Err(problem) => {
            println!("cargo::warning=ankid is built without its page: {problem}");
            problem.to_string().replace('\n', " ")
        }
    };
    println!("cargo::rustc-env=ANKID_PAGE_MISSING={missing}");
    write_table(&files)
}

/// Writes the table of files: names, contents, and contents packed where that helps.
fn write_table(files: &[(String, PathBuf)]) -> Outcome<()> {
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut table = "&[\n".to_owned();
    for (number, (name, path)) in files.iter().enumerate() {
        let (plain, packed) = (
            folder.join(format!("page-{number}")),
            folder.join(format!("page-{number}.gz")),
        );
        let content = fs::read(path)?;
        let gzip = gzip(&content)?;
        let packed_bytes = if gzip.len() < content.len() / 10 * 9 {
            fs::write(&packed, gzip)?;
            format!("Some(include_bytes!({packed:?}))")
        } else {
            "None".to_owned()
        };
        fs::write(&plain, content)?;
        table.push_str(&format!(
            "    File {{ name: {name:?}, plain: include_bytes!({plain:?}), packed: {packed_bytes} }},\n"
        ));
    }
    table.push_str("]\n");
    fs::write(folder.join("page.rs"), table)?;
    Ok(())
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// Sees to it that `web/dist` holds the page of the sources as they are.
fn make(web: &Path) -> Outcome<()> {
    if std::env::var_os("ANKID_WEB").is_some_and(|wish| wish == "skip") {
        return Err("ANKID_WEB=skip".into());
    }
    if !web.join("package-lock.json").exists() {
        return Err("the folder web/ is not there".into());
    }
    let stamp = web.join("dist/.made-from");
    let wanted = fingerprint(web, SOURCES)?;
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    let version = Command::new("node").arg("--version").output();
    if !version.is_ok_and(|version| version.status.success()) {
        return Err("Node is not installed (20 or newer, with npm)".into());
    }
    install(web)?;
    npm(web, &["run", "build"])?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

/// Installs what the page is made with, unless the lock file is that of the last time.
fn install(web: &Path) -> Outcome<()> {
    let stamp = web.join("node_modules/.made-from");
    let wanted = fingerprint(web, &["package-lock.json"])?;
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    npm(web, &["ci", "--no-audit", "--no-fund"])?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

fn npm(web: &Path, arguments: &[&str]) -> Outcome<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let run = Command::new(npm)
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

fn sorted_children(folder: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// The files below a folder, with their names as addresses have them.
fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> Outcome<()> {
    for name in sorted_children(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            list(&path, &format!("{prefix}{name}/"), files)?;
        } else if !name.starts_with('.') {
            files.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}
