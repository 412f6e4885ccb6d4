//! Calls on behalf of a person whose tokens are kept fresh.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::world::{DAY, GRACE, HOUR, KEY_OF_PERSON, World};
use common::{KEY, PHONE, assert_without, debugged, printed};
use kenar_client::oauth::{Consent, ConsentError, Consents, MemoryStore};
use kenar_client::{Client, Error};

/// Consents that think that no time passes, so that only the API tells that a token has ended.
fn timeless(world: &World) -> Consents {
    let then = world.sandbox.control().clock().now().into();
    Consents::new(world.client.oauth().clone(), world.app.clone(), MemoryStore::default()).with_clock(move || then)
}

fn requests(world: &World, operation: &str) -> usize {
    let requests = world.sandbox.control().requests(0);
    requests.iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
}

async fn phone_of(client: &Client, consent: &Consent) -> Result<Option<String>, Error> {
    Ok(client.on_behalf_of(consent).get_user().await?.into_inner().phone_number)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_calls_with_a_token_that_has_ended_refresh_it_once() {
    let world = World::new().await;
    let consent = world.consent(&timeless(&world)).await;
    assert_eq!(phone_of(&world.client, &consent).await.unwrap().as_deref(), Some(PHONE));
    world.advance(HOUR + 1);
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let (client, consent) = (world.client.clone(), consent.clone());
            tokio::spawn(async move { phone_of(&client, &consent).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().as_deref(), Some(PHONE));
    }
    assert_eq!(requests(&world, "create_token"), 1);
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_not_even_tried() {
    let world = World::new().await;
    let consent = world.consent(&world.consents(MemoryStore::default())).await;
    world.advance(HOUR - 5);
    assert_eq!(phone_of(&world.client, &consent).await.unwrap().as_deref(), Some(PHONE));
    assert_eq!((requests(&world, "create_token"), requests(&world, "get_user")), (1, 1));
}

#[tokio::test]
async fn revoked_and_expired_are_different_errors() {
    let world = World::new().await;
    let consent = world.consent(&timeless(&world)).await;
    world.withdraw();
    let error = phone_of(&world.client, &consent).await.unwrap_err();
    let Error::MissingToken(missing) = &error else { panic!("{error}") };
    assert!(matches!(missing.source, ConsentError::Revoked), "{error}");
    assert_eq!((error.attempts(), error.operation().id, error.is_retryable()), (1, "get_user", false));
    assert!(!error.may_have_happened() && error.to_string().contains("withdrawn"), "{error}");
    // From now on nothing is sent.
    let error = phone_of(&world.client, &consent).await.unwrap_err();
    assert_eq!((error.attempts(), requests(&world, "get_user")), (0, 1));

    let world = World::new().await;
    let consent = world.consent(&timeless(&world)).await;
    world.advance(31 * DAY);
    let error = phone_of(&world.client, &consent).await.unwrap_err();
    let Error::MissingToken(missing) = &error else { panic!("{error}") };
    assert!(matches!(missing.source, ConsentError::Expired), "{error}");
}

#[tokio::test]
async fn a_wrong_key_costs_no_token() {
    let world = World::new().await;
    let consent = world.consent(&timeless(&world)).await;
    let stranger = common::client(world.sandbox.url());
    let error = phone_of(&stranger, &consent).await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error}");
    assert_eq!(requests(&world, "create_token"), 0);
}

#[tokio::test]
async fn the_older_api_takes_the_same_consent() {
    let world = World::new().await;
    let consent = world.consent(&timeless(&world)).await;
    world.advance(HOUR + GRACE);
    let semantic = kenar_schemas::UserSemantic::new(kenar_schemas::Semantic::new());
    let legacy = world.client.legacy_on_behalf_of(&consent);
    let error = legacy.upsert_user_semantic_by_phone(&common::phone(), &semantic).await.unwrap_err();
    // The token is new; what it may not do stays so.
    assert_eq!((error.status().unwrap().as_u16(), requests(&world, "create_token")), (403, 1), "{error}");
}

#[tokio::test]
async fn nothing_prints_a_token() {
    let world = World::new().await;
    let consent = world.consent(&timeless(&world)).await;
    let token = consent.access_token().await.unwrap();
    let view = world.client.on_behalf_of(&consent);
    assert!(debugged(&view).contains(KEY_OF_PERSON));
    world.withdraw();
    let error = view.get_user().await.unwrap_err();
    assert_without(&(debugged(&view) + &printed(&error)), &[KEY, token.expose()]);
}
