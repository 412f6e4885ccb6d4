//! `kenar-sandbox`: a sandbox on this machine until it is stopped.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use kenar_sandbox::{Config, ExposeSecret, Sandbox};
use kenar_schemas::Phone;

/// Runs the behaviour of the Kenar Divar open platform on this machine.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen on 127.0.0.1; 0 takes any free port.
    #[arg(long, default_value_t = 8743)]
    port: u16,
    /// Answers every consent page at once in the name of this user.
    #[arg(long, value_name = "PHONE")]
    auto_approve: Option<Phone>,
    /// Gives out the same identifiers at every start.
    #[arg(long)]
    seed: Option<u64>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(io::stderr).with_target(false).init();
    let arguments = Arguments::parse();
    let mut config = Config::default().with_port(arguments.port);
    config.auto_approve = arguments.auto_approve;
    config.seed = arguments.seed;
    let sandbox = match Sandbox::start(config).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            tracing::error!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = serve(&sandbox).await;
    sandbox.shutdown().await;
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs until a signal says to stop. Signals are listened for before anyone is told that the sandbox is ready.
async fn serve(sandbox: &Sandbox) -> io::Result<()> {
    let mut signals = Signals::new()?;
    announce(sandbox)?;
    signals.stop().await
}

/// Says where the sandbox is and how to call it. The secrets are of this run and of no use elsewhere.
fn announce(sandbox: &Sandbox) -> io::Result<()> {
    let app = sandbox.default_app();
    let mut out = io::stdout().lock();
    writeln!(out, "url            {}", sandbox.url())?;
    writeln!(out, "app            {}", app.slug)?;
    writeln!(out, "api_key        {}", app.api_key.expose_secret())?;
    writeln!(out, "client_secret  {}", app.client_secret.expose_secret())?;
    writeln!(out, "redirect_uri   {}", app.redirect_uri)?;
    out.flush()
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn stop(&mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.interrupt.recv() => Ok(()),
            _ = self.terminate.recv() => Ok(()),
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn stop(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
