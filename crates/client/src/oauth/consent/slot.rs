//! One person's consent as all its handles share it.
//!
//! `state.rs` has what is known, this file who waits for what, `flight.rs` what a refresh does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kenar_schemas::oauth::Secret;
use tokio::sync::oneshot;

use super::super::store::StoredTokens;
use super::flight::Flight;
use super::settings::Settings;
use super::spawn::spawn;
use super::state::State;
use super::{ConsentError, ConsentEvent};
use crate::time::sleep;

pub(super) struct Slot {
    pub(super) key: String,
    pub(super) settings: Arc<Settings>,
    state: Mutex<State>,
    /// Held while the store is written to, so that what was decided last is also written last.
    writing: tokio::sync::Mutex<()>,
}

/// How long the wait before the second attempt to save is, and the longest one; each is twice the one before.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

impl Slot {
    pub(super) fn new(key: String, settings: Arc<Settings>, state: State) -> Arc<Self> {
        Arc::new(Self { key, settings, state: Mutex::new(state), writing: tokio::sync::Mutex::default() })
    }

    /// Never held across an await.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> u64 {
        self.settings.clock.now()
    }

    /// An access token that works, refreshed where it has to be. Whoever has one that is still good does not wait long.
    pub(super) async fn access_token(self: &Arc<Self>) -> Result<Secret, ConsentError> {
        self.revive().await?;
        // A second time only when the runtime of the first refresh was shut down under it.
        for _ in 0..2 {
            let flight = {
                let mut state = self.state();
                let now = self.now();
                if !state.wants_refresh(now) {
                    return state.token(&self.key);
                }
                let stale = state.tokens.access_token.clone();
                self.join(&mut state, stale)
            };
            if !flight.lands_soon().await
                && let Some(token) = self.while_good()
            {
                return token;
            }
            match flight.landed().await {
                Some(Ok(())) => return self.state().token(&self.key),
                Some(Err(error)) => return self.despite(error),
                None => {}
            }
        }
        self.despite(ConsentError::Interrupted)
    }

    /// A token in the place of one that the API refused.
    pub(super) async fn refused(self: &Arc<Self>, used: &Secret) -> Result<Secret, ConsentError> {
        self.revive().await?;
        if self.state().tokens.access_token != *used {
            return self.access_token().await;
        }
        self.replace(used, true).await
    }

    /// New tokens now. `counted` is for those that nobody but the API wanted.
    pub(super) async fn replace(self: &Arc<Self>, stale: &Secret, counted: bool) -> Result<Secret, ConsentError> {
        self.revive().await?;
        for _ in 0..2 {
            let flight = {
                let mut state = self.state();
                if counted && state.flight().is_none() {
                    let now = self.now();
                    state.count_refusal(now)?;
                }
                self.join(&mut state, stale.clone())
            };
            if let Some(result) = flight.landed().await {
                return result.and_then(|()| self.state().token(&self.key));
            }
        }
        Err(ConsentError::Interrupted)
    }

    /// Repeats a refresh that was interrupted.
    pub(super) fn repeat(self: &Arc<Self>) -> Option<Flight> {
        let mut state = self.state();
        let stale = state.tokens.access_token.clone();
        state.tokens.is_refreshing().then(|| self.join(&mut state, stale))
    }

    /// The old token when nothing but a passing trouble keeps the new one away.
    fn despite(&self, error: ConsentError) -> Result<Secret, ConsentError> {
        let instead = if error.is_passing() { self.while_good() } else { None };
        instead.unwrap_or(Err(error))
    }

    /// The token as it is, until it is over.
    fn while_good(&self) -> Option<Result<Secret, ConsentError>> {
        let state = self.state();
        (!state.tokens.is_over(self.now())).then(|| state.token(&self.key))
    }

    /// A consent that has ended here may have been given anew in another process.
    async fn revive(&self) -> Result<(), ConsentError> {
        let Some(ended) = self.state().ended else { return Ok(()) };
        let stored = self.settings.store.load(&self.key).await.ok().flatten();
        let mut state = self.state();
        if state.ended == Some(ended) {
            match stored.filter(|stored| stored.access_token != state.tokens.access_token) {
                Some(stored) => state.adopt(stored),
                None => return Err(ended.error(&self.key)),
            }
        }
        Ok(())
    }

    /// Writes what is known to the store, unless it is there.
    pub(super) async fn persist(&self) -> Result<(), ConsentError> {
        let _writing = self.writing.lock().await;
        let Some((version, tokens)) = self.state().unsaved() else { return Ok(()) };
        self.settings.store.save(&self.key, &tokens).await?;
        self.state().was_saved(version);
        Ok(())
    }

    /// The same, when no other process is refreshing.
    pub(super) async fn save(&self) -> Result<(), ConsentError> {
        if self.state().unsaved().is_none() {
            return Ok(());
        }
        let _lock = self.settings.store.lock(&self.key).await?;
        self.persist().await
    }

    /// Saves, whoever stops waiting, and goes on trying when it fails. The answer is how the first attempt went.
    pub(super) fn save_in_background(self: &Arc<Self>) -> oneshot::Receiver<Result<(), ConsentError>> {
        let (sender, receiver) = oneshot::channel();
        let slot = self.clone();
        spawn(async move {
            let result = slot.save().await;
            if let Err(ConsentError::Store(error)) = &result {
                slot.settings.tell(ConsentEvent::NotSaved { key: slot.key.clone(), error: error.clone() });
                slot.save_until_saved();
            }
            // Nobody may be waiting any more.
            let _ = sender.send(result);
        });
        receiver
    }

    /// Goes on trying to save. Until it succeeds the consent stays in memory, even if nobody has a handle of it.
    pub(super) fn save_until_saved(self: &Arc<Self>) {
        let Some(saver) = self.state().saver() else { return };
        let slot = self.clone();
        spawn(async move {
            let _saver = saver;
            let (mut wait, longest) = WAITS;
            loop {
                sleep(wait).await;
                wait = (wait * 2).min(longest);
                if slot.save().await.is_ok() && slot.state().let_go() {
                    return;
                }
            }
        });
    }

    /// Takes the consent away, here and in the store.
    pub(super) async fn revoke(&self) -> Result<(), ConsentError> {
        self.state().revoke();
        let _lock = self.settings.store.lock(&self.key).await?;
        let _writing = self.writing.lock().await;
        // Somebody may have consented meanwhile.
        if self.state().removed() {
            self.settings.store.remove(&self.key).await?;
        }
        Ok(())
    }

    pub(super) fn begin(&self, tokens: StoredTokens) {
        self.state().begin(tokens);
    }
}
