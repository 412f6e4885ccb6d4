//! From a request to an answer: route, fault, caller, limit, contract, handler, contract.

use std::cell::Cell;
use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::answer::{Answer, AnswerBody, cut};
use crate::auth::{Presented, SentKey, authenticate};
use crate::body::{MAX_BODY, discard, read_body};
use crate::connection::Switch;
use crate::contract::{self, Breach, ErrorForm, Operation, Parameters, PathParameters, RawParameters, Route};
use crate::errors::Refusal;
use crate::faults::{Fault, FaultRule};
use crate::operations::{Call, Registration, Reply, TypedBody};
use crate::request_log::Entry;
use crate::shared::Shared;
use crate::state::{AppId, State};

/// What became of a request, for the log.
#[derive(Default)]
struct Story<'s> {
    operation: Option<&'s Operation>,
    app: Option<AppId>,
    fault: Option<Fault>,
    dropped: Vec<String>,
}

/// Answers a request to the platform.
pub(crate) async fn dispatch(shared: &Shared, request: Request, switch: &Switch) -> Response {
    let (started, at) = (Instant::now(), shared.clock.now());
    let (head, mut body) = request.into_parts();
    let mut story = Story::default();
    let mut answer = answer(shared, &head, &mut body, &mut story).await;
    discard(&head.headers, &mut body, shared.request_timeout).await;
    shared.requests.add(Entry {
        at,
        method: head.method,
        uri: head.uri,
        operation: story.operation.map(|operation| operation.id.clone()),
        app: story.app.map(AppId::as_str),
        status: answer.status,
        took: started.elapsed(),
        refusal: answer.refusal.take(),
        fault: story.fault,
        dropped: story.dropped,
    });
    match story.fault {
        Some(Fault::Reset | Fault::LostResponse) => {
            switch.reset();
            answer.into_response()
        }
        Some(Fault::CutBody) => cut(answer),
        _ => answer.into_response(),
    }
}

/// What stands at a path of which neither the platform nor the sandbox knows anything.
pub(crate) fn unknown_path() -> Response {
    Refusal::not_found("no operation has this path").answer(ErrorForm::Status).into_response()
}

async fn answer<'s>(shared: &'s Shared, head: &Parts, body: &mut Body, story: &mut Story<'s>) -> Answer {
    let route = shared.contract.route(head.method.as_str(), head.uri.path());
    if let Route::Operation(index, _) = &route {
        story.operation = shared.contract.operations().get(*index);
    }
    let form = story.operation.map(|operation| operation.responses.errors).unwrap_or_default();
    match fault(shared, head, story.operation) {
        Err(refusal) => return refusal.answer(form),
        Ok(Some(rule)) => {
            story.fault = Some(rule.fault);
            if let Some(answer) = befall(&rule, form).await {
                return answer;
            }
        }
        Ok(None) => {}
    }
    let (operation, registration, path) = match route {
        Route::Operation(index, path) => match (shared.contract.operations().get(index), shared.handlers.get(index)) {
            (Some(operation), Some(registration)) => (operation, registration, path),
            _ => return Refusal::internal("no handler for this path").answer(form),
        },
        Route::OtherMethod(allow) => return Refusal::method(allow).answer(form),
        Route::Unknown => return Refusal::not_found("no operation has this path").answer(form),
    };
    let outcome = perform(shared, operation, registration, path, head, body, story).await;
    held_against_contract(shared, operation, registration, write(outcome, form))
}

/// The fault that befalls a request, by its own wish or by a rule.
fn fault(shared: &Shared, head: &Parts, operation: Option<&Operation>) -> Result<Option<FaultRule>, Refusal> {
    let slug = || {
        let app = SentKey::of(&head.headers, &shared.state()).app()?;
        Some(app.as_str().to_owned())
    };
    let id = operation.map(|operation| &*operation.id);
    shared.faults.befalls(id, &head.headers, slug).map_err(|error| Refusal::invalid(error.to_string()))
}

/// Waits as long as the fault wants, and answers in place of the operation where the fault does.
async fn befall(rule: &FaultRule, form: ErrorForm) -> Option<Answer> {
    if !rule.delay.is_zero() {
        tokio::time::sleep(rule.delay).await;
    }
    match rule.fault {
        Fault::Status(status) => Some(Refusal::provoked(status).answer(form)),
        Fault::HtmlPage(status) => Some(html_page(status, form)),
        Fault::Reset => Some(Answer::new(StatusCode::INTERNAL_SERVER_ERROR, AnswerBody::Empty)),
        Fault::Delay | Fault::CutBody | Fault::LostResponse => None,
    }
}

/// What a proxy answers when it does not reach the platform.
fn html_page(status: u16, form: ErrorForm) -> Answer {
    let mut answer = Refusal::provoked(status).answer(form);
    let title = format!("{status} {}", answer.status.canonical_reason().unwrap_or("Error"));
    answer.body = AnswerBody::Html(format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
    ));
    answer
}

async fn perform(
    shared: &Shared,
    operation: &Operation,
    registration: &Registration,
    path: PathParameters,
    head: &Parts,
    body: &mut Body,
    story: &mut Story<'_>,
) -> Result<Reply, Refusal> {
    let (query, headers) = (head.uri.query().unwrap_or_default(), &head.headers);
    let (parameters, breaches) = operation.parameters(RawParameters { path, query, headers });
    // What is wrong with the body is only told to a caller who may send one. It is found out before all the same: so the
    // state is locked once a request, and never while somebody sends.
    let text = read_body(operation, headers, body, MAX_BODY, shared.request_timeout).await;
    let body = text.map(|text| check_body(shared, operation, registration, text));
    let received = Received { operation, registration, headers, parameters, breaches, body };
    let now = shared.clock.now();
    shared.change(|state| carry_out(shared, state, received, now, story)).await?
}

/// A request that arrived.
struct Received<'r> {
    operation: &'r Operation,
    registration: &'r Registration,
    headers: &'r HeaderMap,
    parameters: Parameters,
    /// What is wrong with the parameters.
    breaches: Vec<Breach>,
    /// What is wrong with the body, if it could be read.
    body: Result<Result<CheckedBody, Vec<Breach>>, Refusal>,
}

fn carry_out(
    shared: &Shared,
    state: &mut State,
    received: Received<'_>,
    now: Timestamp,
    story: &mut Story<'_>,
) -> Result<Reply, Refusal> {
    let Received { operation, registration, headers, parameters, mut breaches, body } = received;
    let key = SentKey::of(headers, state);
    story.app = key.app();
    if let Some(app) = key.working() {
        shared.limiter.count(app, state.apps.get(app).limits, now)?;
    }
    let lenient = shared.lenient;
    let presented = Presented { state, operation, headers, parameters: &parameters, lenient, now };
    let caller = authenticate(&presented, &key, registration.unknown_key)?;
    let (body, typed) = match body? {
        Ok(checked) => checked,
        Err(found) => {
            breaches.extend(found);
            Default::default()
        }
    };
    if !breaches.is_empty() {
        let special = registration.breaches.and_then(|special| special(&breaches));
        return Err(special.unwrap_or_else(|| Refusal::breaches(&breaches)));
    }
    story.dropped = body.dropped;
    let call = Call {
        contract: &shared.contract,
        auto_approve: shared.auto_approve.as_ref(),
        base_url: &shared.url,
        caller,
        parameters,
        body: body.text,
        typed: Cell::new(typed),
        now,
    };
    (registration.handler)(&call, state)
}

/// A body that fits, and the same as its type where there is one.
type CheckedBody = (contract::Body, Option<TypedBody>);

/// Finds a body good, or everything that is wrong with it. The type is asked first; only the document explains.
fn check_body(
    shared: &Shared,
    operation: &Operation,
    registration: &Registration,
    text: bytes::Bytes,
) -> Result<CheckedBody, Vec<Breach>> {
    let Some(expected) = &operation.body else { return Ok(Default::default()) };
    if shared.contract.is_that_of_the_types()
        && let Some(typed) = registration.read.and_then(|read| read(&text))
    {
        return Ok((contract::Body { text, dropped: Vec::new() }, Some(typed)));
    }
    Ok((expected.check(text, shared.lenient)?, None))
}

/// Whether the type finds a success good, which is enough; only the document explains.
fn fits_its_type(shared: &Shared, registration: &Registration, answer: &Answer) -> bool {
    match (&answer.body, registration.fits) {
        (AnswerBody::Json(body), Some(fits)) => {
            answer.status == StatusCode::OK && shared.contract.is_that_of_the_types() && fits(body)
        }
        _ => false,
    }
}

fn write(outcome: Result<Reply, Refusal>, form: ErrorForm) -> Answer {
    let mut answer = match outcome {
        Ok(Reply::Json(body)) => Answer::new(StatusCode::OK, AnswerBody::Json(body)),
        Ok(Reply::Redirect(location)) => match HeaderValue::try_from(location) {
            Ok(location) => Answer {
                headers: HeaderMap::from_iter([(header::LOCATION, location)]),
                ..Answer::new(StatusCode::FOUND, AnswerBody::Empty)
            },
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

fn held_against_contract(
    shared: &Shared,
    operation: &Operation,
    registration: &Registration,
    answer: Answer,
) -> Answer {
    if !shared.strict_responses || fits_its_type(shared, registration, &answer) {
        return answer;
    }
    operation.held_to(answer)
}
