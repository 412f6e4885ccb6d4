//! What expires, when, and what a clock can do.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{OTHER_PHONE, PHONE, POST, World, config, phone, send, user_addon};
use kenar_sandbox::{AppConfig, Clock, Config, ExposeSecret, Lifetimes, Timestamp, TokenKind};
use serde_json::{Value, json};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const UPLOAD: &str = "/v2/image-service/open-platform/image.jpg";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn living(change: impl FnOnce(&mut Lifetimes)) -> Config {
    let mut lifetimes = Lifetimes::default();
    change(&mut lifetimes);
    config().with_lifetimes(lifetimes)
}

async fn upload(world: &World, bytes: &'static str) -> String {
    let request = world.bare("PUT", UPLOAD).header("content-type", "image/jpeg").body(bytes);
    send(request).await.ok()["image_name"].as_str().unwrap().to_owned()
}

/// A user add-on with this picture.
async fn show(world: &World, image: &str) {
    let body = json!({
        "widgets": [{ "event_row": { "title": "a", "image_id": image } }], "categories": [], "semantic": {},
    });
    world.put_user_addon(&body).await.ok();
}

/// Trades what the default user agreed to for tokens.
async fn agree(world: &World, scopes: &str) -> Value {
    let path = format!(
        "/oauth2/auth?client_id=sample-app&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&response_type=code\
         &scope={scopes}&state=12345678"
    );
    let location = send(world.bare("GET", &path)).await.location.unwrap();
    let code = location.split(['?', '&']).find_map(|pair| pair.strip_prefix("code=")).unwrap();
    trade(world, "authorization_code", "code", code).await.ok()
}

async fn trade(world: &World, grant: &str, name: &str, value: &str) -> common::Answer {
    let app = world.sandbox.default_app();
    let form = [
        ("client_id", app.slug.as_str()),
        ("client_secret", app.client_secret.expose_secret()),
        ("grant_type", grant),
        (name, value),
        ("redirect_uri", "https://app.example.com/callback"),
    ];
    send(world.bare("POST", "/oauth2/token").form(&form)).await
}

async fn user(world: &World, token: &str) -> common::Answer {
    send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(token)).await
}

#[tokio::test]
async fn an_expired_user_add_on_stays_until_the_lag_is_over() {
    let world = World::with(living(|lifetimes| lifetimes.removal_lag = Duration::from_secs(90))).await;
    world.put_user_addon(&user_addon("a")).await.ok();
    let addon = world.settled().await.user_addons.remove(0);
    let clock = world.sandbox.control().clock();
    clock.set(addon.expires_at);
    world.advance(89);
    assert_eq!((world.on_post(POST).await.len(), world.settled().await.user_addons.len()), (1, 1));
    world.advance(1);
    assert_eq!((world.on_post(POST).await.len(), world.settled().await.user_addons.len()), (0, 0));
    // Nothing comes back with the time.
    clock.set(addon.created_at);
    assert!(world.settled().await.user_addons.is_empty());
    world.put_user_addon(&user_addon("b")).await.ok();
    assert_eq!(world.settled().await.user_addons[0].expires_at, addon.expires_at);
}

#[tokio::test]
async fn tokens_live_as_long_as_the_configuration_says() {
    let lifetimes = living(|lifetimes| {
        lifetimes.access_token = Duration::from_secs(7 * DAY);
        lifetimes.refresh_token = Duration::from_secs(10 * DAY);
        lifetimes.grace = Duration::from_secs(5);
    });
    let world = World::with(lifetimes.with_auto_approve(phone(PHONE))).await;
    let tokens = agree(&world, "USER_ID%20offline_access").await;
    assert_eq!(tokens["expires_in"], 7 * DAY);
    let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
    world.advance(7 * DAY - 1);
    user(&world, access).await.ok();
    world.advance(1);
    assert_eq!(user(&world, access).await.refused(401, 16), "the user token has expired");
    world.advance(3 * DAY - 1);
    trade(&world, "refresh_token", "refresh_token", refresh).await.ok();
    world.advance(4);
    assert!(trade(&world, "refresh_token", "refresh_token", refresh).await.status == 400, "its own end comes first");
}

#[tokio::test]
async fn withdrawn_consent_ends_codes_and_tokens_with_words_of_their_own() {
    let world = World::with(config().with_auto_approve(phone(PHONE))).await;
    let control = world.sandbox.control();
    let tokens = agree(&world, "USER_ID%20offline_access").await;
    let more = world.token(&["USER_PHONE"]);
    let other = world.token_of(OTHER_PHONE, &["USER_ID"]);
    control.revoke_access("sample-app", &phone(PHONE)).unwrap();
    for token in [tokens["access_token"].as_str().unwrap(), &more] {
        let message = user(&world, token).await.refused(401, 16);
        assert!(message.contains("the person has withdrawn consent"), "{message}");
    }
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let answer = trade(&world, "refresh_token", "refresh_token", refresh).await;
    assert_eq!(answer.oauth_refused(400, "invalid_grant"), "the person has withdrawn consent");
    user(&world, &other).await.ok();
    // There is nothing left to withdraw, and that is no error.
    control.revoke_access("sample-app", &phone(PHONE)).unwrap();
    // A new consent counts.
    agree(&world, "USER_ID").await;
    let views = control.snapshot().tokens;
    let count = |kind, revoked| views.iter().filter(|view| view.kind == kind && view.revoked == revoked).count();
    assert_eq!([count(TokenKind::Access, true), count(TokenKind::Refresh, true)], [2, 1]);
    assert_eq!([count(TokenKind::Access, false), count(TokenKind::Refresh, false)], [2, 0]);
}

#[tokio::test]
async fn a_star_stands_for_everything_that_the_app_was_granted() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap());
    let scopes = ["USER_ID", "POST_ADDON_CREATE", "BUSINESS_ADDON_CREATE"];
    let world = World::with(config().with_apps([app.with_scopes(scopes)])).await;
    let control = world.sandbox.control();
    control.add_business(&phone(PHONE), "shop".parse().unwrap()).unwrap();
    world.token(&["*"]);
    let token = control.snapshot().tokens.remove(0);
    let mut scopes = token.scopes;
    scopes.sort();
    let expected = [
        "BUSINESS_ADDON_CREATE.shop",
        "POST_ADDON_CREATE.AZbq72mk",
        "POST_ADDON_CREATE.gXt5mF2k",
        "POST_ADDON_CREATE.gZd7omnS",
        "USER_ID",
    ];
    assert_eq!(scopes, expected);
}

#[tokio::test]
async fn a_picture_that_nobody_uses_goes_after_its_time() {
    let world = World::with(living(|lifetimes| lifetimes.temporary_image = Duration::from_secs(HOUR))).await;
    let control = world.sandbox.control();
    let (unused, used) = (upload(&world, "unused").await, upload(&world, "used").await);
    show(&world, &used).await;
    world.advance(HOUR - 1);
    assert_eq!(control.image(&unused).as_deref(), Some(b"unused".as_slice()));
    world.advance(1);
    assert_eq!(control.image(&unused), None);
    assert_eq!(control.image(&used).as_deref(), Some(b"used".as_slice()));
    let permanent = control.snapshot().images.remove(0).permanent.unwrap();
    assert_eq!(control.image(&permanent).as_deref(), Some(b"used".as_slice()));
}

#[tokio::test]
async fn pictures_of_replaced_add_ons_do_not_pile_up() {
    let world = World::with(living(|lifetimes| lifetimes.temporary_image = Duration::from_secs(60))).await;
    let mut most = 0;
    for round in 0..50 {
        let image = upload(&world, "a picture").await;
        show(&world, &image).await;
        world.advance(30);
        let images = world.settled().await.images.len();
        most = most.max(images);
        assert!(images > 0, "round {round}");
    }
    assert!(most <= 8, "{most}");
    let snapshot = world.settled().await;
    let shown = &snapshot.user_addons[0].content.widgets[0]["event_row"]["image_id"];
    assert!(snapshot.images.iter().any(|image| image.permanent.as_deref() == shown.as_str()));
}

#[tokio::test]
async fn a_clock_can_be_set_stopped_and_started_for_all_its_clones() {
    let clock = Clock::system();
    let same = clock.clone();
    clock.set(at("2001-02-03T04:05:06Z"));
    assert!(same.now() >= at("2001-02-03T04:05:06Z") && same.now() < at("2001-02-03T04:06:06Z"));
    assert!(!same.is_frozen());
    same.freeze();
    assert!(clock.is_frozen());
    let stood = clock.now();
    clock.advance(Duration::from_nanos(1_500));
    assert_eq!(same.now(), stood + Duration::from_nanos(1_500));
    same.set(at("1999-01-01T00:00:00Z"));
    assert_eq!(clock.now(), at("1999-01-01T00:00:00Z"));
    clock.resume();
    assert!(!clock.is_frozen() && same.now() < at("1999-01-01T00:01:00Z"));
    clock.advance(Duration::MAX);
    clock.set(Timestamp::MAX);
    clock.freeze();
    clock.advance(Duration::MAX);
    assert_eq!(same.now(), Timestamp::MAX);
    same.set(Timestamp::MIN);
    same.resume();
    assert!(same.now() < at("-009998-01-01T00:00:00Z"));
}

#[tokio::test]
async fn a_clock_that_goes_back_stops_nothing() {
    let world = World::new().await;
    world.put_user_addon(&user_addon("a")).await.ok();
    let clock = world.sandbox.control().clock().clone();
    let token = world.token(&["USER_ID"]);
    for moment in [Timestamp::MAX, Timestamp::MIN, at("2025-05-01T09:00:00Z")] {
        clock.set(moment);
        world.settled().await;
    }
    // Everything was over at the end of time and is gone.
    assert!(world.settled().await.user_addons.is_empty());
    user(&world, &token).await.refused(401, 16);
    user(&world, &world.token(&["USER_ID"])).await.ok();
    world.advance(HOUR);
    let token = world.token(&["USER_ID"]);
    world.advance(HOUR);
    assert_eq!(user(&world, &token).await.refused(401, 16), "the user token has expired");
}
