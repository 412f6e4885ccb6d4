use kenar_schemas::oauth::OAuthError;

use super::super::{StoredTokens, TokenError};
use super::ConsentError;

/// Why a consent is good for nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Somebody has removed it from the store.
    Removed,
    Revoked,
    Expired,
    Replaced,
}

/// What RFC 6749 has for a refresh token that is no longer good, and what Ory's server has for one that was used before.
const CODES: [&str; 2] = ["invalid_grant", "token_inactive"];
/// The same code is for mistakes of the app, which end no consent. Ory's server and the sandbox say so in these words.
const MISTAKES: [&str; 4] = [
    "does not match the ID",
    "'redirect_uri' from this request",
    "redirect_uri is not the one",
    "issued to another app",
];
/// The words of the sandbox. The platform's are not published; Ory's server gives one sentence for every reason, in which each
/// of them is named.
const REASONS: [(&str, Ended); 3] = [
    ("the refresh token has expired", Ended::Expired),
    ("was replaced by a refresh", Ended::Replaced),
    ("the person has withdrawn consent", Ended::Revoked),
];

impl Ended {
    /// Whether a refusal ends the consent, and why. Where it does not say, the age of the refresh token does.
    pub(super) fn by(error: &TokenError, tokens: &StoredTokens, now: u64) -> Option<Self> {
        let TokenError::Refused { body: OAuthError { error, error_description, .. }, .. } = error else { return None };
        let text = error_description.as_deref().unwrap_or_default();
        if !CODES.contains(&error.as_str()) || MISTAKES.iter().any(|words| text.contains(words)) {
            return None;
        }
        let said = REASONS.iter().find(|(words, _)| text.contains(words)).map(|(_, ended)| *ended);
        Some(said.unwrap_or(if now >= tokens.refresh_token_ends_at() { Self::Expired } else { Self::Revoked }))
    }

    pub(super) fn error(self, key: &str) -> ConsentError {
        match self {
            Self::Removed => ConsentError::Unknown { key: key.to_owned() },
            Self::Revoked => ConsentError::Revoked,
            Self::Expired => ConsentError::Expired,
            Self::Replaced => ConsentError::Replaced,
        }
    }
}
