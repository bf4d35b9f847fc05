//! The test command, in the order in which mistakes are cheapest to find.

use crate::process::{Program, TaskError};
use crate::{fuzz, page, requirements, tidy};

/// All that continuous integration runs.
pub(crate) fn everything() -> Result<(), TaskError> {
    Program::cargo().args(["fmt", "--all", "--check"]).run()?;
    Program::cargo()
        .args([
            "fmt",
            "--check",
            "--manifest-path",
            requirements::ANKIT_CLIENT_MANIFEST,
        ])
        .run()?;
    Program::cargo()
        .args(["fmt", "--check", "--manifest-path", fuzz::MANIFEST])
        .run()?;
    tidy::check()?;
    Program::cargo()
        .args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--locked",
        ])
        .args(["--", "--deny", "warnings"])
        .run()?;
    chosen(&["--workspace", "--no-fail-fast"])?;
    page::test(&[])?;
    fuzz::chosen(&[])
}

/// The tests that need nothing but cargo.
pub(crate) fn quick() -> Result<(), TaskError> {
    tidy::check()?;
    Program::cargo()
        .args(["test", "--workspace", "--locked"])
        .run()
}

/// The tests that `arguments` of `cargo test` choose, the slow ones included.
pub(crate) fn chosen(arguments: &[&str]) -> Result<(), TaskError> {
    let mut tests = Program::cargo().args(["test", "--locked", "--all-features"]);
    for (name, value) in requirements::install()? {
        tests = tests.env(name, value);
    }
    tests.args(arguments).run()
}

/// The recorded answers, of all scenarios or of those whose name contains one of the words.
pub(crate) fn conformance(scenarios: &[&str]) -> Result<(), TaskError> {
    let every = [""];
    let chosen = if scenarios.is_empty() {
        &every
    } else {
        scenarios
    };
    for scenario in chosen {
        Program::cargo()
            .args(["test", "--locked", "--package", "ankid", "--all-features"])
            .args(["--test", "conformance", "--", scenario])
            .run()?;
    }
    Ok(())
}
