//! A consent when the token endpoint is in trouble, and when the process that refreshes is stopped.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use common::world::{Events, GRACE, HOUR, KEY_OF_PERSON, MARGIN, World, polled_once, until};
use common::{CLIENT_SECRET, assert_without, nobody, printed};
use kenar_client::oauth::{App, Consent, ConsentError, Consents, MemoryStore, Scope, TokenError, TokenStore};
use kenar_sandbox::Fault;
use tokio::runtime::Runtime;

/// Runs on a runtime of its own, which is stopped in the middle, as if the process had died.
async fn stopped_when(
    reached: impl Future<Output = ()>,
    work: impl Future<Output: std::fmt::Debug + Send> + Send + 'static,
) {
    let runtime = Runtime::new().unwrap();
    let task = runtime.spawn(work);
    reached.await;
    runtime.shutdown_background();
    assert!(task.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn a_refresh_whose_answer_is_lost_is_sent_again() {
    for fault in [
        Fault::LostResponse,
        Fault::CutBody,
        Fault::Reset,
        Fault::HtmlPage(502),
        Fault::HtmlPage(504),
        Fault::Status(500),
    ] {
        let world = World::new().await;
        let events = Events::default();
        let consent = world.consent(&world.consents(MemoryStore::new()).on_event(events.hook())).await;
        let old = consent.access_token().await.unwrap();
        world.advance(HOUR);
        world.fault(fault, 3);
        let token = consent.access_token().await.unwrap();
        assert_eq!(world.refreshes(), 4, "{fault}");
        assert!(token != old && world.takes(&token).await, "{fault}");
        assert_eq!(events.take(), ["Refreshed"]);
        world.advance(GRACE);
        assert!(world.takes(&consent.access_token().await.unwrap()).await, "{fault}");
        assert_eq!(world.refreshes(), 4, "{fault}");
        world.advance(HOUR);
        assert!(world.takes(&consent.access_token().await.unwrap()).await, "{fault}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_worth_more_attempts_than_an_endpoint_that_nobody_reaches() {
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::new())).await;
    world.advance(HOUR);
    world.fault(Fault::LostResponse, 4);
    assert!(world.takes(&consent.access_token().await.unwrap()).await);
    assert_eq!(world.refreshes(), 5);
}

#[tokio::test]
async fn a_busy_endpoint_is_asked_again() {
    for fault in [Fault::Status(429), Fault::HtmlPage(429), Fault::HtmlPage(503), Fault::Status(503)] {
        let world = World::new().await;
        let consent = world.consent(&world.consents(MemoryStore::new())).await;
        world.advance(HOUR);
        world.fault(fault, 2);
        assert!(world.takes(&consent.access_token().await.unwrap()).await, "{fault}");
        assert_eq!(world.refreshes(), 3, "{fault}");
    }
}

#[tokio::test]
async fn lost_answers_are_repeated_within_the_grace_and_no_longer() {
    // The endpoint is well again, but too late.
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::new())).await;
    world.advance(HOUR);
    world.fault_for_good(Fault::LostResponse);
    let late = tokio::spawn({
        let consent = consent.clone();
        async move { consent.access_token().await }
    });
    world.until_refreshes(2).await;
    world.sandbox.control().clear_faults();
    world.advance(GRACE);
    // The clock may have been put forward before another attempt, or after it.
    late.await.unwrap().unwrap_err();
    assert!(matches!(consent.access_token().await, Err(ConsentError::Replaced)));
    let sent = world.refreshes();
    assert!(matches!(consent.access_token().await, Err(ConsentError::Replaced)));
    assert_eq!(world.refreshes(), sent);

    // The endpoint stays unwell.
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::new())).await;
    world.advance(HOUR);
    world.fault_for_good(Fault::LostResponse);
    let waiting = tokio::spawn({
        let consent = consent.clone();
        async move { consent.access_token().await }
    });
    world.until_refreshes(2).await;
    world.advance(90);
    let error = waiting.await.unwrap().unwrap_err();
    assert!(
        error.is_passing()
            && matches!(&error, ConsentError::Token(cause) if matches!(**cause, TokenError::Transport(_)))
    );
    let secret = world.app_secret();
    assert_without(&printed(&error), &[&secret, CLIENT_SECRET, "ory_rt_", "ory_at_"]);
}

#[tokio::test]
async fn an_endpoint_that_nobody_reaches_takes_no_good_token_away() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consent = world.consent(&world.consents(store.clone())).await;
    let token = consent.access_token().await.unwrap();

    let unreachable = common::client(&nobody().await);
    let clock = world.sandbox.control().clock().clone();
    let events = Events::default();
    let consents = Consents::new(unreachable.oauth().clone(), world.app.clone(), store.clone())
        .with_clock(move || clock.now().into())
        .on_event(events.hook());
    let cut_off = consents.of(KEY_OF_PERSON).await.unwrap();
    world.advance(HOUR - MARGIN);
    assert_eq!(cut_off.access_token().await.unwrap(), token);
    assert_eq!(events.take(), ["NotRefreshed"]);
    // For a while it is not even tried.
    assert_eq!(cut_off.access_token().await.unwrap(), token);
    assert_eq!(events.take().len(), 0);
    assert!(matches!(cut_off.refused(&token).await, Err(ConsentError::Token(_))), "a refused token is no good token");
    events.take();

    world.advance(MARGIN);
    for _ in 0..2 {
        let error = cut_off.access_token().await.unwrap_err();
        assert!(matches!(error, ConsentError::Token(_)) && error.is_passing() && !error.needs_consent(), "{error}");
    }
    assert_eq!(events.take(), ["NotRefreshed", "NotRefreshed"]);
    // The consent is as good as before.
    assert!(world.takes(&consent.access_token().await.unwrap()).await);
    assert_eq!(world.refreshes(), 1);
}

#[tokio::test]
async fn a_caller_who_stops_waiting_stops_no_refresh() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consents = world.consents(store.clone());
    let consent = world.consent(&consents).await;
    world.advance(HOUR);
    for _ in 0..3 {
        polled_once(consent.access_token());
    }
    // Nobody has a handle any more.
    drop(consent);
    world.until_refreshes(1).await;
    until(|| !format!("{store:?}").contains("refresh_sent_at: Some")).await;
    world.advance(GRACE);
    let token = consents.of(KEY_OF_PERSON).await.unwrap().access_token().await.unwrap();
    assert!(world.takes(&token).await);
    assert_eq!(world.refreshes(), 1);
}

#[tokio::test]
async fn a_runtime_that_is_shut_down_stops_no_other() {
    let world = World::new().await;
    let consents = world.consents(MemoryStore::new());
    let consent = world.consent(&consents).await;
    world.advance(HOUR);
    let lost = world.fault_for_good(Fault::LostResponse);
    let elsewhere = consent.clone();
    let mut waiting = Vec::new();
    stopped_when(
        async {
            // The refresh runs over there, and callers over here wait for it.
            world.until_refreshes(1).await;
            for _ in 0..10 {
                let consent = consent.clone();
                waiting.push(tokio::spawn(async move { consent.access_token().await }));
            }
            tokio::task::yield_now().await;
        },
        async move { elsewhere.access_token().await },
    )
    .await;
    world.sandbox.control().remove_fault(lost);
    for caller in waiting {
        assert!(world.takes(&caller.await.unwrap().unwrap()).await);
    }
}

/// A store in which a refresh was interrupted after the endpoint had replaced the tokens.
async fn interrupted(world: &World) -> Arc<MemoryStore> {
    let store = Arc::new(MemoryStore::new());
    let consent: Consent = world.consent(&world.consents(store.clone())).await;
    world.advance(HOUR / 2);
    let lost = world.fault_for_good(Fault::LostResponse);
    stopped_when(world.until_refreshes(1), async move { consent.refresh().await }).await;
    world.sandbox.control().remove_fault(lost);
    world.sandbox.control().clear_requests();
    assert_eq!(store.refreshing().await.unwrap(), [KEY_OF_PERSON]);
    store
}

#[tokio::test]
async fn an_interrupted_refresh_is_repeated_by_the_next_process() {
    let world = World::new().await;
    let store = interrupted(&world).await;
    world.advance(GRACE - 1);
    let events = Events::default();
    let consents = world.consents(store.clone()).on_event(events.hook());
    let resumed = consents.resume().await.unwrap();
    assert_eq!(resumed.iter().map(Consent::key).collect::<Vec<_>>(), [KEY_OF_PERSON]);
    assert_eq!((world.refreshes(), events.take()), (1, vec!["Refreshed".to_owned()]));
    world.advance(GRACE);
    assert!(world.takes(&resumed[0].access_token().await.unwrap()).await);
    assert_eq!(world.refreshes(), 1);
    assert_eq!(consents.resume().await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_interrupted_refresh_is_repeated_by_whoever_uses_the_consent() {
    let world = World::new().await;
    let store = interrupted(&world).await;
    // By its clock the access token is good for half an hour.
    let token = world.consents(store).of(KEY_OF_PERSON).await.unwrap().access_token().await.unwrap();
    assert_eq!(world.refreshes(), 1);
    world.advance(GRACE);
    assert!(world.takes(&token).await);
}

#[tokio::test]
async fn an_interrupted_refresh_that_is_repeated_too_late_is_named() {
    let world = World::new().await;
    let store = interrupted(&world).await;
    world.advance(GRACE);
    let events = Events::default();
    let consents = world.consents(store).on_event(events.hook());
    let resumed = consents.resume().await.unwrap();
    assert!(matches!(resumed[0].access_token().await, Err(ConsentError::Replaced)));
    assert_eq!(events.take(), ["NotRefreshed"]);
}

#[tokio::test]
async fn a_refresh_that_was_never_carried_out_is_repeated_at_any_time() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consent = world.consent(&world.consents(store.clone())).await;
    world.fault_for_good(Fault::Reset);
    stopped_when(world.until_refreshes(1), async move { consent.refresh().await }).await;
    world.sandbox.control().clear_faults();
    world.advance(20 * 24 * HOUR);
    let token = world.consents(store).of(KEY_OF_PERSON).await.unwrap().access_token().await.unwrap();
    assert!(world.takes(&token).await);
}

#[tokio::test]
async fn the_clock_of_the_machine_is_taken_without_another() {
    let world = World::new().await;
    let app: App = world.app.clone();
    let consents = Consents::new(world.client.oauth().clone(), app, MemoryStore::new());
    let tokens = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    let consent = consents.keep(KEY_OF_PERSON, tokens.clone()).await.unwrap();
    world.sandbox.control().clear_requests();
    // The sandbox is in another year.
    assert_eq!(consent.access_token().await.unwrap(), tokens.access_token);
    assert_eq!(world.refreshes(), 0);
}
