//! A running server, the command line, and HTTP byte by byte.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use ankid_testkit::{ServerSetup, TestServer};
use serde_json::Value;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_ankid");
pub(crate) const VERSION: &str = r#"{"action": "version", "version": 6}"#;

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn setup() -> ServerSetup {
    ServerSetup::new(BINARY)
}

pub(crate) fn start() -> TestServer {
    setup().start().unwrap()
}

/// A command on the base folder `base`, in an environment without settings.
pub(crate) fn command(base: &Path) -> Command {
    let mut command = command_of(BINARY);
    command.arg("--base").arg(base);
    command
}

/// A program in an environment without settings.
pub(crate) fn command_of(program: &str) -> Command {
    let mut command = Command::new(program);
    let ours = std::env::vars_os().filter(|(name, _)| {
        name.to_str()
            .is_some_and(|name| name.starts_with("ANKI") || name == "RUST_LOG")
    });
    for (name, _) in ours {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(base: &Path, words: &[&str]) -> Output {
    command(base).args(words).output().unwrap()
}

/// What a command printed; it must succeed.
pub(crate) fn printed(base: &Path, words: &[&str]) -> String {
    let output = run(base, words);
    assert!(
        output.status.success(),
        "{words:?}: {}",
        text(&output.stderr)
    );
    text(&output.stdout)
}

/// What a command complained about; it must fail.
pub(crate) fn refusal(base: &Path, words: &[&str]) -> String {
    let output = run(base, words);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{words:?}: {}",
        text(&output.stdout)
    );
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server whose log is read once it has ended.
pub(crate) struct Logged {
    process: Child,
    connection: Connection,
}

impl Logged {
    /// Starts a server on `base` that logs everything from `level` on.
    pub(crate) fn start(base: &Path, level: &str) -> Self {
        let mut process = command(base)
            .args(["--port", "0"])
            .env("ANKID_LOG", level)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let mut words = line.split_whitespace();
        let url = words.find(|word| word.starts_with("http://")).unwrap();
        let connection = Connection::to(url.trim_end_matches(','));
        Self {
            process,
            connection,
        }
    }

    /// The reply to a request of this body.
    pub(crate) fn post(&mut self, body: &str) -> Response {
        self.connection.request("POST / HTTP/1.1", &[], body);
        self.connection.response()
    }

    /// Ends the server; what it logged.
    pub(crate) fn end(mut self) -> String {
        self.process.kill().unwrap();
        text(&self.process.wait_with_output().unwrap().stderr)
    }
}

/// One connection to a server.
pub(crate) struct Connection(BufReader<TcpStream>);

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) fn open(server: &TestServer) -> Self {
        Self::to(server.client().url())
    }

    pub(crate) fn to(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).unwrap();
    }

    /// Sends a request in one piece; gives the body's length unless a header says otherwise.
    pub(crate) fn request(&mut self, first_line: &str, headers: &[(&str, &str)], body: &str) {
        let host = self.0.get_ref().peer_addr().unwrap();
        let mut head = format!("{first_line}\r\nHost: {host}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !head.contains("Transfer-Encoding") {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.send(format!("{head}\r\n{body}").as_bytes());
    }

    /// The next line without its end; empty at the end of the connection.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end_matches(['\r', '\n']).to_owned()
    }

    pub(crate) fn response(&mut self) -> Response {
        let first = self.line();
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut response = Response {
            status,
            headers,
            body: String::new(),
        };
        let length: u64 = response
            .header("content-length")
            .map_or(0, |text| text.parse().unwrap());
        self.0
            .by_ref()
            .take(length)
            .read_to_string(&mut response.body)
            .unwrap();
        response
    }

    /// Whether the server has closed the connection and left nothing unread.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.0.fill_buf().unwrap().is_empty()
    }
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The status, content type and the two headers that browsers heed in every response.
    pub(crate) fn marks(&self) -> (u16, Option<&str>, Option<&str>, Option<&str>) {
        (
            self.status,
            self.header("content-type"),
            self.header("access-control-allow-origin"),
            self.header("access-control-allow-headers"),
        )
    }
}

/// One request on a connection of its own.
pub(crate) fn exchange(
    server: &TestServer,
    first_line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    let mut connection = Connection::open(server);
    connection.request(first_line, headers, body);
    connection.response()
}
