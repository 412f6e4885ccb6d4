//! Asking a user for consent, and trading the consent for tokens.

mod client;
mod scope;

pub use client::{Client, TokenError};
pub use kenar_schemas::oauth::{AuthorizationCodeGrant, OAuthError, RefreshTokenGrant, TokenRequest, TokenResponse};
pub use scope::Scope;
