use kenar_schemas::Violations;
use kenar_schemas::oauth::{OAuthError, Secret, TokenRequest};
use reqwest::StatusCode;

use crate::credentials::SHORTEST_SECRET;
use crate::send::never_connected;

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

/// Why there are no tokens. Unlike [`Error`](crate::Error) it holds no piece of an answer that cannot be read, which may be a
/// token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The request breaks the contract; nothing was sent.
    #[error("the token endpoint was not asked, the request breaks the contract:\n{0}")]
    Invalid(Violations),
    /// The request cannot be written down; nothing was sent.
    #[error("the token endpoint was not asked: {0}")]
    Unsendable(String),
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
    pub(super) fn without(mut self, request: &TokenRequest) -> Self {
        if let Self::Refused { body, .. } = &mut self {
            for secret in secrets(request).into_iter().filter(|secret| secret.expose().len() >= SHORTEST_SECRET) {
                for text in std::iter::once(&mut body.error).chain(&mut body.error_description) {
                    *text = text.replace(secret.expose(), "[secret]");
                }
            }
        }
        self
    }

    /// Whether the same request may succeed a little later.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Unsendable(_) => false,
            Self::Transport(_) => true,
            // A body that cannot be read may be that of a success.
            Self::Unexpected { status } => status.is_none_or(|status| status.is_success() || is_later(status)),
            Self::Refused { status, .. } => is_later(*status),
        }
    }

    /// Whether the endpoint may have issued tokens that did not arrive.
    pub(super) fn may_have_issued(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Unsendable(_) => false,
            Self::Transport(error) => !never_connected(error),
            Self::Unexpected { status } => *status != Some(StatusCode::TOO_MANY_REQUESTS),
            Self::Refused { status, .. } => status.is_server_error(),
        }
    }
}

fn is_later(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}
