use reqwest::StatusCode;

use crate::Operation;

/// What is known of a call that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fate {
    /// No attempt was carried out: none reached the platform, or it refused them.
    NotCarriedOut,
    /// The platform may have carried it out.
    Unknown,
}

impl Fate {
    /// Whether the platform may have carried the call out.
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }

    pub(crate) const fn unknown_if(unknown: bool) -> Self {
        if unknown { Self::Unknown } else { Self::NotCarriedOut }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::NotCarriedOut => "nothing was carried out",
            Self::Unknown => "the call may have been carried out",
        }
    }
}

/// There is no connection, or it broke.
#[derive(Debug, thiserror::Error)]
#[error("{operation} has no answer: {}; {}", innermost(.source), .fate.advice())]
#[non_exhaustive]
pub struct Transport {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent, or tried to.
    pub attempts: u32,
    /// Whether it may have been carried out, all attempts together.
    pub fate: Fate,
    /// The status, when the answer broke off after it.
    pub status: Option<StatusCode>,
    /// What the HTTP client says, without the URL, which names the user.
    pub source: reqwest::Error,
}

/// What went wrong at the bottom: reqwest says only that something did.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// It took too long.
#[derive(Debug, thiserror::Error)]
#[error("{operation} took too long; {}", .fate.advice())]
#[non_exhaustive]
pub struct Timeout {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent, or tried to.
    pub attempts: u32,
    /// Whether it may have been carried out, all attempts together. A connection that could not be made in time was not
    /// used.
    pub fate: Fate,
    /// What the HTTP client says, without the URL, which names the user.
    pub source: reqwest::Error,
}
