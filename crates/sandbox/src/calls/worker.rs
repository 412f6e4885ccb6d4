//! Sends the events that wait, each when its time has come.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::CallSettings;
use super::deliveries::Due;
use super::delivery::CallKind;
use super::failure::{CallFailure, FailureReason};
use super::sender::{Exchange, Expected, Outgoing, Sender};
use crate::shared::Shared;

/// What calls are made with.
pub(crate) struct Calls {
    pub(super) sender: Sender,
    settings: CallSettings,
    /// There may be something to send.
    wake: Notify,
    /// Something was sent, or there was nothing to send.
    idle: Notify,
}

impl Calls {
    pub(crate) fn new(settings: CallSettings) -> Self {
        Self { sender: Sender::new(settings.timeout), settings, wake: Notify::new(), idle: Notify::new() }
    }

    /// Tells the worker that there may be something to send.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Tells everybody who waits to look again.
    pub(crate) fn announce(&self) {
        self.idle.notify_waiters();
    }
}

/// Sends events for ever. Each app gets one at a time; a slow app holds up no other.
pub(crate) async fn deliver(shared: Arc<Shared>) {
    let mut under_way = JoinSet::new();
    loop {
        let mut moved = std::pin::pin!(shared.clock.moved());
        moved.as_mut().enable();
        let now = shared.clock.now();
        let taken = shared.change(|state| (state.deliveries.take_due(now), state.deliveries.next_due())).await;
        // It is in the log; nothing can be kept any more, so nothing is sent.
        let Ok((due, next)) = taken else { return };
        let next = next.map(|next| until(next, now));
        for due in due {
            under_way.spawn(attempt(shared.clone(), due));
        }
        shared.calls.announce();
        let time_comes = async {
            match next {
                Some(pause) => tokio::time::sleep(pause).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = shared.calls.wake.notified() => {}
            () = &mut moved => {}
            () = time_comes => {}
            Some(ended) = under_way.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "an event was not sent to its end");
                }
            }
        }
    }
}

fn until(moment: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(now)).unwrap_or_default()
}

async fn attempt(shared: Arc<Shared>, due: Due) {
    let target = {
        let state = shared.state();
        let app = state.apps.by_slug(&due.app).map(|app| &state.apps.get(app).webhooks);
        app.and_then(|webhooks| Some((webhooks.event_url.clone()?, webhooks.identification_key.clone())))
    };
    let exchange = match &target {
        None => Exchange::not_made(CallFailure::new(
            FailureReason::NotConfigured,
            format!("the app {:?} has no {}", due.app, CallKind::Event.setting()),
        )),
        Some((url, key)) => {
            let body = &due.body;
            let call = Outgoing { url, key, version_header: None, body, expected: Expected::Success };
            shared.calls.sender.send(call).await
        }
    };
    let now = shared.clock.now();
    let entry = exchange.attempt(exchange.outcome.as_ref().err().cloned(), now);
    tracing::debug!(delivery = %due.id, app = %due.app, status = entry.status, "an event was sent");
    let backoff = &shared.calls.settings.backoff;
    if let Err(error) = shared.change(|state| state.deliveries.finish(&due, entry, backoff, now)).await {
        tracing::error!(%error, delivery = %due.id, "what came of an event is not kept");
    }
}

impl Shared {
    /// Waits until no event is being sent or due by now.
    pub(crate) async fn settle_deliveries(&self) {
        loop {
            let mut idle = std::pin::pin!(self.calls.idle.notified());
            idle.as_mut().enable();
            if self.has_stopped() || self.state().deliveries.is_settled(self.clock.now()) {
                return;
            }
            idle.await;
        }
    }
}
