//! The log of requests, and what is never in it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{PHONE, World, config, send, user_addon};
use kenar_sandbox::ExposeSecret;
use serde_json::json;

#[tokio::test]
async fn each_request_is_told_with_its_reason() {
    let world = World::new().await;
    world.put_user_addon(&user_addon("a")).await.ok();
    world.put_user_addon(&json!({ "widgets": [] })).await.refused(400, 3);
    send(world.bare("GET", "/v1/open-platform/nothing?a=1")).await.refused(404, 5);
    let requests = world.sandbox.control().requests(0);
    let [unknown, refused, done] = requests.as_slice() else { panic!("{requests:?}") };

    assert_eq!((done.id, done.status, done.method.as_str()), (1, 200, "POST"));
    assert_eq!((done.operation.as_deref(), done.app.as_deref()), (Some("upsert_user_addon"), Some("sample-app")));
    assert!(done.refusal.is_none());
    let why = refused.refusal.as_ref().unwrap();
    assert_eq!((refused.id, why.code.as_str()), (2, "3"));
    assert!(why.message.contains("violation") && !why.details.is_empty(), "{why:?}");
    assert_eq!((unknown.path.as_str(), &unknown.operation), ("/v1/open-platform/nothing?a=1", &None));

    assert_eq!(world.sandbox.control().requests(2), requests[..1]);
    world.sandbox.control().clear_requests();
    assert!(world.sandbox.control().requests(0).is_empty());
}

#[tokio::test]
async fn it_remembers_the_latest_only() {
    let world = World::with(config().with_log_entries(2)).await;
    for _ in 0..5 {
        send(world.bare("GET", "/nothing")).await;
    }
    let ids: Vec<u64> = world.sandbox.control().requests(0).iter().map(|request| request.id).collect();
    assert_eq!(ids, [5, 4]);
}

#[tokio::test]
async fn no_secret_and_no_semantic_value_is_in_it() {
    let world = World::new().await;
    let token = world.token(&["USER_ADDON_CREATE"]);
    let mut body = user_addon("a");
    body["semantic"] = json!({ "VIN": "IRJC95R23KJ039206", "case": "a private value" });
    send(world.keyed("POST", &world.user_addon_path()).bearer_auth(&token).json(&body)).await.ok();
    body["junk"] = json!(1);
    send(world.keyed("POST", &world.user_addon_path()).bearer_auth(&token).json(&body)).await.refused(400, 3);
    let app = world.sandbox.default_app();
    let secret = app.client_secret.expose_secret();
    send(world.bare("GET", &format!("/oauth2/token?client_secret={secret}&code=abc-def&x=1"))).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", "ory_rt_x"), ("client_id", "sample-app")];
    send(world.bare("POST", "/oauth2/token").form(&form)).await.oauth_refused(400, "invalid_request");

    let requests = world.sandbox.control().requests(0);
    let log = serde_json::to_string(&requests).unwrap();
    for private in
        [&token, secret, app.api_key.expose_secret(), "IRJC95R23KJ039206", "a private value", "abc-def", "ory_rt_x"]
    {
        assert!(!log.contains(private), "{log}");
    }
    assert!(log.contains("client_secret=[secret]&code=[secret]&x=1"), "{log}");
    assert!(!log.contains(PHONE));
}
