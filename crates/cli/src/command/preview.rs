use anyhow::bail;

use crate::exit::Exit;

/// See an add-on as Divar shows it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments {} = arguments;
    bail!("not there yet")
}
