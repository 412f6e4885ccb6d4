use std::time::Duration;

use kenar_schemas::ErrorBody;

use super::Fate;
use crate::Operation;

/// A limit is reached; this attempt was not carried out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{operation} was refused, a limit is reached ({}): {}", .limit.name(), .message)]
#[non_exhaustive]
pub struct RateLimited {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent.
    pub attempts: u32,
    /// Which limit, as far as the answer tells.
    pub limit: Limit,
    /// How many calls the limit allows, where the answer tells.
    pub quota: Option<u64>,
    /// When to try again, where the answer tells: the header `Retry-After`, or a `google.rpc.RetryInfo` among the details.
    /// The platform promises neither.
    pub retry_after: Option<Duration>,
    /// What the platform says, or the beginning of a page that is not JSON.
    pub message: String,
    /// The whole answer, when it was one of the platform's own.
    pub body: Option<ErrorBody>,
    /// Whether an attempt before this one may have been carried out.
    pub fate: Fate,
}

/// The limits of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Calls a minute, the same for all apps.
    PerMinute,
    /// Calls a day, of this app.
    PerDay,
    /// The answer does not say.
    Unknown,
}

impl Limit {
    /// The limit in words: `per minute`, `per day`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PerMinute => "per minute",
            Self::PerDay => "per day",
            Self::Unknown => "which one is not told",
        }
    }

    /// Reads which limit an answer speaks of. The form is not published: the name that a detail gives, else the words of
    /// the message.
    pub(crate) fn of(body: &ErrorBody) -> Self {
        let rules = body.details.iter().filter_map(|detail| detail.rule.as_deref());
        for text in rules.chain([body.message.as_str()]) {
            let text = text.to_ascii_lowercase();
            if text.contains("minut") {
                return Self::PerMinute;
            }
            if ["day", "dai"].iter().any(|word| text.contains(word)) {
                return Self::PerDay;
            }
        }
        Self::Unknown
    }
}
