//! The consent of one person, kept fresh.

mod consents;
mod ended;
mod error;
mod event;
mod flight;
mod settings;
mod slot;
mod spawn;
mod state;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kenar_schemas::oauth::Secret;
use web_time::{SystemTime, UNIX_EPOCH};

pub use consents::Consents;
pub use error::ConsentError;
pub use event::ConsentEvent;

use super::Scope;
use slot::Slot;

/// One person's consent: an access token that works, for as long as the consent does. Cloning is cheap, and clones share what
/// they know.
///
/// However many callers want a token at once, one refresh is sent. It goes on when they stop waiting, so a time limit around
/// these methods does no harm. They need a tokio runtime, except on `wasm32`.
#[derive(Clone)]
pub struct Consent(Arc<Slot>);

impl Consent {
    /// The key under which it is kept.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// What the person has granted.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        self.0.state().tokens.scopes()
    }

    /// When the refresh token ends, 30 days after it was issued. `None` without a refresh token.
    ///
    /// An app that does nothing for a person for that long must [`refresh`](Self::refresh) in between.
    #[must_use]
    pub fn refresh_before(&self) -> Option<SystemTime> {
        let state = self.0.state();
        state.tokens.refresh_token.as_ref()?;
        UNIX_EPOCH.checked_add(Duration::from_secs(state.tokens.refresh_token_ends_at()))
    }

    /// An access token that works. When it ends within a minute it is refreshed first.
    ///
    /// A trouble that passes is no error as long as the old token is good. Nor is it waited for: when a refresh takes more than
    /// five seconds it goes on by itself, and the old token is given as long as it is good.
    ///
    /// # Errors
    /// When the consent is over, or a token that has ended cannot be refreshed.
    pub async fn access_token(&self) -> Result<Secret, ConsentError> {
        self.0.access_token().await
    }

    /// A token in the place of one that the API has refused with 401: one that is there already, or a refreshed one.
    ///
    /// # Errors
    /// When the consent is over, the token cannot be refreshed, or the API has refused tokens that were issued within this
    /// minute.
    pub async fn refused(&self, used: &Secret) -> Result<Secret, ConsentError> {
        self.0.refused(used).await
    }

    /// New tokens now, however good the old ones are. The old ones work for two more minutes.
    ///
    /// # Errors
    /// When the consent is over, or cannot be refreshed.
    pub async fn refresh(&self) -> Result<Secret, ConsentError> {
        let current = self.0.state().tokens.access_token.clone();
        self.0.replace(&current, false).await
    }

    /// Does nothing when the newest tokens are in the store, and tries once to save them otherwise. For a process that ends:
    /// tokens that are in memory only end with it.
    ///
    /// # Errors
    /// When the store does not take them.
    pub async fn save(&self) -> Result<(), ConsentError> {
        self.0.save().await
    }

    /// The person has taken their consent back: see [`Consents::revoked`].
    ///
    /// # Errors
    /// When the store does not remove it. Here it is over nevertheless.
    pub async fn revoked(&self) -> Result<(), ConsentError> {
        self.0.revoke().await
    }
}

impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consent").field("key", &self.0.key).finish_non_exhaustive()
    }
}
