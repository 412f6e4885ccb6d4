use std::mem;
use std::time::Duration;

use super::key::Mark;
use super::{Done, Item, ItemError, Key, Outcome, Upsert};
use crate::Error;
use crate::time::Instant;

/// An item on its way through a run.
#[derive(Debug)]
pub(super) struct Job<P: Upsert> {
    pub(super) place: Place,
    pub(super) item: Item<P>,
    pub(super) next: Next,
    /// How often something was sent for it.
    pub(super) calls: u32,
    /// How often that failed, limits apart.
    pub(super) failures: u32,
    /// How long its calls and the pauses between them took.
    pub(super) spent: Duration,
    /// It waits until then.
    pub(super) not_before: Option<Instant>,
    /// The journal says that a call may spend its ticket.
    pub(super) begun: bool,
    /// A call of this run or an earlier one may have spent its ticket.
    pub(super) maybe_spent: bool,
}

/// Where an item belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) index: u64,
    pub(super) key: Key,
    /// The same for all items of one target.
    pub(super) target: Mark,
}

/// What is to be done next for an item.
#[derive(Debug)]
pub(super) enum Next {
    Send,
    /// Ask whether its ticket is still good, because of this failure of its last call, or because an earlier run did not
    /// get to know.
    Ask(Option<Error>),
}

impl<P: Upsert> Job<P> {
    /// A job that nothing was done for. The key is taken out of the item.
    pub(super) fn new(index: u64, mut item: Item<P>) -> Self {
        let target = item.target.to_string();
        let derived = || Key::derived(P::OPERATION, &target, &item.payload);
        let key = item.key.take().unwrap_or_else(derived);
        Self {
            place: Place { index, key, target: Mark::of(["target", &target]) },
            item,
            next: Next::Send,
            calls: 0,
            failures: 0,
            spent: Duration::ZERO,
            not_before: None,
            begun: false,
            maybe_spent: false,
        }
    }

    /// An earlier run may have spent the ticket.
    pub(super) fn begun_earlier(mut self) -> Self {
        self.begun = true;
        if self.item.spends_ticket() {
            self.maybe_spent = true;
            self.next = Next::Ask(None);
        }
        self
    }

    /// Why there is no result when the run stops now.
    pub(super) fn given_back(&mut self) -> ItemError {
        match mem::replace(&mut self.next, Next::Send) {
            Next::Send => ItemError::NotSent,
            Next::Ask(error) => ItemError::Unresolved(error),
        }
    }
}

impl Place {
    /// Whether the two may not be under way at the same time.
    pub(super) fn collides(&self, other: &Self) -> bool {
        self.target == other.target || self.key.mark == other.key.mark
    }

    pub(super) fn outcome<R>(self, attempts: u32, result: Result<Done<R>, ItemError>) -> Outcome<R> {
        Outcome { index: self.index, key: Some(self.key), attempts, result }
    }
}
