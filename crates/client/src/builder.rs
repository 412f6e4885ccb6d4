use std::env;
use std::fmt;
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

use secrecy::SecretString;

use crate::connections::Connections;
use crate::credentials::Credentials;
use crate::send::{Observer, Pipeline};
use crate::servers::{InvalidServer, ServerName};
use crate::{Client, InvalidSecret, Retry, RetryPolicy, Servers};

/// Everything that a [`Client`] can be told. Only the key must be there; without a server it is the platform.
///
/// ```
/// use std::time::Duration;
/// use kenar_client::{Client, RetryPolicy};
///
/// # fn main() -> Result<(), kenar_client::BuildError> {
/// let client = Client::builder()
///     .api_key("key-of-the-developer-panel")
///     .sandbox("http://127.0.0.1:8743")
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::default().with_attempts(6))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct ClientBuilder {
    api_key: Option<SecretString>,
    everywhere: Option<String>,
    single: Vec<(ServerName, String)>,
    connections: Connections,
    http: Option<reqwest::Client>,
    retry: RetryPolicy,
    observer: Observer,
    without_validation: bool,
}

impl ClientBuilder {
    /// The key of the app, from the developer panel.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// One server that stands for all four, such as a sandbox. Plain `http` is taken for this machine only.
    pub fn sandbox(mut self, url: impl Into<String>) -> Self {
        self.everywhere = Some(url.into());
        self
    }

    /// Another base URL for one of the four servers.
    pub fn server(mut self, server: ServerName, url: impl Into<String>) -> Self {
        self.single.push((server, url.into()));
        self
    }

    /// How long connecting may take. 15 seconds without this.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connections.connect_timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. 30 seconds without this. How long
    /// all attempts of a call may take together is up to [`RetryPolicy::within`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.connections.timeout = Some(timeout);
        self
    }

    /// A proxy for every server. Without one, those of the environment are taken (`HTTPS_PROXY` …), except for plain `http` to
    /// this machine: there a proxy would read the key, and so does one that is set here.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.connections.proxies.push(proxy);
        self
    }

    /// What the client calls itself. `kenar-client/<version>` without this.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.connections.user_agent = Some(name.into());
        self
    }

    /// Connections that are set up already: other TLS, another resolver, a shared pool. They should follow no redirects,
    /// since the API key would go with them. Timeouts, proxies and the user agent are theirs, and cannot be set here too.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// When and how often calls are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Every call is sent once.
    pub fn without_retry(self) -> Self {
        self.retry(RetryPolicy::none())
    }

    /// Is told of every retry, for a counter or a log. It must not wait.
    pub fn on_retry(mut self, observer: impl Fn(&Retry) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Some(Arc::new(observer)));
        self
    }

    /// Sends payloads as they are. The platform then refuses what breaks its limits, one mistake at a time.
    pub fn without_validation(mut self) -> Self {
        self.without_validation = true;
        self
    }

    /// Takes from the environment what it has. Variables that are not set change nothing, empty ones count as not set.
    ///
    /// | Variable | Same as |
    /// |---|---|
    /// | `KENAR_API_KEY` | [`api_key`](Self::api_key) |
    /// | `KENAR_SANDBOX_URL` | [`sandbox`](Self::sandbox) |
    /// | `KENAR_OPEN_API_URL`, `KENAR_LEGACY_URL`, `KENAR_OAUTH_URL`, `KENAR_IMAGES_URL` | [`server`](Self::server) |
    /// | `KENAR_TIMEOUT_SECONDS` | [`timeout`](Self::timeout) |
    ///
    /// # Errors
    /// When a variable is not text, or a number is not one.
    pub fn from_env(mut self) -> Result<Self, BuildError> {
        if let Some(key) = variable("KENAR_API_KEY")? {
            self = self.api_key(key);
        }
        if let Some(url) = variable("KENAR_SANDBOX_URL")? {
            self = self.sandbox(url);
        }
        for server in ServerName::ALL {
            if let Some(url) = variable(server.variable())? {
                self = self.server(server, url);
            }
        }
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(text) = variable("KENAR_TIMEOUT_SECONDS")? {
            let seconds = text.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let problem = "it is not a number of seconds";
            let seconds = seconds.ok_or(BuildError::Variable { name: "KENAR_TIMEOUT_SECONDS", problem })?;
            self = self.timeout(seconds);
        }
        Ok(self)
    }

    /// Makes the client.
    ///
    /// # Errors
    /// When there is no key or it cannot be sent, a URL is not one of a server, `http` is combined with what it replaces, or
    /// TLS cannot be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        let key = self.api_key.as_ref().ok_or(BuildError::NoKey)?;
        let credentials = Credentials::new(key)?;
        let mut servers = match &self.everywhere {
            Some(url) => Servers::all_at(url)?,
            None => Servers::platform()?,
        };
        for (server, url) in &self.single {
            servers = servers.with(*server, url)?;
        }
        let Self { connections, retry, observer, .. } = self;
        let http = match (self.http, connections.first_setting()) {
            (Some(_), Some(what)) => return Err(BuildError::Both { what }),
            (Some(http), None) => http,
            (None, _) => connections.open(&servers).map_err(BuildError::Http)?,
        };
        let pipeline = Pipeline::new(retry, observer, !self.without_validation);
        Ok(Client::over(&servers, http, pipeline, credentials))
    }
}

impl fmt::Debug for ClientBuilder {
    /// Which settings were made, and not what they are: a proxy or a URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api_key", &self.api_key.is_some())
            .field("everywhere", &self.everywhere.is_some())
            .field("single", &self.single.iter().map(|(server, _)| server).collect::<Vec<_>>())
            .field("http", &self.http.is_some())
            .field("retry", &self.retry)
            .field("without_validation", &self.without_validation)
            .finish_non_exhaustive()
    }
}

fn variable(name: &'static str) -> Result<Option<String>, BuildError> {
    match env::var(name) {
        Ok(text) => Ok((!text.is_empty()).then_some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(BuildError::Variable { name, problem: "it is not UTF-8" }),
    }
}

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Nobody said which key to use.
    #[error("there is no API key; call `api_key`, or set KENAR_API_KEY and call `from_env`")]
    NoKey,
    /// The key cannot be sent.
    #[error(transparent)]
    Secret(#[from] InvalidSecret),
    /// A URL is not one of a server.
    #[error(transparent)]
    Server(#[from] InvalidServer),
    /// A variable of the environment cannot be read. Its value is not repeated, it may be a secret.
    #[error("the environment variable {name} cannot be used: {problem}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// A setting that is up to the connections, beside connections that are set up already.
    #[error("`{what}` has no effect on connections that are set up already; set it there, or leave out `http`")]
    Both {
        /// The setting.
        what: &'static str,
    },
    /// TLS or the connections cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Http(#[source] reqwest::Error),
}
