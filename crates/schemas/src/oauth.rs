//! The OAuth 2.0 token endpoint. Secrets are secrets here too: nothing in this module prints one.

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

use crate::de;

/// A text that is never printed: `Debug` shows that there is one and nothing more. At least one character.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The error of the format repeats what it did not expect, and a secret that was sent as a number is one too.
        String::deserialize(deserializer)
            .map(Self::new)
            .map_err(|_| serde::de::Error::custom("a secret must be a text"))
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

impl garde::Validate for Secret {
    type Context = ();

    fn validate_into(&self, (): &(), path: &mut dyn FnMut() -> garde::Path, report: &mut garde::Report) {
        if self.expose().is_empty() {
            report.append(path(), garde::Error::new("at least one character is needed"));
        }
    }
}

/// Asks for tokens, form-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(remote = "Self")]
#[serde(tag = "grant_type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum TokenRequest {
    /// Trades the code that the user's consent gave for tokens.
    AuthorizationCode(#[garde(dive)] AuthorizationCodeGrant),
    /// Trades a refresh token for new tokens. The old ones work for two more minutes.
    RefreshToken(#[garde(dive)] RefreshTokenGrant),
}

/// The members of an authorization code grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
pub struct AuthorizationCodeGrant {
    /// The code from the redirect.
    #[garde(dive)]
    pub code: Secret,
    /// The app's slug, at least one character.
    #[garde(length(chars, min = 1))]
    pub client_id: String,
    /// The app's OAuth secret, which is not its API key.
    #[garde(dive)]
    pub client_secret: Secret,
    /// The same redirect URI as in the authorize URL, at least one character.
    #[garde(length(chars, min = 1))]
    pub redirect_uri: String,
}

/// The members of a refresh token grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
pub struct RefreshTokenGrant {
    /// The current refresh token. It is valid for 30 days.
    #[garde(dive)]
    pub refresh_token: Secret,
    /// The app's slug, at least one character.
    #[garde(length(chars, min = 1))]
    pub client_id: String,
    /// The app's OAuth secret, which is not its API key.
    #[garde(dive)]
    pub client_secret: Secret,
    /// The redirect URI of the authorize URL, at least one character.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(inner(length(chars, min = 1)))]
    pub redirect_uri: Option<String>,
    /// The current access token. The published guide asks for it; OAuth 2.0 does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub code: Option<Secret>,
}

macro_rules! grant_arm {
    ($arm:ident, $description:literal, $grant:literal, [$($required:literal),*], [$($optional:literal),*]) => {
        struct $arm;

        impl JsonSchema for $arm {
            fn schema_name() -> Cow<'static, str> {
                stringify!($arm).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "description": $description,
                    "type": "object",
                    "properties": {
                        "grant_type": { "type": "string", "enum": [$grant] },
                        $($required: { "type": "string", "minLength": 1 },)*
                        $($optional: { "type": "string", "minLength": 1 },)*
                    },
                    "required": ["grant_type", $($required),*],
                    "additionalProperties": false,
                })
            }
        }
    };
}

/// The schemas of the grants as they are written, with `grant_type`.
mod arms {
    use super::{Cow, JsonSchema, Schema, SchemaGenerator, json_schema};

    pub(super) struct Arms;

    grant_arm!(
        AuthorizationCodeGrant,
        "Trades a code for tokens.",
        "authorization_code",
        ["code", "client_id", "client_secret", "redirect_uri"],
        []
    );
    grant_arm!(
        RefreshTokenGrant,
        "Trades a refresh token for new tokens.",
        "refresh_token",
        ["refresh_token", "client_id", "client_secret"],
        ["redirect_uri", "code"]
    );

    impl Arms {
        pub(super) fn all(generator: &mut SchemaGenerator) -> [Schema; 2] {
            [generator.subschema_for::<AuthorizationCodeGrant>(), generator.subschema_for::<RefreshTokenGrant>()]
        }
    }
}

impl JsonSchema for TokenRequest {
    fn schema_name() -> Cow<'static, str> {
        "TokenRequest".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "Asks for tokens.", "oneOf": arms::Arms::all(generator) })
    }
}

/// The tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct TokenResponse {
    /// Sent as `Authorization: Bearer …`.
    #[garde(skip)]
    #[schemars(with = "String")]
    pub access_token: Secret,
    /// `bearer`.
    #[garde(skip)]
    pub token_type: String,
    /// How long the access token is valid, in seconds. The platform has answered 3600 and 604799: never a constant.
    #[serde(deserialize_with = "de::int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub expires_in: i32,
    /// The granted scopes, separated by spaces.
    #[garde(skip)]
    pub scope: String,
    /// Only when `offline_access` was asked for. A refresh replaces it: store both new tokens.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    #[schemars(with = "Option<String>")]
    pub refresh_token: Option<Secret>,
}

impl TokenResponse {
    /// A `bearer` token that is valid for so many seconds, for scopes that are separated by spaces.
    pub fn new(access_token: Secret, expires_in: i32, scope: impl Into<String>) -> Self {
        Self { access_token, token_type: "bearer".to_owned(), expires_in, scope: scope.into(), refresh_token: None }
    }
}

crate::macros::setters!(TokenResponse {
    /// The same tokens with a refresh token.
    with_refresh_token => refresh_token: Secret,
});

/// The error answer of the OAuth endpoints (RFC 6749).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct OAuthError {
    /// The error code, such as `invalid_grant`.
    #[garde(skip)]
    pub error: String,
    /// What went wrong, in words.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub error_description: Option<String>,
}

impl OAuthError {
    /// An error with its explanation.
    pub fn new(error: impl Into<String>, description: impl Into<String>) -> Self {
        Self { error: error.into(), error_description: Some(description.into()) }
    }
}

crate::macros::object!(TokenRequest, AuthorizationCodeGrant, RefreshTokenGrant, TokenResponse, OAuthError);
