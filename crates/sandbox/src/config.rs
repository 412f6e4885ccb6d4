//! What a sandbox starts with.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use kenar_schemas::{LinkUrl, Phone, PostToken};
use secrecy::SecretString;
use serde_json::Value;

use crate::{Clock, ServiceType, WidgetKind};

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

    /// Sets [`document`](Self::document).
    #[must_use]
    pub fn with_document(mut self, document: Value) -> Self {
        self.document = Some(document);
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
