//! The connections of a client that are not set up by the caller.

#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

use crate::Servers;

/// How long connecting may take, unless the builder says otherwise.
#[cfg(not(target_arch = "wasm32"))]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long one attempt may take, unless the builder says otherwise.
#[cfg(not(target_arch = "wasm32"))]
const TIMEOUT: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("kenar-client/", env!("CARGO_PKG_VERSION"));

/// What was asked of them. In a browser the browser decides the rest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connections {
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) connect_timeout: Option<Duration>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) timeout: Option<Duration>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) proxies: Vec<reqwest::Proxy>,
    pub(crate) user_agent: Option<String>,
}

impl Connections {
    /// The name of a setting that was made, if any was.
    pub(crate) fn first_setting(&self) -> Option<&'static str> {
        #[cfg(not(target_arch = "wasm32"))]
        let settings = [
            (self.connect_timeout.is_some(), "connect_timeout"),
            (self.timeout.is_some(), "timeout"),
            (!self.proxies.is_empty(), "proxy"),
            (self.user_agent.is_some(), "user_agent"),
        ];
        #[cfg(target_arch = "wasm32")]
        let settings = [(self.user_agent.is_some(), "user_agent")];
        settings.into_iter().find_map(|(made, name)| made.then_some(name))
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn open(self, servers: &Servers) -> reqwest::Result<reqwest::Client> {
        let mut http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .timeout(self.timeout.unwrap_or(TIMEOUT))
            .user_agent(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            // The API never redirects, and `X-API-Key` would follow a redirect to any host.
            .redirect(reqwest::redirect::Policy::none());
        if servers.in_the_clear() && self.proxies.is_empty() {
            // A proxy from the environment would read the key, and this machine is not reached through it.
            http = http.no_proxy();
        }
        for proxy in self.proxies {
            http = http.proxy(proxy);
        }
        http.build()
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) fn open(self, _: &Servers) -> reqwest::Result<reqwest::Client> {
        reqwest::Client::builder().user_agent(self.user_agent.as_deref().unwrap_or(USER_AGENT)).build()
    }
}
