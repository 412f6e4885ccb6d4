//! From a failed call to the error that people match.

use kenar_schemas::ErrorBody;
use reqwest::StatusCode;

use super::{Answer, Failed, Failure};
use crate::credentials::NoToken;
use crate::error::{
    Fate, Limit, MissingToken, RateLimited, Refused, TicketError, TicketProblem, Timeout, Transport, Unexpected,
    Unsendable,
};
use crate::{Error, Operation};

/// The error of a call that failed.
pub(super) fn explain(failed: Failed, operation: &'static Operation) -> Error {
    let Failed { failure, attempts, unknown } = failed;
    let fate = Fate::unknown_if(unknown);
    match failure {
        Failure::Unsendable(problem) => Unsendable { operation, problem }.into(),
        Failure::NoToken(NoToken::Unsendable(problem)) => Unsendable { operation, problem: problem.to_string() }.into(),
        Failure::NoToken(NoToken::Consent(source)) => MissingToken { operation, attempts, fate, source }.into(),
        Failure::Timeout(source) => Timeout { operation, attempts, fate, source }.into(),
        Failure::Broken { source, status } => Transport { operation, attempts, fate, status, source }.into(),
        Failure::TooLong(status) => {
            let problem = "the body is longer than any that it describes".to_owned();
            Unexpected { operation, attempts, status, content_type: None, problem, retry_after: None, fate }.into()
        }
        Failure::Refused(answer) => refused(operation, *answer, fate),
    }
}

fn refused(operation: &'static Operation, answer: Answer, fate: Fate) -> Error {
    let (attempts, status) = (answer.attempts, answer.status);
    let acting = answer.acting.clone();
    let answer = match &acting {
        Some(acting) => answer.without(acting),
        None => answer,
    };
    if !status.is_client_error() && !status.is_server_error() {
        return unexpected(operation, answer, "only 200 and errors are described".to_owned(), fate);
    }
    let (mut body, retry_after) = (serde_json::from_slice::<ErrorBody>(&answer.body), answer.retry_after());
    if let (Ok(body), Some(acting)) = (&mut body, &acting) {
        // Once more after reading: JSON has more than one way to write a character.
        acting.redact_body(body);
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        return rate_limited(operation, &answer, body.ok(), fate);
    }
    match body {
        Ok(body) => match TicketProblem::of(operation, status, &body) {
            Some(problem) => TicketError { operation, attempts, problem, status, body, fate }.into(),
            None => Refused { operation, attempts, status, body, retry_after, fate }.into(),
        },
        Err(error) => {
            let problem = answer.why_not(&error);
            unexpected(operation, answer, problem, fate)
        }
    }
}

fn rate_limited(operation: &'static Operation, answer: &Answer, body: Option<ErrorBody>, fate: Fate) -> Error {
    let details = body.iter().flat_map(|body| &body.details);
    RateLimited {
        operation,
        attempts: answer.attempts,
        limit: body.as_ref().map_or(Limit::Unknown, Limit::of),
        quota: details.into_iter().find_map(|detail| detail.limit.as_ref()?.as_u64()),
        retry_after: answer.retry_after(),
        message: body.as_ref().map_or_else(|| answer.beginning(), |body| body.message.clone()),
        body,
        fate,
    }
    .into()
}

/// The error of an answer that the document does not describe.
pub(super) fn unexpected(operation: &'static Operation, answer: Answer, problem: String, fate: Fate) -> Error {
    Unexpected {
        operation,
        attempts: answer.attempts,
        status: answer.status,
        content_type: answer.content_type().map(str::to_owned),
        problem,
        retry_after: answer.retry_after(),
        fate,
    }
    .into()
}
