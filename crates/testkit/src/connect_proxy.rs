//! A proxy on loopback that takes `CONNECT` and knows no names: every host is this computer.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A running proxy, which ends with the test's process.
#[derive(Debug)]
pub struct ConnectProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ConnectProxy {
    /// Starts a proxy.
    ///
    /// # Errors
    /// If it cannot listen.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let proxy = Self {
            address: listener.local_addr()?,
            asked: Arc::default(),
        };
        let asked = Arc::clone(&proxy.asked);
        thread::spawn(move || {
            for client in listener.incoming() {
                let asked = Arc::clone(&asked);
                thread::spawn(move || {
                    if let Err(problem) = client.and_then(|client| tunnel(&client, &asked)) {
                        eprintln!("a tunnel broke off: {problem}");
                    }
                });
            }
        });
        Ok(proxy)
    }

    /// The proxy's address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The hosts that clients asked for, each once and without its port.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts = self
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        hosts.sort();
        hosts.dedup();
        hosts
    }
}

fn tunnel(client: &TcpStream, asked: &Mutex<Vec<String>>) -> io::Result<()> {
    let refuse = || io::Error::other("no CONNECT");
    let mut head = BufReader::new(client.try_clone()?).lines();
    let first = head.next().ok_or_else(refuse)??;
    let target = first.split(' ').nth(1).ok_or_else(refuse)?;
    let (host, port) = target.rsplit_once(':').ok_or_else(refuse)?;
    let port: u16 = port.parse().map_err(io::Error::other)?;
    for line in head {
        if line?.is_empty() {
            break;
        }
    }
    asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(host.to_owned());
    let server = TcpStream::connect(("127.0.0.1", port))?;
    let mut writer = client;
    writer.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    thread::scope(|scope| {
        scope.spawn(|| pour(client, &server));
        pour(&server, client)
    })
}

/// Copies until one side ends, and ends the other.
fn pour(mut from: &TcpStream, mut to: &TcpStream) -> io::Result<()> {
    let copied = io::copy(&mut from, &mut to);
    to.shutdown(Shutdown::Both)?;
    copied.map(drop)
}
