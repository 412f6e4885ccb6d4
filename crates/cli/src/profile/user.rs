use kenar_client::oauth::{Consent, Scope};
use kenar_client::{Client, InvalidSecret, Secret, legacy, open_api};

/// The user that a call is made for.
#[derive(Debug, Clone)]
pub(crate) enum User {
    /// A token that somebody else keeps fresh: `KENAR_ACCESS_TOKEN`.
    Token(Secret),
    /// A consent that `kenar auth login` has kept.
    Consent(Consent),
}

impl User {
    /// The API for this user.
    pub(crate) fn api(&self, client: &Client) -> Result<open_api::Client, InvalidSecret> {
        match self {
            Self::Token(token) => client.as_user(token),
            Self::Consent(consent) => Ok(client.on_behalf_of(consent)),
        }
    }

    /// The older API for this user.
    pub(crate) fn legacy(&self, client: &Client) -> Result<legacy::Client, InvalidSecret> {
        match self {
            Self::Token(token) => client.legacy_as_user(token),
            Self::Consent(consent) => Ok(client.legacy_on_behalf_of(consent)),
        }
    }

    /// What the user has granted, where that is known.
    pub(crate) fn scopes(&self) -> Option<Vec<Scope>> {
        match self {
            Self::Token(_) => None,
            Self::Consent(consent) => Some(consent.scopes()),
        }
    }
}
