use std::borrow::Cow;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, Request, StatusCode};
use tracing::{Instrument, field};
use web_time::Instant;

use super::answer::Unread;
use super::budget::Purse;
use super::{Answer, Observer, Requests, Retry, RetryPolicy, RetryReason};
use crate::credentials::{Credentials, NoToken};
use crate::error::{TokenProblem, is_transient};
use crate::time::sleep;
use crate::{Idempotency, Operation};

/// What all calls of a client share. Cloning it shares it.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    policy: RetryPolicy,
    purse: Option<Purse>,
    observer: Observer,
    validates: bool,
}

/// A call without a result.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    pub(crate) attempts: u32,
    /// Whether the platform may have carried it out.
    pub(crate) unknown: bool,
}

impl Failed {
    fn unsendable(problem: String) -> Self {
        Self::new(Failure::Unsendable(problem), 0, false)
    }

    fn new(failure: Failure, attempts: u32, unknown: bool) -> Self {
        Self { failure, attempts, unknown }
    }
}

/// How the last attempt ended.
#[derive(Debug)]
pub(crate) enum Failure {
    Unsendable(String),
    /// There is no token to send, or no other one for a refused one.
    NoToken(NoToken),
    Timeout(reqwest::Error),
    Broken {
        source: reqwest::Error,
        status: Option<StatusCode>,
    },
    /// An answer that is not the described success.
    Refused(Box<Answer>),
    /// An answer that is longer than any that the document describes.
    TooLong(StatusCode),
}

impl Failure {
    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Unsendable(_) | Self::NoToken(_) | Self::Timeout(_) => None,
            Self::Broken { status, .. } => *status,
            Self::Refused(answer) => Some(answer.status),
            Self::TooLong(status) => Some(*status),
        }
    }

    /// Whether the platform does not take the token.
    fn is_of_the_token(&self) -> bool {
        let Self::Refused(answer) = self else { return false };
        answer.status == StatusCode::UNAUTHORIZED
            && serde_json::from_slice(&answer.body).is_ok_and(|body| TokenProblem::of(answer.status, &body).is_some())
    }
}

impl Pipeline {
    pub(crate) fn new(policy: RetryPolicy, observer: Observer, validates: bool) -> Self {
        let purse = policy.budget.map(Purse::new);
        Self(Arc::new(Shared { policy, purse, observer, validates }))
    }

    /// The same with one attempt for each call.
    pub(crate) fn once(&self) -> Self {
        Self::new(RetryPolicy::none(), Observer::default(), self.0.validates)
    }

    /// One attempt for each call, of what was checked before.
    pub(crate) fn once_unchecked() -> Self {
        Self::new(RetryPolicy::none(), Observer::default(), false)
    }

    /// Tells whoever wants to know that a call is sent again.
    pub(crate) fn tell(&self, retry: &Retry) {
        self.0.observer.tell(retry);
    }

    /// Whether payloads are checked before they are sent.
    pub(crate) fn validates(&self) -> bool {
        self.0.validates
    }

    /// Sends a request until it has its answer or may not be sent again.
    pub(crate) async fn exchange(
        &self,
        credentials: Option<&Credentials>,
        request: Requests<'_>,
        operation: &'static Operation,
        consuming: bool,
    ) -> Result<Answer, Failed> {
        let span = tracing::info_span!(
            target: "kenar_client",
            "kenar_call",
            operation = operation.id,
            method = operation.method,
            attempts = field::Empty,
            status = field::Empty,
        );
        // In its place, because it is large: wrapped by value it would be copied for each call.
        let attempts = pin!(self.attempts(credentials, request, operation, consuming));
        let result = attempts.instrument(span.clone()).await;
        // Once, at the end: a field that is recorded twice is shown twice.
        let (attempts, status) = match &result {
            Ok(answer) => (answer.attempts, Some(answer.status)),
            Err(failed) => (failed.attempts, failed.failure.status()),
        };
        span.record("attempts", attempts);
        if let Some(status) = status {
            span.record("status", status.as_u16());
        }
        result
    }

    async fn attempts(
        &self,
        credentials: Option<&Credentials>,
        request: Requests<'_>,
        operation: &'static Operation,
        consuming: bool,
    ) -> Result<Answer, Failed> {
        let Some(mut next) = request() else { return Err(Failed::unsendable("there is no request".to_owned())) };
        let Shared { policy, purse, observer, .. } = &*self.0;
        if let Some(purse) = purse {
            purse.earn();
        }
        let begun = Instant::now();
        let blindly = operation.may_repeat_blindly(consuming);
        let mut renewable = credentials.filter(|credentials| credentials.are_renewable());
        let mut attempts = 0;
        let mut unknown = false;
        loop {
            let (client, built) = next.build_split();
            let mut built = built.map_err(|error| Failed::unsendable(error.without_url().to_string()))?;
            if !leads_to(built.url().path(), operation.path) {
                return Err(Failed::unsendable("`.` and `..` cannot be sent in a path".to_owned()));
            }
            let (acting, token) = match credentials {
                Some(credentials) => {
                    let now = credentials.now().await;
                    let (acting, token) =
                        now.map_err(|error| Failed::new(Failure::NoToken(error), attempts, unknown))?;
                    (Some(acting), token)
                }
                None => (None, None),
            };
            attempts += 1;
            if let Some(acting) = &acting {
                acting.apply(&mut built);
            }
            let failure = match attempt(&client, built, attempts).await {
                Ok(answer) if answer.status == StatusCode::OK => {
                    let acting = if let Some(Cow::Owned(acting)) = acting { Some(acting) } else { None };
                    return Ok(Answer { acting, ..answer });
                }
                // The attempt whose answer was lost has deleted it.
                Ok(answer)
                    if unknown
                        && answer.status == StatusCode::NOT_FOUND
                        && operation.idempotency == Idempotency::Delete =>
                {
                    return Ok(Answer { status: StatusCode::OK, body: Bytes::from_static(b"{}"), ..answer });
                }
                Ok(answer) => Failure::Refused(Box::new(Answer { acting: acting.map(Cow::into_owned), ..answer })),
                Err(failure) => failure,
            };
            if let (Some(credentials), Some(token)) = (renewable, &token)
                && failure.is_of_the_token()
                && let Some(again) = request()
            {
                // Once: a second refusal of a new token is not the token's.
                renewable = None;
                let renewed = credentials.renew(token).await;
                renewed.map_err(|error| Failed::new(Failure::NoToken(error), attempts, unknown))?;
                next = again;
                continue;
            }
            let verdict = Verdict::of(&failure, blindly);
            unknown |= verdict.unknown;
            let Some(reason) = verdict.again.filter(|_| attempts < policy.attempts) else {
                return Err(Failed::new(failure, attempts, unknown));
            };
            // Also when the server asks for a pause: all callers would come back in the same moment.
            let pause = asked_for(&failure).unwrap_or_default().saturating_add(policy.pause_after(attempts));
            if begun.elapsed().saturating_add(pause) > policy.within {
                return Err(Failed::new(failure, attempts, unknown));
            }
            let Some(again) = request() else { return Err(Failed::new(failure, attempts, unknown)) };
            if purse.as_ref().is_some_and(|purse| !purse.spend()) {
                tracing::warn!(target: "kenar_client", operation = operation.id, "not sent again, the budget of retries is spent");
                return Err(Failed::new(failure, attempts, unknown));
            }
            observer.tell(&Retry { operation, attempt: attempts, reason, pause });
            sleep(pause).await;
            next = again;
        }
    }
}

/// Whether a path ends as a template says. A path parameter that is `.` or `..` names another path, however it is encoded.
///
/// From the end, because a base URL may have a path too; by bytes, because this stands in the way of every call.
fn leads_to(path: &str, template: &str) -> bool {
    let (mut path, mut template) = (path.as_bytes(), template.as_bytes());
    while let Some(last) = template.last() {
        if *last == b'}' {
            let parameter = path.iter().rev().take_while(|byte| **byte != b'/').count();
            if parameter == 0 {
                return false;
            }
            path = &path[..path.len() - parameter];
            template = &template[..template.iter().rposition(|byte| *byte == b'{').unwrap_or_default()];
        } else {
            let (before, literal) =
                template.split_at(template.iter().rposition(|byte| *byte == b'}').map_or(0, |end| end + 1));
            let Some(rest) = path.strip_suffix(literal) else { return false };
            (path, template) = (rest, before);
        }
    }
    true
}

async fn attempt(client: &Client, request: Request, attempts: u32) -> Result<Answer, Failure> {
    let broken = |source: reqwest::Error, status| {
        let source = source.without_url();
        if source.is_timeout() { Failure::Timeout(source) } else { Failure::Broken { source, status } }
    };
    let response = client.execute(request).await.map_err(|error| broken(error, None))?;
    match Answer::read(response, attempts).await {
        Ok(answer) => Ok(answer),
        Err((status, Unread::Broken(error))) => Err(broken(error, Some(status))),
        Err((status, Unread::TooLong)) => Err(Failure::TooLong(status)),
    }
}

/// What follows from a failure.
struct Verdict {
    /// Whether the platform may have carried the call out.
    unknown: bool,
    /// Why it may be sent again, if it may.
    again: Option<RetryReason>,
}

impl Verdict {
    fn of(failure: &Failure, blindly: bool) -> Self {
        let lost = |reason| Self { unknown: true, again: blindly.then_some(reason) };
        match failure {
            Failure::Unsendable(_) | Failure::NoToken(_) => Self { unknown: false, again: None },
            Failure::TooLong(status) => Self { unknown: !status.is_client_error(), again: None },
            Failure::Timeout(error) | Failure::Broken { source: error, .. } if never_connected(error) => {
                Self { unknown: false, again: Some(RetryReason::NoConnection) }
            }
            Failure::Timeout(_) | Failure::Broken { .. } => lost(RetryReason::LostAnswer),
            Failure::Refused(answer) => match answer.status {
                StatusCode::TOO_MANY_REQUESTS => Self { unknown: false, again: Some(RetryReason::RateLimited) },
                // A proxy says so too, of a request that it has sent on.
                status if is_transient(status) => lost(RetryReason::Unavailable),
                status => Self { unknown: !status.is_client_error(), again: None },
            },
        }
    }
}

/// Whether nothing was sent, because no connection was made.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn never_connected(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// In a browser nobody can tell.
#[cfg(target_arch = "wasm32")]
pub(crate) fn never_connected(_: &reqwest::Error) -> bool {
    false
}

/// How long the server asks to wait.
fn asked_for(failure: &Failure) -> Option<Duration> {
    match failure {
        Failure::Refused(answer) => answer.retry_after(),
        _ => None,
    }
}
