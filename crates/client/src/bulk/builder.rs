#[cfg(not(target_arch = "wasm32"))]
use std::path::PathBuf;
use std::time::Duration;

use futures_core::Stream;
use kenar_schemas::{PostAddon, PostSemantic, UserAddon, UserSemantic};

use super::{Input, Run, Upsert};
use crate::{Client, RetryPolicy};

/// How a run is made. See the [module](super).
#[derive(Debug, Clone)]
#[must_use]
pub struct Bulk {
    pub(super) client: Client,
    pub(super) concurrency: usize,
    pub(super) per_minute: Option<u32>,
    pub(super) failures_in_a_row: u32,
    pub(super) retry: RetryPolicy,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) journal: Option<PathBuf>,
}

impl Bulk {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            concurrency: 8,
            per_minute: None,
            failures_in_a_row: 100,
            retry: RetryPolicy::default().with_attempts(8).within(Duration::from_secs(5 * 60)).without_budget(),
            #[cfg(not(target_arch = "wasm32"))]
            journal: None,
        }
    }

    /// How many calls are under way at once: 8 without this, at least 1.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// The quota of the app per minute, at least 1, as its page in the developer panel shows it. Calls are then spread evenly,
    /// and one in fifty stays free, because they arrive less evenly than they leave.
    ///
    /// Without it a run begins as fast as it can. When the platform refuses for the first time and says how many calls it
    /// allows, that becomes the pace; if it does not say, the run waits at the limit every time it gets there.
    pub fn per_minute(mut self, calls: u32) -> Self {
        self.per_minute = Some(calls.max(1));
        self
    }

    /// Stops the run with [`Stopped::Failures`](super::Stopped::Failures) when so many items fail one after the other: a
    /// wrong key fails for each of them. 100 without this, at least 1; `u32::MAX` never stops.
    ///
    /// Only items that were sent count.
    pub fn stop_after_failures(mut self, in_a_row: u32) -> Self {
        self.failures_in_a_row = in_a_row.max(1);
        self
    }

    /// When and how often an item is sent again after a failure that may pass; waiting at a limit does not count. Up to 8
    /// attempts within 5 minutes without this. What the client was told of retries, its budget included, does not hold
    /// here: no more than [`concurrency`](Self::concurrency) items are ever repeated at once.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Remembers in this file what is done, so that a run that ended early can go on. The file is made when it is not there.
    ///
    /// A journal belongs to one input, one kind of payload and one server: take a new one for a new input. Adding items to the input is
    /// fine, and so is mending those that failed. It only grows: 60 to 110 bytes for an item, 60 more for
    /// one with a ticket. Only one run at a time may use
    /// it; another one gets [`JournalError::InUse`](super::JournalError::InUse). Nothing of a payload, no target and no
    /// token is in it.
    ///
    /// It is written by a thread of its own, all lines that wait at once, followed by one `fdatasync`.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn journal(mut self, file: impl Into<PathBuf>) -> Self {
        self.journal = Some(file.into());
        self
    }

    /// Sends facts about users with `upsert_user_semantic`.
    pub fn user_semantics<S: Stream<Item: Into<Input<UserSemantic>>>>(self, items: S) -> Run<S, UserSemantic> {
        self.run(items)
    }

    /// Sends facts about posts with `upsert_post_semantic`.
    pub fn post_semantics<S: Stream<Item: Into<Input<PostSemantic>>>>(self, items: S) -> Run<S, PostSemantic> {
        self.run(items)
    }

    /// Sends add-ons of users with `upsert_user_addon`.
    pub fn user_addons<S: Stream<Item: Into<Input<UserAddon>>>>(self, items: S) -> Run<S, UserAddon> {
        self.run(items)
    }

    /// Sends add-ons of posts with `upsert_post_addon`.
    pub fn post_addons<S: Stream<Item: Into<Input<PostAddon>>>>(self, items: S) -> Run<S, PostAddon> {
        self.run(items)
    }

    /// The same for any of the four kinds.
    pub fn run<P: Upsert, S: Stream<Item: Into<Input<P>>>>(self, items: S) -> Run<S, P> {
        Run::new(self, items)
    }
}
