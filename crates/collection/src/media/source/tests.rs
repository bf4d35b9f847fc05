//! Fetching from the request, from this machine, and from a server on loopback.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex};

use tempfile::TempDir;

use super::*;

/// The paths that a server was asked for, and news of the next.
#[derive(Default)]
struct Asked {
    paths: Mutex<Vec<String>>,
    more: Condvar,
}

/// A server that knows a few paths, and remembers what it was asked for.
struct Server {
    address: String,
    asked: Arc<Asked>,
    stopping: Arc<AtomicBool>,
}

impl Server {
    fn start(replies: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let owned = |(path, reply): &(&str, &str)| ((*path).to_owned(), (*reply).to_owned());
        let replies: Arc<HashMap<String, String>> = Arc::new(replies.iter().map(owned).collect());
        let asked = Arc::new(Asked::default());
        let stopping = Arc::new(AtomicBool::new(false));
        let (log, stop) = (Arc::clone(&asked), Arc::clone(&stopping));
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (log, replies) = (Arc::clone(&log), Arc::clone(&replies));
                std::thread::spawn(move || answer(connection.unwrap(), &log, &replies));
            }
        });
        Self {
            address,
            asked,
            stopping,
        }
    }

    fn url(&self, path: &str) -> MediaSource {
        MediaSource::Url(format!("{}{path}", self.address))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(
            self.address.trim_start_matches("http://"),
        ));
    }
}

/// Sends the reply to the path that is asked for. One that ends with `...` never comes to its end, and
/// those of `/together/` wait for each other.
fn answer(mut stream: TcpStream, asked: &Asked, replies: &HashMap<String, String>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    for _header in lines.take_while(|line| !line.is_empty()) {}
    let mut paths = asked.paths.lock().unwrap();
    paths.push(path.clone());
    asked.more.notify_all();
    if path.starts_with("/together/") {
        drop(
            asked
                .more
                .wait_while(paths, |paths| paths.len() < PARALLEL_FETCHES)
                .unwrap(),
        );
    } else {
        drop(paths);
    }
    let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned();
    let reply = replies.get(&path).unwrap_or(&missing);
    stream
        .write_all(reply.trim_end_matches("...").as_bytes())
        .unwrap();
    if reply.ends_with("...") {
        drop(BufReader::new(stream).lines().next());
    }
}

fn reply(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

struct Fixture {
    home: TempDir,
    staging: Staging,
    fetcher: Fetcher,
}

impl Fixture {
    fn new() -> Self {
        Self::waiting(Duration::from_secs(20))
    }

    fn waiting(timeout: Duration) -> Self {
        let home = TempDir::new().unwrap();
        let limits = MediaLimits {
            max_bytes: 100,
            timeout,
        };
        let staging = Staging::open(home.path().join("staging")).unwrap();
        Self {
            fetcher: Fetcher::new(limits, home.path()),
            staging,
            home,
        }
    }

    fn fetch(&self, source: &MediaSource) -> Result<StagedFile> {
        self.fetcher.fetch(source, &self.staging)
    }

    fn problem(&self, source: &MediaSource) -> MediaError {
        let problem = self.fetch(source).unwrap_err();
        let waiting = fs::read_dir(self.home.path().join("staging")).map_or(0, Iterator::count);
        assert_eq!(waiting, 0, "after {problem}");
        problem
    }

    fn content(&self, file: StagedFile) -> String {
        let place = self.home.path().join("content");
        file.move_to(&place).unwrap();
        fs::read_to_string(place).unwrap()
    }
}

#[test]
fn data_is_decoded_and_hashed() {
    let fixture = Fixture::new();
    let file = fixture
        .fetch(&MediaSource::Data("aGVs\nbG8=".to_owned()))
        .unwrap();
    assert_eq!(file.length(), 5);
    assert_eq!(
        hex::encode(file.sha1()),
        "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
    );
    assert_eq!(
        file.md5_hex().as_deref(),
        Some("5d41402abc4b2a76b9719d911017c592")
    );
    assert_eq!(fixture.content(file), "hello");

    let problem = fixture.problem(&MediaSource::Data("abc".to_owned()));
    assert_eq!(problem.to_string(), "Incorrect padding");
}

#[test]
fn paths_start_at_the_media_folder() {
    let fixture = Fixture::new();
    let absolute = fixture.home.path().join("a.txt");
    fs::write(&absolute, "text").unwrap();
    for path in [absolute, PathBuf::from("a.txt")] {
        let file = fixture.fetch(&MediaSource::Path(path)).unwrap();
        assert_eq!(fixture.content(file), "text");
    }
}

#[test]
fn paths_without_a_file_are_refused() {
    let fixture = Fixture::new();
    let missing = fixture.home.path().join("<missing>.mp3");
    let problem = fixture
        .problem(&MediaSource::Path(missing.clone()))
        .to_string();
    assert_eq!(
        problem,
        format!("No such file or directory: '{}'", missing.display())
    );

    let folder = MediaSource::Path(fixture.home.path().to_owned());
    assert!(matches!(
        fixture.problem(&folder),
        MediaError::SourceNotAFile(_)
    ));
    if cfg!(unix) {
        let endless = MediaSource::Path("/dev/zero".into());
        assert!(matches!(
            fixture.problem(&endless),
            MediaError::SourceNotAFile(_)
        ));
    }
}

#[test]
fn content_beyond_the_limit_is_refused() {
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n{}\r\n0\r\n\r\n",
        "x".repeat(101)
    );
    let server = Server::start(&[
        ("/declared", &reply(&"x".repeat(101))),
        ("/chunked", &chunked),
        ("/just", &reply(&"x".repeat(100))),
    ]);
    let fixture = Fixture::new();
    fs::write(fixture.home.path().join("big"), "x".repeat(101)).unwrap();
    for source in [
        MediaSource::Data("eHh4".repeat(34)),
        MediaSource::Path("big".into()),
        server.url("/declared"),
        server.url("/chunked"),
    ] {
        let problem = fixture.problem(&source);
        assert!(
            matches!(problem, MediaError::TooLarge { limit: 100 }),
            "{source:?}: {problem}"
        );
    }
    assert_eq!(fixture.fetch(&server.url("/just")).unwrap().length(), 100);
}

#[test]
fn downloads_follow_redirects() {
    let server = Server::start(&[
        ("/file", &reply("content")),
        (
            "/moved",
            "HTTP/1.1 302 Found\r\nLocation: /file\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            "/round",
            "HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            "/out",
            "HTTP/1.1 302 Found\r\nLocation: file:///etc/hosts\r\nContent-Length: 0\r\n\r\n",
        ),
    ]);
    let fixture = Fixture::new();
    for path in ["/file", "/moved"] {
        assert_eq!(
            fixture.content(fixture.fetch(&server.url(path)).unwrap()),
            "content"
        );
    }
    let problem = fixture.problem(&server.url("/round"));
    assert!(matches!(problem, MediaError::Download { .. }), "{problem}");
    // Wherever such a redirect leads, it is not to a file of this machine.
    fixture.problem(&server.url("/out"));
}

#[test]
fn other_statuses_are_told_in_ankiconnects_words() {
    let server = Server::start(&[
        (
            "/gone",
            "HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone",
        ),
        ("/none", "HTTP/1.1 204 No Content\r\n\r\n"),
    ]);
    let fixture = Fixture::new();
    for (path, code) in [("/missing.gif", 404), ("/gone", 410), ("/none", 204)] {
        let problem = fixture.problem(&server.url(path)).to_string();
        let expected = format!(
            "{}{path} download failed with return code {code}",
            server.address
        );
        assert_eq!(problem, expected);
    }
}

#[test]
fn silent_and_broken_servers_are_given_up() {
    let server = Server::start(&[
        ("/silent", "..."),
        (
            "/stalled",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf...",
        ),
        (
            "/short",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf",
        ),
        ("/nonsense", "what do you mean\r\n\r\n"),
    ]);
    let fixture = Fixture::waiting(Duration::from_millis(300));
    for path in ["/silent", "/stalled"] {
        let problem = fixture.problem(&server.url(path));
        assert!(
            matches!(problem, MediaError::TimedOut { .. }),
            "{path}: {problem}"
        );
    }
    let fixture = Fixture::new();
    for path in ["/short", "/nonsense"] {
        let problem = fixture.problem(&server.url(path));
        assert!(
            matches!(problem, MediaError::Download { .. }),
            "{path}: {problem}"
        );
    }
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let problem = fixture.problem(&MediaSource::Url(format!("http://{nobody}/x.gif")));
    assert!(matches!(problem, MediaError::Download { .. }), "{problem}");
}

#[test]
fn addresses_are_percent_encoded_on_the_way() {
    let fixture = Fixture::new();
    for (path, expected) in [
        ("/a b.mp3", "/a%20b.mp3"),
        ("/a%20b.mp3", "/a%20b.mp3"),
        ("/100%.mp3", "/100%25.mp3"),
        ("/日.mp3?q=é", "/%E6%97%A5.mp3?q=%C3%A9"),
        ("/{x}|\"<y>\\^`", "/%7Bx%7D%7C%22%3Cy%3E%5C%5E%60"),
        ("/a+b&c=d;e,f(g)!*'~[h]@:$", "/a+b&c=d;e,f(g)!*'~[h]@:$"),
        ("/x#fragment", "/x"),
        ("  ", "/"),
        ("?q", "/?q"),
    ] {
        let server = Server::start(&[(expected, &reply("x"))]);
        fixture.fetch(&server.url(path)).unwrap();
        assert_eq!(*server.asked.paths.lock().unwrap(), [expected]);
    }
}

#[test]
fn addresses_that_cannot_be_downloaded_are_refused() {
    let fixture = Fixture::new();
    for url in [
        "not a url",
        "example.com/x.gif",
        "file:///etc/hosts",
        "ftp://127.0.0.1/x",
        "http://",
        "http:///x",
        "http://a b/x",
        "http://例え.jp/x",
    ] {
        let problem = fixture.problem(&MediaSource::Url(url.to_owned()));
        assert!(
            matches!(problem, MediaError::Address { .. }),
            "{url:?}: {problem}"
        );
    }
}

#[test]
fn several_sources_are_fetched_at_once_and_come_in_order() {
    let paths: Vec<String> = (1..=6)
        .map(|number| format!("/together/{number}"))
        .collect();
    let replies: Vec<String> = paths.iter().map(|path| reply(path)).collect();
    let known: Vec<(&str, &str)> = paths
        .iter()
        .zip(&replies)
        .take(5)
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let server = Server::start(&known);
    let fixture = Fixture::new();
    let fetcher = Fetcher::new(MediaLimits::default(), fixture.home.path());
    let sources: Vec<_> = paths.iter().map(|path| server.url(path)).collect();
    let mut results = fetcher.fetch_all(&sources, &fixture.staging);
    let last = results.pop().unwrap().unwrap_err();
    assert!(
        matches!(last, MediaError::Status { code: 404, .. }),
        "{last}"
    );
    let contents: Vec<_> = results
        .into_iter()
        .map(|file| fixture.content(file.unwrap()))
        .collect();
    assert_eq!(contents, paths[..5]);
    assert!(fetcher.fetch_all(&[], &fixture.staging).is_empty());
}
