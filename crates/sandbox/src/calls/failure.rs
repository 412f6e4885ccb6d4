//! Why a call to an app failed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureReason {
    /// The app has no URL for this call.
    NotConfigured,
    /// The answer took too long.
    Timeout,
    /// No connection could be made.
    Unreachable,
    /// The connection broke before the answer was complete.
    Broken,
    /// The status is not the expected one.
    Status,
    /// The app answered with a redirect.
    Redirect,
    /// The body of the answer is too large.
    TooLarge,
    /// The body of the answer is not JSON.
    NotJson,
    /// The body of the answer is JSON and not what was expected.
    Invalid,
}

/// Something in an answer that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Flaw {
    /// The JSON Pointer (RFC 6901) of the value; empty is the whole answer.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

impl Flaw {
    pub(super) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "(document)" } else { &self.pointer };
        write!(f, "{pointer}: {}", self.message)
    }
}

/// Why a call to an app failed. The identification key is never in it, even when the app repeats it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct CallFailure {
    /// The kind of failure.
    pub reason: FailureReason,
    /// What was found and what was expected.
    pub message: String,
    /// What is wrong with a JSON answer, place by place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<Flaw>,
}

impl CallFailure {
    pub(super) fn new(reason: FailureReason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), flaws: Vec::new() }
    }

    /// A JSON answer with something wrong in it.
    pub(super) fn invalid(expected: &str, flaws: Vec<Flaw>) -> Self {
        let listed: Vec<String> = flaws.iter().map(ToString::to_string).collect();
        let message = format!("the answer is not {expected}: {}", listed.join("; "));
        Self { flaws, ..Self::new(FailureReason::Invalid, message) }
    }
}
