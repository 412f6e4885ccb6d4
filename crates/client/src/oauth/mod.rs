//! Asking a person for consent, trading the consent for tokens, and keeping the tokens fresh.
//!
//! ```no_run
//! use kenar_client::Client;
//! use kenar_client::oauth::{App, Consents, FileStore, Scope, State};
//!
//! # async fn example(client: Client, cookie: &str, request: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let app = App::new("sample-app", "the client secret", "https://app.example.com/callback")?;
//! let consents = Consents::new(client.oauth().clone(), app.clone(), FileStore::open("consents")?);
//!
//! // 1. The person is sent to `url`, and `state` into a cookie.
//! let asked = client.oauth().authorize(&app, [Scope::UserId, Scope::OfflineAccess])?;
//!
//! // 2. The browser comes back to the redirect URI.
//! let code = cookie.parse::<State>()?.check(request)?;
//! let tokens = client.oauth().exchange(&app, code).await?;
//! let user = client.as_user(&tokens.access_token)?.get_user().await?.into_inner();
//! let consent = consents.keep(user.user_id.ok_or("the scope USER_ID gives the id")?, tokens).await?;
//!
//! // 3. From now on, in every process, for as long as the person does not change their mind:
//! let token = consent.access_token().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What can go wrong, and what becomes of the consent
//!
//! A refresh replaces both tokens, so whoever loses the answer loses the consent. The platform therefore takes the old refresh
//! token for two more minutes. [`Consent`] makes the most of that:
//!
//! | What happens | What becomes of it |
//! |---|---|
//! | many callers want a token | one refresh is sent; all are given its result |
//! | the caller stops waiting | the refresh goes on in a task of its own |
//! | the answer is lost, or a proxy answers instead | it is sent again, for a minute and a half at most |
//! | the endpoint cannot be reached | four attempts; the old token is used as long as it is good |
//! | the endpoint does not answer | the old token is used after five seconds; the refresh goes on |
//! | the process is killed under way | the store says that a refresh was sent; [`Consents::resume`] repeats it |
//! | another process refreshes | it is waited for by the store's lock, and its tokens are taken |
//! | the store cannot be written before a refresh | nothing is sent |
//! | the store does not take the new tokens | they are used from memory; saving goes on; [`ConsentEvent::NotSaved`] |
//! | the person withdraws consent | [`ConsentError::Revoked`] |
//! | the refresh token is 30 days old | [`ConsentError::Expired`] |
//!
//! What the endpoint refuses stays in the store until [`Consents::revoked`] removes it: a wrong client secret must not cost
//! anybody their consent.
//!
//! # Why there is no OAuth library in here
//!
//! The crate `oauth2` (5.0) brings reqwest 0.12 beside the 0.13 of this client, chrono, and rand 0.8. Its types are those of the
//! standard, which the platform leaves in two places: a refresh wants the access token as `code`, and its old tokens have the
//! grace that all of the above is about. What it would do is build one URL and send two forms, and the forms are generated from
//! the document already.

mod app;
mod authorization;
mod client;
mod clock;
mod consent;
mod redirect;
mod scope;
mod sender;
mod state;
mod store;
mod token_error;
mod tokens;

pub use app::{App, InvalidApp};
pub use authorization::{Authorization, AuthorizeError};
pub use client::Client;
pub use consent::{Consent, ConsentError, ConsentEvent, Consents};
pub use kenar_schemas::oauth::{AuthorizationCodeGrant, OAuthError, RefreshTokenGrant, TokenRequest, TokenResponse};
pub use redirect::{Code, RedirectError};
pub use scope::{InvalidScope, Scope};
pub(crate) use sender::TokenSender;
pub use state::{InvalidState, NoRandomness, State};
#[cfg(not(target_arch = "wasm32"))]
pub use store::{FileStore, FileStoreError};
pub use store::{InvalidTokens, MaybeSend, MemoryStore, StoreError, StoreLock, StoredTokens, TokenStore};
pub use token_error::TokenError;
pub use tokens::Tokens;
