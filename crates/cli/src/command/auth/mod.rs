//! `kenar auth`: the secrets of an app, and the consents of users.
//!
//! The browser is opened by `webbrowser`, which takes `$BROWSER` and needs no shell (`open` would do as well); the redirect is taken
//! by axum, which is here with the sandbox; prompts do not show what is typed thanks to `rpassword`.

mod key;
mod listener;
mod login;
mod logout;
mod profile;
mod status;
mod token;

pub(crate) use status::{consents, span};

use clap::Subcommand;

use crate::exit::Exit;

/// Keep the key of an app, ask users for consent, and keep their tokens
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{ENVIRONMENT}"))]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kenar auth profile add platform --app my-app --redirect-uri http://127.0.0.1:8754/callback
      Write a profile into the config file.
  kenar auth key set < key.txt
      Keep the API key of the profile, in the system keyring or a file that only you can read.
  kenar auth key set client-secret
      The same for the OAuth secret of the app, typed at a prompt.
  kenar auth login --scope USER_ID --scope POST_ADDON_CREATE.gZd7omnS
      Ask a user for consent in the browser and keep the tokens.
  kenar auth status
      What is kept, and for how long it is good.";

const ENVIRONMENT: &str = "\
Environment, which wins over the config file and over what is kept:
  KENAR_CONFIG           the config file [default: ~/.config/kenar/config.toml]
  KENAR_PROFILE          the profile to act with
  KENAR_API_KEY          the API key
  KENAR_ACCESS_TOKEN     the token of a user, which somebody else keeps fresh
  KENAR_CLIENT_ID, KENAR_CLIENT_SECRET, KENAR_REDIRECT_URI
                         the app, as the OAuth endpoints know it
  KENAR_SANDBOX_URL      one server in the place of all
  KENAR_OPEN_API_URL, KENAR_LEGACY_URL, KENAR_OAUTH_URL, KENAR_IMAGES_URL
                         one server each
  KENAR_TIMEOUT_SECONDS  how long one attempt of a call may take
What a profile keeps is sent to its own servers only: with another server from a flag or the
environment, the key and the token have to come from the environment too.";

#[derive(Debug, Subcommand)]
enum Command {
    Login(login::Arguments),
    Logout(logout::Arguments),
    Status(status::Arguments),
    Token(token::Arguments),
    Key(key::Arguments),
    Profile(profile::Arguments),
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    match arguments.command {
        Command::Login(arguments) => wait(login::run(arguments)),
        Command::Logout(arguments) => wait(logout::run(arguments)),
        Command::Status(arguments) => wait(status::run(arguments)),
        Command::Token(arguments) => wait(token::run(arguments)),
        Command::Key(arguments) => key::run(arguments),
        Command::Profile(arguments) => profile::run(arguments),
    }
}

fn wait(future: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
}

/// Writes a line to stdout. A reader that is gone is no error.
fn say(text: &str) -> anyhow::Result<()> {
    super::call::write(text)
}

/// Writes a line to stderr, for people.
fn remark(text: &str) {
    // Without stderr there is nobody to tell.
    let _ = std::io::Write::write_fmt(&mut anstream::stderr(), format_args!("{text}\n"));
}
