//! The sub-commands, one a file.

mod alone;
mod auth;
pub(crate) mod call;
mod completions;
mod docs;
mod doctor;
mod fix;
mod help;
mod mask;
mod migrate;
mod preview;
mod push;
mod schema;
mod validate;

use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

use crate::exit::Exit;

/// Validate, migrate and send payloads of the Kenar Divar open platform.
///
/// For teams that build on Divar: it says what is wrong with a payload and where before the platform does, brings
/// payloads of v1 to v2, and makes calls, one or a hundred thousand. A sandbox stands in for the platform meanwhile.
#[derive(Debug, Parser)]
#[command(name = "kenar", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::Arguments),
    Fix(fix::Arguments),
    Migrate(migrate::Arguments),
    Mask(mask::Arguments),
    Schema(schema::Arguments),
    Call(call::Arguments),
    Auth(auth::Arguments),
    Push(push::Arguments),
    /// Run a sandbox on this machine: the platform's behaviour without the platform.
    Sandbox(kenar_sandbox::cli::Arguments),
    Preview(preview::Arguments),
    Completions(completions::Arguments),
    Docs(docs::Arguments),
    Doctor(doctor::Arguments),
}

impl Arguments {
    /// What the process was called with. Where that is wrong, or only asks for help, the process ends here.
    pub(crate) fn of_process() -> Self {
        let first = std::env::args_os().nth(1);
        let command = first.and_then(|first| alone::command(&first)).unwrap_or_else(help::command);
        let matches = command.get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// A sandbox that did not start could not do what it was asked to.
fn sandbox(arguments: kenar_sandbox::cli::Arguments) -> Exit {
    if kenar_sandbox::cli::run(arguments) == ExitCode::SUCCESS { Exit::Fine } else { Exit::Failed }
}

/// Runs a command. What went wrong is one message on stderr, with its causes.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let outcome = match arguments.command {
        Command::Validate(arguments) => validate::run(arguments),
        Command::Fix(arguments) => fix::run(arguments),
        Command::Migrate(arguments) => migrate::run(arguments),
        Command::Mask(arguments) => mask::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Call(arguments) => call::run(arguments),
        Command::Auth(arguments) => auth::run(arguments),
        Command::Push(arguments) => push::run(arguments),
        Command::Sandbox(arguments) => Ok(sandbox(arguments)),
        Command::Preview(arguments) => preview::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Docs(arguments) => docs::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments),
    };
    let exit = outcome.unwrap_or_else(|error| {
        // Without stderr there is nobody to tell.
        let _ = std::io::Write::write_fmt(
            &mut anstream::stderr(),
            format_args!("error: {}\n", crate::report::harmless(&format!("{error:#}"))),
        );
        Exit::Failed
    });
    exit.into()
}
