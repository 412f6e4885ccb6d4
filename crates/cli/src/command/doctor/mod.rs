//! `kenar doctor`: what stands between this machine and a call, each with a next step.

mod config;
mod finding;
mod network;
mod secrets;
mod terminal;
mod tokens;

use crate::exit::Exit;
use crate::profile::Options;

use finding::{Finding, Report};

/// Check whether calls can be made from here: config, key, servers, tokens
///
/// Each line is ok, warn or fail and says what to do next. No secret is shown. With servers it sends one request to each, without a
/// key; --offline sends nothing. Exit codes: 0 nothing fails, 1 something does.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Send nothing
    #[arg(long)]
    offline: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    profile: Options,
}

const EXAMPLES: &str = "\
Examples:
  kenar doctor
  kenar doctor --profile sandbox --offline
  kenar doctor --json | jq '.findings[] | select(.level != \"ok\")'";

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let mut report = Report::default();
    if let Some(profile) = config::check(&arguments.profile, &mut report) {
        secrets::check(&profile, &mut report);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            if arguments.offline {
                report.add(Finding::ok("servers", "not asked (--offline)"));
            } else {
                network::check(&profile, &mut report).await;
            }
            tokens::check(&profile, &mut report).await;
        });
    }
    terminal::check(&mut report);
    let text = if arguments.json { serde_json::to_string_pretty(&report)? } else { report.text() };
    super::call::write(&text)?;
    Ok(if report.fails() { Exit::Wrong } else { Exit::Fine })
}
