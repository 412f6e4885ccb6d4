//! What the hand behind the scenes can have Divar say to an app.

use kenar_schemas::Phone;

use super::click::{Click, ClickError, ClickOutcome};
use super::deliveries::NotRepeated;
use super::{CallKind, DeliveryId, DeliveryView, Event, Spelling, follow};
use crate::control::app;
use crate::state::{AppId, State};
use crate::{Control, ControlError};

/// The scopes that a token must both have for its end to be told.
const REVOCATION_SCOPES: [&str; 2] = ["NOTIFICATION_ACCESS_REVOCATION", "USER_ID"];

impl Control {
    /// Plays the click of a person, and calls the app if the action needs that.
    ///
    /// # Errors
    /// When there is nothing to click on, the app has no URL for the call, or the app does not answer as it must.
    pub async fn click(&self, click: Click) -> Result<ClickOutcome, ClickError> {
        follow::follow(&self.0, click).await
    }

    /// Queues an event for the app of this slug; it is sent at once, and again until the app takes it. The spelling is
    /// that of the app unless another one is given.
    ///
    /// # Errors
    /// When the app is unknown or has no URL for events.
    pub fn send_event(
        &self,
        slug: &str,
        event: &Event,
        spelling: Option<Spelling>,
    ) -> Result<DeliveryId, ControlError> {
        let delivery = self.0.change_now(|state| {
            let app = app(state, slug)?;
            if state.apps.get(app).webhooks.event_url.is_none() {
                return Err(ControlError::NotConfigured { app: slug.to_owned(), kind: CallKind::Event });
            }
            Ok(self.queue(state, app, event, spelling))
        })??;
        self.0.calls.wake();
        Ok(delivery)
    }

    /// Takes back everything that a person granted to an app: codes and tokens end. If one of the tokens held
    /// `NOTIFICATION_ACCESS_REVOCATION` and `USER_ID`, and the app has a URL for events, it is told, and the answer is
    /// the number of that call.
    ///
    /// # Errors
    /// When the app or the person is unknown.
    pub fn revoke_access(&self, slug: &str, user: &Phone) -> Result<Option<DeliveryId>, ControlError> {
        let now = self.0.clock.now();
        let delivery = self.0.change_now(|state| {
            let app = app(state, slug)?;
            let user_id = state.users.id(app, user).cloned();
            let user_id = user_id.ok_or_else(|| ControlError::UnknownUser(user.clone()))?;
            let ended = state.tokens.revoke(app, user, now);
            let told = ended.iter().any(|scopes| REVOCATION_SCOPES.iter().all(|scope| scopes.contains(scope)));
            let reachable = state.apps.get(app).webhooks.event_url.is_some();
            let event = Event::user_access_revocation(user_id);
            Ok::<_, ControlError>((told && reachable).then(|| self.queue(state, app, &event, None)))
        })??;
        self.0.calls.wake();
        Ok(delivery)
    }

    /// Sends an event again at once, whatever became of it, and from then on as if it were new.
    ///
    /// # Errors
    /// When the log does not hold it, or it is not an event: nobody waits for the answer to a click any more.
    pub fn redeliver(&self, delivery: DeliveryId) -> Result<(), ControlError> {
        let now = self.0.clock.now();
        self.0.change_now(|state| state.deliveries.repeat(delivery, now))?.map_err(|reason| match reason {
            NotRepeated::Unknown => ControlError::UnknownDelivery(delivery),
            NotRepeated::Click => ControlError::NotAnEvent(delivery),
        })?;
        self.0.calls.wake();
        Ok(())
    }

    /// The calls that were made to apps, and those that are still to be made, oldest first. At most
    /// [`log_entries`](crate::Config::log_entries), and all that are pending.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        self.0.state().deliveries.iter().cloned().collect()
    }

    /// One call.
    #[must_use]
    pub fn delivery(&self, delivery: DeliveryId) -> Option<DeliveryView> {
        self.0.state().deliveries.get(delivery).cloned()
    }

    /// Waits until no event is being sent or due. One that failed is due again when its pause is over by the clock.
    pub async fn settle_deliveries(&self) {
        self.0.settle_deliveries().await;
    }

    fn queue(&self, state: &mut State, app: AppId, event: &Event, spelling: Option<Spelling>) -> DeliveryId {
        let app = state.apps.get(app);
        let body = event.to_body(spelling.unwrap_or(app.webhooks.spelling));
        let slug = app.slug.clone();
        state.deliveries.queue(&slug, event.kind(), body, self.0.clock.now())
    }
}
