//! What a form of a page sends.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::BytesMut;

use crate::body::{MAX_BODY, discard, next};
use crate::shared::Shared;

/// The longest form that is read, in bytes: of a payload of the playground every byte may be written as three.
const MAX_FORM: usize = 3 * MAX_BODY + 1024;

/// The fields of a form. One that is too long to be read has none.
pub(super) struct Form(BytesMut);

impl Form {
    /// A field.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(&self.0).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

impl FromRequest<Arc<Shared>> for Form {
    type Rejection = StatusCode;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, StatusCode> {
        let (head, mut body) = request.into_parts();
        let mut form = BytesMut::new();
        let mut fits = true;
        let read = async {
            while let Some(frame) = next(&mut body).await {
                let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
                fits = form.len() + data.len() <= MAX_FORM;
                if !fits {
                    break;
                }
                form.extend_from_slice(&data);
            }
            Ok::<(), StatusCode>(())
        };
        tokio::time::timeout(shared.request_timeout, read).await.map_err(|_| StatusCode::REQUEST_TIMEOUT)??;
        if !fits {
            discard(&head.headers, &mut body, shared.request_timeout).await;
            form.clear();
        }
        Ok(Self(form))
    }
}
