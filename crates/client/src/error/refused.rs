use std::time::Duration;

use kenar_schemas::ErrorBody;
use reqwest::StatusCode;

use super::Fate;
use crate::Operation;

/// The platform refused the call, or failed, and said so.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{operation} was refused ({}, code {}): {}", .status.as_u16(), .body.code, .body.message)]
#[non_exhaustive]
pub struct Refused {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent.
    pub attempts: u32,
    /// The HTTP status.
    pub status: StatusCode,
    /// What the platform says: `code`, `message` and `details`.
    pub body: ErrorBody,
    /// When to try again, where the answer tells.
    pub retry_after: Option<Duration>,
    /// Whether an attempt before this one may have been carried out.
    pub fate: Fate,
}

impl Refused {
    /// What is wrong with the user's token, if that is why the call was refused.
    ///
    /// The platform publishes neither codes nor texts for it. This reads the status 401 and the words of the message;
    /// [`TokenProblem::Unknown`] is a 401 that says nothing more.
    #[must_use]
    pub fn token_problem(&self) -> Option<TokenProblem> {
        TokenProblem::of(self.status, &self.body)
    }
}

/// Why a user's token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenProblem {
    /// Its time is over, or a refresh replaced it. A newer one of the same consent works.
    Expired,
    /// The user took the consent back. Only a new consent helps.
    Revoked,
    /// The answer does not say.
    Unknown,
}

impl TokenProblem {
    pub(crate) fn of(status: StatusCode, body: &ErrorBody) -> Option<Self> {
        let message = body.message.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
        if status != StatusCode::UNAUTHORIZED || says(&["api key", "api-key", "apikey"]) {
            None
        } else if says(&["revoked", "withdrawn"]) {
            Some(Self::Revoked)
        } else if says(&["expired", "replaced"]) {
            Some(Self::Expired)
        } else {
            Some(Self::Unknown)
        }
    }
}
