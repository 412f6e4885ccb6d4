//! What happens around every generated call.

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Request, Response, StatusCode};

use crate::{Credentials, generated};

// The token endpoint knows the app by its client secret, in the body; the API key is not for it.
impl ClientHooks<Credentials> for generated::oauth::Client {
    async fn exec(&self, request: Request, _: &OperationInfo) -> reqwest::Result<Response> {
        keep_status(self.client().execute(request).await?)
    }
}

/// Turns the page with which a proxy says "later" into an error that knows its status. It cannot be read as an error
/// body, and [`Error::InvalidResponsePayload`] would forget that another attempt may succeed.
pub(crate) fn keep_status(response: Response) -> reqwest::Result<Response> {
    let later = matches!(
        response.status(),
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    );
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let json = content_type.is_some_and(|text| text.to_ascii_lowercase().starts_with("application/json"));
    if later && !json { response.error_for_status() } else { Ok(response) }
}
