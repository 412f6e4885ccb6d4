use kenar_schemas::oauth::{OAuthError, Secret, TokenRequest, TokenResponse};
use progenitor_client::Error;
use reqwest::{StatusCode, Url};

use super::Scope;
use crate::servers::base;
use crate::{Credentials, Servers, generated};

/// The OAuth endpoints.
#[derive(Debug, Clone)]
pub struct Client {
    authorize: Url,
    tokens: generated::oauth::Client,
}

impl Client {
    pub(crate) fn new(servers: &Servers, http: reqwest::Client, credentials: Credentials) -> Self {
        let mut authorize = servers.oauth.clone();
        authorize.set_path(&format!("{}/oauth2/auth", servers.oauth.path().trim_end_matches('/')));
        Self { authorize, tokens: generated::oauth::Client::new_with_client(base(&servers.oauth), http, credentials) }
    }

    /// The URL to send the user's browser to (operation `authorize`). Afterwards the browser comes back to `redirect_uri`
    /// with `state` and, if the user consented, `code`.
    ///
    /// `state` must be random for every user, at least 8 characters, and be compared when the browser comes back.
    #[must_use]
    pub fn authorize_url<'a>(
        &self,
        client_id: &str,
        redirect_uri: &str,
        scopes: impl IntoIterator<Item = &'a Scope>,
        state: &str,
    ) -> Url {
        let scopes: Vec<String> = scopes.into_iter().map(ToString::to_string).collect();
        let mut url = self.authorize.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", state);
        // A form writes a space as `+`, which was another separator of scopes once; the guide shows `%20`.
        let query = url.query().map(|query| query.replace('+', "%20"));
        url.set_query(query.as_deref());
        url
    }

    /// Trades a code or a refresh token for tokens (operation `create_token`). Never repeat it blindly: a code works
    /// once, and a refresh replaces both tokens.
    ///
    /// # Errors
    /// When the endpoint cannot be reached or refuses the grant. No error repeats a token.
    pub async fn create_token(&self, request: &TokenRequest) -> Result<TokenResponse, TokenError> {
        match self.tokens.create_token(request).await {
            Ok(response) => Ok(response.into_inner()),
            Err(error) => Err(TokenError::from(error).without(request)),
        }
    }
}

/// The shortest text that is taken for a secret. Shorter ones stand by chance in words of a message.
const SHORTEST_SECRET: usize = 8;

/// What a request must keep to itself.
fn secrets(request: &TokenRequest) -> Vec<&Secret> {
    match request {
        TokenRequest::AuthorizationCode(grant) => vec![&grant.code, &grant.client_secret],
        TokenRequest::RefreshToken(grant) => {
            let tokens = [Some(&grant.refresh_token), grant.code.as_ref()].into_iter().flatten();
            tokens.chain([&grant.client_secret]).collect()
        }
        _ => Vec::new(),
    }
}

/// Why there are no tokens. Unlike [`Error`] it never holds the bytes of an answer, which may be tokens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The endpoint refused the grant.
    #[error("the token endpoint refused ({status}): {}{}", .body.error, .body.error_description.as_ref().map(|text| format!(": {text}")).unwrap_or_default())]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// The reason.
        body: OAuthError,
    },
    /// The endpoint could not be reached, or the connection broke.
    #[error("the token endpoint cannot be reached")]
    Transport(#[source] reqwest::Error),
    /// The answer is not what the document describes.
    #[error("the token endpoint answered what the document does not describe ({})", .status.map_or_else(|| "unreadable body".to_owned(), |status| status.to_string()))]
    Unexpected {
        /// The HTTP status, where one was seen.
        status: Option<StatusCode>,
    },
}

impl TokenError {
    /// Takes out what an endpoint quotes of the request: errors end up in logs.
    fn without(mut self, request: &TokenRequest) -> Self {
        if let Self::Refused { body, .. } = &mut self {
            for secret in secrets(request).into_iter().filter(|secret| secret.expose().len() >= SHORTEST_SECRET) {
                for text in std::iter::once(&mut body.error).chain(&mut body.error_description) {
                    *text = text.replace(secret.expose(), "[secret]");
                }
            }
        }
        self
    }
}

impl From<Error<OAuthError>> for TokenError {
    fn from(error: Error<OAuthError>) -> Self {
        let status = error.status();
        match error {
            Error::ErrorResponse(response) => Self::Refused { status: response.status(), body: response.into_inner() },
            Error::CommunicationError(error) | Error::ResponseBodyError(error) | Error::InvalidUpgrade(error)
                if status.is_none() =>
            {
                Self::Transport(error.without_url())
            }
            _ => Self::Unexpected { status },
        }
    }
}
