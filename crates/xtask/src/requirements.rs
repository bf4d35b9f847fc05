//! What the slow tests need besides cargo: the official engine in a Python environment, the npm
//! client, the client crate, and a few programs of the system. All but the last are installed under
//! target/ or beside their own lock file.

mod system;

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Program, TaskError};

use self::system::SystemProgram;

/// Programs that no lock file can bring; a test runs them by their names.
const SYSTEM_PROGRAMS: &[SystemProgram] = &[SystemProgram {
    name: "faketime",
    package: "faketime",
    purpose: "moves the clock of the official engine",
}];

/// Shows the page to its tests; `CHROMIUM` names another one.
const BROWSER: SystemProgram = SystemProgram {
    name: "chromium",
    package: "chromium",
    purpose: "shows the page to its tests",
};
const OTHER_BROWSER: &str = "CHROMIUM";

/// Compiles the fuzzer itself, which is C++.
const CPP_COMPILER: SystemProgram = SystemProgram {
    name: "c++",
    package: "g++",
    purpose: "compiles libFuzzer",
};

const NEED_PYTHON: &str = "; the tests need Python 3.10 or newer \
    (Debian packages: python3 python3-venv)";
const NEED_NODE: &str = "; the tests need Node 20 or newer with npm";

/// Names the Python that has the official engine, for `ankid_testkit::Oracle`.
pub(crate) const ORACLE_PYTHON: &str = "ANKID_ORACLE_PYTHON";
/// Names the built program of tests/clients/ankit.
const ANKIT_CLIENT: &str = "ANKID_ANKIT_CLIENT";

/// The package of the program that drives ankid with the crate ankit.
pub(crate) const ANKIT_CLIENT_MANIFEST: &str = "tests/clients/ankit/Cargo.toml";

/// The folder of the page.
pub(crate) const PAGE: &str = "web";

/// Installs everything and returns the environment that tells the tests where it is.
pub(crate) fn install() -> Result<Vec<(&'static str, PathBuf)>, TaskError> {
    for program in SYSTEM_PROGRAMS {
        program.require()?;
    }
    let oracle = install_oracle()?;
    install_npm_client()?;
    let ankit = build_ankit_client()?;
    Ok(vec![(ORACLE_PYTHON, oracle), (ANKIT_CLIENT, ankit)])
}

/// Sees to it that libFuzzer can be compiled.
pub(crate) fn require_compiler() -> Result<(), TaskError> {
    CPP_COMPILER.require()
}

/// Sees to it that there is a browser, and that the tools of the page are installed: the build of the
/// program does that too, but only when the page has changed.
pub(crate) fn install_page_tools() -> Result<(), TaskError> {
    if std::env::var_os(OTHER_BROWSER).is_none() {
        BROWSER.require()?;
    }
    let folder = crate::root().join(PAGE);
    if folder.join("node_modules").exists() {
        return Ok(());
    }
    Program::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .within(&folder)
        .hint(NEED_NODE)
        .run()
}

/// The Python of an environment with the official engine; one that the caller names is taken as is.
pub(crate) fn install_oracle() -> Result<PathBuf, TaskError> {
    if let Some(python) = std::env::var_os(ORACLE_PYTHON) {
        return Ok(python.into());
    }
    let folder = target().join("oracle");
    let python = folder.join("bin/python");
    let wanted = crate::root().join("crates/testkit/python/requirements.txt");
    let stamp = Stamp::new(&wanted, folder.join("installed.txt"))?;
    if !stamp.is_current() {
        Program::new("python3")
            .args(["-m", "venv", "--clear"])
            .args([&folder])
            .hint(NEED_PYTHON)
            .run()?;
        Program::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .args([&wanted])
            .run()?;
        stamp.set()?;
    }
    Ok(python)
}

fn install_npm_client() -> Result<(), TaskError> {
    let folder = crate::root().join("tests/clients/yanki-connect");
    let lock = folder.join("package-lock.json");
    let stamp = Stamp::new(&lock, folder.join("node_modules/installed.json"))?;
    if !stamp.is_current() {
        Program::new("npm")
            .args([
                "ci",
                "--omit=dev",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
            ])
            .within(&folder)
            .hint(NEED_NODE)
            .run()?;
        stamp.set()?;
    }
    Ok(())
}

/// Builds tests/clients/ankit, a workspace of its own: its HTTP stack links OpenSSL, which has no
/// place in ankid's lock file. Without the system's headers OpenSSL is built from source.
fn build_ankit_client() -> Result<PathBuf, TaskError> {
    let build = target().join("clients");
    let system_openssl = Program::new("pkg-config")
        .args(["--exists", "openssl"])
        .output()
        .is_ok_and(|found| found.is_some());
    let features: &[&str] = if system_openssl {
        &[]
    } else {
        &["--features", "vendored-openssl"]
    };
    Program::cargo()
        .args(["build", "--quiet", "--locked"])
        .args(["--manifest-path", ANKIT_CLIENT_MANIFEST, "--target-dir"])
        .args([&build])
        .args(features)
        .run()?;
    Ok(build.join("debug/ankit-client"))
}

/// The folder of everything that is built.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from)
}

/// A copy of a list of requirements, written when they were installed.
struct Stamp {
    wanted: String,
    path: PathBuf,
}

impl Stamp {
    fn new(list: &Path, path: PathBuf) -> Result<Self, TaskError> {
        let wanted = fs::read_to_string(list).map_err(|source| TaskError::File {
            path: list.to_owned(),
            source,
        })?;
        Ok(Self { wanted, path })
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|installed| installed == self.wanted)
    }

    fn set(&self) -> Result<(), TaskError> {
        fs::write(&self.path, &self.wanted).map_err(|source| TaskError::File {
            path: self.path.clone(),
            source,
        })
    }
}
