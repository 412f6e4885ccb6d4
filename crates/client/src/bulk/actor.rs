use kenar_schemas::oauth::Secret;

use crate::oauth::Consent;
use crate::{InvalidSecret, open_api};

/// Who consented to an item: what the call proves besides the API key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Actor {
    /// An access token. It must be good until its item is sent.
    Token(Secret),
    /// A consent that is kept: each call takes the token that is good then. A consent needs a tokio runtime.
    Consent(Consent),
}

impl Actor {
    /// The API for them, by that of the app.
    pub(super) fn view(&self, app: &open_api::Client) -> Result<open_api::Client, InvalidSecret> {
        match self {
            Self::Token(token) => app.for_token(token),
            Self::Consent(consent) => Ok(app.for_consent(consent)),
        }
    }
}

impl From<Secret> for Actor {
    fn from(token: Secret) -> Self {
        Self::Token(token)
    }
}

impl From<&Secret> for Actor {
    fn from(token: &Secret) -> Self {
        Self::Token(token.clone())
    }
}

impl From<Consent> for Actor {
    fn from(consent: Consent) -> Self {
        Self::Consent(consent)
    }
}

impl From<&Consent> for Actor {
    fn from(consent: &Consent) -> Self {
        Self::Consent(consent.clone())
    }
}
