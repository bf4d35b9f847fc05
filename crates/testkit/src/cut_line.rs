//! A line to a server on loopback that breaks in the middle of a request or of its reply.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

const BUFFER_BYTES: usize = 16 * 1024;
const POST: &[u8] = b"POST ";
const UNLIMITED: usize = usize::MAX;

/// What a line carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// What the client sends.
    Request,
    /// What the server answers.
    Reply,
}

/// Where a line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The last part of the path of the request.
    pub method: &'static str,
    /// How many requests of that method pass before.
    pub spared: usize,
    /// Whether it is the request or the reply.
    pub way: Way,
    /// How many bytes of it are carried, the head included; what is as long or shorter is not cut.
    pub after: usize,
}

/// A line that carries connections to a server, which ends with the test's process.
#[derive(Debug)]
pub struct CutLine {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    server_port: u16,
    cut: Mutex<Option<Cut>>,
    cuts_done: AtomicUsize,
}

/// How much of each way a connection may still carry.
struct Limits {
    requests: AtomicUsize,
    replies: AtomicUsize,
}

impl CutLine {
    /// Starts a line to the server at this port, which carries everything at first.
    ///
    /// # Errors
    /// If it cannot listen.
    pub fn to(server_port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            server_port,
            cut: Mutex::new(None),
            cuts_done: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming() {
                let state = Arc::clone(&shared);
                thread::spawn(move || {
                    if let Err(problem) = client.and_then(|client| connect(&client, &state)) {
                        eprintln!("a connection broke off: {problem}");
                    }
                });
            }
        });
        Ok(Self { address, state })
    }

    /// The address of the line, in place of the server's.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Breaks the line there once; until then and afterwards it carries everything.
    pub fn break_once(&self, cut: Cut) {
        *lock(&self.state.cut) = Some(cut);
    }

    /// How often the line has broken.
    #[must_use]
    pub fn cuts_done(&self) -> usize {
        self.state.cuts_done.load(Ordering::SeqCst)
    }
}

impl Limits {
    /// Begins anew, with a request that meets this cut or none.
    fn set(&self, cut: Option<Cut>) {
        for (way, limit) in [(Way::Request, &self.requests), (Way::Reply, &self.replies)] {
            let reached = cut.filter(|cut| cut.way == way);
            limit.store(reached.map_or(UNLIMITED, |cut| cut.after), Ordering::SeqCst);
        }
    }
}

impl State {
    /// The cut that a request meets, which is then used up.
    fn meet(&self, request: &[u8]) -> Option<Cut> {
        let line = request.strip_prefix(POST)?;
        let path = line.split(|byte| *byte == b' ').next()?;
        let method = path.rsplit(|byte| *byte == b'/').next()?;
        let mut waiting = lock(&self.cut);
        let cut = waiting
            .as_mut()
            .filter(|cut| cut.method.as_bytes() == method)?;
        if cut.spared > 0 {
            cut.spared -= 1;
            return None;
        }
        waiting.take()
    }
}

fn connect(client: &TcpStream, state: &State) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", state.server_port))?;
    let limits = Limits {
        requests: AtomicUsize::new(UNLIMITED),
        replies: AtomicUsize::new(UNLIMITED),
    };
    thread::scope(|scope| {
        let requests = scope.spawn(|| {
            // Nobody sends before the last reply has come: a request begins with what is read.
            carry(client, &server, state, &limits.requests, |bytes| {
                if bytes.starts_with(POST) {
                    limits.set(state.meet(bytes));
                }
            })
        });
        let replies = carry(&server, client, state, &limits.replies, |_bytes| ());
        let requests = requests.join().unwrap_or(Ok(()));
        requests.and(replies)
    })
}

/// Copies until one side ends or the limit is reached, and ends both.
fn carry(
    mut from: &TcpStream,
    mut to: &TcpStream,
    state: &State,
    limit: &AtomicUsize,
    seen: impl Fn(&[u8]),
) -> io::Result<()> {
    let mut buffer = [0; BUFFER_BYTES];
    let carried = loop {
        let length = match from.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(length) => length,
            Err(problem) => break Err(problem),
        };
        let bytes = buffer.get(..length).unwrap_or_default();
        seen(bytes);
        let left = limit.load(Ordering::SeqCst);
        let written = to.write_all(bytes.get(..left).unwrap_or(bytes));
        if left < length {
            state.cuts_done.fetch_add(1, Ordering::SeqCst);
            break written;
        }
        if left != UNLIMITED {
            limit.store(left - length, Ordering::SeqCst);
        }
        if written.is_err() {
            break written;
        }
    };
    for side in [from, to] {
        match side.shutdown(Shutdown::Both) {
            Err(problem) if problem.kind() != io::ErrorKind::NotConnected => return Err(problem),
            _ => {}
        }
    }
    carried
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
