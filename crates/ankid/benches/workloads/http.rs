//! A client that does as little as it can, so that the server is what is timed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Outcome;

/// The body of a request.
pub(crate) fn body(action: &str, params: &Value) -> Vec<u8> {
    json!({ "action": action, "version": 6, "params": params })
        .to_string()
        .into_bytes()
}

/// A connection that is kept open.
pub(crate) struct Connection {
    host: String,
    stream: BufReader<TcpStream>,
    reply: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Outcome<Self> {
        let host = address.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            host,
            stream: BufReader::with_capacity(1 << 16, stream),
            reply: Vec::new(),
        })
    }

    /// Sends a request and says how long its reply took.
    pub(crate) fn call(&mut self, body: &[u8]) -> Outcome<Duration> {
        let mut request = format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n",
            self.host,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        let begin = Instant::now();
        self.stream.get_mut().write_all(&request)?;
        self.read_reply()?;
        Ok(begin.elapsed())
    }

    /// The result in the last reply.
    pub(crate) fn result(&self) -> Outcome<Value> {
        let mut reply: Value = serde_json::from_slice(&self.reply)?;
        match reply["error"].as_str() {
            Some(error) => Err(error.into()),
            None => Ok(reply["result"].take()),
        }
    }

    fn read_reply(&mut self) -> Outcome {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err("the server hung up".into());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            if line.is_empty() {
                break;
            }
        }
        self.reply.resize(length, 0);
        self.stream.read_exact(&mut self.reply)?;
        Ok(())
    }
}
