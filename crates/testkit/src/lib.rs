//! What tests share: the official engine in a process of its own, and a running ankid.
//!
//! Tests that need the official engine stand in a test target `oracle` with
//! `required-features = ["oracle"]`; `cargo xtask test` installs the engine and enables the feature.

mod client;
mod connect_proxy;
mod cut_line;
mod differences;
mod error;
mod oracle;
mod rows;
mod server;
mod sync_server;

pub use client::Client;
pub use connect_proxy::ConnectProxy;
pub use cut_line::{Cut, CutLine, Way};
pub use differences::differences;
pub use error::TestkitError;
pub use oracle::Oracle;
pub use rows::rows;
pub use server::{ServerSetup, TestServer};
pub use sync_server::SyncServer;
