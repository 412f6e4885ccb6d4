//! A consent when its store is in trouble.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::world::{Events, HOUR, KEY_OF_PERSON, MARGIN, World, polled_once, until};
use kenar_client::Secret;
use kenar_client::oauth::{ConsentError, MemoryStore, Scope, StoreLock, StoredTokens, TokenStore};
use kenar_sandbox::Fault;

/// A store that fails when it is told to, and says what it was asked for.
#[derive(Default)]
struct Shaky {
    inner: MemoryStore,
    fails_to_load: AtomicBool,
    fails_to_save: AtomicBool,
    fails_to_remove: AtomicBool,
    /// Takes marks, and no new tokens.
    takes_marks_only: AtomicBool,
    /// What another process saves after the next mark.
    after_mark: Mutex<Option<StoredTokens>>,
    log: Mutex<Vec<String>>,
}

#[derive(Debug, thiserror::Error)]
#[error("the disk is full, and so is the {0}")]
struct Full(&'static str);

impl Shaky {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    fn set(flag: &AtomicBool, to: bool) {
        flag.store(to, Ordering::SeqCst);
    }

    fn note(&self, what: impl Into<String>) {
        self.log.lock().unwrap().push(what.into());
    }

    fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }

    async fn stored(&self) -> Option<StoredTokens> {
        self.inner.load(KEY_OF_PERSON).await.unwrap()
    }

    fn access_token(tokens: &StoredTokens) -> Secret {
        let json: serde_json::Value = serde_json::from_str(tokens.to_json().expose()).unwrap();
        Secret::new(json["access_token"].as_str().unwrap())
    }
}

impl TokenStore for Shaky {
    type Error = Full;

    async fn load(&self, key: &str) -> Result<Option<StoredTokens>, Full> {
        self.note("load");
        if self.fails_to_load.load(Ordering::SeqCst) {
            return Err(Full("memory"));
        }
        Ok(self.inner.load(key).await.unwrap())
    }

    async fn save(&self, key: &str, tokens: &StoredTokens) -> Result<(), Full> {
        self.note(format!("save {}", if tokens.is_refreshing() { "mark" } else { "tokens" }));
        let refused = self.takes_marks_only.load(Ordering::SeqCst) && !tokens.is_refreshing();
        if self.fails_to_save.load(Ordering::SeqCst) || refused {
            return Err(Full("memory"));
        }
        self.inner.save(key, tokens).await.unwrap();
        let other = if tokens.is_refreshing() { self.after_mark.lock().unwrap().take() } else { None };
        if let Some(other) = other {
            self.inner.save(key, &other).await.unwrap();
        }
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), Full> {
        self.note("remove");
        if self.fails_to_remove.load(Ordering::SeqCst) {
            return Err(Full("memory"));
        }
        self.inner.remove(key).await.unwrap();
        Ok(())
    }

    async fn lock(&self, _: &str) -> Result<StoreLock, Full> {
        self.note("lock");
        Ok(StoreLock::none())
    }
}

#[tokio::test]
async fn the_store_knows_of_a_refresh_before_the_endpoint_does() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    let old = consent.access_token().await.unwrap();
    store.take_log();
    world.advance(HOUR);
    let lost = world.fault_for_good(Fault::LostResponse);
    let refresh = tokio::spawn({
        let consent = consent.clone();
        async move { consent.access_token().await.unwrap() }
    });
    world.until_refreshes(1).await;
    // The request is there and nothing has come back.
    let stored = store.stored().await.unwrap();
    assert!(stored.is_refreshing());
    assert_eq!(Shaky::access_token(&stored), old);
    world.sandbox.control().remove_fault(lost);
    let new = refresh.await.unwrap();
    // Whoever has the new token can rely on it being kept.
    let stored = store.stored().await.unwrap();
    assert!(!stored.is_refreshing());
    assert_eq!(Shaky::access_token(&stored), new);
    assert_eq!(store.take_log(), ["lock", "load", "save mark", "save tokens"]);
}

#[tokio::test]
async fn nothing_is_sent_that_the_store_does_not_know_of() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    for (round, flag) in [&store.fails_to_load, &store.fails_to_save].into_iter().enumerate() {
        let token = consent.access_token().await.unwrap();
        Shaky::set(flag, true);
        world.advance(HOUR - MARGIN);
        assert_eq!(consent.access_token().await.unwrap(), token, "a good token is good without a store");
        world.advance(MARGIN);
        let error = consent.access_token().await.unwrap_err();
        assert!(matches!(error, ConsentError::Store(_)) && error.is_passing() && !error.needs_consent(), "{error:?}");
        assert_eq!(error.to_string(), "the disk is full, and so is the memory");
        let ConsentError::Store(cause) = error else { panic!() };
        assert!(cause.downcast_ref::<Full>().is_some());
        assert_eq!(world.refreshes(), round);
        Shaky::set(flag, false);
        assert!(world.takes(&consent.access_token().await.unwrap()).await);
        assert_eq!(world.refreshes(), round + 1);
    }
}

#[tokio::test]
async fn a_mark_that_was_not_saved_never_covers_what_another_process_saved() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    world.advance(HOUR);
    Shaky::set(&store.fails_to_save, true);
    assert!(matches!(consent.access_token().await, Err(ConsentError::Store(_))));
    Shaky::set(&store.fails_to_save, false);
    let other = world.consents(store.clone()).of(KEY_OF_PERSON).await.unwrap();
    let token = other.access_token().await.unwrap();
    assert_eq!(consent.access_token().await.unwrap(), token);
    assert_eq!(Shaky::access_token(&store.stored().await.unwrap()), token);
    assert_eq!(world.refreshes(), 1);
}

#[tokio::test]
async fn tokens_that_the_store_does_not_take_are_used_and_saved_later() {
    let world = World::new().await;
    let events = Events::default();
    let store = Shaky::new();
    let consents = world.consents(store.clone()).on_event(events.hook());
    let consent = world.consent(&consents).await;
    world.advance(HOUR);
    Shaky::set(&store.takes_marks_only, true);
    let token = consent.access_token().await.unwrap();
    assert!(world.takes(&token).await);
    assert_eq!(events.take(), ["NotSaved", "Refreshed"]);
    assert!(store.stored().await.unwrap().is_refreshing());
    let error = consent.save().await.unwrap_err();
    assert!(matches!(error, ConsentError::Store(_)), "{error}");

    // Whoever lets go of the handle loses nothing.
    drop(consent);
    let consent = consents.of(KEY_OF_PERSON).await.unwrap();
    assert_eq!(consent.access_token().await.unwrap(), token);
    assert_eq!(world.refreshes(), 1);

    // It needs another refresh before the store is well.
    world.advance(HOUR);
    assert!(matches!(consent.access_token().await, Err(ConsentError::Store(_))), "it would have two to remember");
    assert_eq!(world.refreshes(), 1);

    Shaky::set(&store.takes_marks_only, false);
    until(|| !format!("{:?}", store.inner).contains("refresh_sent_at: Some")).await;
    let stored = store.stored().await.unwrap();
    assert_eq!(Shaky::access_token(&stored), token);
    consent.save().await.unwrap();
    let other = world.consents(store.clone()).of(KEY_OF_PERSON).await.unwrap();
    assert!(world.takes(&other.access_token().await.unwrap()).await);
    assert_eq!(world.refreshes(), 2);
}

#[tokio::test]
async fn a_consent_that_the_store_does_not_take_is_used_and_saved_later() {
    let world = World::new().await;
    let events = Events::default();
    let store = Shaky::new();
    let consents = world.consents(store.clone()).on_event(events.hook());
    Shaky::set(&store.fails_to_save, true);
    let tokens = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    let error = consents.keep(KEY_OF_PERSON, tokens.clone()).await.unwrap_err();
    assert!(matches!(error, ConsentError::Store(_)), "{error}");
    assert_eq!(events.take(), ["NotSaved"]);
    let consent = consents.of(KEY_OF_PERSON).await.unwrap();
    assert_eq!(consent.access_token().await.unwrap(), tokens.access_token);
    drop(consent);
    Shaky::set(&store.fails_to_save, false);
    until(|| format!("{:?}", store.inner).contains("expires_at")).await;
    assert_eq!(Shaky::access_token(&store.stored().await.unwrap()), tokens.access_token);
}

#[tokio::test]
async fn a_consent_whose_keeper_stops_waiting_is_kept() {
    let world = World::new().await;
    let store = Shaky::new();
    let consents = world.consents(store.clone());
    let tokens = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    polled_once(consents.keep(KEY_OF_PERSON, tokens.clone()));
    until(|| format!("{:?}", store.inner).contains("expires_at")).await;
    assert_eq!(Shaky::access_token(&store.stored().await.unwrap()), tokens.access_token);
}

#[tokio::test]
async fn a_revocation_that_the_store_does_not_take_counts_here() {
    let world = World::new().await;
    let store = Shaky::new();
    let consents = world.consents(store.clone());
    let consent = world.consent(&consents).await;
    Shaky::set(&store.fails_to_remove, true);
    assert!(matches!(consent.revoked().await, Err(ConsentError::Store(_))));
    assert!(matches!(consent.access_token().await, Err(ConsentError::Revoked)));
    // The platform sends the webhook again.
    Shaky::set(&store.fails_to_remove, false);
    consent.revoked().await.unwrap();
    assert_eq!(store.stored().await, None);
}

#[tokio::test]
async fn a_revoked_consent_that_was_not_saved_yet_is_not_saved_any_more() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    Shaky::set(&store.takes_marks_only, true);
    consent.refresh().await.unwrap();
    consent.revoked().await.unwrap();
    Shaky::set(&store.takes_marks_only, false);
    store.take_log();
    consent.save().await.unwrap();
    assert_eq!((store.stored().await, store.take_log().len()), (None, 0));
}

#[tokio::test]
async fn a_refusal_counts_for_nothing_when_another_process_has_a_new_consent() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    world.withdraw();
    let new = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    let elsewhere = Shaky::new();
    world.consents(elsewhere.clone()).keep(KEY_OF_PERSON, new.clone()).await.unwrap();
    // It is saved while the refresh is on its way to the endpoint.
    *store.after_mark.lock().unwrap() = elsewhere.stored().await;
    assert_eq!(consent.refresh().await.unwrap(), new.access_token);
    assert_eq!(consent.access_token().await.unwrap(), new.access_token);
    assert!(world.takes(&new.access_token).await);
}

#[tokio::test]
async fn what_somebody_removed_from_the_store_is_unknown() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    store.inner.remove(KEY_OF_PERSON).await.unwrap();
    world.advance(HOUR);
    for _ in 0..2 {
        let error = consent.access_token().await.unwrap_err();
        assert!(
            matches!(&error, ConsentError::Unknown { key } if key == KEY_OF_PERSON) && error.needs_consent(),
            "{error}"
        );
    }
    assert_eq!((world.refreshes(), store.stored().await), (0, None));
}

#[tokio::test]
async fn a_store_without_a_lock_is_saved_by_the_grace() {
    let world = World::new().await;
    let store = Shaky::new();
    let consent = world.consent(&world.consents(store.clone())).await;
    world.advance(HOUR);
    let delay = world.slow(Duration::from_millis(100));
    let others: Vec<_> = (0..4).map(|_| world.consents(store.clone())).collect();
    let mut refreshes = tokio::task::JoinSet::new();
    for other in others {
        refreshes.spawn(async move { other.of(KEY_OF_PERSON).await.unwrap().access_token().await.unwrap() });
    }
    for token in refreshes.join_all().await {
        assert!(world.takes(&token).await);
    }
    world.sandbox.control().remove_fault(delay);
    // Whoever comes later takes what was saved last.
    world.advance(HOUR);
    assert!(world.takes(&consent.access_token().await.unwrap()).await);
}

#[test]
fn written_tokens_are_read_again_and_others_are_not() {
    let read = |text: &str| StoredTokens::from_json(text).map_err(|error| error.to_string());
    let text = r#"{"version":1,"access_token":"ory_at_51b77e","refresh_token":"ory_rt_c03d11","scope":"USER_ID",
        "obtained_at":18446744073709551615,"expires_at":18446744073709551615,"refresh_sent_at":3,"new":{}}"#;
    let tokens = read(text).unwrap();
    assert!(tokens.is_refreshing());
    assert_eq!(read(tokens.to_json().expose()).unwrap(), tokens);
    let shown = format!("{tokens:?}{:?}", tokens.to_json());
    common::assert_without(&shown, &["ory_at_51b77e", "ory_rt_c03d11"]);

    let wrong = [
        (text.replace("\"version\":1", "\"version\":2"), "version 2"),
        (text.replace("\"version\":1,", ""), "line"),
        (text.replace("\"USER_ID\"", "5"), "line 1"),
        (text.replace(":3", ":\"ory_rt_c03d11\""), "line 2"),
        (text.replace(":3", ":-3"), "line 2"),
        (text.replace("\"ory_at_51b77e\"", "51771234"), "line 1"),
        (text[..80].to_owned(), "line 1"),
        (String::new(), "line 1, column 0"),
        ("null".to_owned(), "line 1"),
        ("[]".to_owned(), "line 1"),
    ];
    for (text, reason) in wrong {
        let error = read(&text).unwrap_err();
        assert!(error.contains(reason), "{error}");
        common::assert_without(&error, &["ory_at_51b77e", "ory_rt_c03d11", "51771234"]);
    }
}

#[tokio::test]
async fn times_that_no_clock_shows_do_no_harm() {
    let world = World::new().await;
    for moment in [0, u64::MAX] {
        let store = MemoryStore::new();
        let text = format!(
            r#"{{"version":1,"access_token":"a","refresh_token":"b","scope":"","obtained_at":{moment},"expires_at":{moment}}}"#
        );
        store.save(KEY_OF_PERSON, &StoredTokens::from_json(&text).unwrap()).await.unwrap();
        let consent = world.consents(store).of(KEY_OF_PERSON).await.unwrap();
        let _ = consent.refresh_before();
        let result = consent.access_token().await;
        assert_eq!(result.is_ok(), moment == u64::MAX, "{result:?}");
    }
}
