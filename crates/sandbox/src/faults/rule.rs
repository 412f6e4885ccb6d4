//! A fault, and the requests that it befalls.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The longest delay: longer ones only look like a sandbox that hangs.
const MAX_DELAY: Duration = Duration::from_secs(60 * 60);

/// A fault that the sandbox cannot provide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidFault {
    /// The status is no error.
    #[error("a fault answers with a status from 400 to 599, not with {0}")]
    Status(u16),
    /// The delay is too long.
    #[error("a fault delays a request by one hour at the most, not by {} seconds", .0.as_secs())]
    Delay(Duration),
    /// The rule would hit nothing, or do nothing.
    #[error("{0}")]
    Idle(&'static str),
    /// A preference of a request cannot be read.
    #[error(
        "the preference {0:?} is not one of `code=<400 to 599>`, `delay=<milliseconds>` and \
         `fault=html|reset|cut-body|lost-response`; only `fault=html` goes together with a code"
    )]
    Prefer(String),
}

/// What happens to a request instead of what it asked for, or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fault", content = "status")]
#[non_exhaustive]
pub enum Fault {
    /// Nothing but a delay.
    Delay,
    /// The request is not carried out and answered with this status, from 400 to 599, in the error shape of the
    /// operation.
    Status(u16),
    /// The request is not carried out and answered with an HTML page, as the proxy in front of the platform does.
    /// The status is from 400 to 599.
    HtmlPage(u16),
    /// The request is not carried out and the connection is reset.
    Reset,
    /// The request is carried out, and the answer ends in the middle of its body.
    CutBody,
    /// The request is carried out, and the connection is reset before anything is answered.
    LostResponse,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay => f.write_str("delay"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::HtmlPage(status) => write!(f, "HTML page with status {status}"),
            Self::Reset => f.write_str("connection reset"),
            Self::CutBody => f.write_str("cut-off body"),
            Self::LostResponse => f.write_str("lost response"),
        }
    }
}

/// Which requests a fault befalls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FaultRule {
    /// What happens.
    #[serde(flatten)]
    pub fault: Fault,
    /// How long the answer is held back before, at most one hour; in milliseconds on the wire.
    #[serde(rename = "delay_ms", default, with = "milliseconds")]
    pub delay: Duration,
    /// Only requests of this operation id; `None` means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Only requests of the app with this slug; `None` means all, also those without a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// How many matching requests are spared first.
    #[serde(default)]
    pub skip: u32,
    /// Of the matching requests after those every n-th is hit, beginning with the first; at least 1, which hits all.
    #[serde(default = "one")]
    pub every: u32,
    /// How many requests are hit before the rule ends, at least 1; `None` goes on until it is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

impl FaultRule {
    /// A rule that befalls every request.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self { fault, delay: Duration::ZERO, operation: None, app: None, skip: 0, every: 1, times: None }
    }

    /// Only requests of this operation id.
    #[must_use]
    pub fn for_operation(mut self, id: impl Into<String>) -> Self {
        self.operation = Some(id.into());
        self
    }

    /// Only requests of the app with this slug.
    #[must_use]
    pub fn for_app(mut self, slug: impl Into<String>) -> Self {
        self.app = Some(slug.into());
        self
    }

    /// Holds the answer back.
    #[must_use]
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Spares the first requests.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Hits every n-th request only.
    #[must_use]
    pub fn every(mut self, every: u32) -> Self {
        self.every = every;
        self
    }

    /// Ends after so many hits.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Whether the sandbox can provide it.
    ///
    /// # Errors
    /// When the status is no error, the delay is too long, or the rule would do nothing.
    pub fn check(&self) -> Result<(), InvalidFault> {
        match self.fault {
            Fault::Status(status) | Fault::HtmlPage(status) if !(400..600).contains(&status) => {
                Err(InvalidFault::Status(status))
            }
            _ if self.delay > MAX_DELAY => Err(InvalidFault::Delay(self.delay)),
            Fault::Delay if self.delay.is_zero() => {
                Err(InvalidFault::Idle("a fault that only delays needs a delay of at least one millisecond"))
            }
            _ if self.every == 0 => Err(InvalidFault::Idle("`every` is 1 or more: 1 hits every matching request")),
            _ if self.times == Some(0) => Err(InvalidFault::Idle("`times` is 1 or more; leave it out to go on")),
            _ => Ok(()),
        }
    }
}

fn one() -> u32 {
    1
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(delay: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
