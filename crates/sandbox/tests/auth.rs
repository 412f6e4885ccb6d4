//! Keys, permissions, tokens, scopes, and the order in which they are checked.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{OTHER_PHONE, PHONE, POST, World, config, encode, phone, send, user_addon};
use kenar_sandbox::{ApiKeyConfig, AppConfig, ExposeSecret, SecretString, StartError};
use serde_json::json;

const VALIDATE: &str = "/v1/open-platform/payment-ticket/validate";
const BY_PHONE: &str = "/v1/open-platform/get-user-id-by-phone";
const USERS: &str = "/v1/open-platform/users";

fn app(slug: &str) -> AppConfig {
    AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap())
}

async fn with_keys(keys: impl IntoIterator<Item = ApiKeyConfig>) -> World {
    World::with(config().with_apps([app("sample-app").with_api_keys(keys)])).await
}

#[tokio::test]
async fn a_key_is_missing_unknown_or_revoked() {
    let revoked = ApiKeyConfig::new(SecretString::from("an-old-key")).revoked();
    let world = with_keys([ApiKeyConfig::default(), revoked]).await;
    let body = json!({ "phone": PHONE });
    let ask = |key: Option<&str>| {
        let request = world.bare("POST", BY_PHONE).json(&body);
        send(if let Some(key) = key { request.header("x-api-key", key) } else { request })
    };
    let messages = [
        ask(None).await.refused(401, 16),
        ask(Some("nobody-has-this")).await.refused(401, 16),
        ask(Some("an-old-key")).await.refused(401, 16),
    ];
    assert!(messages[0] != messages[1] && messages[1] != messages[2] && messages[0] != messages[2], "{messages:?}");
    assert!(messages.iter().all(|message| !message.contains("an-old-key") && !message.contains("nobody-has")));
    send(world.keyed("POST", BY_PHONE).json(&body)).await.ok();
}

#[tokio::test]
async fn ticket_validation_answers_an_unknown_key_in_its_own_way() {
    let world = World::new().await;
    let answer = send(world.bare("POST", VALIDATE).header("X-API-Key", "nobody-has-this").json(&json!({}))).await;
    assert_eq!(answer.refused(412, 9), "could not retrieve app from db");
    send(world.bare("POST", VALIDATE).json(&json!({}))).await.refused(401, 16);
}

#[tokio::test]
async fn a_key_needs_the_permission_of_the_operation() {
    let world = with_keys([ApiKeyConfig::default().with_permissions(["USER_RETRIEVE"])]).await;
    let message = send(world.keyed("POST", BY_PHONE).json(&json!({ "phone": PHONE }))).await.refused(403, 7);
    assert!(message.contains("GET_USER_ID_BY_PHONE"), "{message}");
    send(world.consented("GET", USERS, &["USER_ID"])).await.ok();
}

#[tokio::test]
async fn permission_and_scope_are_independent() {
    // Both exist under the name USER_ADDON_CREATE; neither stands in for the other.
    let world = with_keys([ApiKeyConfig::default().with_permissions(["USER_RETRIEVE"])]).await;
    let message = world.put_user_addon(&user_addon("a")).await.refused(403, 7);
    assert!(message.contains("permission"), "{message}");

    let world = World::new().await;
    let request = world.consented("POST", &world.user_addon_path(), &["USER_ID"]);
    let message = send(request.json(&user_addon("a"))).await.refused(403, 7);
    assert!(message.contains("scope USER_ADDON_CREATE"), "{message}");
}

#[tokio::test]
async fn a_token_is_missing_malformed_unknown_expired_or_foreign() {
    let world = World::with(config().with_apps([app("sample-app"), app("other-app")])).await;
    let foreign = world.sandbox.control().issue_token_for("other-app", &phone(PHONE), ["USER_ID"]).unwrap();
    let expired = world.token(&["USER_ID"]);
    world.advance(3600);
    let get = || world.keyed("GET", USERS);
    let messages = [
        send(get()).await.refused(401, 16),
        send(get().header("authorization", "Basic abc")).await.refused(401, 16),
        send(get().bearer_auth("ory_at_nothing")).await.refused(401, 16),
        send(get().bearer_auth(&expired)).await.refused(401, 16),
        send(get().bearer_auth(foreign.expose())).await.refused(401, 16),
    ];
    let distinct: std::collections::BTreeSet<_> = messages.iter().collect();
    assert_eq!(distinct.len(), messages.len(), "{messages:?}");
    assert!(messages[3].contains("expired") && messages[4].contains("another app"), "{messages:?}");
    assert!(messages.iter().all(|message| !message.contains("ory_at_")), "a message repeats a token: {messages:?}");
    // The header of v1 is not read here, and the answer says so.
    let message = send(get().header("x-access-token", world.token(&["USER_ID"]))).await.refused(401, 16);
    assert!(message.contains("x-access-token"), "{message}");
}

#[tokio::test]
async fn a_token_works_until_its_hour_is_over() {
    let world = World::new().await;
    let token = world.token(&["USER_ID"]);
    world.advance(3599);
    send(world.keyed("GET", USERS).bearer_auth(&token)).await.ok();
    world.advance(1);
    send(world.keyed("GET", USERS).bearer_auth(&token)).await.refused(401, 16);
}

#[tokio::test]
async fn a_scope_with_a_resource_is_good_for_that_resource() {
    let world = World::new().await;
    let path = format!("/v2/open-platform/addons/post/{POST}");
    let body = json!({ "widgets": [] });
    let try_with = |scope: String| send(world.consented("POST", &path, &[&scope]).json(&body));
    try_with(format!("POST_ADDON_CREATE.{POST}")).await.ok();
    try_with("USER_POSTS_ADDON_CREATE".to_owned()).await.ok();
    let message = try_with("POST_ADDON_CREATE.gXt5mF2k".to_owned()).await.refused(403, 7);
    assert!(message.contains(&format!("POST_ADDON_CREATE.{POST} or USER_POSTS_ADDON_CREATE")), "{message}");
}

#[tokio::test]
async fn each_scope_of_get_user_unlocks_one_member() {
    let world = World::new().await;
    let id = world.user_id(PHONE);
    let get = async |scopes: &[&str]| send(world.consented("GET", USERS, scopes)).await;
    assert_eq!(get(&["USER_ID"]).await.ok(), json!({ "user_id": id }));
    assert_eq!(get(&["USER_PHONE"]).await.ok(), json!({ "phone_number": PHONE, "phone_numbers": [PHONE] }));
    let both = get(&["USER_ID", "USER_PHONE"]).await.ok();
    assert_eq!(both, json!({ "user_id": id, "phone_number": PHONE, "phone_numbers": [PHONE] }));
    get(&["USER_ADDON_CREATE"]).await.refused(403, 7);
}

#[tokio::test]
async fn an_operation_of_both_hosts_takes_either_header() {
    let world = World::new().await;
    let path = format!("/v1/open-platform/semantic/user/{PHONE}");
    let body = json!({ "semantic": {} });
    let scopes = ["USER_VERIFICATION_CREATE"];
    send(world.consented("POST", &path, &scopes).json(&body)).await.ok();
    send(world.consented_v1("POST", &path, &scopes).json(&body)).await.ok();
    send(world.consented_v1("POST", &path, &["USER_ID"]).json(&body)).await.refused(403, 7);
}

#[tokio::test]
async fn the_key_comes_first_then_the_permission_then_the_token_then_the_body() {
    let world = World::new().await;
    let path = format!("/v2/open-platform/addons/users/{}", encode("somebody"));
    let wrong_body = json!({ "nothing": "fits" });
    send(world.bare("POST", &path).json(&wrong_body)).await.refused(401, 16);
    send(world.keyed("POST", &path).json(&wrong_body)).await.refused(401, 16);
    send(world.consented("POST", &path, &["USER_ID"]).json(&wrong_body)).await.refused(403, 7);
    send(world.consented("POST", &path, &["USER_ADDON_CREATE"]).json(&wrong_body)).await.refused(400, 3);
    send(world.consented("POST", &path, &["USER_ADDON_CREATE"]).json(&user_addon("a"))).await.refused(404, 5);
}

#[tokio::test]
async fn ids_belong_to_one_app() {
    let world = World::with(config().with_apps([app("sample-app"), app("other-app")])).await;
    let id = world.user_id(PHONE);
    let other = world.sandbox.control().user_id("other-app", &phone(PHONE)).unwrap();
    assert_ne!(id, other);
    let answer = send(world.keyed("POST", BY_PHONE).json(&json!({ "phone": PHONE }))).await.ok();
    assert_eq!(answer, json!({ "user_id": id }));
    send(world.keyed("POST", BY_PHONE).json(&json!({ "phone": "09120000000" }))).await.refused(404, 5);
    assert!(world.sandbox.control().user_id("no-app", &phone(OTHER_PHONE)).is_err());
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    let world = World::new().await;
    let app = world.sandbox.default_app();
    let shown = format!("{app:?} {:?} {:?} {:?}", world.sandbox, world.sandbox.control(), config());
    assert!(!shown.contains(app.api_key.expose_secret()) && !shown.contains(app.client_secret.expose_secret()));
    let token = world.token(&["USER_ID"]);
    let snapshot = serde_json::to_string(&world.sandbox.control().snapshot()).unwrap();
    for secret in [app.api_key.expose_secret(), app.client_secret.expose_secret(), &token] {
        assert!(!snapshot.contains(secret));
    }
}

#[tokio::test]
async fn secrets_are_new_at_every_start_and_ids_are_not_when_seeded() {
    let (one, two) = (World::with(config().with_seed(7)).await, World::with(config().with_seed(7)).await);
    assert_eq!(one.user_id(PHONE), two.user_id(PHONE));
    assert_eq!(one.put_user_addon(&user_addon("a")).await.ok(), two.put_user_addon(&user_addon("a")).await.ok());
    assert_eq!(one.settled().await, two.settled().await);
    let key = |world: &World| world.sandbox.default_app().api_key.expose_secret().to_owned();
    assert_ne!(key(&one), key(&two));
    assert_ne!(World::new().await.user_id(PHONE), World::new().await.user_id(PHONE));
}

#[tokio::test]
async fn a_faulty_configuration_does_not_start() {
    let fault = async |apps: Vec<AppConfig>| {
        kenar_sandbox::Sandbox::start(config().with_apps(apps)).await.expect_err("a faulty configuration")
    };
    assert!(matches!(fault(vec![]).await, StartError::NoApp));
    let faulty = [
        app("a").with_api_keys([]),
        app("a").with_api_keys([ApiKeyConfig::default().with_permissions(["NO_SUCH_PERMISSION"])]),
        app("a").with_scopes(["NO_SUCH_SCOPE"]),
        AppConfig::new("a", "https://app.example.com/callback?tenant=1".parse().unwrap()),
        app(""),
    ];
    for app in faulty {
        assert!(matches!(fault(vec![app]).await, StartError::App { .. }));
    }
    assert!(matches!(fault(vec![app("a"), app("a")]).await, StartError::App { .. }));
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_refused_at_the_start() {
    for key in ["with space", " padded ", "line\nbreak", "کلید"] {
        let keys = [ApiKeyConfig::new(SecretString::from(key))];
        let error = kenar_sandbox::Sandbox::start(config().with_apps([app("sample-app").with_api_keys(keys)])).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("visible ASCII") && !error.contains(key), "{error}");
    }
}

#[tokio::test]
async fn a_development_app_may_not_even_clean_up_on_real_posts() {
    let world = World::with(config().with_apps([app("sample-app").development()])).await;
    let paths = [
        ("DELETE", format!("/v1/open-platform/addons/post/{POST}")),
        ("DELETE", format!("/v1/open-platform/add-ons/post/{POST}")),
        ("GET", format!("/v1/open-platform/add-ons/post/{POST}")),
    ];
    for (method, path) in paths {
        let message = send(world.keyed(method, &path)).await.refused(403, 7);
        assert!(message.contains("development posts"), "{message}");
    }
    // Of a post that does not exist nothing can be said.
    send(world.keyed("DELETE", "/v1/open-platform/addons/post/nothere1")).await.ok();
}
