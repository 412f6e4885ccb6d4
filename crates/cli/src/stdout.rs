//! What a command writes as its result.

use std::io::{self, ErrorKind, Write};

use anyhow::Context;

/// Writes to stdout. A reader that has gone had what it wanted: that is no error.
pub(crate) fn write(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let written = out.write_all(text.as_ref()).and_then(|()| out.flush());
    unless_closed(written).context("stdout cannot be written")
}

fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
