//! The commands beside `serve`.

mod backup;
mod check;
mod closed;
mod export;
mod files;
mod import;
mod origins;
mod profile;
mod progress;
mod restore;
mod sync;

pub(crate) use backup::run as backup;
pub(crate) use check::run as check;
pub(crate) use closed::Workplace;
pub(crate) use export::run as export;
pub(crate) use import::run as import;
pub(crate) use origins::run as origins;
pub(crate) use profile::run as profile;
pub(crate) use restore::run as restore;
pub(crate) use sync::{Place as SyncPlace, login, logout, sync};
