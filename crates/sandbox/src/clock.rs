//! What time it is in the sandbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// The sandbox's idea of the time. Clones show the same time, so a clock that is kept outside can be put forward
/// while the sandbox runs.
///
/// ```
/// use std::time::Duration;
/// use kenar_sandbox::{Clock, Timestamp};
///
/// let clock = Clock::fixed("2025-05-01T09:00:00Z".parse::<Timestamp>()?);
/// clock.advance(Duration::from_secs(90));
/// assert_eq!(clock.now().to_string(), "2025-05-01T09:01:30Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Where a clock that stands still does so.
    fixed: Option<Timestamp>,
    /// How far it was put forward, in microseconds.
    ahead: Arc<AtomicU64>,
    /// It was put forward.
    moved: Arc<Notify>,
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still except when it is put forward.
    #[must_use]
    pub fn fixed(start: Timestamp) -> Self {
        Self { fixed: Some(start), ..Self::default() }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let ahead = Duration::from_micros(self.ahead.load(Ordering::SeqCst));
        after(self.fixed.unwrap_or_else(Timestamp::now), ahead)
    }

    /// Puts the clock forward, exact to the microsecond. It cannot be put back: nothing in the sandbox expects that.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_micros()).unwrap_or(u64::MAX);
        // The closure always gives a value, so this cannot fail.
        let _ = self.ahead.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |ahead| Some(ahead.saturating_add(by)));
        self.moved.notify_waiters();
    }

    /// Ends when the clock is put forward after this was first polled or enabled.
    pub(crate) fn moved(&self) -> Notified<'_> {
        self.moved.notified()
    }
}

/// A moment later, or the end of time.
pub(crate) fn after(moment: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| moment.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// The same time of day three calendar months later.
pub(crate) fn three_months_after(moment: Timestamp) -> Timestamp {
    moment.to_zoned(TimeZone::UTC).checked_add(3.months()).map_or(Timestamp::MAX, |later| later.timestamp())
}
