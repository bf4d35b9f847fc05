//! Placeholder of the crate; its rooms are being built.

pub mod media;
