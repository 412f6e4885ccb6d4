use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use kenar_schemas::oauth::Secret;
use tokio::sync::watch;

use super::super::store::StoredTokens;
use super::ended::Ended;
use super::slot::Slot;
use super::spawn::spawn;
use super::state::State;
use super::{ConsentError, ConsentEvent};
use crate::time::{Instant, sleep};

/// A refresh that is under way. Any number may wait for it; it goes on when they stop, because what it is answered with must
/// not be lost.
#[derive(Clone)]
pub(super) struct Flight {
    result: watch::Receiver<Option<Result<(), ConsentError>>>,
    begin: Instant,
}

/// How long a refresh may take before a token that is still good is used instead. Most take less than a second; the margin
/// in which tokens are replaced must leave time for a call.
const SOON: Duration = Duration::from_secs(5);

impl Flight {
    /// Not if its runtime was shut down.
    pub(super) fn is_under_way(&self) -> bool {
        self.result.has_changed().is_ok()
    }

    /// How it went; `None` when it was stopped.
    pub(super) async fn landed(mut self) -> Option<Result<(), ConsentError>> {
        self.result.wait_for(Option::is_some).await.ok()?.clone()
    }

    /// Waits until it has ended, but no longer than is reasonable for somebody who could do without it. Gives whether it has.
    ///
    /// Counted from its begin: in a long outage, only the first callers wait.
    pub(super) async fn lands_soon(&self) -> bool {
        let left = SOON.saturating_sub(self.begin.elapsed());
        matches!(select(pin!(self.clone().landed()), pin!(sleep(left))).await, Either::Left(_))
    }
}

/// What a refresh is sent for.
struct Sent {
    version: u64,
    tokens: StoredTokens,
    refresh_token: Secret,
    /// When an earlier one was sent that is not answered.
    before: Option<u64>,
}

impl Slot {
    /// The refresh that is under way, or a new one, to replace an access token.
    pub(super) fn join(self: &Arc<Self>, state: &mut State, stale: Secret) -> Flight {
        if let Some(flight) = state.flight() {
            return flight;
        }
        let (sender, receiver) = watch::channel(None);
        let flight = Flight { result: receiver, begin: Instant::now() };
        state.flight = Some(flight.clone());
        let slot = self.clone();
        spawn(async move {
            let result = slot.refresh(&stale).await;
            if let Err(error) = &result {
                slot.settings.tell(ConsentEvent::NotRefreshed { key: slot.key.clone(), error: error.clone() });
            }
            slot.state().flight = None;
            // Nobody may be waiting any more.
            let _ = sender.send(Some(result));
        });
        flight
    }

    /// Replaces an access token, unless another process has done it.
    ///
    /// What a crash at any moment leaves in the store is enough to go on: the old tokens, the old tokens with the mark that a
    /// refresh was sent, or the new tokens.
    async fn refresh(self: &Arc<Self>, stale: &Secret) -> Result<(), ConsentError> {
        let _lock = self.settings.store.lock(&self.key).await?;
        self.catch_up().await?;
        let Some(sent) = self.mark(stale)? else { return Ok(()) };
        if let Err(error) = self.persist().await {
            self.state().unmark(sent.version, sent.before);
            return Err(error);
        }
        match self.settings.refresh(&sent.tokens, &sent.refresh_token).await {
            Ok((tokens, at)) => {
                if self.state().refreshed(sent.version, sent.tokens.refreshed(tokens, at)) {
                    self.keep().await;
                }
                Ok(())
            }
            Err(error) => {
                let now = self.now();
                let Some(ended) = Ended::by(&error, &sent.tokens, now) else {
                    self.state().rest(now);
                    return Err(ConsentError::Token(Arc::new(error)));
                };
                // Without a lock, another process may have been first.
                self.catch_up().await?;
                if self.state().tokens.refresh_token.as_ref() != Some(&sent.refresh_token) {
                    return Ok(());
                }
                self.state().end(sent.version, ended);
                Err(ended.error(&self.key))
            }
        }
    }

    /// Takes over what another process has saved.
    async fn catch_up(&self) -> Result<(), ConsentError> {
        if self.state().unsaved().is_some() {
            // The tokens here are newer than those in the store.
            return self.persist().await;
        }
        let version = self.state().version();
        let stored = self.settings.store.load(&self.key).await?;
        let mut state = self.state();
        if state.version() == version && state.ended.is_none() {
            match stored {
                Some(stored) if stored != state.tokens => state.adopt(stored),
                Some(_) => {}
                None => {
                    state.was_removed();
                    return Err(Ended::Removed.error(&self.key));
                }
            }
        }
        Ok(())
    }

    fn mark(&self, stale: &Secret) -> Result<Option<Sent>, ConsentError> {
        let mut state = self.state();
        let now = self.now();
        if let Some(ended) = state.ended {
            return Err(ended.error(&self.key));
        }
        if state.tokens.access_token != *stale && !state.is_due(now) {
            return Ok(None);
        }
        let Some(refresh_token) = state.tokens.refresh_token.clone() else { return Err(ConsentError::NoRefresh) };
        let (tokens, before) = (state.tokens.clone(), state.tokens.refresh_sent_at);
        Ok(Some(Sent { version: state.mark(now), tokens, refresh_token, before }))
    }

    /// Saves new tokens. They are good even if that fails.
    async fn keep(self: &Arc<Self>) {
        if let Err(ConsentError::Store(error)) = self.persist().await {
            self.settings.tell(ConsentEvent::NotSaved { key: self.key.clone(), error });
            self.save_until_saved();
        }
        self.settings.tell(ConsentEvent::Refreshed { key: self.key.clone() });
    }
}
