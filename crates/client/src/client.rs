use std::time::Duration;

use kenar_schemas::oauth::Secret;
use progenitor_client::ClientInfo;
use secrecy::SecretString;

use crate::servers::base;
use crate::{Credentials, InvalidSecret, Servers, generated, images, oauth};

/// The way into every server of the platform, for one app. Cloning it is cheap and shares the connections.
///
/// ```no_run
/// # async fn example(api_key: secrecy::SecretString, token: kenar_client::Secret) -> Result<(), Box<dyn std::error::Error>> {
/// use kenar_client::{Client, Servers};
/// use kenar_client::schemas::{UserAddon, Widget, widgets::TitleRow};
///
/// let client = Client::new(&api_key, Servers::platform()?)?;
/// let addon = UserAddon::new([Widget::from(TitleRow::new("کارشناسی شد"))]);
/// let receipt = client.as_user(&token)?.upsert_user_addon(&"awoDdf1ecd2wac".parse()?, &addon).await?;
/// println!("stored as {}", receipt.id);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    servers: Servers,
    open_api: generated::open_api::Client,
    legacy: generated::legacy::Client,
    oauth: oauth::Client,
    images: images::Client,
}

/// How long connecting and how long a whole call may take.
const TIMEOUTS: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(30));

impl Client {
    /// A client with its own connections, 15 seconds to connect and 30 seconds a call.
    ///
    /// # Errors
    /// When the key cannot be sent or TLS cannot be set up.
    pub fn new(api_key: &SecretString, servers: Servers) -> Result<Self, BuildError> {
        let (connect, whole) = TIMEOUTS;
        let mut http = reqwest::Client::builder()
            .connect_timeout(connect)
            .timeout(whole)
            // The API never redirects, and `X-API-Key` would follow a redirect to any host.
            .redirect(reqwest::redirect::Policy::none());
        if servers.in_the_clear() {
            // A proxy from the environment would read the key, and this machine is not reached through it.
            http = http.no_proxy();
        }
        Ok(Self::with_http(api_key, servers, http.build()?)?)
    }

    /// A client over connections that the caller has set up. They should not follow redirects: the API key would go
    /// with them.
    ///
    /// # Errors
    /// When the key cannot be sent.
    pub fn with_http(api_key: &SecretString, servers: Servers, http: reqwest::Client) -> Result<Self, InvalidSecret> {
        let app = Credentials::new(api_key)?;
        Ok(Self {
            open_api: generated::open_api::Client::new_with_client(base(&servers.open_api), http.clone(), app.clone()),
            legacy: generated::legacy::Client::new_with_client(base(&servers.legacy), http.clone(), app.clone()),
            oauth: oauth::Client::new(&servers, http.clone(), app.clone()),
            images: images::Client::new(&servers, http, app),
            servers,
        })
    }

    /// The API for what needs no user: deletion, ticket validation, looking up a user id.
    #[must_use]
    pub fn app(&self) -> &generated::open_api::Client {
        &self.open_api
    }

    /// The API for one user, as `Authorization: Bearer …`. Cheap: one for each call is fine.
    ///
    /// # Errors
    /// When the token cannot be sent.
    pub fn as_user(&self, token: &Secret) -> Result<generated::open_api::Client, InvalidSecret> {
        let credentials = self.open_api.inner().as_user(token)?;
        let (url, http) = (base(&self.servers.open_api), self.open_api.client().clone());
        Ok(generated::open_api::Client::new_with_client(url, http, credentials))
    }

    /// The older API for what needs no user.
    #[must_use]
    pub fn legacy(&self) -> &generated::legacy::Client {
        &self.legacy
    }

    /// The older API for one user, as `x-access-token: …`.
    ///
    /// # Errors
    /// When the token cannot be sent.
    pub fn legacy_as_user(&self, token: &Secret) -> Result<generated::legacy::Client, InvalidSecret> {
        let credentials = self.legacy.inner().as_legacy_user(token)?;
        let (url, http) = (base(&self.servers.legacy), self.legacy.client().clone());
        Ok(generated::legacy::Client::new_with_client(url, http, credentials))
    }

    /// The OAuth endpoints: the URL that asks a user for consent, and the tokens that it gives.
    #[must_use]
    pub fn oauth(&self) -> &oauth::Client {
        &self.oauth
    }

    /// The upload of images for widgets.
    #[must_use]
    pub fn images(&self) -> &images::Client {
        &self.images
    }
}

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The key cannot be sent.
    #[error(transparent)]
    Secret(#[from] InvalidSecret),
    /// TLS or the connections cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Http(#[from] reqwest::Error),
}
