use anyhow::bail;

use crate::exit::Exit;

/// Send many semantics or add-ons, and go on after a stop.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments {} = arguments;
    bail!("not there yet")
}
