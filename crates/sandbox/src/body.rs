//! Reading the body of a request: not too much, not too slowly, and held against the contract.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use hyper::body::Frame;

use crate::contract::Operation;
use crate::errors::{Kind, Refusal};

/// The largest body that an operation of the platform reads, in bytes.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// The most that is taken of a body that nobody wants.
const MAX_DISCARDED: usize = 256 * MAX_BODY;

/// Reads the body of an operation, up to so many bytes and for as long as a request may take.
pub(crate) async fn read_body(
    operation: &Operation,
    headers: &HeaderMap,
    body: &mut Body,
    limit: usize,
    timeout: Duration,
) -> Result<Bytes, Refusal> {
    let Some(expected) = &operation.body else { return Ok(Bytes::new()) };
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !expected.takes(content_type) {
        let message = format!("the body must be sent with Content-Type: {}", expected.media_type);
        return Err(Refusal::new(Kind::MediaType, message));
    }
    match tokio::time::timeout(timeout, collect(body, limit)).await {
        Ok(outcome) => outcome,
        Err(_) => {
            let message = format!("the body did not arrive within {} s", timeout.as_secs_f32());
            Err(Refusal::new(Kind::Timeout, message))
        }
    }
}

async fn collect(body: &mut Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(frame) = next(body).await {
        // The connection broke; nobody reads the answer.
        let frame = frame.map_err(|_| Refusal::invalid("the body ended before its end"))?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len().max(whole.len()) + data.len() > limit {
            return Err(Refusal::new(Kind::TooLarge, format!("the body is larger than {limit} bytes")));
        }
        // Most bodies arrive in one piece and need no copy.
        if first.is_empty() {
            first = data;
        } else {
            if whole.is_empty() {
                whole.extend_from_slice(&first);
            }
            whole.extend_from_slice(&data);
        }
    }
    Ok(if whole.is_empty() { first } else { whole.freeze() })
}

/// Takes what is left of a body and throws it away. A connection that is closed while its client still sends is reset,
/// and the client reads an error instead of the answer.
pub(crate) async fn discard(headers: &HeaderMap, body: &mut Body, timeout: Duration) {
    // A client that asks first does not send before it is told to.
    if body.is_end_stream() || headers.contains_key(header::EXPECT) {
        return;
    }
    let rest = async {
        let mut length = 0_usize;
        while let Some(Ok(frame)) = next(body).await {
            length = length.saturating_add(frame.data_ref().map_or(0, Bytes::len));
            if length > MAX_DISCARDED {
                break;
            }
        }
    };
    // Whoever is too slow has waited for the answer long enough.
    let _ = tokio::time::timeout(timeout, rest).await;
}

pub(crate) async fn next(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
    std::future::poll_fn(|cx| std::pin::Pin::new(&mut *body).poll_frame(cx)).await
}
