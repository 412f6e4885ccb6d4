use reqwest::Url;

/// The base URLs of the servers that the document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servers {
    pub(crate) open_api: Url,
    pub(crate) legacy: Url,
    pub(crate) oauth: Url,
    pub(crate) images: Url,
}

/// The servers that the document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerName {
    /// `open-api.divar.ir`, the API.
    OpenApi,
    /// `api.divar.ir`, the older API.
    Legacy,
    /// `oauth.divar.ir`, consent and tokens.
    OAuth,
    /// `divar.ir`, the image service.
    Images,
}

impl ServerName {
    /// All four.
    pub const ALL: [Self; 4] = [Self::OpenApi, Self::Legacy, Self::OAuth, Self::Images];

    /// The environment variable with its base URL.
    pub(crate) const fn variable(self) -> &'static str {
        match self {
            Self::OpenApi => "KENAR_OPEN_API_URL",
            Self::Legacy => "KENAR_LEGACY_URL",
            Self::OAuth => "KENAR_OAUTH_URL",
            Self::Images => "KENAR_IMAGES_URL",
        }
    }
}

/// A base URL that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{shown} cannot be the base URL of a server: {problem}")]
pub struct InvalidServer {
    /// Scheme and host, if it has them. The rest may be a secret that was put into the wrong place.
    shown: String,
    problem: &'static str,
}

impl Servers {
    /// The platform: `open-api.divar.ir`, `api.divar.ir`, `oauth.divar.ir` and `divar.ir`.
    ///
    /// # Errors
    /// Never in practice; the URLs are constants.
    pub fn platform() -> Result<Self, InvalidServer> {
        Ok(Self {
            open_api: parse("https://open-api.divar.ir")?,
            legacy: parse("https://api.divar.ir")?,
            oauth: parse("https://oauth.divar.ir")?,
            images: parse("https://divar.ir")?,
        })
    }

    /// One server that stands for all four, such as a sandbox.
    ///
    /// # Errors
    /// When the URL is not `https`, unless it leads to this machine: a key or a token must not travel in the clear. Also
    /// when it has a user name, a query or a fragment, since paths are put after it.
    pub fn all_at(url: &str) -> Result<Self, InvalidServer> {
        let url = parse(url)?;
        Ok(Self { open_api: url.clone(), legacy: url.clone(), oauth: url.clone(), images: url })
    }

    /// The same servers, one of them elsewhere.
    ///
    /// # Errors
    /// As for [`all_at`](Self::all_at).
    pub fn with(mut self, server: ServerName, url: &str) -> Result<Self, InvalidServer> {
        let url = parse(url)?;
        match server {
            ServerName::OpenApi => self.open_api = url,
            ServerName::Legacy => self.legacy = url,
            ServerName::OAuth => self.oauth = url,
            ServerName::Images => self.images = url,
        }
        Ok(self)
    }

    /// Whether any calls are not encrypted, which is so on this machine only.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn in_the_clear(&self) -> bool {
        [&self.open_api, &self.legacy, &self.oauth, &self.images].iter().any(|url| url.scheme() == "http")
    }
}

fn parse(text: &str) -> Result<Url, InvalidServer> {
    let parsed = Url::parse(text).ok();
    let host = parsed.as_ref().and_then(|url| Some((url.scheme(), url.host_str()?)));
    let shown = host.map_or_else(|| "this text".to_owned(), |(scheme, host)| format!("{scheme}://{host}"));
    let invalid = |problem| InvalidServer { shown: shown.clone(), problem };
    let url = parsed.ok_or_else(|| invalid("it is not an absolute URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it has a user name or a password, which the platform does not know"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it has a query or a fragment, and paths are put after it"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_machine(&url) => Ok(url),
        "http" => Err(invalid("only https keeps keys and tokens secret; plain http is for this machine only")),
        _ => Err(invalid("its scheme is not https")),
    }
}

/// Whether a URL leads to this machine, for which nothing needs to be encrypted.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// The form that generated code puts in front of a path.
pub(crate) fn base(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}
