use anyhow::bail;

use crate::exit::Exit;

/// Hide the sensitive values of semantic data as Divar does.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments {} = arguments;
    bail!("not there yet")
}
