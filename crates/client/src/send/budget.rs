use std::sync::atomic::{AtomicU64, Ordering};

/// How many retries all calls of a client may make together, so that a platform in trouble is not asked many times as
/// often as a healthy one.
///
/// Each call adds a part of a retry, each retry takes a whole one, and a full budget holds `reserve` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryBudget {
    per_hundred_calls: u32,
    reserve: u32,
}

impl RetryBudget {
    /// At most so many retries for a hundred calls, after a reserve.
    #[must_use]
    pub const fn new(per_hundred_calls: u32, reserve: u32) -> Self {
        Self { per_hundred_calls, reserve }
    }
}

impl Default for RetryBudget {
    /// Twenty retries for a hundred calls, and a reserve of fifty.
    fn default() -> Self {
        Self::new(20, 50)
    }
}

/// The state of a budget, in hundredths of a retry.
#[derive(Debug)]
pub(super) struct Purse {
    hundredths: AtomicU64,
    budget: RetryBudget,
}

const WHOLE: u64 = 100;

impl Purse {
    pub(super) fn new(budget: RetryBudget) -> Self {
        Self { hundredths: AtomicU64::new(u64::from(budget.reserve) * WHOLE), budget }
    }

    /// A call was made.
    pub(super) fn earn(&self) {
        let full = u64::from(self.budget.reserve) * WHOLE;
        // Calls that find it full, which is nearly all, only read.
        if self.hundredths.load(Ordering::Relaxed) < full {
            let more = u64::from(self.budget.per_hundred_calls);
            let _ =
                self.hundredths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| Some((now + more).min(full)));
        }
    }

    /// Pays for a retry, or says that it cannot.
    pub(super) fn spend(&self) -> bool {
        self.hundredths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| now.checked_sub(WHOLE)).is_ok()
    }
}
