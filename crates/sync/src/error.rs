//! What can go wrong between two collections.

use std::io;

use ankid_collection::CollectionError;
use ankid_collection::media::MediaError;
use ankid_package::PackageError;
use ankid_schema11::Schema11Error;

use crate::transport::TransportError;

/// Why a sync failed. Both sides are as they were, or the next sync makes them equal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// There is no login. AnkiConnect's sentence.
    #[error("sync: auth not configured")]
    NotLoggedIn,
    /// The server knows no such user or password.
    #[error("the sync server does not accept this user name and password")]
    WrongPassword,
    /// The server does not know the login, or knows it no longer.
    #[error("the sync server does not accept the login any more: log in again")]
    LoginRefused,
    /// The address is none of a server.
    #[error("`{address}` cannot be the address of a sync server: {reason}")]
    Endpoint {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The address is none of a proxy.
    #[error("this cannot be the address of a proxy: {0}")]
    ProxyAddress(String),
    /// The server could not be reached, or broke off.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A proxy wants a login.
    #[error("the proxy wants a login (407)")]
    ProxyLogin,
    /// Another client of the same account syncs, or took over.
    #[error("another device syncs with this account: wait a few minutes and try again (409)")]
    Conflict,
    /// The server speaks a newer protocol only.
    #[error(
        "the sync server does not speak this version of the protocol any more: update ankid (501)"
    )]
    TooOld,
    /// The server cannot answer now.
    #[error("the sync server has a problem, try again later ({status})")]
    ServerBusy {
        /// The status code.
        status: u16,
    },
    /// The server did not understand, or refuses what was sent.
    #[error("the sync server refused `{method}` ({status}): {text}")]
    Refused {
        /// The method.
        method: &'static str,
        /// The status code.
        status: u16,
        /// What the server said.
        text: String,
    },
    /// The server redirects again and again.
    #[error("the sync server redirects too often")]
    TooManyRedirects,
    /// The server wants people to read something instead of syncing.
    #[error("the sync server says: {0}")]
    ServerMessage(String),
    /// The clocks differ by more than five minutes.
    #[error(
        "the clock of this computer and that of the sync server differ by {seconds} seconds: set it right"
    )]
    ClockOff {
        /// The difference.
        seconds: u64,
    },
    /// The two sides count differently after a sync.
    #[error(
        "the sync server and this collection do not agree on what they have: check the database, then run a full sync"
    )]
    CountsDiffer,
    /// The two sides have other media files after a sync; the next one compares them all.
    #[error("the sync server and this folder do not agree on the media files: sync again")]
    MediaDiffer,
    /// The server said something about media that it had no answer for.
    #[error("the sync server cannot sync media: {0}")]
    MediaRefused(String),
    /// An upload would replace cards by nothing.
    #[error("this collection has no cards and the server's has: nothing was uploaded")]
    EmptyUpload,
    /// A download would replace cards by nothing.
    #[error("the server's collection has no cards and this one has: nothing was downloaded")]
    EmptyDownload,
    /// A reply is not what the protocol says.
    #[error("the sync server's reply to `{method}` cannot be read: {reason}")]
    Malformed {
        /// The method.
        method: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A reply is longer than any should be.
    #[error("the sync server's reply to `{method}` is longer than {limit} bytes")]
    TooLong {
        /// The method.
        method: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Somebody stopped the sync.
    #[error("the sync was stopped")]
    Cancelled,
    /// The collection refused.
    #[error(transparent)]
    Collection(#[from] CollectionError),
    /// No backup could be made before a full sync.
    #[error("no backup could be made: {0}")]
    Backup(#[from] PackageError),
    /// A thing cannot be written in the form that travels.
    #[error(transparent)]
    Schema11(#[from] Schema11Error),
    /// A setting of the collection is no JSON.
    #[error("the setting `{key}` of the collection is no JSON: check the database")]
    Setting {
        /// Its key.
        key: String,
    },
    /// A temporary file could not be used.
    #[error("cannot use a temporary file: {0}")]
    File(#[from] io::Error),
}

impl From<MediaError> for SyncError {
    fn from(error: MediaError) -> Self {
        Self::Collection(error.into())
    }
}

impl SyncError {
    /// Whether the same may succeed later without anybody doing anything.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Transport(_)
                | Self::Conflict
                | Self::ServerBusy { .. }
                | Self::Malformed { .. }
                | Self::MediaDiffer
                | Self::ServerMessage(_)
                | Self::ClockOff { .. }
                | Self::File(_)
        )
    }
}
