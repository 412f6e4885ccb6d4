//! Making one call.

use std::error::Error;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, header};
use jiff::Timestamp;
use kenar_schemas::LinkUrl;
use reqwest::{Client, Response, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::answer::excerpt;
use super::delivery::AttemptView;
use super::failure::{CallFailure, FailureReason};

/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// What stands for the identification key where an app repeats it. It is not a part of any URL.
const HIDDEN: &str = "[identification key]";

/// Which answers are a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// 200 with a body.
    Body,
    /// Any status from 200 to 299; the body does not matter.
    Success,
}

/// A call to be made.
pub(super) struct Outgoing<'c> {
    pub(super) url: &'c LinkUrl,
    pub(super) key: &'c SecretString,
    /// The header that says that the call is of version 2.
    pub(super) version_header: Option<&'static str>,
    pub(super) body: &'c Value,
    pub(super) expected: Expected,
}

/// What came of a call.
pub(super) struct Exchange {
    status: Option<u16>,
    duration: Duration,
    /// The body of the answer, without the identification key.
    pub(super) outcome: Result<Vec<u8>, CallFailure>,
}

impl Exchange {
    /// A call that was not made.
    pub(super) fn not_made(failure: CallFailure) -> Self {
        Self { status: None, duration: Duration::ZERO, outcome: Err(failure) }
    }

    /// The entry in the log.
    pub(super) fn attempt(&self, failure: Option<CallFailure>, at: Timestamp) -> AttemptView {
        let milliseconds = u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX);
        AttemptView { at, status: self.status, failure, milliseconds }
    }
}

/// Whether a secret can be sent in a header as it is.
pub(crate) fn is_sendable(secret: &SecretString) -> bool {
    let secret = secret.expose_secret();
    !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Refuses an identification key that cannot be sent.
pub(crate) fn check_key(key: &SecretString) -> Result<(), String> {
    if is_sendable(key) {
        Ok(())
    } else {
        Err("the identification key must be visible ASCII characters without spaces, at least one".to_owned())
    }
}

/// Makes calls. It follows no redirects, because the identification key would follow them, and uses no proxy, because
/// the key would pass it.
pub(super) struct Sender {
    /// Made at the first call: it reads the certificates of the machine, which takes longer than everything else that
    /// a sandbox does when it starts.
    client: OnceLock<Result<Client, String>>,
    timeout: Duration,
}

impl Sender {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { client: OnceLock::new(), timeout }
    }

    fn client(&self) -> Result<&Client, CallFailure> {
        let build = || {
            let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(self.timeout).build();
            client.map_err(|error| format!("no app can be called: {error}"))
        };
        let client = self.client.get_or_init(build).as_ref();
        client.map_err(|problem| CallFailure::new(FailureReason::Unreachable, problem.as_str()))
    }

    pub(super) async fn send(&self, call: Outgoing<'_>) -> Exchange {
        let start = Instant::now();
        let response = match self.request(&call).await {
            Ok(response) => response,
            Err(failure) => return Exchange { status: None, duration: start.elapsed(), outcome: Err(failure) },
        };
        let status = response.status();
        let outcome = self.read(response, &call).await;
        Exchange { status: Some(status.as_u16()), duration: start.elapsed(), outcome }
    }

    async fn request(&self, call: &Outgoing<'_>) -> Result<Response, CallFailure> {
        let mut key = HeaderValue::from_str(call.key.expose_secret()).map_err(|_| {
            CallFailure::new(FailureReason::NotConfigured, "the identification key cannot be sent in a header")
        })?;
        key.set_sensitive(true);
        let mut request = self
            .client()?
            .post(call.url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, key)
            .body(call.body.to_string());
        if let Some(name) = call.version_header {
            request = request.header(name, "2");
        }
        request.send().await.map_err(|error| self.failure(error, call.url))
    }

    /// Judges the status and reads the body. What an app answers may hold what it was sent, so the key is taken out of
    /// it before anything looks at it.
    async fn read(&self, response: Response, call: &Outgoing<'_>) -> Result<Vec<u8>, CallFailure> {
        let status = response.status();
        let success = match call.expected {
            Expected::Body => status == StatusCode::OK,
            Expected::Success if status.is_success() => return Ok(Vec::new()),
            Expected::Success => false,
        };
        let location = response.headers().get(header::LOCATION).cloned();
        let body = self.body(response, call.url).await.map(|body| hide(body, call.key));
        if success {
            return body;
        }
        let expected = match call.expected {
            Expected::Body => "200",
            Expected::Success => "200 to 299",
        };
        if let (true, Some(location)) = (status.is_redirection(), location) {
            let location = hide(location.as_bytes().to_vec(), call.key);
            let location = excerpt(&location);
            let message = format!(
                "the app answered {status}, expected {expected}; redirects are not followed, name the final address in \
                 the configuration. Of the address of the redirect, {location}"
            );
            return Err(CallFailure::new(FailureReason::Redirect, message));
        }
        let answer = body.map_or_else(|failure| failure.message, |body| format!("of the answer, {}", excerpt(&body)));
        let message = format!("the app answered {status}, expected {expected}; {answer}");
        Err(CallFailure::new(FailureReason::Status, message))
    }

    async fn body(&self, mut response: Response, url: &LinkUrl) -> Result<Vec<u8>, CallFailure> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(error, url))? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_ANSWER {
                let message = format!("the answer is larger than {MAX_ANSWER} bytes");
                return Err(CallFailure::new(FailureReason::TooLarge, message));
            }
        }
        Ok(body)
    }

    fn failure(&self, error: reqwest::Error, url: &LinkUrl) -> CallFailure {
        if error.is_timeout() {
            let message = format!("no complete answer within {:?}: answer at once and do the work later", self.timeout);
            return CallFailure::new(FailureReason::Timeout, message);
        }
        let (unreachable, error) = (error.is_connect(), error.without_url());
        let mut cause: &dyn Error = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        if unreachable {
            let message = format!("no connection to {}: {cause}", origin(url));
            return CallFailure::new(FailureReason::Unreachable, message);
        }
        let message = format!("the connection to {} ended before the answer was complete: {cause}", origin(url));
        CallFailure::new(FailureReason::Broken, message)
    }
}

/// Scheme, host and port; what stands behind them may be a secret.
fn origin(url: &LinkUrl) -> String {
    reqwest::Url::parse(url.as_str()).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

fn hide(text: Vec<u8>, key: &SecretString) -> Vec<u8> {
    let key = key.expose_secret().as_bytes();
    if key.is_empty() || !text.windows(key.len()).any(|window| window == key) {
        return text;
    }
    let mut clean = Vec::with_capacity(text.len());
    let mut rest = text.as_slice();
    while let Some(at) = rest.windows(key.len()).position(|window| window == key) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(HIDDEN.as_bytes());
        rest = &rest[at + key.len()..];
    }
    clean.extend_from_slice(rest);
    clean
}
