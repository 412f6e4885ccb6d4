//! The control API under `/_sandbox`: what a test in any language does behind the scenes. It has a document of its own,
//! and is held to it like the platform is to its.

mod call;
mod calls;
mod clock;
mod faults;
mod people;
mod requests;
mod sandbox;
mod tickets;
mod tokens;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use serde_json::Value;

use crate::answer::Answer;
use crate::body::{MAX_BODY, discard, read_body};
use crate::contract::{Contract, ContractError, ErrorForm, Operation, RawParameters, Route};
use crate::errors::Refusal;
use crate::guard;
use crate::handlers::in_order;
use crate::{Control, StartError};

use call::{Call, Handler, Outcome, Registration};

const EMBEDDED: &str = include_str!("../../control.openapi.json");

/// The largest dump that is read, in bytes; a dump holds a whole sandbox. Other bodies are as long as those of the
/// platform.
const MAX_DUMP: usize = 256 * MAX_BODY;

/// The control API of one sandbox.
pub(crate) struct ControlApi {
    control: Control,
    document: &'static Document,
    /// The handler of each operation of the document, in its order.
    handlers: Vec<Registration>,
}

struct Document {
    contract: Contract,
    text: Value,
}

impl ControlApi {
    pub(crate) fn new(control: Control) -> Result<Self, StartError> {
        let document = document().map_err(|error| StartError::Contract(error.clone()))?;
        let handlers = in_order(&document.contract, &all(), |registration| registration.id)?;
        Ok(Self { control, document, handlers })
    }
}

fn document() -> Result<&'static Document, &'static ContractError> {
    static DOCUMENT: OnceLock<Result<Document, ContractError>> = OnceLock::new();
    let read = || {
        let text: Value = serde_json::from_str(EMBEDDED).map_err(|error| ContractError::unreadable(&error))?;
        Ok(Document { contract: Contract::read(&text)?, text })
    };
    DOCUMENT.get_or_init(read).as_ref()
}

/// Every handler.
fn all() -> Vec<Registration> {
    [
        calls::HANDLERS,
        clock::HANDLERS,
        faults::HANDLERS,
        people::HANDLERS,
        requests::HANDLERS,
        sandbox::HANDLERS,
        tickets::HANDLERS,
        tokens::HANDLERS,
    ]
    .concat()
}

/// Everything under `/_sandbox` that is not a page.
pub(crate) fn router(api: Arc<ControlApi>) -> Router {
    Router::new().route("/_sandbox/{*rest}", any(dispatch)).with_state(api)
}

async fn dispatch(State(api): State<Arc<ControlApi>>, request: Request) -> Response {
    let (head, mut body) = request.into_parts();
    let mut answer = answer(&api, &head, &mut body).await;
    discard(&head.headers, &mut body, api.control.request_timeout()).await;
    // Tokens are among the answers.
    answer.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.into_response()
}

async fn answer(api: &ControlApi, head: &Parts, body: &mut Body) -> Answer {
    let form = ErrorForm::Status;
    if let Err(refusal) = guard::check(&head.headers, &api.control.0.hosts) {
        return refusal.answer(form);
    }
    let contract = &api.document.contract;
    let (index, path) = match contract.route(head.method.as_str(), head.uri.path()) {
        Route::Operation(index, path) => (index, path),
        Route::OtherMethod(allow) => return Refusal::method(allow).answer(form),
        Route::Unknown => {
            let message = "the control API has no such path; see GET /_sandbox/control.openapi.json";
            return Refusal::not_found(message).answer(form);
        }
    };
    let (Some(operation), Some(registration)) = (contract.operations().get(index), api.handlers.get(index)) else {
        return Refusal::internal("no handler for this path").answer(form);
    };
    let query = head.uri.query().unwrap_or_default();
    let raw = RawParameters { path, query, headers: &head.headers };
    operation.held_to(match perform(api, operation, registration, raw, body).await {
        Ok(reply) => reply.answer(),
        Err(refusal) => refusal.answer(form),
    })
}

async fn perform(
    api: &ControlApi,
    operation: &Operation,
    registration: &Registration,
    raw: RawParameters<'_>,
    body: &mut Body,
) -> Outcome {
    let headers = raw.headers;
    let misspelt = operation.unknown_query(raw.query);
    let (parameters, mut breaches) = operation.parameters(raw);
    breaches.extend(misspelt);
    let text = match &operation.body {
        // Whoever leaves out what may be left out need not say of what type it is.
        Some(expected) if !expected.required && body.is_end_stream() => Bytes::new(),
        _ => {
            let longest = if registration.takes_dump { MAX_DUMP } else { MAX_BODY };
            read_body(operation, headers, body, longest, api.control.request_timeout()).await?
        }
    };
    let body = match &operation.body {
        None => text,
        Some(expected) => match expected.check(text, false) {
            Ok(body) => body.text,
            Err(found) => {
                breaches.extend(found);
                Default::default()
            }
        },
    };
    if !breaches.is_empty() {
        return Err(Refusal::breaches(&breaches));
    }
    let handler = registration.handler;
    let call = Call { control: api.control.clone(), document: &api.document.text, parameters, body };
    match handler {
        // It may take its time: the state can be large, and what it changes may have to be written to a file.
        Handler::AtOnce(handler) => match tokio::task::spawn_blocking(move || handler(&call)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Refusal::internal("the handler did not come to its end")),
        },
        Handler::Waiting(handler) => handler(call).await,
    }
}
