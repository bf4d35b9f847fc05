//! Makes the page in `web/` and a table of its files, which the program embeds.
//!
//! Where Node or the page's sources are missing, the program is built without a page and says so when it
//! runs. A page that is up to date is not made again. `ANKID_WEB=skip` leaves it out.

use std::fs;
use std::path::{Path, PathBuf};

use page::{Outcome, Programs, SOURCES, make, sorted_children};

#[path = "build/page.rs"]
mod page;

fn main() -> Outcome<()> {
    let web = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../web");
    println!("cargo::rerun-if-env-changed=ANKID_WEB");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    let is_wanted = std::env::var_os("ANKID_WEB").is_none_or(|wish| wish != "skip");
    let made = if is_wanted {
        make(&web, Programs::default())
    } else {
        Err("ANKID_WEB=skip".into())
    };
    let mut files = Vec::new();
    let missing = match made {
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
    files.sort();
    write_table(&files)
}

/// Writes the table of files: names and contents.
fn write_table(files: &[(String, PathBuf)]) -> Outcome<()> {
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut table = "&[\n".to_owned();
    for (number, (name, path)) in files.iter().enumerate() {
        let copy = folder.join(format!("page-{number}"));
        fs::copy(path, &copy)?;
        table.push_str(&format!("    ({name:?}, include_bytes!({copy:?})),\n"));
    }
    table.push_str("]\n");
    fs::write(folder.join("page.rs"), table)?;
    Ok(())
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
