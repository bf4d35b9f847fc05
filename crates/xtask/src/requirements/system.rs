//! Programs that come with the system: asked for, and installed where that can be done in silence.

use std::env;
use std::path::Path;

use crate::process::{Program, TaskError};

/// A program of a Debian package.
pub(super) struct SystemProgram {
    /// How it is run.
    pub(super) name: &'static str,
    /// The Debian package that has it.
    pub(super) package: &'static str,
    /// What the tests do with it.
    pub(super) purpose: &'static str,
}

impl SystemProgram {
    /// Sees to it that the program can be run: on Debian and its kin, root installs the package.
    ///
    /// # Errors
    /// The program is missing and cannot be installed from here.
    pub(super) fn require(&self) -> Result<(), TaskError> {
        if is_on_path(self.name) {
            return Ok(());
        }
        if is_on_path("apt-get") && is_root()? {
            Program::new("apt-get").args(["update", "--quiet"]).run()?;
            Program::new("apt-get")
                .args(["install", "--yes", "--quiet", "--no-install-recommends"])
                .args([self.package])
                .env("DEBIAN_FRONTEND", "noninteractive")
                .run()?;
        }
        if is_on_path(self.name) {
            return Ok(());
        }
        Err(TaskError::ProgramMissing {
            name: self.name,
            package: self.package,
            purpose: self.purpose,
        })
    }
}

fn is_on_path(name: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| is_program(&folder.join(name)))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn is_root() -> Result<bool, TaskError> {
    let user = Program::new("id").args(["-u"]).output()?;
    Ok(user.is_some_and(|user| user.trim() == "0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_no_package_has_is_asked_for_by_name() {
        let nothing = SystemProgram {
            name: "no-such-program-anywhere",
            package: "no-such-package",
            purpose: "does nothing",
        };
        assert!(!is_on_path(nothing.name));
        assert!(is_on_path("cargo"));
        let error = TaskError::ProgramMissing {
            name: nothing.name,
            package: nothing.package,
            purpose: nothing.purpose,
        };
        assert_eq!(
            error.to_string(),
            "`no-such-program-anywhere` is missing; it does nothing (Debian package: \
             no-such-package, `sudo apt-get install no-such-package`)"
        );
    }
}
