//! Running other programs, and what can go wrong in a routine.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::string::FromUtf8Error;
use std::time::Instant;

use thiserror::Error;

/// Why a routine failed.
#[derive(Debug, Error)]
pub(crate) enum TaskError {
    #[error("`{0}` is no routine; `cargo xtask help` lists them")]
    Usage(String),
    #[error("`{program}` could not be started: {source}{hint}")]
    NotStarted {
        program: String,
        source: io::Error,
        hint: &'static str,
    },
    #[error(
        "`{name}` is missing; it {purpose} (Debian package: {package}, `sudo apt-get install {package}`)"
    )]
    ProgramMissing {
        name: &'static str,
        package: &'static str,
        purpose: &'static str,
    },
    #[error("`{0}` failed")]
    Failed(String),
    #[error("`{program}` wrote text that is no UTF-8: {source}")]
    NotText {
        program: String,
        source: FromUtf8Error,
    },
    #[error("`{path}`: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("cargo metadata: {0}")]
    Metadata(String),
    #[error("{0} places break the rules of the house")]
    Untidy(usize),
}

/// A program to run in the workspace's folder.
pub(crate) struct Program {
    command: Command,
    hint: &'static str,
}

impl Program {
    /// The program of that name or path.
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(name);
        command.current_dir(crate::root()).stdin(Stdio::null());
        Self { command, hint: "" }
    }

    /// The cargo that runs this routine.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets a variable of the program's environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in another folder than the workspace's.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What to tell a person whose machine lacks the program.
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// Runs the program in view of the user and insists on its success.
    pub(crate) fn run(mut self) -> Result<(), TaskError> {
        let text = self.text();
        println!("\n== {text}");
        let start = Instant::now();
        let status = self.command.status();
        let status = status.map_err(|source| self.not_started(source))?;
        if !status.success() {
            return Err(TaskError::Failed(text));
        }
        println!("== done in {:.0} s", start.elapsed().as_secs_f32());
        Ok(())
    }

    /// Runs the program silently and returns what it printed; `None` if it failed.
    pub(crate) fn output(mut self) -> Result<Option<String>, TaskError> {
        let program = self.text();
        let output = self.command.stderr(Stdio::null()).output();
        let Output { status, stdout, .. } = output.map_err(|source| self.not_started(source))?;
        if !status.success() {
            return Ok(None);
        }
        String::from_utf8(stdout)
            .map(Some)
            .map_err(|source| TaskError::NotText { program, source })
    }

    fn text(&self) -> String {
        let program = Path::new(self.command.get_program());
        std::iter::once(program.file_name().unwrap_or(program.as_os_str()))
            .chain(self.command.get_args())
            .map(OsStr::to_string_lossy)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn not_started(&self, source: io::Error) -> TaskError {
        TaskError::NotStarted {
            program: self.text(),
            source,
            hint: self.hint,
        }
    }
}
