//! What the command is started with.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use kenar_schemas::{LinkUrl, Phone};
use tracing_subscriber::filter::LevelFilter;

use super::Failure;
use crate::Config;
use crate::config_file::clock;

/// Where the command listens when nothing else is said.
const PORT: u16 = 8743;

/// What the help shows, for a command of this name.
#[must_use]
pub fn examples(command: &str) -> String {
    EXAMPLES.replace("{command}", command)
}

const EXAMPLES: &str = "\
Examples:
  {command}
      A sandbox at http://127.0.0.1:8743 with one app, one user and three posts.
  {command} --json --port 0 --stop-with-stdin
      For a test in any language: one line of JSON on stdout when it is ready, nothing after it,
      and an end when the test ends.
  {command} --auto-approve 09991234567 --time 2025-05-01T09:00:00Z --frozen --seed 7
      No consent page, a clock that stands still, the same identifiers at every start.
  {command} --print-config > kenar-sandbox.toml && {command} --config kenar-sandbox.toml
      Everything that can be set, in a file with a comment on every key.
  {command} --per-minute 60 --event-url http://127.0.0.1:3000/events
      The default app with a limit and a webhook.

From outside it is controlled over HTTP: see GET /_sandbox/control.openapi.json.";

/// The arguments of the command. Flags win over the file of `--config`.
#[derive(Debug, Clone, Args)]
#[command(after_help = examples("kenar-sandbox"))]
#[non_exhaustive]
pub struct Arguments {
    /// Read this TOML file first; see --print-config
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print a complete commented configuration file and end
    #[arg(long)]
    pub print_config: bool,
    /// Where to listen; 0 takes any free port [default: 8743]
    #[arg(long)]
    pub port: Option<u16>,
    /// The address to listen on; whoever can connect can do everything [default: 127.0.0.1]
    #[arg(long, value_name = "IP")]
    pub address: Option<IpAddr>,
    /// A host name, besides localhost and IP addresses, under which the control API answers; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Keep everything in this SQLite file instead of memory
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Answer every consent page at once in the name of this user
    #[arg(long, value_name = "PHONE")]
    pub auto_approve: Option<Phone>,
    /// Drop unknown members of a request, as the platform's gateway does, instead of refusing them
    #[arg(long)]
    pub lenient: bool,
    /// Do not hold answers against the contract before they are sent
    #[arg(long)]
    pub no_strict_responses: bool,
    /// Give out the same identifiers at every start; secrets stay random
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Start at this moment instead of now, such as 2025-05-01T09:00:00Z
    #[arg(long, value_name = "RFC3339")]
    pub time: Option<Timestamp>,
    /// Let the clock stand still until it is moved
    #[arg(long)]
    pub frozen: bool,
    /// How many requests a minute the default app may send
    #[arg(long, value_name = "NUMBER")]
    pub per_minute: Option<NonZeroU32>,
    /// How many requests a day the default app may send
    #[arg(long, value_name = "NUMBER")]
    pub per_day: Option<NonZeroU32>,
    /// Where the default app is called for open_server_link
    #[arg(long, value_name = "URL")]
    pub session_url: Option<LinkUrl>,
    /// Where the default app is called for get_dynamic_action
    #[arg(long, value_name = "URL")]
    pub dynamic_action_url: Option<LinkUrl>,
    /// Where events for the default app are delivered
    #[arg(long, value_name = "URL")]
    pub event_url: Option<LinkUrl>,
    /// Announce on one line of JSON: url, api_key, client_id, client_secret, pid and more
    #[arg(long)]
    pub json: bool,
    /// Stop when stdin reaches its end, so that it never outlives the program that started it
    #[arg(long)]
    pub stop_with_stdin: bool,
    /// How much is logged on stderr
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = LogLevel::Warn)]
    pub log: LogLevel,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What should never happen.
    Error,
    /// What is probably a mistake.
    Warn,
    /// What happens seldom.
    Info,
    /// Every request.
    Debug,
    /// Everything.
    Trace,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Off => Self::OFF,
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

impl Arguments {
    /// The file, and what the flags say instead of it.
    pub(super) fn into_config(self) -> Result<Config, Failure> {
        let mut config = match &self.config {
            Some(file) => Config::from_file(file)?,
            None => Config::default().with_port(PORT),
        };
        let address = self.address.unwrap_or(config.address.ip());
        config.address = SocketAddr::from((address, self.port.unwrap_or(config.address.port())));
        config.hosts.extend(self.hosts);
        config.data = self.data.or(config.data);
        config.auto_approve = self.auto_approve.or(config.auto_approve);
        config.lenient |= self.lenient;
        config.strict_responses &= !self.no_strict_responses;
        config.seed = self.seed.or(config.seed);
        if self.time.is_some() || self.frozen {
            config.clock = clock(self.time, self.frozen);
        }
        if let Some(app) = config.apps.first_mut() {
            app.limits.per_minute = self.per_minute.or(app.limits.per_minute);
            app.limits.per_day = self.per_day.or(app.limits.per_day);
            let webhooks = &mut app.webhooks;
            webhooks.session_url = self.session_url.or(webhooks.session_url.take());
            webhooks.dynamic_action_url = self.dynamic_action_url.or(webhooks.dynamic_action_url.take());
            webhooks.event_url = self.event_url.or(webhooks.event_url.take());
        }
        Ok(config)
    }
}
