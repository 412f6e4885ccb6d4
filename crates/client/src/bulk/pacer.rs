//! When the next call may leave, for all items of a run together.
//!
//! By hand and not with `governor`: its quota is fixed and it knows nothing of a server that says "not now". Half of what is
//! here is about that, and the other half is one addition.

use std::time::Duration;

use crate::error::{Limit, RateLimited};
use crate::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
/// Of so many calls that the quota allows one stays free: they arrive less evenly than they leave.
const FREE: u32 = 50;
/// How late a call may leave without the later ones leaving later too. Timers are no more exact than a millisecond.
const SLACK: Duration = Duration::from_millis(50);
/// How long to wait at a limit of which nobody says when it ends; doubled each time, up to a minute.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How long a limit may hold everything that is not said to be the one per minute. It is taken for a daily one then.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// The longest pause that is taken seriously.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug)]
pub(super) struct Pacer {
    /// The time between two calls, once it is known.
    interval: Option<Duration>,
    /// When the next call may leave at the earliest.
    next: Option<Instant>,
    hold: Option<Hold>,
    /// How often a limit was reached. A call knows how often it was when it left.
    holds: u32,
}

/// A limit is reached: everybody waits, then one tries.
#[derive(Debug)]
struct Hold {
    since: Instant,
    until: Instant,
    /// How often somebody tried in vain.
    misses: u32,
    /// Somebody is trying.
    trying: bool,
}

/// What somebody who wants to call is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Call, and say afterwards how it went.
    Now(Pass),
    /// Ask again then.
    At(Instant),
    /// Ask again when a call that is under way has ended.
    AfterAnswer,
}

/// The right to make one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pass {
    holds: u32,
}

impl Pacer {
    pub(super) fn new(per_minute: Option<u32>) -> Self {
        Self { interval: per_minute.map(interval), next: None, hold: None, holds: 0 }
    }

    pub(super) fn turn(&mut self, now: Instant) -> Turn {
        match &self.hold {
            Some(hold) if hold.trying => return Turn::AfterAnswer,
            Some(hold) if now < hold.until => return Turn::At(hold.until),
            _ => {}
        }
        if let Some(next) = self.next.filter(|next| now < *next) {
            return Turn::At(next);
        }
        if let Some(hold) = &mut self.hold {
            hold.trying = true;
        }
        if let Some(interval) = self.interval {
            let due = self.next.filter(|next| now.duration_since(*next) < SLACK).unwrap_or(now);
            self.next = Some(due + interval);
        }
        Turn::Now(Pass { holds: self.holds })
    }

    /// A call met no limit.
    pub(super) fn came_through(&mut self, pass: Pass) {
        if pass.holds == self.holds {
            self.hold = None;
        }
    }

    /// A call met a limit.
    pub(super) fn refused(&mut self, pass: Pass, limited: &RateLimited, now: Instant) {
        if limited.limit == Limit::PerMinute
            && let Some(quota) = limited.quota.and_then(|quota| u32::try_from(quota).ok()).filter(|quota| *quota > 0)
        {
            let told = interval(quota);
            self.interval = Some(self.interval.map_or(told, |known| known.max(told)));
        }
        if pass.holds < self.holds {
            // It left before the limit was known, so it says nothing new.
            if let (Some(hold), Some(wait)) = (&mut self.hold, limited.retry_after) {
                hold.until = hold.until.max(now + wait.min(LONGEST_PAUSE));
            }
            return;
        }
        let (since, misses) = self.hold.as_ref().map_or((now, 0), |hold| (hold.since, hold.misses + 1));
        let pause = match limited.retry_after {
            // Whoever sends us away after we came when we were told to is not obeyed at once again.
            Some(told) if misses > 0 => told.max(FIRST_PAUSE),
            Some(told) => told,
            None => FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(misses)).min(MINUTE),
        };
        tracing::warn!(
            target: "kenar_client",
            limit = limited.limit.name(),
            quota = limited.quota,
            pause_ms = pause.as_millis() as u64,
            "a limit is reached, every item waits"
        );
        self.holds += 1;
        self.hold = Some(Hold { since, until: now + pause.min(LONGEST_PAUSE), misses, trying: false });
    }

    /// Whether everybody waits because of a limit.
    pub(super) fn is_held(&self) -> bool {
        self.hold.is_some()
    }

    /// Whether a limit is one to wait for.
    pub(super) fn passes_soon(&self, limited: &RateLimited, now: Instant) -> bool {
        let waited = self.hold.as_ref().map_or(Duration::ZERO, |hold| now.duration_since(hold.since));
        match limited.limit {
            Limit::PerMinute => true,
            Limit::PerDay => false,
            Limit::Unknown => waited < PATIENCE && limited.retry_after.is_none_or(|wait| wait < PATIENCE),
        }
    }
}

fn interval(per_minute: u32) -> Duration {
    (MINUTE + MINUTE / FREE) / per_minute
}
