//! Starts the real program and looks at it from outside.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something unexpected happens"
)]

mod building;
mod commands;
mod files;
mod http;
mod page;
mod permission;
mod profiles;
mod start_and_stop;
mod support;
