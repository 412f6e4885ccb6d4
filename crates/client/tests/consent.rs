//! A consent that is kept fresh, and what becomes of it in the end.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use common::world::{DAY, Events, GRACE, HOUR, KEY_OF_PERSON, MARGIN, World};
use common::{Server, assert_without, debugged, json, printed};
use kenar_client::Secret;
use kenar_client::oauth::{
    App, Consent, ConsentError, Consents, MemoryStore, RefreshTokenGrant, Scope, StoredTokens, TokenRequest,
    TokenResponse, TokenStore, Tokens,
};
use kenar_sandbox::{ExposeSecret, Fault};
use tokio::task::JoinSet;

/// What the store has.
async fn stored(store: &MemoryStore) -> Option<StoredTokens> {
    store.load(KEY_OF_PERSON).await.unwrap()
}

fn tokens_of(body: &str) -> Tokens {
    serde_json::from_str::<TokenResponse>(body).unwrap().into()
}

#[tokio::test]
async fn a_token_is_replaced_a_minute_before_its_end() {
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::new())).await;
    let first = consent.access_token().await.unwrap();
    world.advance(HOUR - MARGIN - 1);
    assert_eq!(consent.access_token().await.unwrap(), first);
    assert_eq!(world.refreshes(), 0);

    world.advance(1);
    let second = consent.access_token().await.unwrap();
    assert_ne!(second, first);
    assert_eq!(world.refreshes(), 1);
    assert!(world.takes(&second).await);
    assert_eq!(consent.access_token().await.unwrap(), second);
    assert_eq!(world.refreshes(), 1);

    for round in 2..20 {
        world.advance(HOUR);
        let token = consent.access_token().await.unwrap();
        assert!(world.takes(&token).await);
        assert_eq!(world.refreshes(), round);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_are_given_the_answer_of_one_refresh() {
    let world = World::new().await;
    let consents = world.consents(MemoryStore::new());
    let consent = world.consent(&consents).await;
    let first = consent.access_token().await.unwrap();
    for round in 1..=5 {
        world.advance(HOUR);
        world.slow(Duration::from_millis(50));
        let mut callers = JoinSet::new();
        for caller in 0..200 {
            let (consents, consent) = (consents.clone(), consent.clone());
            callers.spawn(async move {
                let consent = if caller % 2 == 0 { consent } else { consents.of(KEY_OF_PERSON).await.unwrap() };
                consent.access_token().await.unwrap()
            });
        }
        let mut tokens = callers.join_all().await;
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "all are given the same token");
        assert_ne!(tokens[0], first);
        assert_eq!(world.refreshes(), round);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_refusals_of_one_token_are_one_refresh() {
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::new())).await;
    let used = consent.access_token().await.unwrap();
    world.slow(Duration::from_millis(50));
    let mut callers = JoinSet::new();
    for _ in 0..200 {
        let (consent, used) = (consent.clone(), used.clone());
        callers.spawn(async move { consent.refused(&used).await.unwrap() });
    }
    let mut tokens = callers.join_all().await;
    tokens.dedup();
    assert_eq!((tokens.len(), world.refreshes()), (1, 1));
    assert_ne!(tokens[0], used);
    // Late callers still come with the old one.
    assert_eq!(consent.refused(&used).await.unwrap(), tokens[0]);
    assert_eq!(world.refreshes(), 1);
}

#[tokio::test]
async fn what_was_refreshed_is_in_the_store() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consent = world.consent(&world.consents(store.clone())).await;
    world.advance(HOUR);
    let token = consent.access_token().await.unwrap();
    assert!(!stored(&store).await.unwrap().is_refreshing());

    // Another process.
    let again = world.consents(store).of(KEY_OF_PERSON).await.unwrap();
    assert_eq!(again.access_token().await.unwrap(), token);
    assert_eq!(world.refreshes(), 1);
    world.advance(HOUR);
    assert!(world.takes(&again.access_token().await.unwrap()).await);
    // This one comes late, and takes what is there.
    assert_eq!(consent.access_token().await.unwrap(), again.access_token().await.unwrap());
    assert_eq!(world.refreshes(), 2);
}

#[tokio::test]
async fn what_the_endpoint_is_sent() {
    let body = r#"{"access_token":"ory_at_2","token_type":"bearer","expires_in":3600,"scope":"USER_ID","refresh_token":"ory_rt_2"}"#;
    let server = Server::answering(json("200 OK", body)).await;
    let app = App::new("sample-app", common::CLIENT_SECRET, "https://app.example.com/callback").unwrap();
    let consents = Consents::new(server.client().oauth().clone(), app, MemoryStore::new());
    let consent = consents.keep("a", tokens_of(&body.replace('2', "1").replace("3600", "0"))).await.unwrap();
    assert_eq!(consent.access_token().await.unwrap().expose(), "ory_at_2");
    let expected = "grant_type=refresh_token&refresh_token=ory_rt_1&client_id=sample-app&client_secret=kenar-secret-9ab3c2\
        &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&code=ory_at_1";
    assert_eq!(server.last().text(), expected);
}

#[tokio::test]
async fn a_token_that_ends_at_once_is_given_and_not_asked_for_without_end() {
    for (lifetime, requests) in [("0", 1), ("1", 0), ("-1", 1)] {
        let body = r#"{"access_token":"a","token_type":"bearer","expires_in":LIFETIME,"scope":"","refresh_token":"b"}"#;
        let body = body.replace("LIFETIME", lifetime);
        let server = Server::answering(json("200 OK", &body)).await;
        let app = App::new("sample-app", "secret", "https://app.example.com/callback").unwrap();
        let consents = Consents::new(server.client().oauth().clone(), app, MemoryStore::new())
            .with_clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        let consent = consents.keep("a", tokens_of(&body)).await.unwrap();
        assert_eq!(consent.access_token().await.unwrap().expose(), "a");
        assert_eq!(server.received().len(), requests, "{lifetime}");
    }
}

#[tokio::test]
async fn a_withdrawn_consent_is_told_from_one_that_nobody_used() {
    let world = World::new().await;
    let events = Events::default();
    let consents = world.consents(MemoryStore::new()).on_event(events.hook());

    let consent = world.consent(&consents).await;
    let used = consent.access_token().await.unwrap();
    world.withdraw();
    for _ in 0..3 {
        let error = consent.refused(&used).await.unwrap_err();
        assert!(matches!(error, ConsentError::Revoked) && error.needs_consent(), "{error}");
    }
    assert!(matches!(consent.access_token().await, Err(ConsentError::Revoked)));
    assert!(matches!(consent.refresh().await, Err(ConsentError::Revoked)));
    assert_eq!(world.refreshes(), 1, "who is told once asks no more");
    assert_eq!(events.take(), ["NotRefreshed"]);

    let consent = world.consent(&consents).await;
    world.advance(30 * DAY - 1);
    assert!(world.takes(&consent.access_token().await.unwrap()).await);
    world.advance(30 * DAY);
    let error = consent.access_token().await.unwrap_err();
    assert!(matches!(error, ConsentError::Expired) && error.needs_consent(), "{error}");
    assert_eq!(events.take(), ["Refreshed", "NotRefreshed"]);
}

#[tokio::test]
async fn a_refresh_token_that_somebody_else_used_is_told_apart_too() {
    let world = World::new().await;
    let consents = world.consents(MemoryStore::new());
    let tokens = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    let consent = consents.keep(KEY_OF_PERSON, tokens.clone()).await.unwrap();
    let app = world.sandbox.default_app();
    let grant = RefreshTokenGrant {
        refresh_token: tokens.refresh_token.unwrap(),
        client_id: app.slug.clone(),
        client_secret: Secret::new(app.client_secret.expose_secret()),
        redirect_uri: None,
        code: None,
    };
    world.client.oauth().create_token(&TokenRequest::RefreshToken(grant)).await.unwrap();
    world.advance(GRACE);
    let error = consent.refused(&tokens.access_token).await.unwrap_err();
    assert!(matches!(error, ConsentError::Replaced) && error.needs_consent(), "{error}");
}

#[tokio::test]
async fn where_the_endpoint_does_not_say_why_the_age_does() {
    const ORY: &str = "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token \
        is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to \
        another client.";
    let cases = [
        ("invalid_grant", ORY, 30 * DAY - 1, "Revoked"),
        ("invalid_grant", ORY, 30 * DAY, "Expired"),
        ("invalid_grant", "", 0, "Revoked"),
        ("invalid_grant", "", 31 * DAY, "Expired"),
        ("token_inactive", "Token is inactive", 0, "Revoked"),
        // The words count more than the age.
        ("invalid_grant", "the refresh token has expired", 0, "Expired"),
        ("invalid_grant", "the person has withdrawn consent", 31 * DAY, "Revoked"),
        ("invalid_grant", "the refresh token was replaced by a refresh", 31 * DAY, "Replaced"),
        // Mistakes of the app end nobody's consent.
        ("invalid_grant", "this was issued to another app", 31 * DAY, "Token"),
        (
            "invalid_grant",
            "The OAuth 2.0 Client ID from this request does not match the ID during the initial token issuance.",
            0,
            "Token",
        ),
        (
            "invalid_grant",
            "The 'redirect_uri' from this request does not match the one from the authorize request.",
            0,
            "Token",
        ),
        ("invalid_client", ORY, 31 * DAY, "Token"),
        ("invalid_request", "the refresh token has expired", 31 * DAY, "Token"),
    ];
    for (code, text, age, expected) in cases {
        let body = serde_json::json!({ "error": code, "error_description": text }).to_string();
        let server = Server::answering(json("400 Bad Request", &body)).await;
        let app = App::new("sample-app", "secret", "https://app.example.com/callback").unwrap();
        let store = Arc::new(MemoryStore::new());
        let at = |seconds| move || SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let consents = |seconds| {
            Consents::new(server.client().oauth().clone(), app.clone(), store.clone()).with_clock(at(seconds))
        };
        let tokens = r#"{"access_token":"a","token_type":"bearer","expires_in":0,"scope":"","refresh_token":"b"}"#;
        consents(1_000).keep("a", tokens_of(tokens)).await.unwrap();
        let consent = consents(1_000 + age).of("a").await.unwrap();
        let error = consent.access_token().await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{code} {text}: {error:?}");
        assert_eq!(error.needs_consent(), expected != "Token");
        assert!(store.load("a").await.unwrap().is_some(), "only the app throws a consent away");
    }
}

#[tokio::test]
async fn a_wrong_client_secret_costs_nobody_their_consent() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    world.consent(&world.consents(store.clone())).await;
    world.advance(HOUR);
    let wrong = App::new(world.app.client_id(), "kenar-secret-wrong", world.app.redirect_uri()).unwrap();
    let consent = world.consents_of(wrong, store.clone()).of(KEY_OF_PERSON).await.unwrap();
    let error = consent.access_token().await.unwrap_err();
    assert!(matches!(error, ConsentError::Token(_)) && !error.needs_consent() && !error.is_passing(), "{error}");
    let mended = world.consents(store).of(KEY_OF_PERSON).await.unwrap();
    assert!(world.takes(&mended.access_token().await.unwrap()).await);
}

#[tokio::test]
async fn without_a_refresh_token_there_is_an_end() {
    let world = World::new().await;
    let consents = world.consents(MemoryStore::new());
    let consent = consents.keep("a", world.tokens(&[Scope::UserPhone]).await).await.unwrap();
    world.sandbox.control().clear_requests();
    assert_eq!(consent.refresh_before(), None);
    let token = consent.access_token().await.unwrap();
    world.advance(HOUR - 1);
    assert_eq!(consent.access_token().await.unwrap(), token, "it is used to its end");
    assert!(world.takes(&token).await);
    world.advance(1);
    for error in [consent.access_token().await.unwrap_err(), consent.refused(&token).await.unwrap_err()] {
        assert!(matches!(error, ConsentError::NoRefresh) && error.needs_consent(), "{error}");
        assert!(error.to_string().contains("Scope::OfflineAccess"), "{error}");
    }
    assert_eq!(world.refreshes(), 0);
}

#[tokio::test]
async fn a_revocation_by_webhook_is_the_end_here_and_in_the_store() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consents = world.consents(store.clone());
    let consent = world.consent(&consents).await;
    consents.revoked(KEY_OF_PERSON).await.unwrap();
    assert!(matches!(consent.access_token().await, Err(ConsentError::Revoked)));
    assert!(matches!(consent.refused(&Secret::new("a")).await, Err(ConsentError::Revoked)));
    assert_eq!((stored(&store).await, world.refreshes()), (None, 0));
    consents.revoked(KEY_OF_PERSON).await.unwrap();
    consents.revoked("nobody").await.unwrap();
    drop(consent);
    let error = consents.of(KEY_OF_PERSON).await.unwrap_err();
    assert!(
        matches!(&error, ConsentError::Unknown { key } if key == KEY_OF_PERSON) && error.needs_consent(),
        "{error}"
    );
}

#[tokio::test]
async fn a_revocation_under_way_is_not_undone_by_the_refresh() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consent = world.consent(&world.consents(store.clone())).await;
    let lost = world.fault_for_good(Fault::LostResponse);
    let refresh = tokio::spawn({
        let consent = consent.clone();
        async move { consent.refresh().await }
    });
    world.until_refreshes(1).await;
    consent.revoked().await.unwrap();
    world.sandbox.control().remove_fault(lost);
    assert!(matches!(refresh.await.unwrap(), Err(ConsentError::Revoked)));
    assert_eq!(stored(&store).await, None);
}

#[tokio::test]
async fn a_new_consent_revives_every_handle() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consents = world.consents(store.clone());
    let elsewhere = world.consents(store.clone());
    let consent = world.consent(&consents).await;
    let other = elsewhere.of(KEY_OF_PERSON).await.unwrap();
    let used = other.access_token().await.unwrap();
    world.withdraw();
    assert!(matches!(consent.refused(&used).await, Err(ConsentError::Revoked)));
    assert!(matches!(other.refused(&used).await, Err(ConsentError::Revoked)));

    world.consent(&consents).await;
    let token = consent.access_token().await.unwrap();
    assert!(world.takes(&token).await);
    // The other process finds it in the store.
    assert_eq!(other.access_token().await.unwrap(), token);
    assert_eq!(world.refreshes(), 0);
}

#[tokio::test]
async fn a_new_consent_under_way_is_not_undone_by_the_refresh() {
    let world = World::new().await;
    let store = Arc::new(MemoryStore::new());
    let consents = world.consents(store.clone());
    let consent = world.consent(&consents).await;
    let new = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    world.sandbox.control().clear_requests();
    let lost = world.fault_for_good(Fault::LostResponse);
    let refresh = tokio::spawn({
        let consent = consent.clone();
        async move { consent.refresh().await }
    });
    world.until_refreshes(1).await;
    consents.keep(KEY_OF_PERSON, new.clone()).await.unwrap();
    world.sandbox.control().remove_fault(lost);
    assert_eq!(refresh.await.unwrap().unwrap(), new.access_token);
    assert_eq!(world.consents(store).of(KEY_OF_PERSON).await.unwrap().access_token().await.unwrap(), new.access_token);
}

#[tokio::test]
async fn tokens_that_are_refused_again_and_again_are_not_to_blame() {
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::new())).await;
    let mut token = consent.access_token().await.unwrap();
    for _ in 0..3 {
        token = consent.refused(&token).await.unwrap();
    }
    let error = consent.refused(&token).await.unwrap_err();
    assert!(matches!(error, ConsentError::RefusedAgain) && !error.needs_consent(), "{error}");
    assert_eq!(consent.access_token().await.unwrap(), token, "it is not taken away");
    assert_eq!(world.refreshes(), 3);
    world.advance(59);
    assert!(matches!(consent.refused(&token).await, Err(ConsentError::RefusedAgain)));
    world.advance(1);
    assert_ne!(consent.refused(&token).await.unwrap(), token);
    assert_eq!(world.refreshes(), 4);
}

#[tokio::test]
async fn an_app_can_refresh_before_the_end_of_the_refresh_token() {
    let world = World::new().await;
    let events = Events::default();
    let consent = world.consent(&world.consents(MemoryStore::new()).on_event(events.hook())).await;
    let now: SystemTime = world.sandbox.control().clock().now().into();
    assert_eq!(consent.refresh_before(), Some(now + Duration::from_secs(30 * DAY)));
    assert_eq!((consent.key(), consent.scopes()), (KEY_OF_PERSON, vec![Scope::UserPhone, Scope::OfflineAccess]));
    let old = consent.access_token().await.unwrap();
    world.advance(DAY / 2);
    let new = consent.refresh().await.unwrap();
    assert!(new != old && world.takes(&new).await);
    assert_eq!(consent.refresh_before(), Some(now + Duration::from_secs(30 * DAY + DAY / 2)));
    assert_eq!(events.take(), ["Refreshed"]);
}

#[tokio::test]
async fn a_hook_that_panics_stops_nobody() {
    let world = World::new().await;
    let consents = world.consents(MemoryStore::new()).on_event(|event| panic!("{event:?}"));
    let consent = world.consent(&consents).await;
    world.advance(HOUR);
    assert!(world.takes(&consent.access_token().await.unwrap()).await);
    assert_eq!(world.refreshes(), 1);
    world.advance(HOUR);
    assert!(world.takes(&consent.access_token().await.unwrap()).await);
}

#[tokio::test]
async fn nothing_of_it_prints_a_secret() {
    let world = World::new().await;
    let events = Events::default();
    let consents = world.consents(MemoryStore::new()).on_event(events.hook());
    let tokens = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    let consent = consents.keep("awoDdf1ecd2wac", tokens.clone()).await.unwrap();
    let new = consent.refresh().await.unwrap();
    world.withdraw();
    let error = consent.refresh().await.unwrap_err();
    let text = [debugged(&consents), debugged(&consent), debugged(&events), printed(&error)].concat();
    let secret = world.app_secret();
    let refresh = tokens.refresh_token.unwrap();
    assert_without(
        &text,
        &[&secret, tokens.access_token.expose(), refresh.expose(), new.expose(), "ory_at_", "ory_rt_"],
    );
    assert!(text.contains("awoDdf1ecd2wac") && text.contains("sample-app"), "what is no secret helps: {text}");
}

#[test]
fn its_futures_can_be_sent_to_other_threads() {
    fn sends<T: Send + 'static>(_: impl FnOnce(Consents, Consent) -> T) {}
    sends(|consents, _| async move { consents.of("a").await.map(|_| ()) });
    sends(|consents, _| async move { consents.resume().await.map(|_| ()) });
    sends(|_, consent| async move { consent.access_token().await });
    sends(|_, consent| async move { consent.refused(&Secret::new("a")).await });
    sends(|_, consent| async move { consent.revoked().await });
}
