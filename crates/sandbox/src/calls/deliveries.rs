//! The calls to apps: the log of those that were made, and the queue of those that are still to be made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::delivery::{AttemptView, CallKind, DeliveryId, DeliveryState, DeliveryView};
use super::{Backoff, EventKind};
use crate::clock::after;
use crate::state::Table;

/// Every remembered call by its number. What stands beside the log only finds its way through it.
pub(crate) struct Deliveries {
    pub(crate) log: Table<DeliveryId, DeliveryView>,
    /// Grows even when the log is emptied: a call that is under way then must not be taken for another one.
    last: u64,
    /// How many calls are remembered. Those that are pending are never forgotten, so there can be more.
    limit: usize,
    /// By slug, the events that wait, in the order in which they are sent.
    waiting: BTreeMap<String, BTreeSet<(Timestamp, DeliveryId)>>,
    /// By slug, the event that is being sent: an app gets one at a time, so the order of its events is kept.
    under_way: BTreeMap<String, DeliveryId>,
    finished: BTreeSet<DeliveryId>,
}

/// An event whose time has come.
pub(crate) struct Due {
    pub(crate) id: DeliveryId,
    pub(crate) app: String,
    pub(crate) body: Value,
}

/// Why a call is not made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotRepeated {
    Unknown,
    /// Nobody waits for the answer to a click any more.
    Click,
}

impl Deliveries {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            log: Table::new("deliveries"),
            last: 0,
            limit,
            waiting: BTreeMap::new(),
            under_way: BTreeMap::new(),
            finished: BTreeSet::new(),
        }
    }

    /// Queues an event, to be sent at once.
    pub(crate) fn queue(&mut self, app: &str, event: EventKind, body: Value, now: Timestamp) -> DeliveryId {
        let id = self.next_id();
        let delivery = DeliveryView {
            id,
            app: app.to_owned(),
            kind: CallKind::Event,
            event: Some(event),
            created_at: now,
            state: DeliveryState::Pending,
            due: Some(now),
            failures: 0,
            attempts: Vec::new(),
            body,
        };
        self.log.insert(id, delivery);
        self.waiting.entry(app.to_owned()).or_default().insert((now, id));
        self.forget();
        id
    }

    /// Remembers a call that was made while a person waited.
    pub(crate) fn record(
        &mut self,
        app: &str,
        kind: CallKind,
        body: Value,
        created_at: Timestamp,
        attempt: AttemptView,
    ) -> DeliveryId {
        let id = self.next_id();
        let failed = attempt.failure.is_some();
        let delivery = DeliveryView {
            id,
            app: app.to_owned(),
            kind,
            event: None,
            created_at,
            state: if failed { DeliveryState::Failed } else { DeliveryState::Delivered },
            due: None,
            failures: u32::from(failed),
            attempts: vec![attempt],
            body,
        };
        self.log.insert(id, delivery);
        self.finished.insert(id);
        self.forget();
        id
    }

    /// Takes the events whose time has come, at most one for each app to which none is under way.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<Due> {
        let mut due = Vec::new();
        for (app, waiting) in &mut self.waiting {
            if self.under_way.contains_key(app) {
                continue;
            }
            let Some(&(moment, id)) = waiting.first().filter(|(moment, _)| *moment <= now) else { continue };
            waiting.remove(&(moment, id));
            if let Some(delivery) = self.log.get(&id) {
                self.under_way.insert(app.clone(), id);
                due.push(Due { id, app: app.clone(), body: delivery.body.clone() });
            }
        }
        self.waiting.retain(|_, waiting| !waiting.is_empty());
        due
    }

    /// Notes what came of an event that was under way, and when it is sent again if it has to be.
    pub(crate) fn finish(&mut self, due: &Due, attempt: AttemptView, backoff: &Backoff, now: Timestamp) {
        self.under_way.remove(&due.app);
        let Some(delivery) = self.log.get_mut(&due.id) else { return };
        let failed = attempt.failure.is_some();
        delivery.attempts.push(attempt);
        delivery.due = None;
        if !failed {
            delivery.state = DeliveryState::Delivered;
        } else {
            delivery.failures = delivery.failures.saturating_add(1);
            if let Some(pause) = backoff.after(delivery.failures) {
                let next = after(now, pause);
                delivery.due = Some(next);
                self.waiting.entry(due.app.clone()).or_default().insert((next, due.id));
                return;
            }
            delivery.state = DeliveryState::GivenUp;
        }
        self.finished.insert(due.id);
        self.forget();
    }

    /// Sends an event again at once, with all its pauses before it. An event that waits is sent now.
    pub(crate) fn repeat(&mut self, id: DeliveryId, now: Timestamp) -> Result<(), NotRepeated> {
        let delivery = self.log.get_mut(&id).ok_or(NotRepeated::Unknown)?;
        if delivery.kind != CallKind::Event {
            return Err(NotRepeated::Click);
        }
        if self.under_way.get(&delivery.app) == Some(&id) {
            return Ok(());
        }
        let waiting = self.waiting.entry(delivery.app.clone()).or_default();
        if let Some(due) = delivery.due {
            waiting.remove(&(due, id));
        }
        waiting.insert((now, id));
        delivery.state = DeliveryState::Pending;
        delivery.due = Some(now);
        delivery.failures = 0;
        self.finished.remove(&id);
        Ok(())
    }

    /// When the next event is due of an app to which none is under way.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let free = self.waiting.iter().filter(|(app, _)| !self.under_way.contains_key(*app));
        free.filter_map(|(_, waiting)| waiting.first().map(|(moment, _)| *moment)).min()
    }

    /// Whether nothing is under way or should be.
    pub(crate) fn is_settled(&self, now: Timestamp) -> bool {
        self.under_way.is_empty() && self.next_due().is_none_or(|due| now < due)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &DeliveryView> {
        self.log.iter().map(|(_, delivery)| delivery)
    }

    pub(crate) fn get(&self, id: DeliveryId) -> Option<&DeliveryView> {
        self.log.get(&id)
    }

    /// Finds the way through a log that was read or emptied. An event that was under way is sent again: nobody knows what
    /// came of it.
    pub(crate) fn index(&mut self) {
        self.waiting.clear();
        self.under_way.clear();
        self.finished.clear();
        for (id, delivery) in self.log.iter() {
            match delivery.due {
                Some(due) => {
                    self.waiting.entry(delivery.app.clone()).or_default().insert((due, *id));
                }
                None => {
                    self.finished.insert(*id);
                }
            }
        }
        self.last = self.last.max(self.log.last_key().map_or(0, |id| id.number()));
    }

    fn next_id(&mut self) -> DeliveryId {
        self.last += 1;
        DeliveryId::new(self.last)
    }

    fn forget(&mut self) {
        while self.log.len() > self.limit {
            let Some(oldest) = self.finished.pop_first() else { return };
            self.log.remove(&oldest);
        }
    }
}
