use kenar_schemas::Payload;
use kenar_schemas::oauth::OAuthError;
use progenitor_client::ResponseValue;
use serde::de::DeserializeOwned;

use super::TokenError;
use crate::Operation;
use crate::send::{Failed, Failure, Pipeline, Requests};

/// What the generated method of the token endpoint sends with. The endpoint knows the app by its client secret, in the body;
/// the API key is not for it.
#[derive(Debug, Clone)]
pub(crate) struct TokenSender(pub(crate) Pipeline);

impl TokenSender {
    /// Refuses a grant that breaks the contract.
    pub(crate) fn check<T: Payload>(&self, _: &'static Operation, body: &T) -> Result<(), TokenError> {
        if self.0.validates() { Payload::validate(body).map_err(TokenError::Invalid) } else { Ok(()) }
    }

    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        request: Requests<'_>,
        operation: &'static Operation,
        consuming: bool,
    ) -> Result<ResponseValue<T>, TokenError> {
        let answer = self.0.exchange(None, request, operation, consuming).await.map_err(explain)?;
        let status = Some(answer.status);
        // What does not fit is not shown: it may be a token.
        let value = serde_json::from_slice(&answer.body).map_err(|_| TokenError::Unexpected { status })?;
        Ok(ResponseValue::new(value, answer.status, answer.headers))
    }
}

fn explain(Failed { failure, .. }: Failed) -> TokenError {
    match failure {
        Failure::Unsendable(problem) => TokenError::Unsendable(problem),
        // The token endpoint is asked without one.
        Failure::NoToken(_) => TokenError::Unexpected { status: None },
        Failure::Timeout(error) | Failure::Broken { source: error, status: None } => TokenError::Transport(error),
        Failure::Broken { status, .. } => TokenError::Unexpected { status },
        Failure::TooLong(status) => TokenError::Unexpected { status: Some(status) },
        Failure::Refused(answer) => {
            let status = answer.status;
            let described = status.is_client_error() || status.is_server_error();
            match serde_json::from_slice::<OAuthError>(&answer.body) {
                Ok(body) if described => TokenError::Refused { status, body },
                _ => TokenError::Unexpected { status: Some(status) },
            }
        }
    }
}
