//! How long a failed event waits before it is sent again.

use std::time::Duration;

/// The pauses before an event is sent again, the first one first. They follow the [`Clock`](crate::Clock). When the
/// attempt after the last pause fails too, the event is given up.
///
/// The platform publishes neither whether nor when it repeats an event. The default is a choice of the sandbox:
/// 1 second, 5 seconds, 30 seconds, 2 minutes, 10 minutes, 1 hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff(Vec<Duration>);

impl Backoff {
    /// These pauses.
    pub fn new(pauses: impl IntoIterator<Item = Duration>) -> Self {
        Self(pauses.into_iter().collect())
    }

    /// Sends every event once.
    #[must_use]
    pub fn never() -> Self {
        Self(Vec::new())
    }

    /// The pause after so many failures in a row; `None` gives up.
    #[must_use]
    pub fn after(&self, failures: u32) -> Option<Duration> {
        let index = usize::try_from(failures).ok()?.checked_sub(1)?;
        self.0.get(index).copied()
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new([1, 5, 30, 120, 600, 3_600].map(Duration::from_secs))
    }
}
