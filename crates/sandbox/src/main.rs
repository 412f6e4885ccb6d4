//! `kenar-sandbox`: a sandbox on this machine until it is stopped.

use std::process::ExitCode;

use clap::Parser;
use kenar_sandbox::cli::{Arguments, run};

/// The behaviour of the Kenar Divar open platform on this machine.
#[derive(Parser)]
#[command(name = "kenar-sandbox", version)]
struct Command {
    #[command(flatten)]
    arguments: Arguments,
}

fn main() -> ExitCode {
    run(Command::parse().arguments)
}
