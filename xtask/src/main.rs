//! `cargo xtask …`: generates and checks everything that is derived from the document and the types.

use std::process::ExitCode;

use clap::Parser;
use xtask::{Command, run};

/// Generates and checks everything that is derived from the document and the types.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    if let Some(code) = xtask::public_api::rustdoc(std::env::args_os().skip(1)) {
        return code;
    }
    run(Arguments::parse().command)
}
