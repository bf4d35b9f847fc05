//! Placeholder of the binary; its rooms are being built.

fn main() {}
