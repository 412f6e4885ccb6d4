//! The limit per minute and the quota per day.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::num::NonZeroU32;

use common::{PHONE, World, config, send};
use kenar_sandbox::{AppConfig, Limits};
use serde_json::json;

const BY_PHONE: &str = "/v1/open-platform/get-user-id-by-phone";

fn app(slug: &str, per_minute: u32, per_day: u32) -> AppConfig {
    let number = |number| NonZeroU32::new(number).unwrap();
    let limits = Limits::default().per_minute(number(per_minute)).per_day(number(per_day));
    AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap()).with_limits(limits)
}

async fn world() -> World {
    World::with(config().with_apps([app("sample-app", 3, 5), app("other-app", 3, 5)])).await
}

async fn ask(world: &World) -> common::Answer {
    send(world.keyed("POST", BY_PHONE).json(&json!({ "phone": PHONE }))).await
}

#[tokio::test]
async fn a_minute_has_room_for_so_many_requests_of_an_app() {
    let world = world().await;
    for _ in 0..3 {
        ask(&world).await.ok();
    }
    let answer = ask(&world).await;
    assert_eq!(
        (&answer.body["details"][0]["rule"], &answer.body["details"][0]["limit"]),
        (&json!("perMinute"), &json!(3))
    );
    let message = answer.refused(429, 8);
    assert!(message.contains("minutely") && message.contains("60 s"), "{message}");
    // Each app has a limit of its own.
    send(world.keyed_for("other-app", "POST", BY_PHONE).json(&json!({ "phone": PHONE }))).await.ok();
    world.advance(60);
    ask(&world).await.ok();
}

#[tokio::test]
async fn a_day_has_a_quota_that_begins_anew_by_itself() {
    let world = world().await;
    for _ in 0..5 {
        ask(&world).await.ok();
        world.advance(60);
    }
    let answer = ask(&world).await;
    assert_eq!(answer.body["details"][0]["rule"], "perDay");
    assert!(answer.refused(429, 8).contains("daily"));
    world.advance(60);
    ask(&world).await.refused(429, 8);
    // The clock of the tests begins at nine in the morning.
    world.advance(15 * 3600);
    ask(&world).await.ok();
}

#[tokio::test]
async fn refused_requests_count_and_those_without_a_key_do_not() {
    let world = world().await;
    for _ in 0..3 {
        send(world.keyed("POST", BY_PHONE).json(&json!({}))).await.refused(400, 3);
    }
    ask(&world).await.refused(429, 8);
    send(world.bare("POST", BY_PHONE).json(&json!({ "phone": PHONE }))).await.refused(401, 16);
    // A request that lacks something else has used its place up, too.
    world.advance(60);
    for _ in 0..2 {
        send(world.keyed("GET", "/v1/open-platform/users")).await.refused(401, 16);
    }
    send(world.keyed("GET", "/v1/open-platform/users")).await.refused(429, 8);
}

#[tokio::test]
async fn nothing_is_limited_unless_it_is_configured() {
    let world = World::new().await;
    for _ in 0..200 {
        ask(&world).await.ok();
    }
}
