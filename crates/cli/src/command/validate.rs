use anyhow::bail;

use crate::exit::Exit;

/// Check payloads: every violation, with its place and what to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments {} = arguments;
    bail!("not there yet")
}
