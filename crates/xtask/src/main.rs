//! The project's routines: `cargo xtask test`, `tidy`, `codegen`, `conformance`,
//! `page`, `fuzz`, `bench`.
//!
//! Knows cargo, the source tree and the tools that tests need; no code of the product.

mod bench;
mod codegen;
mod fuzz;
mod page;
mod process;
mod requirements;
mod test;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::process::TaskError;

const HELP: &str = "\
cargo xtask ROUTINE

  test                 all that continuous integration runs: format, clippy, tidy and every test,
                       those with the official engine, the recorded answers, real clients and
                       the crash test among them; installs under target/ what they need
  test --quick         tidy, and the tests that need nothing but cargo
  test -- ARGUMENTS    only `cargo test ARGUMENTS`, with everything installed and enabled,
                       such as `test -- -p ankid --test oracle`
  conformance [NN..]   only the recorded answers, all or those of the scenarios named
  page [WORD..]        only the tests of the page; with words only those in the browser whose files
                       have one of them in their names
  fuzz [TARGET] [SECONDS]
                       one fuzz target of fuzz/, or all of them; 60 seconds each, unless said otherwise
  tidy                 the rules of the house that the compiler cannot check
  codegen              write the generated files: docs/actions.md
  bench [NOTES]        how fast a release build answers on a collection of 100,000 notes, or of so
                       many; `bench growth` from 1,000 to 1,000,000; `bench help` says more
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), TaskError> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test::everything(),
        ["test", "--quick"] => test::quick(),
        ["test", "--", rest @ ..] => test::chosen(rest),
        ["conformance", scenarios @ ..] => test::conformance(scenarios),
        ["page", words @ ..] => page::test(words),
        ["fuzz", chosen @ ..] if chosen.len() <= 2 => fuzz::chosen(chosen),
        ["tidy"] => tidy::check(),
        ["codegen"] => codegen::write(),
        ["bench", rest @ ..] => bench::run(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => Err(TaskError::Usage(arguments.join(" "))),
    }
}

/// The folder that holds the workspace's Cargo.toml.
fn root() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.pop();
    folder.pop();
    folder
}
