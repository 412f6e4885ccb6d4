//! The main job in one run: every call of the published documents, through the generated client, over real HTTP, against
//! a sandbox; then what is refused, and what was stored. Exit code 0 means that all of it held.

/// Prints a line. Unlike `println!` it does not panic when nobody reads on, as in `cargo xtask demo | head`.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod calls;
mod refusals;
mod stored;
mod transcript;

use std::process::ExitCode;

use anyhow::Context;
use kenar_client::Client;
use kenar_sandbox::{Clock, Config, Sandbox};
use kenar_schemas::Phone;

use transcript::Transcript;

/// The user of the published documents.
const USER: &str = "09991234567";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(calls) => {
            say!("\n{calls} calls, and all of it held.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            say!("\nproblem: {error:#}");
            ExitCode::from(100)
        }
    }
}

async fn run() -> anyhow::Result<usize> {
    let user: Phone = USER.parse()?;
    // A seed and a clock that stands still: every run prints the same, but for the port.
    let clock = Clock::fixed("2026-01-01T00:00:00Z".parse()?);
    let config = Config::default().with_seed(1).with_clock(clock).with_auto_approve(user.clone());
    let sandbox = Sandbox::start(config).await?;
    let app = sandbox.default_app();
    let client = Client::builder().api_key(app.api_key.clone()).sandbox(sandbox.url()).build()?;
    say!("── the sandbox ──\nlistening on {}, standing for all four hosts", sandbox.url());

    let mut transcript = Transcript::new()?;
    calls::run(&mut transcript, &sandbox, &client, &user).await.context("a call of the published documents")?;
    refusals::run(&mut transcript, &sandbox, &client, &user).await.context("a refusal")?;
    sandbox.shutdown().await;
    Ok(transcript.count())
}
