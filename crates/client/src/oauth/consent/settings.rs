use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kenar_schemas::oauth::{RefreshTokenGrant, Secret, TokenRequest};

use super::super::clock::Clock;
use super::super::store::AnyStore;
use super::super::{App, Client, StoredTokens, TokenError, Tokens};
use super::ConsentEvent;
use crate::time::sleep;

/// What all consents of an app have in common.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) client: Client,
    pub(super) app: App,
    pub(super) store: Arc<dyn AnyStore>,
    pub(super) clock: Clock,
    pub(super) hook: Option<Arc<dyn Fn(ConsentEvent) + Send + Sync>>,
}

/// How long the wait before the second attempt is, and the longest one; each is twice the one before.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));
/// How often a refresh is sent that reached nobody.
const ATTEMPTS: u32 = 4;
/// How often a refresh is sent whose answer is lost, and for how many seconds. The old refresh token works for 120 after the
/// first [published guide]; an attempt may take 30.
const ATTEMPTS_IN_DOUBT: u32 = 12;
const WINDOW: u64 = 90;

impl Settings {
    /// Asks for new tokens until there is an answer. When an answer is lost the old refresh token is sent again: for two
    /// minutes the platform issues new tokens for it, as if it had not done so before.
    ///
    /// Gives the tokens, and when they were asked for.
    pub(super) async fn refresh(&self, tokens: &StoredTokens, refresh: &Secret) -> Result<(Tokens, u64), TokenError> {
        let request = TokenRequest::RefreshToken(RefreshTokenGrant {
            refresh_token: refresh.clone(),
            client_id: self.app.client_id().to_owned(),
            client_secret: self.app.client_secret().clone(),
            redirect_uri: Some(self.app.redirect_uri().to_owned()),
            // The published guide wants the access token here; RFC 6749 knows nothing of it.
            code: Some(tokens.access_token.clone()),
        });
        let begin = self.clock.now();
        let (mut wait, longest) = WAITS;
        let mut in_doubt = false;
        let mut attempts = 0;
        loop {
            let sent_at = self.clock.now();
            let error = match self.client.create_token(&request).await {
                Ok(response) => return Ok((response.into(), sent_at)),
                Err(error) => error,
            };
            attempts += 1;
            in_doubt |= error.may_have_issued();
            let in_time = self.clock.now().saturating_sub(begin) < WINDOW;
            let allowed = if in_doubt { ATTEMPTS_IN_DOUBT } else { ATTEMPTS };
            if !error.is_passing() || attempts >= allowed || !in_time {
                return Err(error);
            }
            sleep(wait).await;
            wait = (wait * 2).min(longest);
        }
    }

    pub(super) fn tell(&self, event: ConsentEvent) {
        if let Some(hook) = &self.hook {
            hook(event);
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("app", &self.app).finish_non_exhaustive()
    }
}
