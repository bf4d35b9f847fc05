//! The stream of events: what every open page is told at once.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use ankid_api::Event;
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::policy;

/// Events that a page may lag behind before it has to read everything anew.
const KEPT: usize = 256;
/// Events on their way to one page.
const UNDER_WAY: usize = 16;
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon a page tries again after the stream broke off.
const RETRY: Duration = Duration::from_secs(1);

/// Tells events to all pages.
pub(crate) struct Hub {
    sender: broadcast::Sender<Message>,
}

#[derive(Clone)]
pub(super) enum Message {
    /// An event as JSON.
    Event(Arc<str>),
    /// The server stops.
    Last,
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(KEPT),
        }
    }

    /// Tells an event to whoever listens.
    pub(crate) fn announce(&self, event: &Event) {
        if self.sender.receiver_count() > 0 {
            self.send(Message::Event(event.to_json().into()));
        }
    }

    /// Ends all streams, and those that begin later.
    pub(crate) fn stop(&self) {
        self.send(Message::Last);
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Message> {
        self.sender.subscribe()
    }

    fn send(&self, message: Message) {
        // It fails where nobody listens.
        drop(self.sender.send(message));
    }
}

/// Streams `first`, and then what the hub tells.
pub(super) fn stream(told: broadcast::Receiver<Message>, first: Vec<Event>) -> Response {
    let (sender, events) = mpsc::channel(UNDER_WAY);
    tokio::spawn(forward(told, first, sender));
    let stream = Sse::new(ReceiverStream::new(events));
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    policy::private(stream.keep_alive(alive).into_response())
}

type Page = mpsc::Sender<Result<sse::Event, Infallible>>;

/// Sends until the page is gone or the server stops.
async fn forward(mut told: broadcast::Receiver<Message>, first: Vec<Event>, page: Page) {
    for (place, event) in first.iter().enumerate() {
        let message = sse::Event::default().data(event.to_json());
        let message = match place {
            0 => message.retry(RETRY),
            _ => message,
        };
        if page.send(Ok(message)).await.is_err() {
            return;
        }
    }
    loop {
        let received = tokio::select! {
            received = told.recv() => received,
            () = page.closed() => return,
        };
        let (json, is_last) = match received {
            Ok(Message::Event(json)) => (json, false),
            Ok(Message::Last) | Err(RecvError::Closed) => {
                (Event::Stopping {}.to_json().into(), true)
            }
            Err(RecvError::Lagged(_)) => (Event::Missed {}.to_json().into(), false),
        };
        let sent = page.send(Ok(sse::Event::default().data(json))).await;
        if sent.is_err() || is_last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages that a page gets that reads them only after `announced` events were told.
    fn read_late(announced: usize) -> usize {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let hub = Hub::new();
            let (sender, mut page) = mpsc::channel(UNDER_WAY);
            let forwarding = tokio::spawn(forward(hub.subscribe(), Vec::new(), sender));
            for _ in 0..announced {
                hub.announce(&Event::Stopping {});
            }
            hub.stop();
            let mut read = 0;
            while page.recv().await.is_some() {
                read += 1;
            }
            forwarding.await.unwrap();
            read
        })
    }

    #[test]
    fn a_page_that_lags_behind_hears_that_it_missed_something_and_then_the_newest() {
        // All events, and the last one.
        assert_eq!(read_late(KEPT - 1), KEPT);
        // One message for all that was lost, then what is kept.
        assert_eq!(read_late(3 * KEPT), KEPT + 1);
    }
}
