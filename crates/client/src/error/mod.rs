//! Why a call has no result.

mod invalid;
mod missing_token;
mod rate_limited;
mod refused;
mod ticket;
mod transport;
mod unexpected;

use std::time::Duration;

use kenar_schemas::ErrorBody;
use reqwest::StatusCode;

pub use invalid::{Invalid, Unsendable};
pub use missing_token::MissingToken;
pub use rate_limited::{Limit, RateLimited};
pub use refused::{Refused, TokenProblem};
pub use ticket::{TicketError, TicketProblem};
pub use transport::{Fate, Timeout, Transport};
pub use unexpected::Unexpected;

use crate::Operation;

/// Why a call has no result. Match on it: each kind asks for something else.
///
/// `Display` is one sentence with the operation, what happened and, for a refusal, the platform's own message. No error
/// holds a key or a token, not even where a server quotes them.
///
/// ```
/// # use kenar_client::Error;
/// fn advise(error: &Error) -> &'static str {
///     match error {
///         Error::Invalid(invalid) => if invalid.violations.as_slice().is_empty() { "" } else { "mend the payload" },
///         Error::RateLimited(limited) if limited.retry_after.is_some() => "come back later",
///         Error::MissingToken(missing) if missing.source.needs_consent() => "ask the user again",
///         Error::Ticket(ticket) if ticket.problem.is_for_the_user() => "tell the user, and stop",
///         Error::Transport(broken) if !broken.fate.is_unknown() => "nothing happened; try again",
///         error if error.may_have_happened() => "look before calling again",
///         _ => "read it",
///     }
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The payload breaks the contract; nothing was sent.
    #[error(transparent)]
    Invalid(Box<Invalid>),
    /// The request cannot be written down; nothing was sent.
    #[error(transparent)]
    Unsendable(Box<Unsendable>),
    /// The consent that the call is made with has no access token for it: it is revoked, expired, or cannot be refreshed.
    #[error(transparent)]
    MissingToken(Box<MissingToken>),
    /// There is no connection, or it broke.
    #[error(transparent)]
    Transport(Box<Transport>),
    /// It took too long.
    #[error(transparent)]
    Timeout(Box<Timeout>),
    /// The platform refused the call, or failed, and said so.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// A limit is reached.
    #[error(transparent)]
    RateLimited(Box<RateLimited>),
    /// The platform refused a payment ticket.
    #[error(transparent)]
    Ticket(Box<TicketError>),
    /// The answer is not what the document describes: the HTML page of a proxy, or a body that does not fit.
    #[error(transparent)]
    Unexpected(Box<Unexpected>),
}

impl Error {
    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        match self {
            Self::Invalid(error) => error.operation,
            Self::Unsendable(error) => error.operation,
            Self::MissingToken(error) => error.operation,
            Self::Transport(error) => error.operation,
            Self::Timeout(error) => error.operation,
            Self::Refused(error) => error.operation,
            Self::RateLimited(error) => error.operation,
            Self::Ticket(error) => error.operation,
            Self::Unexpected(error) => error.operation,
        }
    }

    /// How often the request was sent, or tried to. 0 when it was refused before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Invalid(_) | Self::Unsendable(_) => 0,
            Self::MissingToken(error) => error.attempts,
            Self::Transport(error) => error.attempts,
            Self::Timeout(error) => error.attempts,
            Self::Refused(error) => error.attempts,
            Self::RateLimited(error) => error.attempts,
            Self::Ticket(error) => error.attempts,
            Self::Unexpected(error) => error.attempts,
        }
    }

    /// The HTTP status, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Invalid(_) | Self::Unsendable(_) | Self::MissingToken(_) | Self::Timeout(_) => None,
            Self::Transport(error) => error.status,
            Self::Refused(error) => Some(error.status),
            Self::RateLimited(_) => Some(StatusCode::TOO_MANY_REQUESTS),
            Self::Ticket(error) => Some(error.status),
            Self::Unexpected(error) => Some(error.status),
        }
    }

    /// What the platform says, where it said something in its own form.
    #[must_use]
    pub fn body(&self) -> Option<&ErrorBody> {
        match self {
            Self::Refused(error) => Some(&error.body),
            Self::RateLimited(error) => error.body.as_ref(),
            Self::Ticket(error) => Some(&error.body),
            Self::Invalid(_)
            | Self::Unsendable(_)
            | Self::MissingToken(_)
            | Self::Transport(_)
            | Self::Timeout(_)
            | Self::Unexpected(_) => None,
        }
    }

    /// Whether the same call may succeed later without a change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Unsendable(_) | Self::Ticket(_) => false,
            Self::MissingToken(error) => error.source.is_passing(),
            Self::Transport(_) | Self::Timeout(_) | Self::RateLimited(_) => true,
            Self::Refused(error) => is_transient(error.status),
            Self::Unexpected(error) => is_transient(error.status),
        }
    }

    /// When the server wants to be asked again, where it says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused(error) => error.retry_after,
            Self::RateLimited(error) => error.retry_after,
            Self::Unexpected(error) => error.retry_after,
            Self::Invalid(_)
            | Self::Unsendable(_)
            | Self::MissingToken(_)
            | Self::Transport(_)
            | Self::Timeout(_)
            | Self::Ticket(_) => None,
        }
    }

    /// Whether the platform may have carried the call out although there is no result. What to do then depends on the
    /// operation: an upsert may be sent again; where a ticket was in the body, ask `validate_payment_ticket` first.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Unsendable(_) => false,
            Self::MissingToken(error) => error.fate.is_unknown(),
            Self::Transport(error) => error.fate.is_unknown(),
            Self::Timeout(error) => error.fate.is_unknown(),
            Self::Refused(error) => error.status.is_server_error() || error.fate.is_unknown(),
            Self::RateLimited(error) => error.fate.is_unknown(),
            Self::Ticket(error) => error.fate.is_unknown(),
            Self::Unexpected(error) => !error.status.is_client_error() || error.fate.is_unknown(),
        }
    }
}

/// Whether a status says "later".
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

macro_rules! boxed {
    ($($kind:ident($error:ty)),* $(,)?) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$kind(Box::new(error))
            }
        }
    )*};
}

boxed! {
    Invalid(Invalid),
    Unsendable(Unsendable),
    MissingToken(MissingToken),
    Transport(Transport),
    Timeout(Timeout),
    Refused(Refused),
    RateLimited(RateLimited),
    Ticket(TicketError),
    Unexpected(Unexpected),
}
