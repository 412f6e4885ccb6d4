//! The way of every call: check the payload, send, repeat where that is safe, read the answer.
//!
//! Generated methods build the request and hand it to a [`Sender`]; nothing else in this crate talks HTTP.

mod answer;
mod budget;
mod pipeline;
mod retry;

use kenar_schemas::{ErrorBody, Payload};
use progenitor_client::ResponseValue;
use reqwest::header::{HeaderValue, InvalidHeaderValue};
use reqwest::{RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

pub use budget::RetryBudget;
pub use retry::{Retry, RetryPolicy, RetryReason};

pub(crate) use answer::Answer;
pub(crate) use pipeline::{Failed, Failure, Pipeline};
pub(crate) use retry::Observer;

use crate::error::{
    Fate, Invalid, Limit, RateLimited, Refused, TicketError, TicketProblem, Timeout, Transport, Unexpected, Unsendable,
};
use crate::{Credentials, Error, Operation};

/// What generated methods send with: the shared pipeline, and who is calling.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub(crate) pipeline: Pipeline,
    pub(crate) credentials: Credentials,
}

impl Sender {
    /// The same pipeline for other credentials.
    pub(crate) fn with<E>(&self, change: impl FnOnce(&Credentials) -> Result<Credentials, E>) -> Result<Self, E> {
        Ok(Self { pipeline: self.pipeline.clone(), credentials: change(&self.credentials)? })
    }

    /// Refuses a payload that breaks the contract.
    pub(crate) fn check<T: Payload>(&self, operation: &'static Operation, body: &T) -> Result<(), Error> {
        if !self.pipeline.validates() {
            return Ok(());
        }
        Payload::validate(body).map_err(|violations| Invalid { operation, violations }.into())
    }

    /// Sends a request and reads the answer. `consuming` says whether the body holds what the operation
    /// [consumes](Operation::consumes).
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        operation: &'static Operation,
        consuming: bool,
    ) -> Result<ResponseValue<T>, Error> {
        let answer = match self.pipeline.exchange(&self.credentials, request, operation, consuming).await {
            Ok(answer) => answer,
            Err(failed) => return Err(self.explain(failed, operation)),
        };
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok(ResponseValue::new(value, answer.status, answer.headers)),
            Err(error) => {
                let problem = answer.why_not(&error);
                Err(self.unexpected(operation, answer, problem, Fate::Unknown))
            }
        }
    }

    /// The error of a call that failed.
    fn explain(&self, failed: Failed, operation: &'static Operation) -> Error {
        let Failed { failure, attempts, unknown } = failed;
        let fate = Fate::unknown_if(unknown);
        match failure {
            Failure::Unsendable(problem) => Unsendable { operation, problem }.into(),
            Failure::Timeout(source) => Timeout { operation, attempts, fate, source }.into(),
            Failure::Broken { source, status } => Transport { operation, attempts, fate, status, source }.into(),
            Failure::TooLong(status) => {
                let problem = "the body is longer than any that it describes".to_owned();
                Unexpected { operation, attempts, status, content_type: None, problem, fate }.into()
            }
            Failure::Refused(answer) => self.refused(operation, attempts, *answer, fate),
        }
    }

    fn refused(&self, operation: &'static Operation, attempts: u32, answer: Answer, fate: Fate) -> Error {
        let status = answer.status;
        let parsed = (status.is_client_error() || status.is_server_error())
            .then(|| serde_json::from_slice::<ErrorBody>(&answer.body));
        let body = match parsed {
            Some(Ok(mut body)) => {
                body.message = self.credentials.redact(body.message);
                Some(body)
            }
            Some(Err(error)) if status != StatusCode::TOO_MANY_REQUESTS => {
                let problem = answer.why_not(&error);
                return self.unexpected(operation, answer, problem, fate);
            }
            Some(Err(_)) => None,
            None => {
                let problem = "only 200 and errors are described".to_owned();
                return self.unexpected(operation, answer, problem, fate);
            }
        };
        if status == StatusCode::TOO_MANY_REQUESTS {
            let quota = body.iter().flat_map(|body| &body.details).find_map(|detail| detail.limit.as_ref()?.as_u64());
            return RateLimited {
                operation,
                attempts,
                limit: body.as_ref().map_or(Limit::Unknown, Limit::of),
                quota,
                retry_after: answer.retry_after(),
                message: body
                    .as_ref()
                    .map_or_else(|| self.credentials.redact(answer.beginning()), |body| body.message.clone()),
                body,
            }
            .into();
        }
        let body = body.unwrap_or_else(|| ErrorBody::new(0, String::new()));
        match TicketProblem::of(operation, status, &body) {
            Some(problem) => TicketError { operation, attempts, problem, status, body }.into(),
            None => Refused { operation, attempts, status, body, fate }.into(),
        }
    }

    fn unexpected(&self, operation: &'static Operation, answer: Answer, problem: String, fate: Fate) -> Error {
        Unexpected {
            operation,
            attempts: answer.attempts,
            status: answer.status,
            content_type: answer.content_type().map(str::to_owned),
            problem: self.credentials.redact(problem),
            fate,
        }
        .into()
    }
}

/// A header parameter, or the error of the operation that cannot send it.
pub(crate) fn header(
    value: Result<HeaderValue, InvalidHeaderValue>,
    operation: &'static Operation,
) -> Result<HeaderValue, Error> {
    let problem = || "a header parameter has characters that a header cannot hold".to_owned();
    value.map_err(|_| Unsendable { operation, problem: problem() }.into())
}
