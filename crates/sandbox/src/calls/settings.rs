//! How apps are called.

use std::time::Duration;

use super::Backoff;

/// How apps are called.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallSettings {
    /// How long an app may take for a complete answer, in real time: 5 seconds by default, because the platform rates a
    /// slower answer like none.
    pub timeout: Duration,
    /// When an event that the app did not take is sent again.
    pub backoff: Backoff,
}

impl Default for CallSettings {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(5), backoff: Backoff::default() }
    }
}

impl CallSettings {
    /// Sets [`timeout`](Self::timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`backoff`](Self::backoff).
    #[must_use]
    pub fn with_backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }
}
