//! An app, as the developer panel knows it.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use kenar_schemas::LinkUrl;
use secrecy::SecretString;

use crate::{ServiceType, Spelling, WidgetKind};

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
