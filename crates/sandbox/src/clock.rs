//! What time it is in the sandbox.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// The sandbox's idea of the time. Clones show the same time, so a clock that is kept outside can be moved while the
/// sandbox runs.
///
/// A clock belongs to the process: where it was moved to is neither in a data file nor in a dump.
///
/// ```
/// use std::time::Duration;
/// use kenar_sandbox::{Clock, Timestamp};
///
/// let clock = Clock::fixed("2025-05-01T09:00:00Z".parse::<Timestamp>()?);
/// clock.advance(Duration::from_secs(90));
/// assert_eq!(clock.now().to_string(), "2025-05-01T09:01:30Z");
/// clock.set("2024-01-01T00:00:00Z".parse::<Timestamp>()?);
/// assert_eq!(clock.now().to_string(), "2024-01-01T00:00:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock {
    hands: Arc<RwLock<Hands>>,
    /// They were moved.
    moved: Arc<Notify>,
}

#[derive(Debug, Clone, Copy)]
enum Hands {
    /// They move, this far from those of the machine.
    Running(SignedDuration),
    /// They stand still.
    Frozen(Timestamp),
}

impl Default for Hands {
    fn default() -> Self {
        Self::Running(SignedDuration::ZERO)
    }
}

impl Hands {
    fn show(self) -> Timestamp {
        match self {
            Self::Running(offset) => moved(Timestamp::now(), offset),
            Self::Frozen(moment) => moment,
        }
    }

    /// Hands that show this moment now and move on from there.
    fn running_from(moment: Timestamp) -> Self {
        Self::Running(moment.duration_since(Timestamp::now()))
    }
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still except when it is moved.
    #[must_use]
    pub fn fixed(start: Timestamp) -> Self {
        Self { hands: Arc::new(RwLock::new(Hands::Frozen(start))), ..Self::default() }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.hands().show()
    }

    /// Puts the clock forward.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.turn(|hands| match hands {
            Hands::Running(offset) => Hands::Running(offset.saturating_add(by)),
            Hands::Frozen(moment) => Hands::Frozen(moved(moment, by)),
        });
    }

    /// Sets the clock, forward or back. It goes on running or standing still.
    ///
    /// A clock that goes back brings nothing back that has expired and was removed.
    pub fn set(&self, moment: Timestamp) {
        self.turn(|hands| match hands {
            Hands::Running(_) => Hands::running_from(moment),
            Hands::Frozen(_) => Hands::Frozen(moment),
        });
    }

    /// Lets the clock stand still.
    pub fn freeze(&self) {
        self.turn(|hands| Hands::Frozen(hands.show()));
    }

    /// Lets the clock run on from where it stands.
    pub fn resume(&self) {
        self.turn(|hands| match hands {
            Hands::Running(_) => hands,
            Hands::Frozen(moment) => Hands::running_from(moment),
        });
    }

    /// Whether the clock stands still.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        matches!(self.hands(), Hands::Frozen(_))
    }

    /// Ends when the clock is moved after this was first polled or enabled.
    pub(crate) fn moved(&self) -> Notified<'_> {
        self.moved.notified()
    }

    fn turn(&self, turn: impl FnOnce(Hands) -> Hands) {
        {
            let mut hands = self.hands.write().unwrap_or_else(PoisonError::into_inner);
            *hands = turn(*hands);
        }
        // Whoever wakes up looks at the clock.
        self.moved.notify_waiters();
    }

    fn hands(&self) -> Hands {
        *self.hands.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A moment earlier or later, or the end of time in that direction.
fn moved(moment: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
    moment.checked_add(by).unwrap_or(end)
}

/// A moment later, or the end of time.
pub(crate) fn after(moment: Timestamp, by: Duration) -> Timestamp {
    moved(moment, SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX))
}

/// The same time of day three calendar months later.
pub(crate) fn three_months_after(moment: Timestamp) -> Timestamp {
    moment.to_zoned(TimeZone::UTC).checked_add(3.months()).map_or(Timestamp::MAX, |later| later.timestamp())
}
