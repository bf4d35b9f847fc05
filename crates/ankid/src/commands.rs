//! The commands beside `serve`.

mod origins;
mod profile;

pub(crate) use origins::run as origins;
pub(crate) use profile::run as profile;
