//! What is told to nobody: `kenar … | head` is neither an error nor a panic.

use std::io::{self, Write};

use anyhow::Context;

use crate::report::harmless;

/// The outcome of writing to stdout or stderr, where a closed pipe is the reader's decision.
pub(crate) fn fine(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("the output cannot be written"),
    }
}

/// The outcome of work whose output may be closed before its end.
pub(crate) fn allowed(outcome: anyhow::Result<()>) -> anyhow::Result<()> {
    let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    match outcome {
        Err(error) if error.chain().filter_map(|cause| cause.downcast_ref()).any(is_closed) => Ok(()),
        outcome => outcome,
    }
}

/// Writes the result of a command to stdout.
pub(crate) fn write(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    fine(out.write_all(text.as_ref()).and_then(|()| out.flush()))
}

/// One line for people, on stderr. Names of files and members are of others: nothing in them acts on the terminal.
pub(crate) fn tell(line: &str) -> anyhow::Result<()> {
    fine(writeln!(anstream::stderr(), "{}", harmless(line)))
}
