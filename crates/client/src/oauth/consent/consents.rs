use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use web_time::SystemTime;

use super::super::clock::Clock;
use super::super::store::{StoredTokens, TokenStore};
use super::super::{App, Client, Tokens};
use super::settings::Settings;
use super::slot::Slot;
use super::state::State;
use super::{Consent, ConsentError, ConsentEvent};

/// The consents of all people to one app. Cloning is cheap; have one, so that nothing is refreshed twice.
///
/// ```no_run
/// use kenar_client::oauth::{App, Consents, FileStore};
///
/// # async fn example(client: kenar_client::Client, app: App) -> Result<(), Box<dyn std::error::Error>> {
/// let consents = Consents::new(client.oauth().clone(), app, FileStore::open("/var/lib/sample-app/consents")?);
/// consents.resume().await?;
///
/// // With a key of your choice, such as the id of the person:
/// let consent = consents.of("awoDdf1ecd2wac").await?;
/// let user = client.as_user(&consent.access_token().await?)?.get_user().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Consents {
    settings: Arc<Settings>,
    slots: Arc<Mutex<Slots>>,
}

/// The consents that somebody has a handle of, or that are at work.
#[derive(Default)]
struct Slots {
    by_key: HashMap<String, Weak<Slot>>,
    /// With how many entries those are removed that nobody has any more.
    sweep_at: usize,
}

impl Slots {
    fn get(&self, key: &str) -> Option<Arc<Slot>> {
        self.by_key.get(key)?.upgrade()
    }

    fn insert(&mut self, slot: &Arc<Slot>) {
        const FEW: usize = 64;
        if self.by_key.len() >= self.sweep_at.max(FEW) {
            self.by_key.retain(|_, slot| slot.strong_count() > 0);
            self.sweep_at = self.by_key.len().saturating_mul(2);
        }
        self.by_key.insert(slot.key.clone(), Arc::downgrade(slot));
    }
}

impl Consents {
    /// The consents in a store, of people who consented to this app.
    pub fn new(client: Client, app: App, store: impl TokenStore) -> Self {
        // Refreshes have retries of their own, which know of the grace.
        let client = client.once();
        let settings = Settings { client, app, store: Arc::new(store), clock: Clock::default(), hook: None };
        Self { settings: Arc::new(settings), slots: Arc::default() }
    }

    /// Is told what happens to consents, [`ConsentEvent::Refreshed`] above all: event subscriptions end with the old access
    /// token, and the app must subscribe again.
    ///
    /// It is called before those are answered who waited. It must not block: send the event to a task of yours. To be set
    /// before the first consent is used.
    #[must_use]
    pub fn on_event(mut self, hook: impl Fn(ConsentEvent) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.settings).hook = Some(Arc::new(hook));
        self
    }

    /// Takes another clock than that of the machine. For tests, with the clock of a sandbox that they move. To be set before the
    /// first consent is used.
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.settings).clock = Clock::new(now);
        self
    }

    /// Keeps what a consent gave, in the place of what was kept under this key. Call it right after
    /// [`exchange`](Client::exchange): how long the tokens are good for is counted from here. Handles that are there already go
    /// on with the new tokens.
    ///
    /// It is carried out to its end even if nobody waits for it any more.
    ///
    /// # Errors
    /// When the store does not take them. They are not lost yet: they are in memory, [`of`](Self::of) gives them, and saving is
    /// tried again until it succeeds.
    pub async fn keep(&self, key: impl Into<String>, tokens: Tokens) -> Result<Consent, ConsentError> {
        let slot = {
            let (key, tokens) = (key.into(), StoredTokens::new(tokens, self.settings.clock.now()));
            let mut slots = self.slots();
            match slots.get(&key) {
                Some(slot) => {
                    slot.begin(tokens);
                    slot
                }
                None => {
                    let slot = Slot::new(key, self.settings.clone(), State::given(tokens));
                    slots.insert(&slot);
                    slot
                }
            }
        };
        slot.save_in_background().await.unwrap_or(Err(ConsentError::Interrupted))?;
        Ok(Consent(slot))
    }

    /// The consent that is kept under a key. All handles of one key share what they know, and its refreshes.
    ///
    /// # Errors
    /// When there is none, or the store cannot be read.
    pub async fn of(&self, key: &str) -> Result<Consent, ConsentError> {
        if let Some(slot) = self.slots().get(key) {
            return Ok(Consent(slot));
        }
        let stored = self.settings.store.load(key).await?;
        let stored = stored.ok_or_else(|| ConsentError::Unknown { key: key.to_owned() })?;
        let mut slots = self.slots();
        // Another caller may have been faster.
        Ok(Consent(slots.get(key).unwrap_or_else(|| {
            let slot = Slot::new(key.to_owned(), self.settings.clone(), State::stored(stored));
            slots.insert(&slot);
            slot
        })))
    }

    /// Repeats the refreshes that a crash interrupted; call it when the process starts. Whatever was lost can be had for two
    /// minutes after it was sent.
    ///
    /// Gives the consents that were interrupted. How each of them fares is in its next
    /// [`access_token`](Consent::access_token), and in the events.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn resume(&self) -> Result<Vec<Consent>, ConsentError> {
        let mut interrupted = Vec::new();
        for key in self.settings.store.refreshing().await? {
            match self.of(&key).await {
                Ok(consent) => interrupted.push(consent),
                Err(error) => self.settings.tell(ConsentEvent::NotRefreshed { key, error }),
            }
        }
        // All at once: each may take longer than there is time for the next.
        let flights: Vec<_> = interrupted.iter().filter_map(|Consent(slot)| slot.repeat()).collect();
        for flight in flights {
            flight.landed().await;
        }
        Ok(interrupted)
    }

    /// The person has taken their consent back: the platform has said so by a webhook, or they have left the app. Removes it
    /// from the store; whoever has a handle is told [`ConsentError::Revoked`]. Nothing to remove is a success.
    ///
    /// # Errors
    /// When the store does not remove it. Here it is over nevertheless.
    pub async fn revoked(&self, key: &str) -> Result<(), ConsentError> {
        let slot = self.slots().get(key);
        match slot {
            Some(slot) => slot.revoke().await,
            None => {
                let _lock = self.settings.store.lock(key).await?;
                Ok(self.settings.store.remove(key).await?)
            }
        }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Consents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consents").field("app", &self.settings.app).finish_non_exhaustive()
    }
}
