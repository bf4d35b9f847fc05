//! Fuzzing: the targets of fuzz/, each for a while, from its seeds and what earlier runs left.
//!
//! libFuzzer is driven here rather than by `cargo fuzz`, which wants a nightly compiler for the
//! sanitizers that code without `unsafe` has no use for.

use std::fs;
use std::path::PathBuf;

use crate::process::{Program, TaskError};
use crate::requirements;

/// The package of the targets.
pub(crate) const MANIFEST: &str = "fuzz/Cargo.toml";

/// Lets libFuzzer see which ways through the code an input takes; the flags of `cargo fuzz`.
const MARKS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cdebug-assertions -Coverflow-checks -Ccodegen-units=1";
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// How long a target runs unless somebody says otherwise.
const SECONDS: u32 = 60;

/// Runs the targets that words choose: a name, a number of seconds, both or neither.
pub(crate) fn chosen(words: &[&str]) -> Result<(), TaskError> {
    let mut targets = targets()?;
    let mut seconds = SECONDS;
    for word in words {
        if let Ok(number) = word.parse() {
            seconds = number;
        } else if targets.iter().any(|target| target == word) {
            targets = vec![(*word).to_owned()];
        } else {
            return Err(TaskError::Usage(format!("fuzz {word}")));
        }
    }
    requirements::require_compiler()?;
    build(&targets)?;
    targets.iter().try_for_each(|target| fuzz(target, seconds))
}

/// The names of all targets: the files in fuzz/fuzz_targets.
fn targets() -> Result<Vec<String>, TaskError> {
    let folder = crate::root().join("fuzz/fuzz_targets");
    let failed = |source| TaskError::File {
        path: folder.clone(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn build(targets: &[String]) -> Result<(), TaskError> {
    let mut cargo = Program::cargo()
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--manifest-path", MANIFEST, "--target", PLATFORM])
        .args(["--target-dir".into(), folder()])
        .env("RUSTFLAGS", MARKS);
    for target in targets {
        cargo = cargo.args(["--bin", target]);
    }
    cargo.run()
}

fn fuzz(target: &str, seconds: u32) -> Result<(), TaskError> {
    let artifacts = crate::root().join("fuzz/artifacts").join(target);
    let corpus = crate::root().join("fuzz/corpus").join(target);
    for path in [&artifacts, &corpus] {
        fs::create_dir_all(path).map_err(|source| TaskError::File {
            path: path.clone(),
            source,
        })?;
    }
    let program = folder().join(PLATFORM).join("release").join(target);
    Program::new(program)
        .args([format!("-max_total_time={seconds}")])
        .args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"])
        .args([format!("-max_len={}", longest_input(target))])
        .args([format!("-artifact_prefix={}/", artifacts.display())])
        .args([corpus, crate::root().join("fuzz/seeds").join(target)])
        .run()
}

/// So many bytes an input may have: a database is some pages at least, all else can be said in less.
fn longest_input(target: &str) -> u32 {
    if target == "package" { 16_384 } else { 4_096 }
}

fn folder() -> PathBuf {
    requirements::target().join("fuzz")
}
