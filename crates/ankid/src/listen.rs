//! Binds the port, takes connections, and lets them end when the server is to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::error::{AnkidError, Result};
use crate::settings::Settings;

/// Beyond these, connections wait until one ends.
const MAX_CONNECTIONS: usize = 512;
/// How long a connection may stay without a complete request head.
const HEAD_PATIENCE: Duration = Duration::from_secs(120);
/// How long requests may go on after the server was asked to stop.
const DRAIN_PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait after the system had no connection to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Binds the address of the settings. Beyond this computer it wants a key, unless `insecure`.
pub(crate) async fn bind(settings: &Settings, insecure: bool) -> Result<TcpListener> {
    let address = (settings.bind_address.as_str(), settings.bind_port);
    let failed = |source| AnkidError::Bind {
        address: settings.bind_address.clone(),
        port: settings.bind_port,
        source,
    };
    let found = tokio::net::lookup_host(address).await.map_err(failed)?;
    let mut addresses: Vec<SocketAddr> = found.collect();
    // A name may stand for both kinds; clients expect the older one.
    addresses.sort_by_key(SocketAddr::is_ipv6);
    let open = addresses
        .iter()
        .any(|address| !address.ip().to_canonical().is_loopback());
    if open && settings.api_key.is_none() && !insecure {
        return Err(AnkidError::Insecure {
            address: settings.bind_address.clone(),
        });
    }
    TcpListener::bind(addresses.as_slice())
        .await
        .map_err(failed)
}

/// Serves until `stop` is done; then takes no more connections and lets the open ones finish.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let service = TowerToHyperService::new(router);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE);
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(problem) = connection.await {
                tracing::debug!(%problem, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_PATIENCE, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not finish in time");
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<tokio::sync::OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Err(problem) = stream.set_nodelay(true) {
                    tracing::debug!(%problem, "a connection answers with delay");
                }
                return (stream, place);
            }
            Err(problem) => {
                tracing::warn!(%problem, "no connection could be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
