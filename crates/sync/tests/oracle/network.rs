//! What lies between client and server: TLS with a certificate of one's own, proxies, redirects, and silence.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use ankid_sync::{
    Cancellation, Client, Endpoint, HostKey, HttpOptions, HttpTransport, ProxyAddress, SyncError,
    TransportError, Watch,
};
use ankid_testkit::{ConnectProxy, SyncServer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use crate::Outcome;
use crate::clients::Pair;

const NAME: &str = "anki.test";

/// A server with TLS in front of another, with a certificate for `localhost` and [`NAME`].
struct TlsFront {
    port: u16,
    /// The certificate of who signed it.
    authority: PathBuf,
    _folder: TempDir,
}

impl TlsFront {
    fn start(behind: u16) -> Result<Self, Box<dyn std::error::Error>> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let names = vec!["localhost".to_owned(), NAME.to_owned()];
        let certificate = CertificateParams::new(names)?.signed_by(&key, &authority)?;
        let folder = TempDir::new()?;
        let path = folder.path().join("authority.pem");
        fs::write(&path, authority.pem())?;

        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        let config = Arc::new(config);
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        thread::spawn(move || {
            for client in listener.incoming() {
                let config = Arc::clone(&config);
                thread::spawn(move || {
                    if let Err(problem) = client.and_then(|client| serve(client, config, behind)) {
                        eprintln!("a connection broke off: {problem}");
                    }
                });
            }
        });
        Ok(Self {
            port,
            authority: path,
            _folder: folder,
        })
    }
}

/// Carries bytes both ways, whichever side has some.
fn serve(client: TcpStream, config: Arc<ServerConfig>, behind: u16) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", behind))?;
    let wait = Some(Duration::from_millis(1));
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut client = StreamOwned::new(connection, client);
    while client.conn.is_handshaking() {
        client.conn.complete_io(&mut client.sock)?;
    }
    client.sock.set_read_timeout(wait)?;
    server.set_read_timeout(wait)?;
    while carry(&mut client, &mut server)? && carry(&mut server, &mut client)? {}
    Ok(())
}

/// Whether the connection goes on.
fn carry(from: &mut impl Read, to: &mut impl Write) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    match from.read(&mut buffer) {
        Ok(0) => Ok(false),
        Ok(length) => {
            to.write_all(&buffer[..length])?;
            to.flush().map(|()| true)
        }
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
            ) =>
        {
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

fn log_in(options: &HttpOptions, endpoint: &str) -> Result<(HostKey, Endpoint), SyncError> {
    let transport = HttpTransport::new(options)?;
    let endpoint = Endpoint::parse(endpoint)?;
    ankid_sync::log_in(
        &transport,
        endpoint,
        SyncServer::USERNAME,
        SyncServer::PASSWORD,
    )
}

#[test]
fn a_certificate_of_ones_own_is_trusted_once_its_authority_is_named() -> Outcome {
    let pair = Pair::new()?;
    let front = TlsFront::start(pair.server.port())?;
    let endpoint = format!("https://localhost:{}/", front.port);
    let stranger = log_in(&HttpOptions::default(), &endpoint);
    assert!(
        matches!(stranger, Err(SyncError::Transport(TransportError::Unreachable(ref why)))
            if why.contains("certificate")),
        "{stranger:?}"
    );
    let options = HttpOptions {
        certificates: Some(front.authority.clone()),
        ..HttpOptions::default()
    };
    let (key, endpoint) = log_in(&options, &endpoint)?;
    let transport = HttpTransport::new(&options)?;
    let mut client = Client::new(&transport, endpoint, key, Cancellation::default());
    crate::basics::add(&pair, "over TLS")?;
    let (engine, report) = (pair.engine(), |_| {});
    let mut watch = Watch::new(&report);
    ankid_sync::upload(engine, &mut client, Default::default(), &mut watch)?;
    let other_name = log_in(&options, &format!("https://127.0.0.1:{}/", front.port));
    assert!(other_name.is_err(), "{other_name:?}");
    Ok(())
}

#[test]
fn files_that_hold_no_certificate_are_named() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("own.pem");
    let options = HttpOptions {
        certificates: Some(path.clone()),
        ..HttpOptions::default()
    };
    assert!(HttpTransport::new(&options).is_err());
    fs::write(&path, "no certificate")?;
    let problem = HttpTransport::new(&options).err().ok_or("taken")?;
    assert!(problem.to_string().contains("own.pem"), "{problem}");
    Ok(())
}

#[test]
fn a_proxy_finds_servers_that_only_it_knows() -> Outcome {
    let pair = Pair::new()?;
    let front = TlsFront::start(pair.server.port())?;
    let proxy = ConnectProxy::start()?;
    let options = HttpOptions {
        certificates: Some(front.authority.clone()),
        proxy: Some(ProxyAddress::parse(&proxy.address())?),
        ..HttpOptions::default()
    };
    log_in(&options, &format!("https://{NAME}:{}/", front.port))?;
    assert_eq!(proxy.hosts(), [NAME]);
    log_in(
        &options,
        &format!("http://plain.test:{}/", pair.server.port()),
    )?;
    assert_eq!(proxy.hosts(), [NAME, "plain.test"]);
    Ok(())
}

#[test]
fn a_redirect_leads_to_the_server_that_is_used_from_then_on() -> Outcome {
    let pair = Pair::new()?;
    let real = pair.server.endpoint();
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let first = format!("http://{}/", listener.local_addr()?);
    let target = real.clone();
    let sign = thread::spawn(move || -> io::Result<()> {
        let (mut client, _) = listener.accept()?;
        let read = client.read(&mut [0; 4096])?;
        assert!(read > 0);
        let reply = format!(
            "HTTP/1.1 308 Permanent Redirect\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        client.write_all(reply.as_bytes())
    });
    let (_key, endpoint) = log_in(&HttpOptions::default(), &first)?;
    assert_eq!(endpoint.as_str(), real);
    sign.join().map_err(|_| "the sign fell down")??;
    Ok(())
}

#[test]
fn a_sync_with_a_server_that_is_silent_ends_by_itself_or_when_it_is_stopped() -> Outcome {
    let pair = Pair::new()?;
    let listeners = [
        TcpListener::bind(("127.0.0.1", 0))?,
        TcpListener::bind(("127.0.0.1", 0))?,
    ];
    let endpoint = format!("http://{}/", listeners[0].local_addr()?);
    let options = HttpOptions {
        timeout: Duration::from_secs(1),
        ..HttpOptions::default()
    };
    let silent = log_in(&options, &endpoint);
    assert!(
        matches!(silent, Err(SyncError::Transport(TransportError::Silent(_)))),
        "{silent:?}"
    );

    let transport = HttpTransport::new(&HttpOptions::default())?;
    let cancellation = Cancellation::default();
    let key = HostKey::new("key").ok_or("no key")?;
    let endpoint = Endpoint::parse(&format!("http://{}/", listeners[1].local_addr()?))?;
    let start = Instant::now();
    let stopped = thread::scope(|scope| {
        let sync = scope.spawn(|| {
            let mut client = Client::new(&transport, endpoint, key, cancellation.clone());
            ankid_sync::sync(pair.engine(), &mut client, &mut Watch::new(&|_| {}))
        });
        // The request is there, and gets no answer.
        let waiting = listeners[1]
            .accept()
            .and_then(|(mut client, _)| client.read(&mut [0]));
        cancellation.cancel();
        transport.hang_up();
        (sync.join(), waiting)
    });
    assert!(
        matches!(stopped, (Ok(Err(SyncError::Cancelled)), Ok(1))),
        "{stopped:?}"
    );
    assert!(start.elapsed() < Duration::from_secs(30));
    Ok(())
}
