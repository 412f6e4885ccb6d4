use std::time::Duration;

use kenar_schemas::oauth::{Secret, TokenResponse};

use super::Scope;

/// What a consent gives. Hand them to [`Consents::keep`](super::Consents::keep) at once: nobody gives them a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tokens {
    /// What calls are made with.
    pub access_token: Secret,
    /// What new tokens are had with, for 30 days. Only when [`Scope::OfflineAccess`] was asked for.
    pub refresh_token: Option<Secret>,
    /// How long the access token is valid. The platform has answered one hour and one week.
    pub expires_in: Duration,
    /// The granted scopes, as the platform wrote them.
    pub scope: String,
}

impl Tokens {
    /// The granted scopes, which may be others than those that were asked for. What this version cannot read is
    /// [`Scope::Other`].
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        scopes(&self.scope)
    }
}

/// Reads a list of scopes and leaves out nothing.
pub(super) fn scopes(text: &str) -> Vec<Scope> {
    let texts = text.split(' ').filter(|text| !text.is_empty());
    texts.map(|text| text.parse().unwrap_or_else(|_| Scope::Other(text.to_owned()))).collect()
}

impl From<TokenResponse> for Tokens {
    fn from(response: TokenResponse) -> Self {
        let TokenResponse { access_token, refresh_token, expires_in, scope, .. } = response;
        let expires_in = Duration::from_secs(u64::try_from(expires_in).unwrap_or_default());
        Self { access_token, refresh_token, expires_in, scope }
    }
}
