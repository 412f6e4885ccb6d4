//! `kenar`: validate, migrate and send payloads of the Kenar Divar open platform.

mod atomic_file;
mod closed_pipe;
mod command;
mod draft;
mod exit;
mod fix;
mod input;
mod json_pointer;
mod kind;
mod lint;
mod mask;
mod members;
mod migrate;
mod report;
mod unified_diff;
mod profile;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    command::run(command::Arguments::parse())
}
