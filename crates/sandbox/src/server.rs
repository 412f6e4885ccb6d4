//! From a request to an answer.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::auth::authenticate;
use crate::consent;
use crate::contract::{Answer, Breach, ErrorForm, Operation, RawParameters, Route};
use crate::errors::{Kind, Refusal};
use crate::operations::{Call, Registration, Reply};
use crate::shared::Shared;

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().route(consent::PATH, get(consent::show).post(consent::decide)).fallback(dispatch).with_state(shared)
}

async fn dispatch(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (index, path) = match shared.contract.route(request.method().as_str(), request.uri().path()) {
        Route::Operation(index, path) => (index, path),
        Route::OtherMethod(allow) => return write(Refusal::method(allow).answer(ErrorForm::Status)),
        Route::Unknown => return write(Refusal::not_found("no operation has this path").answer(ErrorForm::Status)),
    };
    let (Some(operation), Some(registration)) = (shared.contract.operations().get(index), shared.handlers.get(index))
    else {
        return write(Refusal::internal("no handler for this path").answer(ErrorForm::Status));
    };
    let outcome = perform(&shared, operation, registration, path, request).await;
    let answer = held_against_contract(&shared, operation, answer(outcome, operation.responses.errors));
    tracing::debug!(
        operation = %operation.id,
        path = %operation.template,
        status = answer.status.as_u16(),
        "answered"
    );
    write(answer)
}

async fn perform(
    shared: &Shared,
    operation: &Operation,
    registration: &Registration,
    path: std::collections::BTreeMap<String, String>,
    request: Request,
) -> Result<Reply, Refusal> {
    let (head, body) = request.into_parts();
    let query = head.uri.query().unwrap_or_default();
    let (parameters, mut breaches) = operation.parameters(RawParameters { path, query, headers: &head.headers });
    let caller = authenticate(
        &shared.state(),
        operation,
        registration.unknown_key,
        &head.headers,
        &parameters,
        shared.clock.now(),
    )?;
    let body = match read_body(operation, &head.headers, body).await? {
        Ok(body) => body,
        Err(found) => {
            breaches.extend(found);
            Default::default()
        }
    };
    if !breaches.is_empty() {
        let special = registration.breaches.and_then(|special| special(&breaches));
        return Err(special.unwrap_or_else(|| Refusal::breaches(&breaches)));
    }
    let now = shared.clock.now();
    let auto_approve = shared.auto_approve.as_ref();
    let call = Call { contract: &shared.contract, auto_approve, caller, parameters, body, now };
    let mut state = shared.state();
    let reply = (registration.handler)(&call, &mut state);
    if state.has_jobs() {
        shared.wake();
    }
    reply
}

/// Reads and checks the body; the inner error is everything that is wrong with it.
async fn read_body(
    operation: &Operation,
    headers: &HeaderMap,
    body: Body,
) -> Result<Result<bytes::Bytes, Vec<Breach>>, Refusal> {
    let Some(expected) = &operation.body else { return Ok(Ok(bytes::Bytes::new())) };
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !expected.takes(content_type) {
        let message = format!("the body must be sent with Content-Type: {}", expected.media_type);
        return Err(Refusal::new(Kind::MediaType, message));
    }
    // The other way to fail is a connection that broke, and then nobody reads the answer.
    let too_large = |_| Refusal::new(Kind::TooLarge, format!("the body is larger than {MAX_BODY} bytes"));
    let body = to_bytes(body, MAX_BODY).await.map_err(too_large)?;
    Ok(expected.check(body))
}

fn answer(outcome: Result<Reply, Refusal>, form: ErrorForm) -> Answer {
    let mut answer = match outcome {
        Ok(Reply::Json(body)) => Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: Some(body) },
        Ok(Reply::Redirect(location)) => match HeaderValue::try_from(location) {
            Ok(location) => {
                let headers = HeaderMap::from_iter([(header::LOCATION, location)]);
                Answer { status: StatusCode::FOUND, headers, body: None }
            }
            Err(_) => Refusal::internal("the address to redirect to cannot be written").answer(form),
        },
        Err(refusal) => refusal.answer(form),
    };
    if form == ErrorForm::OAuth {
        answer.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer.headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    }
    answer
}

fn held_against_contract(shared: &Shared, operation: &Operation, answer: Answer) -> Answer {
    if !shared.strict_responses {
        return answer;
    }
    let breaches = operation.responses.breaches(&answer);
    let Some(first) = breaches.first() else { return answer };
    // Only the place and the rule: what was found there may be nobody's business.
    tracing::error!(
        operation = %operation.id,
        status = answer.status.as_u16(),
        pointer = %first.pointer,
        rule = first.rule,
        "an answer breaks the contract and is not sent"
    );
    Refusal::broken_answer(&breaches).answer(operation.responses.errors)
}

fn write(answer: Answer) -> Response {
    let Answer { status, headers, body } = answer;
    let mut response = match body {
        None => status.into_response(),
        Some(body) => {
            let content_type = [(header::CONTENT_TYPE, "application/json")];
            (status, content_type, body.to_string()).into_response()
        }
    };
    response.headers_mut().extend(headers);
    response
}
