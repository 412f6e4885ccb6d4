//! `kenar validate`.
//!
//! [`Run`] goes from file to file. Blocks of a long file are taken by several threads, each of which reads, looks for documents
//! and judges them with a [`Checker`]; [`Order`] puts what they have found in order and writes the report.

mod arguments;
mod checker;
mod order;
mod progress;
mod run;

pub(crate) use arguments::Arguments;

use crate::exit::Exit;
use crate::input;
use run::Run;

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let sources = input::expand(&arguments.files)?;
    let mut run = Run::new(&arguments);
    for source in &sources {
        if !run.file(source) {
            break;
        }
    }
    run.end()
}
