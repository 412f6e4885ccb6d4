//! What goes wrong on purpose.

use std::time::Duration;

/// What happens to a request instead of what it asked for, or after it.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Which requests a fault befalls.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultRule {
    /// What happens.
    pub fault: Fault,
    /// How long the answer is held back before.
    pub delay: Duration,
    /// Only requests of this operation id; `None` means all.
    pub operation: Option<String>,
    /// Only requests of the app with this slug; `None` means all, also those without a key.
    pub app: Option<String>,
    /// How many matching requests are spared first.
    pub skip: u32,
    /// Of the matching requests after those every n-th is hit, beginning with the first. 1 hits all; 0 is read as 1.
    pub every: u32,
    /// How many requests are hit before the rule ends; `None` goes on until it is removed.
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
}
