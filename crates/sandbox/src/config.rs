//! What a sandbox starts with.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use kenar_schemas::{LinkUrl, Phone, PostToken};
use secrecy::SecretString;
use serde_json::Value;

use crate::{CallSettings, Clock, FaultRule, ServiceType, Spelling, WidgetKind};

/// What a sandbox starts with. The default has one app that may do everything, one user with the phone number
/// `09991234567`, and three posts of that user in the category `light`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where to listen. Port 0 takes any free one. By default 127.0.0.1, port 0: only this machine can connect.
    pub address: SocketAddr,
    /// The apps. At least one; the first is the default app.
    pub apps: Vec<AppConfig>,
    /// The people.
    pub users: Vec<Phone>,
    /// The posts, oldest first. Their owners become users.
    pub posts: Vec<PostSpec>,
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
            apps: vec![AppConfig::new("sample-app", literal("https://app.example.com/callback"))],
            posts: vec![post("AZbq72mk"), post("gXt5mF2k"), post("gZd7omnS")],
            users: vec![user],
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

/// How long things are good for. All of it follows the [`Clock`].
///
/// The platform publishes 30 days for refresh tokens, two minutes of grace and three months for user add-ons, which is
/// not here because it does not change. The rest is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lifetimes {
    /// Access tokens, in whole seconds: one hour. Published samples show one hour and one week.
    pub access_token: Duration,
    /// Refresh tokens: 30 days. Each refresh begins anew.
    pub refresh_token: Duration,
    /// Codes and open consent pages: ten minutes.
    pub code: Duration,
    /// The old tokens after a refresh: two minutes.
    pub grace: Duration,
    /// Uploaded pictures that no widget uses: one day.
    pub temporary_image: Duration,
    /// How long an expired user add-on stays on posts before it is removed: one minute.
    pub removal_lag: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const HOUR: u64 = 60 * 60;
        Self {
            access_token: Duration::from_secs(HOUR),
            refresh_token: Duration::from_secs(30 * 24 * HOUR),
            code: Duration::from_secs(10 * 60),
            grace: Duration::from_secs(2 * 60),
            temporary_image: Duration::from_secs(24 * HOUR),
            removal_lag: Duration::from_secs(60),
        }
    }
}

/// How often an app may call. The platform has both limits and publishes neither number, so there is none by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Limits {
    /// Requests in one minute of the clock.
    pub per_minute: Option<NonZeroU32>,
    /// Requests in one day of the clock, UTC.
    pub per_day: Option<NonZeroU32>,
}

impl Limits {
    /// At most so many requests a minute.
    #[must_use]
    pub fn per_minute(mut self, requests: NonZeroU32) -> Self {
        self.per_minute = Some(requests);
        self
    }

    /// At most so many requests a day.
    #[must_use]
    pub fn per_day(mut self, requests: NonZeroU32) -> Self {
        self.per_day = Some(requests);
        self
    }
}

/// Where Divar calls an app, and how the app knows that it is Divar. No URL has a user name or a password in it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Webhooks {
    /// The session initialization URL, called for `open_server_link`.
    pub session_url: Option<LinkUrl>,
    /// The dynamic action URL, called for `get_dynamic_action`.
    pub dynamic_action_url: Option<LinkUrl>,
    /// The address that events are delivered to.
    pub event_url: Option<LinkUrl>,
    /// Divar's identification key, sent bare in the header `Authorization`; `None` draws one.
    pub identification_key: Option<SecretString>,
    /// In which of the published spellings the calls are made.
    pub spelling: Spelling,
}

impl Webhooks {
    /// Sets [`session_url`](Self::session_url).
    #[must_use]
    pub fn with_session_url(mut self, url: LinkUrl) -> Self {
        self.session_url = Some(url);
        self
    }

    /// Sets [`dynamic_action_url`](Self::dynamic_action_url).
    #[must_use]
    pub fn with_dynamic_action_url(mut self, url: LinkUrl) -> Self {
        self.dynamic_action_url = Some(url);
        self
    }

    /// Sets [`event_url`](Self::event_url).
    #[must_use]
    pub fn with_event_url(mut self, url: LinkUrl) -> Self {
        self.event_url = Some(url);
        self
    }

    /// Sets [`identification_key`](Self::identification_key).
    #[must_use]
    pub fn with_identification_key(mut self, key: SecretString) -> Self {
        self.identification_key = Some(key);
        self
    }

    /// Sets [`spelling`](Self::spelling).
    #[must_use]
    pub fn with_spelling(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }
}

/// An app as the developer panel knows it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AppConfig {
    /// Its name, which is also its OAuth `client_id`.
    pub slug: String,
    /// Its API keys. At least one.
    pub api_keys: Vec<ApiKeyConfig>,
    /// Its OAuth secret, which is not an API key; `None` draws one.
    pub client_secret: Option<SecretString>,
    /// Where the consent page may lead back to: plain ASCII, without query and fragment. At least one.
    pub redirect_uris: Vec<LinkUrl>,
    /// The kinds of rows that it may use.
    pub widgets: Grant<WidgetKind>,
    /// The scopes that it may ask for, by the name before the dot.
    pub scopes: Grant<String>,
    /// The categories in which it is shown; empty means all.
    pub categories: Vec<String>,
    /// The kind of service that it offers, which payment tickets must match.
    pub service_type: ServiceType,
    /// Whether it is a development app, which may only touch development posts.
    pub development: bool,
    /// The name that people see; the slug by default.
    pub title: Option<String>,
    /// Where Divar calls it.
    pub webhooks: Webhooks,
    /// How often it may call.
    pub limits: Limits,
}

impl AppConfig {
    /// A production app with one key that may do everything, for verifications.
    pub fn new(slug: impl Into<String>, redirect_uri: LinkUrl) -> Self {
        Self {
            slug: slug.into(),
            api_keys: vec![ApiKeyConfig::default()],
            client_secret: None,
            redirect_uris: vec![redirect_uri],
            widgets: Grant::All,
            scopes: Grant::All,
            categories: Vec::new(),
            service_type: ServiceType::ReportVerification,
            development: false,
            title: None,
            webhooks: Webhooks::default(),
            limits: Limits::default(),
        }
    }

    /// Replaces the API keys.
    #[must_use]
    pub fn with_api_keys(mut self, keys: impl IntoIterator<Item = ApiKeyConfig>) -> Self {
        self.api_keys = keys.into_iter().collect();
        self
    }

    /// Sets the OAuth secret.
    #[must_use]
    pub fn with_client_secret(mut self, secret: SecretString) -> Self {
        self.client_secret = Some(secret);
        self
    }

    /// Grants only these kinds of rows.
    #[must_use]
    pub fn with_widgets(mut self, kinds: impl IntoIterator<Item = WidgetKind>) -> Self {
        self.widgets = Grant::only(kinds);
        self
    }

    /// Grants only these scopes.
    #[must_use]
    pub fn with_scopes<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Grant::only(names.into_iter().map(Into::into));
        self
    }

    /// Shows the app only in these categories.
    #[must_use]
    pub fn with_categories<S: Into<String>>(mut self, categories: impl IntoIterator<Item = S>) -> Self {
        self.categories = categories.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the kind of service.
    #[must_use]
    pub fn with_service_type(mut self, service_type: ServiceType) -> Self {
        self.service_type = service_type;
        self
    }

    /// Makes it a development app.
    #[must_use]
    pub fn development(mut self) -> Self {
        self.development = true;
        self
    }

    /// Sets the name that people see.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets where Divar calls it.
    #[must_use]
    pub fn with_webhooks(mut self, webhooks: Webhooks) -> Self {
        self.webhooks = webhooks;
        self
    }

    /// Sets how often it may call.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// One API key of an app.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ApiKeyConfig {
    /// The key; `None` draws one.
    pub key: Option<SecretString>,
    /// What it may do, by the names in `x-kenar-permission`.
    pub permissions: Grant<String>,
    /// Whether it was revoked in the panel.
    pub revoked: bool,
}

impl Default for ApiKeyConfig {
    fn default() -> Self {
        Self { key: None, permissions: Grant::All, revoked: false }
    }
}

impl ApiKeyConfig {
    /// A given key that may do everything.
    #[must_use]
    pub fn new(key: SecretString) -> Self {
        Self { key: Some(key), ..Self::default() }
    }

    /// Grants only these permissions.
    #[must_use]
    pub fn with_permissions<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.permissions = Grant::only(names.into_iter().map(Into::into));
        self
    }

    /// Revokes the key.
    #[must_use]
    pub fn revoked(mut self) -> Self {
        self.revoked = true;
        self
    }
}

/// What was granted out of all that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant<T> {
    /// Everything, including what is added later.
    All,
    /// These and nothing else.
    Only(BTreeSet<T>),
}

impl<T: Ord> Grant<T> {
    /// These and nothing else.
    pub fn only(granted: impl IntoIterator<Item = T>) -> Self {
        Self::Only(granted.into_iter().collect())
    }

    /// Whether this was granted.
    pub fn allows<Q: Ord + ?Sized>(&self, wanted: &Q) -> bool
    where
        T: std::borrow::Borrow<Q>,
    {
        match self {
            Self::All => true,
            Self::Only(granted) => granted.contains(wanted),
        }
    }
}

/// A post to be put into the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostSpec {
    /// Whose post it is.
    pub owner: Phone,
    /// Its token.
    pub token: PostToken,
    /// The slug of its category, such as `light`.
    pub category: String,
    /// Whether it is a development post, the only kind that development apps may touch.
    pub development: bool,
}

impl PostSpec {
    /// A real post.
    pub fn new(owner: Phone, token: PostToken, category: impl Into<String>) -> Self {
        Self { owner, token, category: category.into(), development: false }
    }

    /// Makes it a development post.
    #[must_use]
    pub fn development(mut self) -> Self {
        self.development = true;
        self
    }
}

#[allow(clippy::expect_used, reason = "only called with literals, and every test starts with the default")]
fn literal<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a valid literal")
}
