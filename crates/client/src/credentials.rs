use std::fmt;

use kenar_schemas::oauth::Secret;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// What a request proves: which app it comes from and, where an operation needs one, which user consented.
///
/// Both are kept as header values that are marked as sensitive, and never printed.
#[derive(Clone)]
pub struct Credentials {
    api_key: HeaderValue,
    user: Option<(HeaderName, HeaderValue)>,
}

const BEARER: &str = "Bearer ";
/// The shortest text that is taken for a secret, in bytes.
pub(crate) const SHORTEST_SECRET: usize = 8;
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const LEGACY_TOKEN: HeaderName = HeaderName::from_static("x-access-token");

impl Credentials {
    /// The credentials of an app.
    ///
    /// # Errors
    /// When the key cannot be a header value.
    pub fn new(api_key: &SecretString) -> Result<Self, InvalidSecret> {
        Ok(Self { api_key: header("", api_key.expose_secret(), "API key")?, user: None })
    }

    /// The same app acting for a user, as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// When the token cannot be a header value.
    pub fn as_user(&self, token: &Secret) -> Result<Self, InvalidSecret> {
        let value = header(BEARER, token.expose(), "access token")?;
        Ok(Self { api_key: self.api_key.clone(), user: Some((AUTHORIZATION, value)) })
    }

    /// The same app acting for a user, as `x-access-token: …`, the header of the older API.
    ///
    /// # Errors
    /// When the token cannot be a header value.
    pub fn as_legacy_user(&self, token: &Secret) -> Result<Self, InvalidSecret> {
        let value = header("", token.expose(), "access token")?;
        Ok(Self { api_key: self.api_key.clone(), user: Some((LEGACY_TOKEN, value)) })
    }

    /// Key and token as texts, except those that are so short that they stand by chance in words of a message.
    fn secrets(&self) -> impl Iterator<Item = &str> {
        let user = self.user.as_ref().map(|(_, value)| value);
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
        self.secrets()
            .fold(text, |text, secret| if text.contains(secret) { text.replace(secret, "[secret]") } else { text })
    }

    pub(crate) fn apply(&self, request: &mut reqwest::Request) {
        let headers = request.headers_mut();
        headers.insert(API_KEY, self.api_key.clone());
        if let Some((name, value)) = &self.user {
            headers.insert(name, value.clone());
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.user.as_ref().map(|_| "[secret]");
        f.debug_struct("Credentials").field("api_key", &"[secret]").field("user", &user).finish()
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
    let mut value = HeaderValue::try_from(format!("{scheme}{secret}")).map_err(|_| InvalidSecret { what })?;
    value.set_sensitive(true);
    Ok(value)
}
