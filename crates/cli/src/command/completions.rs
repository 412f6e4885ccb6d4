use clap_complete::{Shell, generate};

use crate::closed_pipe;
use crate::exit::Exit;

/// Write completions for a shell.
///
/// A shell reads them from a file of its own; the examples name the usual place.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  kenar completions bash > ~/.local/share/bash-completion/completions/kenar
  kenar completions zsh > ~/.zfunc/_kenar
      With `fpath+=~/.zfunc` before `compinit` in ~/.zshrc.
  kenar completions fish > ~/.config/fish/completions/kenar.fish
  kenar completions powershell >> $PROFILE
  kenar completions elvish >> ~/.config/elvish/rc.elv";

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut super::help::command(), "kenar", &mut script);
    closed_pipe::write(script)?;
    Ok(Exit::Fine)
}
