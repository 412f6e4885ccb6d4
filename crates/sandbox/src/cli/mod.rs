//! The `kenar-sandbox` command, for a program that has it as a sub-command of its own.

mod announce;
mod arguments;
mod stop;

use std::io::{self, Write};
use std::process::ExitCode;

use tracing_subscriber::filter::LevelFilter;

use crate::{Config, ConfigFileError, Sandbox, StartError};

pub use arguments::{Arguments, LogLevel, examples};

use stop::Stop;

/// Runs a sandbox until a signal, or the end of stdin where that was asked for, says to stop.
///
/// Nothing is written to stdout but the announcement that it is ready. An error is one message on stderr.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    let outcome = if arguments.print_config {
        write_out(Config::sample_file()).map_err(Failure::from)
    } else {
        start_and_serve(arguments)
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Without stderr there is nobody to tell.
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn start_and_serve(arguments: Arguments) -> Result<(), Failure> {
    // Only the first subscriber of a process counts; a program around this one may have set its own.
    let _ = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_target(false)
        .with_max_level(LevelFilter::from(arguments.log))
        .try_init();
    let (json, with_stdin) = (arguments.json, arguments.stop_with_stdin);
    let config = arguments.into_config()?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async move {
        // Listened for before anyone is told that the sandbox is ready.
        let mut stop = Stop::new(with_stdin)?;
        let sandbox = Sandbox::start(config).await?;
        let announced = write_out(&if json { announce::json(&sandbox) } else { announce::text(&sandbox) });
        if announced.is_ok() {
            stop.wait().await;
        }
        sandbox.shutdown().await;
        Ok(announced?)
    })
}

fn write_out(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Why the command ends with a failure.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    File(#[from] ConfigFileError),
    #[error("{0}\nChoose another port with --port, or let --port 0 find a free one.")]
    Taken(StartError),
    #[error(transparent)]
    Start(StartError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match &error {
            StartError::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => Self::Taken(error),
            _ => Self::Start(error),
        }
    }
}
