use std::borrow::Cow;
use std::fmt;

use kenar_schemas::ErrorBody;
use kenar_schemas::oauth::Secret;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::oauth::{Consent, ConsentError};

/// What a request proves: which app it comes from and, where an operation needs one, which user consented.
///
/// Secrets are kept as header values that are marked as sensitive, and never printed.
#[derive(Clone)]
pub(crate) struct Credentials {
    api_key: HeaderValue,
    user: User,
}

#[derive(Clone)]
enum User {
    None,
    /// One token, in the header of one API.
    Token(TokenHeader, HeaderValue),
    /// Whatever token the consent has at the moment.
    Consent(TokenHeader, Consent),
}

/// Where an API wants the token of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenHeader {
    /// `Authorization: Bearer …`
    Bearer,
    /// `x-access-token: …`, of the older API.
    Legacy,
}

impl TokenHeader {
    fn name(self) -> HeaderName {
        match self {
            Self::Bearer => AUTHORIZATION,
            Self::Legacy => HeaderName::from_static("x-access-token"),
        }
    }

    fn value(self, token: &Secret) -> Result<HeaderValue, InvalidSecret> {
        let scheme = if self == Self::Bearer { BEARER } else { "" };
        header(scheme, token.expose(), "access token")
    }
}

const BEARER: &str = "Bearer ";
/// The shortest text that is taken for a secret, in bytes. Shorter ones stand by chance in words of a message.
pub(crate) const SHORTEST_SECRET: usize = 8;
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

impl Credentials {
    /// The credentials of an app.
    pub(crate) fn new(api_key: &SecretString) -> Result<Self, InvalidSecret> {
        Ok(Self { api_key: header("", api_key.expose_secret(), "API key")?, user: User::None })
    }

    /// The same app acting for a user.
    pub(crate) fn with_token(&self, place: TokenHeader, token: &Secret) -> Result<Self, InvalidSecret> {
        Ok(Self { api_key: self.api_key.clone(), user: User::Token(place, place.value(token)?) })
    }

    /// The same app acting for a user whose tokens are kept fresh.
    pub(crate) fn with_consent(&self, place: TokenHeader, consent: Consent) -> Self {
        Self { api_key: self.api_key.clone(), user: User::Consent(place, consent) }
    }

    /// Whether a refused token can be exchanged for another one.
    pub(crate) fn are_renewable(&self) -> bool {
        matches!(self.user, User::Consent(..))
    }

    /// These credentials with the token that they have at the moment, and that token where it can be exchanged.
    pub(crate) async fn now(&self) -> Result<(Cow<'_, Self>, Option<Secret>), NoToken> {
        let User::Consent(place, consent) = &self.user else { return Ok((Cow::Borrowed(self), None)) };
        let token = consent.access_token().await?;
        Ok((Cow::Owned(self.with_token(*place, &token)?), Some(token)))
    }

    /// Exchanges a token that was refused.
    pub(crate) async fn renew(&self, refused: &Secret) -> Result<(), NoToken> {
        if let User::Consent(_, consent) = &self.user {
            consent.refused(refused).await?;
        }
        Ok(())
    }

    /// Puts key and token into a request.
    pub(crate) fn apply(&self, request: &mut reqwest::Request) {
        let headers = request.headers_mut();
        headers.insert(API_KEY, self.api_key.clone());
        if let User::Token(place, value) = &self.user {
            headers.insert(place.name(), value.clone());
        }
    }

    /// Key and token as texts, except those that are so short that they stand by chance in words of a message.
    fn secrets(&self) -> impl Iterator<Item = &str> {
        let user = if let User::Token(_, value) = &self.user { Some(value) } else { None };
        let values = [Some(&self.api_key), user].into_iter().flatten().filter_map(|value| value.to_str().ok());
        let secrets = values.map(|value| value.strip_prefix(BEARER).unwrap_or(value));
        secrets.filter(|secret| secret.len() >= SHORTEST_SECRET)
    }

    /// Whether a text of a server repeats them.
    pub(crate) fn are_quoted_in(&self, text: &str) -> bool {
        self.secrets().any(|secret| text.contains(secret))
    }

    /// Takes out what a text of a server repeats of them.
    pub(crate) fn redact(&self, text: String) -> String {
        let out = |text: String, secret| if text.contains(secret) { text.replace(secret, "[secret]") } else { text };
        self.secrets().fold(text, out)
    }
}

impl Credentials {
    /// Takes out what an error of the platform repeats of them, however the server wrote it.
    pub(crate) fn redact_body(&self, body: &mut ErrorBody) {
        let Ok(mut value) = serde_json::to_value(&*body) else { return };
        self.redact_value(&mut value);
        if let Ok(redacted) = serde_json::from_value(value) {
            *body = redacted;
        }
    }

    fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.redact(std::mem::take(text)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_value(item)),
            Value::Object(members) => {
                let redacted = std::mem::take(members).into_iter().map(|(name, mut member)| {
                    self.redact_value(&mut member);
                    (self.redact(name), member)
                });
                *members = redacted.collect();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = match &self.user {
            User::None => None,
            User::Token(..) => Some("[secret]"),
            User::Consent(_, consent) => Some(consent.key()),
        };
        f.debug_struct("Credentials").field("api_key", &"[secret]").field("user", &user).finish()
    }
}

/// Why a consent gives no token that can be sent.
#[derive(Debug)]
pub(crate) enum NoToken {
    Consent(ConsentError),
    Unsendable(InvalidSecret),
}

impl From<ConsentError> for NoToken {
    fn from(error: ConsentError) -> Self {
        Self::Consent(error)
    }
}

impl From<InvalidSecret> for NoToken {
    fn from(error: InvalidSecret) -> Self {
        Self::Unsendable(error)
    }
}

/// A secret that cannot be sent: empty, or with characters that a header cannot hold. It does not repeat the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the {what} is empty or has characters that a header cannot hold; check for line breaks and quotes around it")]
pub struct InvalidSecret {
    what: &'static str,
}

/// Refuses a secret that no header can hold.
pub(crate) fn check_secret(secret: &str, what: &'static str) -> Result<(), InvalidSecret> {
    let sendable = !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_graphic());
    if sendable { Ok(()) } else { Err(InvalidSecret { what }) }
}

fn header(scheme: &str, secret: &str, what: &'static str) -> Result<HeaderValue, InvalidSecret> {
    check_secret(secret, what)?;
    let mut value = HeaderValue::try_from([scheme, secret].concat()).map_err(|_| InvalidSecret { what })?;
    value.set_sensitive(true);
    Ok(value)
}
