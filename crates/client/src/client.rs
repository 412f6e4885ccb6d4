use std::sync::Arc;

use kenar_schemas::oauth::Secret;

use crate::bulk::Bulk;
use crate::credentials::{Credentials, TokenHeader};
use crate::oauth::Consent;
use crate::send::{Pipeline, Sender};
use crate::servers::base;
use crate::{BuildError, ClientBuilder, InvalidSecret, Servers, generated, images, oauth};

/// The way into every server of the platform, for one app. Cloning it is cheap and shares the connections.
///
/// ```no_run
/// # async fn example(token: kenar_client::Secret) -> Result<(), Box<dyn std::error::Error>> {
/// use kenar_client::Client;
/// use kenar_client::schemas::{UserAddon, Widget, widgets::TitleRow};
///
/// let client = Client::from_env()?; // KENAR_API_KEY, and KENAR_SANDBOX_URL for a sandbox
/// let addon = UserAddon::new([Widget::from(TitleRow::new("کارشناسی شد"))]);
/// let receipt = client.as_user(&token)?.upsert_user_addon(&"awoDdf1ecd2wac".parse()?, &addon).await?;
/// println!("stored as {}", receipt.id);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client(Arc<Views>);

#[derive(Debug)]
struct Views {
    open_api: generated::open_api::Client,
    legacy: generated::legacy::Client,
    oauth: oauth::Client,
    images: images::Client,
}

impl Client {
    /// A client step by step.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client with what the environment says, see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// When `KENAR_API_KEY` is not set, or a variable cannot be used.
    pub fn from_env() -> Result<Self, BuildError> {
        Self::builder().from_env()?.build()
    }

    pub(crate) fn over(servers: &Servers, http: reqwest::Client, pipeline: Pipeline, app: Credentials) -> Self {
        let sender = Sender { pipeline, credentials: app };
        Self(Arc::new(Views {
            open_api: generated::open_api::Client::new_with_client(
                base(&servers.open_api),
                http.clone(),
                sender.clone(),
            ),
            legacy: generated::legacy::Client::new_with_client(base(&servers.legacy), http.clone(), sender.clone()),
            oauth: oauth::Client::new(servers, http.clone(), sender.pipeline.clone()),
            images: images::Client::new(servers, http, sender),
        }))
    }

    /// The same client for programs without an async runtime.
    ///
    /// # Errors
    /// When the thread that keeps the connections cannot be started.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(&self) -> std::io::Result<crate::blocking::Client> {
        crate::blocking::Client::new(self.clone())
    }

    /// The API for what needs no user: deletion, ticket validation, looking up a user id.
    #[must_use]
    pub fn app(&self) -> &generated::open_api::Client {
        &self.0.open_api
    }

    /// The API for one user, as `Authorization: Bearer …`. Cheap: one for each call is fine.
    ///
    /// # Errors
    /// When the token cannot be sent.
    pub fn as_user(&self, token: &Secret) -> Result<generated::open_api::Client, InvalidSecret> {
        self.0.open_api.for_token(token)
    }

    /// The API for one user whose consent is kept: each call takes the token that is good at the moment, and a token that is
    /// refused is exchanged once.
    #[must_use]
    pub fn on_behalf_of(&self, consent: &Consent) -> generated::open_api::Client {
        self.0.open_api.for_consent(consent)
    }

    /// The older API for one user whose consent is kept.
    #[must_use]
    pub fn legacy_on_behalf_of(&self, consent: &Consent) -> generated::legacy::Client {
        self.0.legacy.for_consent(consent)
    }

    /// Many upserts: a stream of items to a stream of outcomes.
    pub fn bulk(&self) -> Bulk {
        Bulk::new(self.clone())
    }

    /// The older API for what needs no user.
    #[must_use]
    pub fn legacy(&self) -> &generated::legacy::Client {
        &self.0.legacy
    }

    /// The older API for one user, as `x-access-token: …`.
    ///
    /// # Errors
    /// When the token cannot be sent.
    pub fn legacy_as_user(&self, token: &Secret) -> Result<generated::legacy::Client, InvalidSecret> {
        self.0.legacy.for_token(token)
    }

    /// The OAuth endpoints: the URL that asks a user for consent, and the tokens that it gives.
    #[must_use]
    pub fn oauth(&self) -> &oauth::Client {
        &self.0.oauth
    }

    /// The upload of images for widgets.
    #[must_use]
    pub fn images(&self) -> &images::Client {
        &self.0.images
    }
}

macro_rules! views {
    ($($module:ident sends tokens as $place:ident),* $(,)?) => {$(
        impl generated::$module::Client {
            /// The same API for the user of a token.
            pub(crate) fn for_token(&self, token: &Secret) -> Result<Self, InvalidSecret> {
                Ok(self.acting(self.inner.credentials.with_token(TokenHeader::$place, token)?))
            }

            /// The same API for the user of a consent.
            pub(crate) fn for_consent(&self, consent: &Consent) -> Self {
                self.acting(self.inner.credentials.with_consent(TokenHeader::$place, consent.clone()))
            }

            fn acting(&self, credentials: Credentials) -> Self {
                let sender = Sender { pipeline: self.inner.pipeline.clone(), credentials };
                Self::new_with_client(&self.baseurl, self.client.clone(), sender)
            }
        }
    )*};
}

views! { open_api sends tokens as Bearer, legacy sends tokens as Legacy }
