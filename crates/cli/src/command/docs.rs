use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Command;

use super::help;
use crate::closed_pipe;
use crate::exit::Exit;

/// Write the help of every sub-command as one page, or as man pages.
///
/// Without --output the page goes to stdout, as Markdown. With it a folder gets the page, `kenar.md`, and a man page for
/// each sub-command.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder to write to; it is made when it is not there
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  kenar docs > kenar.md
  kenar docs --output man
      Read them with `man man/kenar-push.1`.";

/// How wide the page is, in characters.
const WIDTH: usize = 100;

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let mut command = help::command();
    // Makes the names of sub-commands complete: `kenar push semantics`.
    command.build();
    match arguments.output {
        None => closed_pipe::write(page(&command))?,
        Some(folder) => write_all(&command, &folder)?,
    }
    Ok(Exit::Fine)
}

fn write_all(command: &Command, folder: &Path) -> anyhow::Result<()> {
    let context = || format!("{} cannot be written to", folder.display());
    fs::create_dir_all(folder).with_context(context)?;
    fs::write(folder.join("kenar.md"), page(command)).with_context(context)?;
    for command in family(command) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        fs::write(folder.join(format!("{name}.1")), page).with_context(context)?;
    }
    Ok(())
}

/// A chapter for each command: what `--help` says. By hand and not with `clap-markdown`, which runs the lines of examples
/// together.
fn page(command: &Command) -> String {
    let mut text = String::new();
    for (index, mut command) in family(command).into_iter().enumerate() {
        let title = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
        let level = if index == 0 { "#" } else { "##" };
        // As wide on every terminal.
        command = command.term_width(WIDTH);
        let help = command.render_long_help().to_string();
        let lines = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "{}{level} {title}\n\n```text\n{}\n```\n",
            if index == 0 { "" } else { "\n" },
            lines.trim_end()
        );
    }
    text
}

/// A command and all below it, but for `help`, which says the same again.
fn family(command: &Command) -> Vec<Command> {
    let below = command.get_subcommands().filter(|command| command.get_name() != "help");
    let one = command.clone().disable_help_subcommand(true);
    std::iter::once(one).chain(below.flat_map(family)).collect()
}
