//! Writes to the standard output.

use std::io::{ErrorKind, Write as _};

use crate::error::{AnkidError, Result};

/// Prints `text`. Nobody reading any more, as after `| head`, is no error.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => Err(AnkidError::Output(problem)),
        _ => Ok(()),
    }
}
