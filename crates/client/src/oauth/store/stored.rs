use kenar_schemas::oauth::Secret;
use serde::{Deserialize, Serialize};

use crate::oauth::{Scope, Tokens, tokens};

/// How long a refresh token is good for, counted from when it was issued [published guide]. Whether a refresh begins anew is
/// not published; each refresh issues a new refresh token, so it is taken to.
const REFRESH_TOKEN_LIFETIME: u64 = 30 * 24 * 60 * 60;
/// How long before its end an access token is replaced: longer than a call may take, so that none ends under way.
const MARGIN: u64 = 60;
/// The version of the written form.
const VERSION: u32 = 1;

/// What a [`TokenStore`](super::TokenStore) keeps of one person's consent: the tokens, how long they are good for, and
/// whether a refresh is under way.
///
/// A store of your own writes [`to_json`](Self::to_json) and reads [`from_json`](Self::from_json). The text has the tokens in
/// it: encrypt it if you encrypt such things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTokens {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) scope: String,
    /// In seconds since 1970, as all moments here.
    pub(crate) obtained_at: u64,
    pub(crate) expires_at: u64,
    /// When a refresh was sent whose answer is not there yet.
    pub(crate) refresh_sent_at: Option<u64>,
}

/// A text that is not what [`StoredTokens::to_json`] wrote. It says where and never what, which may be a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTokens {
    /// It is not JSON of the right form.
    #[error("this is not the JSON of stored tokens (line {line}, column {column})")]
    Form {
        /// The line, from 1; 0 when nothing can be read.
        line: usize,
        /// The column, from 1; 0 when nothing can be read.
        column: usize,
    },
    /// It was written by a newer version of this crate.
    #[error("the stored tokens are of version {0} and this version of kenar-client reads {VERSION}: update it")]
    Version(u32),
}

/// The written form.
#[derive(Serialize, Deserialize)]
pub(crate) struct Written {
    version: u32,
    access_token: Secret,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Secret>,
    scope: String,
    obtained_at: u64,
    expires_at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_sent_at: Option<u64>,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl StoredTokens {
    pub(crate) fn new(tokens: Tokens, now: u64) -> Self {
        let Tokens { access_token, refresh_token, expires_in, scope } = tokens;
        let expires_at = now.saturating_add(expires_in.as_secs());
        Self { access_token, refresh_token, scope, obtained_at: now, expires_at, refresh_sent_at: None }
    }

    /// The same consent with the tokens that a refresh gave.
    pub(crate) fn refreshed(&self, tokens: Tokens, now: u64) -> Self {
        let new = Self::new(tokens, now);
        // RFC 6749: without a new refresh token the old one goes on.
        Self { refresh_token: new.refresh_token.clone().or_else(|| self.refresh_token.clone()), ..new }
    }

    /// The text to store.
    #[must_use]
    pub fn to_json(&self) -> Secret {
        // Texts and numbers: nothing in it can fail to be written.
        Secret::new(serde_json::to_string(&self.written()).unwrap_or_default())
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// When it is something else, or of a newer version.
    pub fn from_json(text: &str) -> Result<Self, InvalidTokens> {
        let version: Version = serde_json::from_str(text).map_err(|error| InvalidTokens::at(&error))?;
        if version.version != VERSION {
            return Err(InvalidTokens::Version(version.version));
        }
        serde_json::from_str(text).map(Self::of).map_err(|error| InvalidTokens::at(&error))
    }

    /// Whether a refresh was sent whose answer is not there yet. When the process that sent it is gone, the refresh has to be
    /// repeated within two minutes: [`TokenStore::refreshing`](super::TokenStore::refreshing).
    #[must_use]
    pub fn is_refreshing(&self) -> bool {
        self.refresh_sent_at.is_some()
    }

    fn of(written: Written) -> Self {
        let Written { version: _, access_token, refresh_token, scope, obtained_at, expires_at, refresh_sent_at } =
            written;
        Self { access_token, refresh_token, scope, obtained_at, expires_at, refresh_sent_at }
    }

    pub(crate) fn written(&self) -> Written {
        let Self { access_token, refresh_token, scope, obtained_at, expires_at, refresh_sent_at } = self.clone();
        Written { version: VERSION, access_token, refresh_token, scope, obtained_at, expires_at, refresh_sent_at }
    }

    pub(crate) fn scopes(&self) -> Vec<Scope> {
        tokens::scopes(&self.scope)
    }

    pub(crate) fn is_over(&self, now: u64) -> bool {
        now >= self.expires_at
    }

    /// Whether the access token should be replaced before it is used.
    pub(crate) fn is_due(&self, now: u64) -> bool {
        let lifetime = self.expires_at.saturating_sub(self.obtained_at);
        let margin = MARGIN.min(lifetime / 4);
        self.is_refreshing() || now.saturating_add(margin) >= self.expires_at
    }

    /// When the refresh token ends.
    pub(crate) fn refresh_token_ends_at(&self) -> u64 {
        self.obtained_at.saturating_add(REFRESH_TOKEN_LIFETIME)
    }
}

impl InvalidTokens {
    pub(crate) fn at(error: &serde_json::Error) -> Self {
        Self::Form { line: error.line(), column: error.column() }
    }
}
