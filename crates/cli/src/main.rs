//! `kenar`: validate, migrate and send payloads of the Kenar Divar open platform.

mod atomic_file;
mod closed_pipe;
mod command;
mod counted;
mod csv_rows;
mod draft;
mod exit;
mod find;
mod fix;
#[allow(missing_docs, clippy::all, reason = "generated code is changed in the document, not here")]
mod generated;
mod input;
mod json_pointer;
mod kind;
mod lint;
mod mask;
mod members;
mod migrate;
mod packed;
mod profile;
mod push;
mod report;
mod unified_diff;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run(command::Arguments::of_process())
}
