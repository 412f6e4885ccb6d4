//! What a sandbox starts with.

mod app;
mod lifetimes;
mod posts;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use kenar_schemas::Phone;
use serde_json::Value;

use crate::state::TicketSpec;
use crate::{CallSettings, Clock, FaultRule};

pub use app::{ApiKeyConfig, AppConfig, Grant, Limits, Webhooks};
pub use lifetimes::Lifetimes;
pub use posts::{BusinessSpec, PostSpec};

/// What a sandbox starts with. The default has one app that may do everything, one user with the phone number
/// `09991234567`, and three posts of that user in the category `light`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where to listen. Port 0 takes any free one. By default 127.0.0.1, port 0: only this machine can connect.
    pub address: SocketAddr,
    /// The host names under which the control API answers, besides `localhost` and every IP address: the name of a
    /// container, for example. A web page of any other name that leads here is turned away.
    pub hosts: Vec<String>,
    /// The apps. At least one; the first is the default app.
    pub apps: Vec<AppConfig>,
    /// The people.
    pub users: Vec<Phone>,
    /// The posts, oldest first. Their owners become users.
    pub posts: Vec<PostSpec>,
    /// The businesses. Their owners become users.
    pub businesses: Vec<BusinessSpec>,
    /// The payment tickets. Whom they are for become users.
    pub tickets: Vec<TicketSpec>,
    /// Answers every consent page at once in the name of this user; `None` shows the page.
    pub auto_approve: Option<Phone>,
    /// Whether every answer is held against the contract before it is sent. On by default; without it a sandbox
    /// under load saves the time.
    pub strict_responses: bool,
    /// Makes the identifiers that the sandbox gives out the same at every start. Secrets stay random.
    pub seed: Option<u64>,
    /// What time it is.
    pub clock: Clock,
    /// How long codes, tokens and pictures are good for, and how late the expired is removed.
    pub lifetimes: Lifetimes,
    /// Whether a request is read as the platform's gateway reads it, and not as the document says: unknown members,
    /// `null` and zero values are dropped, and `x-access-token` is read by every operation. Off by default, because
    /// what is dropped in silence is usually a misspelling.
    pub lenient: bool,
    /// How long the head of a request may take to arrive, and its body as long again: ten seconds. A slower one is
    /// answered with 408.
    pub request_timeout: Duration,
    /// The file in which everything is kept (SQLite); `None` keeps it in memory. One sandbox a file.
    pub data: Option<PathBuf>,
    /// What goes wrong on purpose from the start.
    pub faults: Vec<FaultRule>,
    /// How apps are called.
    pub calls: CallSettings,
    /// How many requests, and how many calls to apps, the logs remember: 1,000 by default. The oldest go first.
    pub log_entries: usize,
    /// The OpenAPI document to serve instead of the one that the sandbox was built with, to try out a draft. It must
    /// be bundled and have exactly the operations that the sandbox knows.
    pub document: Option<Value>,
}

impl Default for Config {
    fn default() -> Self {
        let user: Phone = literal("09991234567");
        let post = |token: &str| PostSpec::new(user.clone(), literal(token), "light");
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            hosts: Vec::new(),
            apps: vec![sample_app()],
            posts: vec![post("AZbq72mk"), post("gXt5mF2k"), post("gZd7omnS")],
            users: vec![user],
            businesses: Vec::new(),
            tickets: Vec::new(),
            auto_approve: None,
            strict_responses: true,
            seed: None,
            clock: Clock::system(),
            lifetimes: Lifetimes::default(),
            lenient: false,
            request_timeout: Duration::from_secs(10),
            data: None,
            faults: Vec::new(),
            calls: CallSettings::default(),
            log_entries: 1_000,
            document: None,
        }
    }
}

impl Config {
    /// Listens on a port of this machine that only this machine can reach.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        self
    }

    /// Listens elsewhere. Whoever can connect can do everything that the apps can.
    #[must_use]
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets [`hosts`](Self::hosts).
    #[must_use]
    pub fn with_hosts<S: Into<String>>(mut self, hosts: impl IntoIterator<Item = S>) -> Self {
        self.hosts = hosts.into_iter().map(Into::into).collect();
        self
    }

    /// Replaces the default app.
    #[must_use]
    pub fn with_apps(mut self, apps: impl IntoIterator<Item = AppConfig>) -> Self {
        self.apps = apps.into_iter().collect();
        self
    }

    /// Replaces the default user.
    #[must_use]
    pub fn with_users(mut self, users: impl IntoIterator<Item = Phone>) -> Self {
        self.users = users.into_iter().collect();
        self
    }

    /// Replaces the default posts.
    #[must_use]
    pub fn with_posts(mut self, posts: impl IntoIterator<Item = PostSpec>) -> Self {
        self.posts = posts.into_iter().collect();
        self
    }

    /// Sets [`businesses`](Self::businesses).
    #[must_use]
    pub fn with_businesses(mut self, businesses: impl IntoIterator<Item = BusinessSpec>) -> Self {
        self.businesses = businesses.into_iter().collect();
        self
    }

    /// Sets [`tickets`](Self::tickets).
    #[must_use]
    pub fn with_tickets(mut self, tickets: impl IntoIterator<Item = TicketSpec>) -> Self {
        self.tickets = tickets.into_iter().collect();
        self
    }

    /// Sets [`auto_approve`](Self::auto_approve).
    #[must_use]
    pub fn with_auto_approve(mut self, user: Phone) -> Self {
        self.auto_approve = Some(user);
        self
    }

    /// Sets [`strict_responses`](Self::strict_responses).
    #[must_use]
    pub fn with_strict_responses(mut self, strict: bool) -> Self {
        self.strict_responses = strict;
        self
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets [`clock`](Self::clock).
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets [`lifetimes`](Self::lifetimes).
    #[must_use]
    pub fn with_lifetimes(mut self, lifetimes: Lifetimes) -> Self {
        self.lifetimes = lifetimes;
        self
    }

    /// Sets [`lenient`](Self::lenient).
    #[must_use]
    pub fn with_lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }

    /// Sets [`request_timeout`](Self::request_timeout).
    #[must_use]
    pub fn with_request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Sets [`data`](Self::data).
    #[must_use]
    pub fn with_data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// Sets [`faults`](Self::faults).
    #[must_use]
    pub fn with_faults(mut self, faults: impl IntoIterator<Item = FaultRule>) -> Self {
        self.faults = faults.into_iter().collect();
        self
    }

    /// Sets [`calls`](Self::calls).
    #[must_use]
    pub fn with_calls(mut self, calls: CallSettings) -> Self {
        self.calls = calls;
        self
    }

    /// Sets [`log_entries`](Self::log_entries).
    #[must_use]
    pub fn with_log_entries(mut self, entries: usize) -> Self {
        self.log_entries = entries;
        self
    }

    /// Sets [`document`](Self::document).
    #[must_use]
    pub fn with_document(mut self, document: Value) -> Self {
        self.document = Some(document);
        self
    }
}

/// The default app. It has an address on this machine, too, since nobody is at the first one: a program without a server, such
/// as a command, waits there for the answer of a consent page.
fn sample_app() -> AppConfig {
    let mut app = AppConfig::new("sample-app", literal("https://app.example.com/callback"));
    app.redirect_uris.push(literal("http://127.0.0.1:8754/callback"));
    app
}

#[allow(clippy::expect_used, reason = "only called with literals, and every test starts with the default")]
fn literal<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a valid literal")
}
