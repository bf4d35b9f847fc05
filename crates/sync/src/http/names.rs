//! Where servers are, remembered for a while: ureq looks for each request anew, with a thread for each look.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

const REMEMBERED: Duration = Duration::from_secs(60);

type Server = (Option<Scheme>, Option<Authority>);

/// The system's names, and those that were asked for lately.
#[derive(Debug, Default)]
pub(super) struct Names {
    system: DefaultResolver,
    known: Mutex<HashMap<Server, (Instant, Vec<SocketAddr>)>>,
}

impl Names {
    fn known(&self) -> MutexGuard<'_, HashMap<Server, (Instant, Vec<SocketAddr>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remembered(&self, server: &Server) -> Option<ResolvedSocketAddrs> {
        let known = self.known();
        let (since, places) = known.get(server)?;
        if since.elapsed() > REMEMBERED {
            return None;
        }
        let mut found = self.empty();
        places.iter().for_each(|place| found.push(*place));
        Some(found)
    }
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let server = (uri.scheme().cloned(), uri.authority().cloned());
        if let Some(found) = self.remembered(&server) {
            return Ok(found);
        }
        let found = self.system.resolve(uri, config, timeout)?;
        let places = found.iter().copied().collect();
        self.known().insert(server, (Instant::now(), places));
        Ok(found)
    }
}
