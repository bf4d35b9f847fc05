//! The benchmarks, which are a program of their own: crates/ankid/benches/workloads.

use crate::process::{Program, TaskError};

/// Runs them on a release build.
pub(crate) fn run(arguments: &[&str]) -> Result<(), TaskError> {
    Program::cargo()
        .args(["bench", "--locked", "--package", "ankid"])
        .args(["--bench", "workloads", "--"])
        .args(arguments)
        .run()
}
