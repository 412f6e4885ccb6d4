use std::sync::{Arc, Weak};

use kenar_schemas::oauth::Secret;

use super::super::store::StoredTokens;
use super::ConsentError;
use super::ended::Ended;
use super::flight::Flight;

/// What is known of one consent. It changes under a lock, and waits for nothing.
pub(super) struct State {
    pub(super) tokens: StoredTokens,
    /// Counts the changes of `tokens`, so that a refresh notices what happened meanwhile.
    version: u64,
    /// The version that is in the store.
    saved: u64,
    pub(super) ended: Option<Ended>,
    /// Whether it is to be in the store at all.
    removed: bool,
    pub(super) flight: Option<Flight>,
    /// Alive while something goes on trying to save.
    saver: Weak<()>,
    /// After a refresh that failed, until when a token that is still good is used as it is.
    rest_until: u64,
    refusals: Refusals,
}

/// How often the API has refused a token within a minute.
#[derive(Default)]
struct Refusals {
    since: u64,
    count: u32,
}

const MINUTE: u64 = 60;
/// Each is answered with a refresh. More in one minute mean that the API refuses something else.
const REFUSALS_PER_MINUTE: u32 = 3;
/// In seconds.
const REST: u64 = 10;

impl State {
    /// A consent that is in the store.
    pub(super) fn stored(tokens: StoredTokens) -> Self {
        let refusals = Refusals::default();
        let (saver, flight) = (Weak::new(), None);
        Self { tokens, version: 0, saved: 0, ended: None, removed: false, flight, saver, rest_until: 0, refusals }
    }

    /// A consent that was given just now.
    pub(super) fn given(tokens: StoredTokens) -> Self {
        Self { version: 1, ..Self::stored(tokens) }
    }

    /// The person has consented anew.
    pub(super) fn begin(&mut self, tokens: StoredTokens) {
        self.change(tokens);
        (self.ended, self.removed, self.rest_until, self.refusals) = (None, false, 0, Refusals::default());
    }

    /// Takes what another process has saved.
    pub(super) fn adopt(&mut self, tokens: StoredTokens) {
        self.begin(tokens);
        self.saved = self.version;
    }

    fn change(&mut self, tokens: StoredTokens) {
        self.tokens = tokens;
        self.version += 1;
    }

    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// What the store does not have.
    pub(super) fn unsaved(&self) -> Option<(u64, StoredTokens)> {
        (self.saved != self.version && !self.removed).then(|| (self.version, self.tokens.clone()))
    }

    pub(super) fn was_saved(&mut self, version: u64) {
        self.saved = self.saved.max(version);
    }

    /// The right to go on trying to save, for one at a time.
    pub(super) fn saver(&mut self) -> Option<Arc<()>> {
        if self.saver.upgrade().is_some() {
            return None;
        }
        let saver = Arc::new(());
        self.saver = Arc::downgrade(&saver);
        Some(saver)
    }

    /// Whether there is nothing to save any more. Then the next who has something must look after it.
    pub(super) fn let_go(&mut self) -> bool {
        let done = self.unsaved().is_none();
        if done {
            self.saver = Weak::new();
        }
        done
    }

    /// Writes down that a refresh is sent now. Gives the version that says so.
    pub(super) fn mark(&mut self, now: u64) -> u64 {
        self.change(StoredTokens { refresh_sent_at: Some(now), ..self.tokens.clone() });
        self.version
    }

    /// Takes the mark of that version back: it was not saved, and nothing was sent.
    ///
    /// What stays unsaved is taken for newer than what is in the store. A mark is not.
    pub(super) fn unmark(&mut self, version: u64, before: Option<u64>) {
        if self.version == version {
            self.tokens.refresh_sent_at = before;
            self.saved = version;
        }
    }

    /// Takes what a refresh of that version gave, unless something happened meanwhile that counts more.
    pub(super) fn refreshed(&mut self, version: u64, tokens: StoredTokens) -> bool {
        let current = self.version == version && self.ended.is_none();
        if current {
            self.change(tokens);
            self.rest_until = 0;
        }
        current
    }

    pub(super) fn rest(&mut self, now: u64) {
        self.rest_until = now.saturating_add(REST);
    }

    /// The endpoint has refused that version for good. The store keeps it: nobody but the app throws a consent away.
    pub(super) fn end(&mut self, version: u64, ended: Ended) {
        if self.version == version && self.ended.is_none() {
            self.ended = Some(ended);
        }
    }

    pub(super) fn revoke(&mut self) {
        (self.ended, self.removed) = (Some(Ended::Revoked), true);
        self.version += 1;
    }

    pub(super) fn was_removed(&mut self) {
        (self.ended, self.removed) = (Some(Ended::Removed), true);
    }

    pub(super) fn removed(&self) -> bool {
        self.removed
    }

    /// Whether the access token should be replaced before it is used.
    pub(super) fn is_due(&self, now: u64) -> bool {
        // One that nothing can replace is used to its end.
        if self.tokens.refresh_token.is_some() { self.tokens.is_due(now) } else { self.tokens.is_over(now) }
    }

    /// Whether somebody who wants a token should wait for a new one.
    pub(super) fn wants_refresh(&self, now: u64) -> bool {
        let rests = now < self.rest_until && !self.tokens.is_over(now);
        self.ended.is_none() && self.is_due(now) && !rests
    }

    /// The access token, whatever the clock says.
    pub(super) fn token(&self, key: &str) -> Result<Secret, ConsentError> {
        match self.ended {
            Some(ended) => Err(ended.error(key)),
            None => Ok(self.tokens.access_token.clone()),
        }
    }

    /// The refresh that is under way.
    pub(super) fn flight(&self) -> Option<Flight> {
        self.flight.clone().filter(Flight::is_under_way)
    }

    pub(super) fn count_refusal(&mut self, now: u64) -> Result<(), ConsentError> {
        if now.saturating_sub(self.refusals.since) >= MINUTE {
            self.refusals = Refusals { since: now, count: 0 };
        }
        if self.refusals.count >= REFUSALS_PER_MINUTE {
            return Err(ConsentError::RefusedAgain);
        }
        self.refusals.count += 1;
        Ok(())
    }
}
