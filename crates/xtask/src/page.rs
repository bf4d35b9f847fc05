//! The tests of the page: its types and style, its units, and the whole of it in a browser against a
//! real server.

use crate::process::{Program, TaskError};
use crate::requirements;

/// Names the program that the tests in the browser start.
const PROGRAM: &str = "ANKID_PROGRAM";

/// All tests of the page; in the browser only those whose file names contain one of the words, if any are given.
pub(crate) fn test(words: &[&str]) -> Result<(), TaskError> {
    // Building the program builds the page too, and installs what that takes.
    Program::cargo()
        .args(["build", "--locked", "--workspace", "--all-features"])
        .args(["--bin", "ankid"])
        .run()?;
    requirements::install_page_tools()?;
    let oracle = requirements::install_oracle()?;
    if words.is_empty() {
        npm(&["run", "check"]).run()?;
        npm(&["run", "test:unit"]).run()?;
    }
    npm(&["run", "test:e2e", "--"])
        .args(words)
        .env(PROGRAM, requirements::target().join("debug/ankid"))
        .env(requirements::ORACLE_PYTHON, oracle)
        .run()
}

fn npm(arguments: &[&str]) -> Program {
    Program::new("npm")
        .args(arguments)
        .within(&crate::root().join(requirements::PAGE))
}
