use clap::Subcommand;

use super::{remark, say};
use crate::exit::Exit;
use crate::profile::secrets::{Kind, read};
use crate::profile::{Options, SecretName};

/// Keep or remove the secrets of an app: its API key and its OAuth secret
///
/// A secret is read from stdin, or from a prompt that does not show it. It is never an argument, since every user of a machine can
/// read those. It goes to the keyring of the system where there is one, else to a file that only you can read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kenar auth key set
      Ask for the API key at a prompt.
  kenar auth key set --profile sandbox --store file < key.txt
      Keep the key of a profile in a file, as on a server without a keyring.
  kenar auth key remove client-secret
      Forget the OAuth secret.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Keep a secret; read from stdin or a prompt
    #[command(
        after_help = "Examples:\n  kenar auth key set\n  kenar auth key set client-secret --store file < secret.txt"
    )]
    Set {
        /// Which one
        #[arg(value_enum, default_value = "api-key")]
        secret: SecretName,
        /// Where to keep it [default: the keyring if there is one, else a file]
        #[arg(long, value_enum, value_name = "STORE")]
        store: Option<Kind>,
        #[command(flatten)]
        profile: Options,
    },
    /// Forget a secret, wherever it is kept
    #[command(after_help = "Example:\n  kenar auth key remove client-secret --profile sandbox")]
    Remove {
        /// Which one
        #[arg(value_enum, default_value = "api-key")]
        secret: SecretName,
        #[command(flatten)]
        profile: Options,
    },
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    match arguments.command {
        Command::Set { secret: name, store, profile } => {
            let profile = profile.open()?;
            let secret = read(name.title())?;
            let source = profile.vault().keep(name, &secret, store)?;
            say(&format!("profile {}: the {} is in {source}", profile.name, name.title()))?;
            if std::env::var_os(name.variable()).is_some_and(|value| !value.is_empty()) {
                remark(&format!("note: {} is set and wins over it", name.variable()));
            }
        }
        Command::Remove { secret: name, profile } => {
            let profile = profile.open()?;
            let removed = profile.vault().remove(name)?;
            if removed.is_empty() {
                say(&format!("profile {}: no {} was kept", profile.name, name.title()))?;
            }
            for source in removed {
                say(&format!("profile {}: the {} is removed from {source}", profile.name, name.title()))?;
            }
        }
    }
    Ok(Exit::Fine)
}
