use kenar_client::{ClientBuilder, ServerName};

use super::{Settings, variable};

/// The base URLs that calls go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Servers {
    /// The API.
    pub(crate) open_api: String,
    /// The older API.
    pub(crate) legacy: String,
    /// Consent and tokens.
    pub(crate) oauth: String,
    /// The image service.
    pub(crate) images: String,
}

impl Servers {
    /// The servers of the platform.
    fn platform() -> Self {
        Self {
            open_api: "https://open-api.divar.ir".to_owned(),
            legacy: "https://api.divar.ir".to_owned(),
            oauth: "https://oauth.divar.ir".to_owned(),
            images: "https://divar.ir".to_owned(),
        }
    }

    fn all_at(url: &str) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        Self { open_api: url.clone(), legacy: url.clone(), oauth: url.clone(), images: url }
    }

    /// What a profile says.
    pub(crate) fn of(settings: &Settings) -> Self {
        let mut servers = settings.sandbox.as_deref().map_or_else(Self::platform, Self::all_at);
        let urls = &settings.servers;
        servers.replace([&urls.open_api, &urls.legacy, &urls.oauth, &urls.images]);
        servers
    }

    /// The same after a flag and the environment.
    pub(crate) fn after(self, sandbox: Option<&str>) -> anyhow::Result<Self> {
        if let Some(url) = sandbox {
            return Ok(Self::all_at(url));
        }
        let mut servers = match variable("KENAR_SANDBOX_URL")? {
            Some(url) => Self::all_at(&url),
            None => self,
        };
        let names = ["KENAR_OPEN_API_URL", "KENAR_LEGACY_URL", "KENAR_OAUTH_URL", "KENAR_IMAGES_URL"];
        let [open_api, legacy, oauth, images] = names.map(variable);
        servers.replace([&open_api?, &legacy?, &oauth?, &images?]);
        Ok(servers)
    }

    fn replace(&mut self, urls: [&Option<String>; 4]) {
        let own = [&mut self.open_api, &mut self.legacy, &mut self.oauth, &mut self.images];
        for (own, url) in own.into_iter().zip(urls) {
            if let Some(url) = url {
                *own = url.trim_end_matches('/').to_owned();
            }
        }
    }

    /// Tells a client. It checks the URLs.
    pub(crate) fn tell(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
            .server(ServerName::OpenApi, &self.open_api)
            .server(ServerName::Legacy, &self.legacy)
            .server(ServerName::OAuth, &self.oauth)
            .server(ServerName::Images, &self.images)
    }

    /// Every server once, in the order of the document.
    pub(crate) fn distinct(&self) -> Vec<&str> {
        let mut urls: Vec<&str> = Vec::new();
        for url in [&self.open_api, &self.legacy, &self.oauth, &self.images] {
            if !urls.contains(&url.as_str()) {
                urls.push(url);
            }
        }
        urls
    }

    /// Whether these are the servers of the platform.
    pub(crate) fn are_the_platform(&self) -> bool {
        *self == Self::platform()
    }
}
