//! A real ankid on a port of its own, with a base folder that goes away with it.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Client, TestkitError};

const STOP_TIMEOUT: Duration = Duration::from_secs(20);
const DEFAULT_PROFILE: &str = "User 1";

/// How a server is to be started.
#[derive(Debug)]
pub struct ServerSetup {
    binary: PathBuf,
    base: Option<PathBuf>,
    profiles: Vec<String>,
    settings: Vec<(String, Value)>,
}

impl ServerSetup {
    /// A server with an empty base folder, one profile and default settings. The binary is
    /// `env!("CARGO_BIN_EXE_ankid")` in the tests of the package that makes it.
    #[must_use]
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        Self {
            binary: binary.into(),
            base: None,
            profiles: vec![DEFAULT_PROFILE.to_owned()],
            settings: Vec::new(),
        }
    }

    /// Uses a base folder of the caller's, which stays when the server is dropped.
    #[must_use]
    pub fn base(mut self, folder: impl Into<PathBuf>) -> Self {
        self.base = Some(folder.into());
        self
    }

    /// Makes these profiles, and opens the first.
    #[must_use]
    pub fn profiles<P: Into<String>>(mut self, names: impl IntoIterator<Item = P>) -> Self {
        self.profiles = names.into_iter().map(Into::into).collect();
        self
    }

    /// Writes a setting into ankid.toml.
    #[must_use]
    pub fn setting(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    /// Starts the server and waits until it says where it listens.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(self) -> Result<TestServer, TestkitError> {
        let own = if self.base.is_some() {
            None
        } else {
            Some(TempDir::new()?)
        };
        let base = match (&self.base, &own) {
            (Some(base), _) => base.clone(),
            (None, own) => own
                .as_ref()
                .map(|own| own.path().to_owned())
                .unwrap_or_default(),
        };
        fs::create_dir_all(&base)?;
        fs::write(base.join("ankid.toml"), settings_file(&self.settings))?;
        for profile in &self.profiles {
            if !base.join(profile).exists() {
                create_profile(&self.binary, &base, profile)?;
            }
        }
        let profile = self.profiles.first().cloned().unwrap_or_default();
        let (process, client) = spawn(&self.binary, &base, &profile)?;
        Ok(TestServer {
            process,
            client,
            binary: self.binary,
            base,
            profile,
            _own: own,
        })
    }
}

/// A running ankid; killed when it is dropped.
#[derive(Debug)]
pub struct TestServer {
    process: Child,
    client: Client,
    binary: PathBuf,
    base: PathBuf,
    profile: String,
    _own: Option<TempDir>,
}

impl TestServer {
    /// A client of this server as it runs now; a restart changes the port.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Performs an action, see [`Client::call`].
    ///
    /// # Errors
    /// If the server refuses or does not answer.
    pub fn call(&self, action: &str, params: Value) -> Result<Value, TestkitError> {
        self.client.call(action, params)
    }

    /// The base folder.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The collection of the profile that was opened at the start.
    #[must_use]
    pub fn collection(&self) -> PathBuf {
        self.base.join(&self.profile).join("collection.anki2")
    }

    /// The number by which the system knows the process.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Ends the server as a power cut would: at once, with no chance to tidy up.
    ///
    /// # Errors
    /// If the process cannot be killed.
    pub fn kill(&mut self) -> Result<(), TestkitError> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Asks the server to stop (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// If it takes too long or stops with a failure.
    pub fn stop(&mut self) -> Result<(), TestkitError> {
        let pid = self.process.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        let start = Instant::now();
        while start.elapsed() < STOP_TIMEOUT {
            match self.process.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(broke_off(format!("stopped with {status}"))),
                None => thread::sleep(Duration::from_millis(10)),
            }
        }
        Err(broke_off("did not stop when asked".to_owned()))
    }

    /// Starts the server again on the same base folder, after a [`stop`](Self::stop) or
    /// [`kill`](Self::kill).
    ///
    /// # Errors
    /// If it does not start.
    pub fn restart(&mut self) -> Result<(), TestkitError> {
        (self.process, self.client) = spawn(&self.binary, &self.base, &self.profile)?;
        Ok(())
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            eprintln!("the test server did not end: {error}");
        }
    }
}

fn settings_file(settings: &[(String, Value)]) -> String {
    // JSON's texts, numbers and lists are TOML's too.
    settings
        .iter()
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect()
}

fn create_profile(binary: &Path, base: &Path, name: &str) -> Result<(), TestkitError> {
    let made = ankid(binary, base)
        .args(["profile", "create", name])
        .output()?;
    if made.status.success() {
        return Ok(());
    }
    Err(TestkitError::Refused(
        String::from_utf8_lossy(&made.stderr).into_owned(),
    ))
}

fn spawn(binary: &Path, base: &Path, profile: &str) -> Result<(Child, Client), TestkitError> {
    let mut process = ankid(binary, base)
        .args(["--profile", profile, "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| TestkitError::NotStarted {
            program: binary.to_owned(),
            source,
        })?;
    let output = process
        .stdout
        .take()
        .expect("standard output was asked for");
    match listening_address(BufReader::new(output)) {
        Ok(url) => Ok((process, Client::new(url))),
        Err(error) => {
            process.kill()?;
            process.wait()?;
            Err(error)
        }
    }
}

fn ankid(binary: &Path, base: &Path) -> Command {
    let mut command = Command::new(binary);
    command.arg("--base").arg(base).stdin(Stdio::null());
    for (variable, _) in std::env::vars_os() {
        if variable.as_encoded_bytes().starts_with(b"ANKI") {
            command.env_remove(variable);
        }
    }
    command.env("ANKID_LOG", "warn");
    command
}

/// Reads the start line; the rest of the output is drained in the background.
fn listening_address(mut output: BufReader<ChildStdout>) -> Result<String, TestkitError> {
    let mut line = String::new();
    while output.read_line(&mut line)? > 0 {
        if let Some(address) = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
        {
            let address = address.trim_end_matches(['.', ',']).to_owned();
            thread::spawn(move || io::copy(&mut output, &mut io::sink()));
            return Ok(address);
        }
        line.clear();
    }
    Err(broke_off("ended before it listened".to_owned()))
}

fn broke_off(why: String) -> TestkitError {
    TestkitError::BrokeOff {
        program: "ankid",
        why,
    }
}
