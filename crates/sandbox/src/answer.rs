//! An answer before it is written.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::body::Frame;
use serde_json::Value;

use crate::request_log::RefusalView;

/// An answer before it is written.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: AnswerBody,
    /// Why the request was not carried out, for the log.
    pub(crate) refusal: Option<RefusalView>,
}

/// What stands in an answer.
#[derive(Debug)]
pub(crate) enum AnswerBody {
    Empty,
    Json(Value),
    /// What a proxy writes that does not know the API.
    Html(String),
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: AnswerBody) -> Self {
        Self { status, headers: HeaderMap::new(), body, refusal: None }
    }

    fn write(self) -> (StatusCode, HeaderMap, Bytes) {
        let Self { status, mut headers, body, refusal: _ } = self;
        let (content_type, bytes) = match body {
            AnswerBody::Empty => return (status, headers, Bytes::new()),
            AnswerBody::Json(body) => ("application/json", body.to_string()),
            AnswerBody::Html(body) => ("text/html; charset=utf-8", body),
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        (status, headers, Bytes::from(bytes))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (status, headers, bytes) = self.write();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

/// The same answer, whose body ends half-way although its length was promised.
pub(crate) fn cut(answer: Answer) -> Response {
    let (status, mut headers, bytes) = answer.write();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = bytes.slice(..bytes.len() / 2);
    let mut response = Response::new(Body::new(CutBody::Half(half)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

enum CutBody {
    Half(Bytes),
    /// What was given is on its way: the connection must not end before it is.
    Sent,
    Over,
}

impl HttpBody for CutBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match std::mem::replace(&mut *self, Self::Over) {
            Self::Half(half) => {
                *self = Self::Sent;
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            Self::Sent => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Over => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into()))),
        }
    }
}
