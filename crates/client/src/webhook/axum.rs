//! The way into and out of axum.

use axum_core::body::Body;
use axum_core::extract::{DefaultBodyLimit, FromRef, FromRequest, FromRequestParts, Request};
use axum_core::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderValue};

use super::{Call, DirectLink, DynamicActionReply, EventReply, HttpReply, SessionReply, Webhook, WebhookError};

/// A call that came from Divar, as the argument of an axum handler: `Verified(call): Verified<SessionRequest>`. The
/// [`Webhook`] is taken from the state of the router, the key is checked before the body is read, and what is refused
/// is answered with its [`WebhookError`]. A handler that takes `Result<Verified<C>, WebhookError>` sees the refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<C>(pub C);

impl<S, C> FromRequest<S> for Verified<C>
where
    C: Call,
    S: Send + Sync,
    Webhook: FromRef<S>,
{
    type Rejection = WebhookError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, WebhookError> {
        let webhook = Webhook::from_ref(state);
        webhook.check_headers(request.headers())?;
        let headers = std::mem::take(request.headers_mut());
        DefaultBodyLimit::max(webhook.body_limit()).apply(&mut request);
        let body = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => WebhookError::TooLarge { limit: webhook.body_limit() },
            _ => WebhookError::Interrupted,
        })?;
        webhook.read_body(&headers, &body).map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for DirectLink {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_query(parts.uri.query().unwrap_or_default()))
    }
}

impl IntoResponse for HttpReply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        response
    }
}

macro_rules! into_response {
    ($($reply:ty),*) => {$(
        impl IntoResponse for $reply {
            fn into_response(self) -> Response {
                self.to_http().into_response()
            }
        }
    )*};
}

into_response!(SessionReply, DynamicActionReply, EventReply, WebhookError);
