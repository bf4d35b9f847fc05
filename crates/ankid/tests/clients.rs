//! Real clients drive a running ankid: yanki-connect from npm, and the crate ankit.

use std::error::Error;
use std::process::Command;

use ankid_testkit::{ServerSetup, TestkitError};

const YANKI_CONNECT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/clients/yanki-connect/drive.mjs"
);
const ANKIT_CLIENT: &str = "ANKID_ANKIT_CLIENT";

#[test]
fn yanki_connect_drives_every_action_that_it_wraps() -> Result<(), Box<dyn Error>> {
    drive(Command::new("node").arg(YANKI_CONNECT))
}

#[test]
fn ankit_reads_every_reply_into_its_types() -> Result<(), Box<dyn Error>> {
    let program = std::env::var_os(ANKIT_CLIENT).ok_or(TestkitError::NotInstalled(ANKIT_CLIENT))?;
    drive(&mut Command::new(program))
}

/// Runs a client that takes the server's address as its argument and insists on its success.
fn drive(client: &mut Command) -> Result<(), Box<dyn Error>> {
    let server = ServerSetup::new(env!("CARGO_BIN_EXE_ankid")).start()?;
    let output = client.arg(server.client().url()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into())
}
