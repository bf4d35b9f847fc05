//! The official sync server in a child process, with one user and a folder of its own.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::TestkitError;
use crate::oracle::python;

const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running sync server on loopback; killed when it is dropped.
#[derive(Debug)]
pub struct SyncServer {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl SyncServer {
    /// The name of the one user.
    pub const USERNAME: &'static str = "user";
    /// The password of the one user.
    pub const PASSWORD: &'static str = "pass word";

    /// Starts a server with nothing in it, and waits until it listens.
    ///
    /// # Errors
    /// If the engine is not installed, or the server does not start.
    pub fn start() -> Result<Self, TestkitError> {
        let python = python()?;
        let folder = TempDir::new()?;
        // Free now, and hardly taken before the server asks for it.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let process = Command::new(&python)
            .args(["-m", "anki.syncserver"])
            .env(
                "SYNC_USER1",
                format!("{}:{}", Self::USERNAME, Self::PASSWORD),
            )
            .env("SYNC_BASE", folder.path())
            .env("SYNC_HOST", "127.0.0.1")
            .env("SYNC_PORT", port.to_string())
            .env("MAX_SYNC_PAYLOAD_MEGS", "1000")
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|source| TestkitError::NotStarted {
                program: python,
                source,
            })?;
        let mut server = Self {
            process,
            port,
            folder,
        };
        server.wait_until_it_listens()?;
        Ok(server)
    }

    /// The server's address.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The port on loopback where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Where the server keeps the user's media files.
    #[must_use]
    pub fn media_folder(&self) -> PathBuf {
        self.user_folder().join("media")
    }

    fn user_folder(&self) -> PathBuf {
        Path::new(self.folder.path()).join(Self::USERNAME)
    }

    fn wait_until_it_listens(&mut self) -> Result<(), TestkitError> {
        let start = Instant::now();
        while start.elapsed() < START_TIMEOUT {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.process.try_wait()? {
                return Err(broke_off(format!("ended with {status}")));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(broke_off("does not listen".to_owned()))
    }
}

impl Drop for SyncServer {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("the sync server did not end: {error}");
        }
    }
}

fn broke_off(why: String) -> TestkitError {
    TestkitError::BrokeOff {
        program: "the official sync server",
        why,
    }
}
