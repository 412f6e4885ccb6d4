use std::sync::{Arc, Mutex, PoisonError};

/// A look at a run while it is running, from anywhere. Clones look at the same run.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Mutex<Counts>>);

/// How far a run is. Every item that was read is in one of the others: waiting, on its way, or in one of the ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Items taken from the input, broken ones included.
    pub read: u64,
    /// Items that are being sent right now.
    pub in_flight: u64,
    /// Items that wait for their turn: because of a limit or the pace, before another attempt, or behind another item of the
    /// same target.
    pub waiting: u64,
    /// Finished items whose line is not on the disk yet.
    pub unwritten: u64,
    /// Items that were stored in this run.
    pub stored: u64,
    /// Items whose ticket an earlier call had spent.
    pub consumed_earlier: u64,
    /// Items that the journal knew as done.
    pub already_done: u64,
    /// Items that failed.
    pub failed: u64,
    /// Items that were not sent because the run stopped.
    pub not_sent: u64,
    /// Calls that were made, repeated ones and validations of tickets included. They are what the quota counts.
    pub calls: u64,
    /// Whether everything waits because a limit is reached.
    pub limited: bool,
}

impl Counts {
    /// Items that are done, now or before.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.stored + self.consumed_earlier + self.already_done
    }
}

impl Progress {
    /// How far the run is now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
