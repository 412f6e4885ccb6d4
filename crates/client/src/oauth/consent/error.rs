use std::sync::Arc;

use super::super::{StoreError, TokenError};

/// Why there is no access token. Everybody who waited for the same refresh is given the same one.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// Nothing is kept under this key: the person never consented, or the consent was removed.
    #[error("no consent is kept for {key:?}; send the person to the consent page")]
    Unknown {
        /// The key that was asked for.
        key: String,
    },
    /// The person has taken their consent back.
    #[error("the person has withdrawn consent; ask again only when they want to use the app")]
    Revoked,
    /// The refresh token was not used for 30 days.
    #[error("the consent has ended: its refresh token was not used for 30 days; send the person to the consent page")]
    Expired,
    /// The refresh token was replaced by a refresh whose tokens never got here: by another process that does not share the
    /// store, or by one that was interrupted and not repeated within two minutes.
    #[error(
        "the refresh token was replaced by a refresh whose answer is not here; send the person to the consent page. Let all \
         processes share one store with a lock, and call `Consents::resume` when they start"
    )]
    Replaced,
    /// The access token has ended, and there is no refresh token.
    #[error(
        "the access token has ended and there is no refresh token; send the person to the consent page, with \
         `Scope::OfflineAccess` among the scopes if the app is to act without them"
    )]
    NoRefresh,
    /// The API refuses tokens that were issued just now, so the token is not what is wrong.
    #[error(
        "the API keeps refusing tokens that were refreshed just now, so it is not the token: look at the API key, and whether \
         the tokens are of the same app"
    )]
    RefusedAgain,
    /// The token endpoint cannot be reached, or refuses for a reason that is not the consent's.
    #[error(transparent)]
    Token(Arc<TokenError>),
    /// The store cannot be read or written. Without it nothing is refreshed, because a crash would lose the consent.
    #[error(transparent)]
    Store(StoreError),
    /// The task that refreshed has ended without a result, because its runtime was shut down or the store panicked.
    #[error("the refresh was stopped before it had a result; try again")]
    Interrupted,
}

impl ConsentError {
    /// Whether the person has to be asked for consent again. Nothing else will help.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Revoked | Self::Expired | Self::Replaced | Self::NoRefresh)
    }

    /// Whether the same may succeed a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Token(error) => error.is_passing(),
            Self::Store(_) | Self::Interrupted => true,
            _ => false,
        }
    }
}

impl From<StoreError> for ConsentError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
