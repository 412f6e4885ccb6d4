use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::RetryBudget;
use crate::{Error, Operation};

/// When and how often a call is sent again.
///
/// Whether it *may* be sent again is not a matter of taste; the document says it for each operation:
///
/// | What happened | Sent again |
/// |---|---|
/// | no connection could be made, so nothing was sent | always |
/// | 429, a limit | always |
/// | 503, the platform is not available; the connection broke, the answer was lost or cut, 408, 502, 504 | only where [a repetition is harmless](Operation::may_repeat_blindly); never with a ticket in the body |
/// | anything else | never |
///
/// Pauses double, each between half and the whole of its length, at random. A server that says when to come back is waited
/// for first; if that is later than [`within`](Self::within) allows, the call fails at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) pause: Duration,
    pub(crate) longest_pause: Duration,
    pub(crate) within: Duration,
    pub(crate) budget: Option<RetryBudget>,
}

impl Default for RetryPolicy {
    /// Four attempts within 30 seconds, with pauses that begin at 200 milliseconds, and the default [`RetryBudget`].
    fn default() -> Self {
        Self {
            attempts: 4,
            pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(10),
            within: Duration::from_secs(30),
            budget: Some(RetryBudget::default()),
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever happens. (A call on behalf of a consent whose token is refused still exchanges the token once:
    /// the refused attempt was none.)
    #[must_use]
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// At most so many attempts, the first one included.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The first pause and the longest one.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.pause, self.longest_pause) = (first, longest);
        self
    }

    /// No attempt begins later than this after the call did.
    #[must_use]
    pub fn within(mut self, duration: Duration) -> Self {
        self.within = duration;
        self
    }

    /// The retries of all calls together.
    #[must_use]
    pub fn with_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// As many retries as single calls want. For jobs that have the platform to themselves.
    #[must_use]
    pub fn without_budget(mut self) -> Self {
        self.budget = None;
        self
    }

    /// How long to wait after an attempt, if the server does not say.
    pub(crate) fn pause_after(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let whole = self.pause.saturating_mul(doubled).min(self.longest_pause);
        whole.mul_f64(0.5 + fastrand::f64() / 2.0)
    }
}

/// A call is about to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The attempt that failed, from 1.
    pub attempt: u32,
    /// Why.
    pub reason: RetryReason,
    /// How long the next attempt waits.
    pub pause: Duration,
}

/// Why a call is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// No connection could be made.
    NoConnection,
    /// The answer was lost, or took too long.
    LostAnswer,
    /// A limit is reached (429).
    RateLimited,
    /// The platform is not available, or a proxy does not reach it (408, 502, 503, 504).
    Unavailable,
}

impl RetryReason {
    /// Why a call that ended like this is sent again.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::RateLimited(_) => Self::RateLimited,
            Error::Transport(error) if !error.fate.is_unknown() => Self::NoConnection,
            Error::Timeout(error) if !error.fate.is_unknown() => Self::NoConnection,
            Error::Transport(_) | Error::Timeout(_) => Self::LostAnswer,
            _ => Self::Unavailable,
        }
    }

    /// The reason in words, for a label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoConnection => "no connection",
            Self::LostAnswer => "lost answer",
            Self::RateLimited => "rate limited",
            Self::Unavailable => "unavailable",
        }
    }
}

type Callback = Arc<dyn Fn(&Retry) + Send + Sync>;

/// Who is told about retries.
#[derive(Clone, Default)]
pub(crate) struct Observer(pub(crate) Option<Callback>);

impl Observer {
    pub(crate) fn tell(&self, retry: &Retry) {
        tracing::debug!(
            target: "kenar_client",
            operation = retry.operation.id,
            attempt = retry.attempt,
            reason = retry.reason.as_str(),
            pause_ms = retry.pause.as_millis() as u64,
            "sending again"
        );
        if let Some(observer) = &self.0 {
            observer(retry);
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Observer(..)" } else { "Observer(none)" })
    }
}
