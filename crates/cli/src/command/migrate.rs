use anyhow::bail;

use crate::exit::Exit;

/// Turn payloads of version 1 into version 2.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments {} = arguments;
    bail!("not there yet")
}
