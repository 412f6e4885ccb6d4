use anyhow::bail;

use crate::exit::Exit;

/// Call an operation of the platform.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments {} = arguments;
    bail!("not there yet")
}
