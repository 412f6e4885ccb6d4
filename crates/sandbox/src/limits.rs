//! How often an app may call.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::Limits;
use crate::state::AppId;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LimitReached {
    #[error("minutely request limit exceeded: {limit} requests a minute, next one in {seconds} s")]
    Minute { limit: u32, seconds: i64 },
    #[error("daily request quota exceeded: {limit} requests a day, next one in {seconds} s")]
    Day { limit: u32, seconds: i64 },
}

impl LimitReached {
    /// The name of the limit in machine-readable output, and its number.
    pub(crate) fn rule(self) -> (&'static str, u32) {
        match self {
            Self::Minute { limit, .. } => ("perMinute", limit),
            Self::Day { limit, .. } => ("perDay", limit),
        }
    }
}

/// The requests of an app in one window of the clock.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    number: i64,
    requests: u32,
}

impl Window {
    /// How many requests this window has seen. A clock that was put back begins anew, like one that went on.
    fn at(&mut self, number: i64) -> &mut u32 {
        if self.number != number {
            *self = Self { number, requests: 0 };
        }
        &mut self.requests
    }
}

/// Counts the requests of each app. The counts are not kept over a restart: a limit of the sandbox is there to be met on
/// purpose.
#[derive(Default)]
pub(crate) struct Limiter(Mutex<BTreeMap<AppId, (Window, Window)>>);

impl Limiter {
    /// Counts a request. One that is refused here does not count.
    pub(crate) fn count(&self, app: AppId, limits: Limits, now: Timestamp) -> Result<(), LimitReached> {
        if limits == Limits::default() {
            return Ok(());
        }
        let now = now.as_second();
        let mut apps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (minute, day) = apps.entry(app).or_default();
        let (in_minute, in_day) = (minute.at(now.div_euclid(MINUTE)), day.at(now.div_euclid(DAY)));
        let rest = |window: i64| window - now.rem_euclid(window);
        match (limits.per_minute, limits.per_day) {
            (_, Some(limit)) if *in_day >= limit.get() => {
                return Err(LimitReached::Day { limit: limit.get(), seconds: rest(DAY) });
            }
            (Some(limit), _) if *in_minute >= limit.get() => {
                return Err(LimitReached::Minute { limit: limit.get(), seconds: rest(MINUTE) });
            }
            _ => {}
        }
        *in_minute += 1;
        *in_day += 1;
        Ok(())
    }

    /// Forgets every count.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
