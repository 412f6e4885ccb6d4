//! The way of every call: check the payload, send, repeat where that is safe, read the answer.
//!
//! Generated methods build the request and hand it to a [`Sender`]; nothing else in this crate talks HTTP.

mod answer;
mod budget;
mod explain;
mod pipeline;
mod retry;

use kenar_schemas::Payload;
use progenitor_client::ResponseValue;
use reqwest::RequestBuilder;
use reqwest::header::{HeaderValue, InvalidHeaderValue};
use serde::de::DeserializeOwned;

pub use budget::RetryBudget;
pub use retry::{Retry, RetryPolicy, RetryReason};

pub(crate) use answer::Answer;
pub(crate) use pipeline::{Failed, Failure, Pipeline, never_connected};
pub(crate) use retry::Observer;

use crate::credentials::Credentials;
use crate::error::{Fate, Invalid, Unsendable};
use crate::{Error, Operation};
use explain::{explain, unexpected};

/// Makes the request of each attempt: the same one, for as long as it can be made.
pub(crate) type Requests<'a> = &'a mut (dyn FnMut() -> Option<RequestBuilder> + Send);

/// What generated methods send with: the shared pipeline, and who is calling.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub(crate) pipeline: Pipeline,
    pub(crate) credentials: Credentials,
}

impl Sender {
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
        request: Requests<'_>,
        operation: &'static Operation,
        consuming: bool,
    ) -> Result<ResponseValue<T>, Error> {
        let answer = match self.pipeline.exchange(Some(&self.credentials), request, operation, consuming).await {
            Ok(answer) => answer,
            Err(failed) => return Err(explain(failed, operation)),
        };
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok(ResponseValue::new(value, answer.status, answer.headers)),
            Err(error) => {
                let acting = answer.acting.clone();
                let credentials = acting.as_ref().unwrap_or(&self.credentials);
                let answer = answer.without(credentials);
                let problem = credentials.redact(answer.why_not(&error));
                Err(unexpected(operation, answer, problem, Fate::Unknown))
            }
        }
    }
}

/// A header parameter, or the error of the operation that cannot send it.
pub(crate) fn header(
    value: Result<HeaderValue, InvalidHeaderValue>,
    operation: &'static Operation,
) -> Result<HeaderValue, Error> {
    value.map_err(|_| {
        let problem = "a header parameter has characters that a header cannot hold".to_owned();
        Unsendable { operation, problem }.into()
    })
}
