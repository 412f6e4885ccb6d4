//! Semantic data: what is kept, and how.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{OTHER_PHONE, PHONE, POST, World, config, encode, phone, post_token, send, title};
use kenar_sandbox::{AppConfig, FactView, Subject};
use serde_json::{Value, json};

const SCOPES: [&str; 1] = ["USER_VERIFICATION_CREATE"];

fn path(world: &World) -> String {
    format!("/v1/open-platform/semantic/users/{}", encode(world.user_id(PHONE).as_str()))
}

async fn put(world: &World, semantic: Value) -> Value {
    send(world.consented("POST", &path(world), &SCOPES).json(&json!({ "semantic": semantic }))).await.ok()
}

fn plain(value: &str) -> FactView {
    FactView::Plain { value: json!(value) }
}

#[tokio::test]
async fn predefined_values_are_kept_plain_and_others_hashed() {
    let world = World::new().await;
    let semantic = json!({
        "identity_verification_result": "FACE_AND_ID_MATCHED",
        "national_id": "0023456789",
        "VIN": "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf",
    });
    let id = put(&world, semantic).await["id"].clone();
    let snapshot = world.settled().await;
    let record = &snapshot.semantics[0];
    assert_eq!((json!(record.id), &record.user), (id, &Some(phone(PHONE))));
    assert_eq!(record.semantic["identity_verification_result"], plain("FACE_AND_ID_MATCHED"));
    assert_eq!(record.semantic["national_id"], FactView::Hashed);
    assert_eq!(record.semantic["VIN"], FactView::Hashed);
    let text = serde_json::to_string(&snapshot).unwrap();
    assert!(!text.contains("0023456789") && !text.contains("e0c01d18d946a414"), "{text}");

    let control = world.sandbox.control();
    let subject = Subject::User(phone(PHONE));
    let has = |key: &str, value: &str| control.has_semantic("sample-app", &subject, key, value).unwrap();
    assert!(has("national_id", "0023456789") && has("identity_verification_result", "FACE_AND_ID_MATCHED"));
    assert!(!has("national_id", "0023456780") && !has("VIN", "0023456789") && !has("nothing", ""));
}

#[tokio::test]
async fn an_upsert_replaces_everything_and_keeps_the_id() {
    let world = World::new().await;
    let first = put(&world, json!({ "a": "1", "status": "PENDING" })).await;
    let second = put(&world, json!({ "b": "2" })).await;
    assert_eq!(first, second);
    let semantic = world.settled().await.semantics.remove(0).semantic;
    assert_eq!(semantic.keys().collect::<Vec<_>>(), ["b"]);
    put(&world, json!({})).await;
    assert!(world.settled().await.semantics[0].semantic.is_empty());
}

#[tokio::test]
async fn values_taken_from_widgets_are_kept_apart_and_plain() {
    let world = World::new().await;
    let body = json!({
        "widgets": [
            { "score_row": { "title": "a", "percentage_score": 80 }, "semantic_paths": { "score": "percentage_score" } },
            { "title_row": { "text": "b" }, "semantic_paths": { "headline": "text", "secret": "text" } },
        ],
        "categories": [],
        "semantic": { "secret": "s3cret-value" },
    });
    world.put_user_addon(&body).await.ok();
    let addon = world.settled().await.user_addons.remove(0);
    assert_eq!(addon.content.semantic["score"], FactView::Extracted { value: json!(80) });
    assert_eq!(addon.content.semantic["headline"], FactView::Extracted { value: json!("b") });
    assert_eq!(addon.content.semantic["secret"], FactView::Hashed);
    let post = world.on_post(POST).await.remove(0);
    assert_eq!(post.content.semantic, addon.content.semantic);
    let text = serde_json::to_string(&world.settled().await).unwrap();
    assert!(!text.contains("s3cret-value"));
    let has = |subject, key, value| world.sandbox.control().has_semantic("sample-app", &subject, key, value).unwrap();
    assert!(has(Subject::User(phone(PHONE)), "secret", "s3cret-value"));
    assert!(has(Subject::Post(post_token(POST)), "score", "80"));
}

#[tokio::test]
async fn a_wrong_value_of_a_predefined_key_is_refused() {
    let world = World::new().await;
    let body = json!({ "semantic": { "status": "DONE", "note": "s3cret-value" } });
    let answer = send(world.consented("POST", &path(&world), &SCOPES).json(&body)).await;
    assert!(!answer.body.to_string().contains("s3cret-value"));
    assert_eq!(answer.body["details"][0]["pointer"], "/semantic/status");
    answer.refused(400, 3);
    assert!(world.settled().await.semantics.is_empty());
}

#[tokio::test]
async fn deleting_is_by_app_and_person_and_may_be_repeated() {
    let app = |slug: &str| AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app("sample-app"), app("other-app")])).await;
    put(&world, json!({ "a": "1" })).await;
    let token = world.sandbox.control().issue_token_for("other-app", &phone(PHONE), SCOPES).unwrap();
    let by_phone = format!("/v1/open-platform/semantic/user/{PHONE}");
    let other = world.keyed_for("other-app", "POST", &by_phone).bearer_auth(token.expose());
    send(other.json(&json!({ "semantic": { "a": "1" } }))).await.ok();
    assert_eq!(world.settled().await.semantics.len(), 2);

    assert_eq!(send(world.keyed("DELETE", &by_phone)).await.ok(), json!({}));
    let left = world.settled().await.semantics;
    assert_eq!((left.len(), left[0].app.as_str()), (1, "other-app"));
    send(world.keyed("DELETE", &by_phone)).await.ok();
    send(world.keyed("DELETE", &path(&world))).await.ok();
    send(world.keyed("DELETE", "/v1/open-platform/semantic/user/09120000000")).await.refused(404, 5);
    send(world.keyed("DELETE", "/v1/open-platform/semantic/users/nobody")).await.refused(404, 5);
}

#[tokio::test]
async fn a_second_name_of_the_person_must_agree_with_the_path() {
    let world = World::new().await;
    let by_phone = format!("/v1/open-platform/semantic/user/{PHONE}");
    for path in [&by_phone, &path(&world)] {
        let with = |phone: &str| {
            let body = json!({ "semantic": {}, "phone": phone });
            send(world.consented("POST", path, &SCOPES).json(&body))
        };
        let answer = with(OTHER_PHONE).await;
        assert_eq!(answer.body["details"][0]["pointer"], "/phone");
        answer.refused(400, 3);
        with(PHONE).await.ok();
    }
    let delete = |phone: &str| send(world.keyed("DELETE", &format!("{}?phone={phone}", path(&world))));
    let answer = delete(OTHER_PHONE).await;
    assert_eq!(answer.body["details"][0]["parameter"], "query.phone");
    answer.refused(400, 3);
    assert_eq!(world.settled().await.semantics.len(), 1);
    delete(PHONE).await.ok();
    assert!(world.settled().await.semantics.is_empty());
}

#[tokio::test]
async fn the_person_must_be_the_one_of_the_token() {
    let world = World::new().await;
    let path = format!("/v1/open-platform/semantic/user/{OTHER_PHONE}");
    send(world.consented("POST", &path, &SCOPES).json(&json!({ "semantic": {} }))).await.refused(403, 7);
}

#[tokio::test]
async fn facts_about_a_post_are_kept_by_app_and_post() {
    let world = World::new().await;
    let put = |token: &str, semantic: Value| {
        let path = format!("/experimental/open-platform/semantic/post/{token}");
        let scope = format!("POST_SEMANTIC_CREATE.{token}");
        send(world.consented("POST", &path, &[&scope]).json(&json!({ "semantic": semantic })))
    };
    assert_eq!(put(POST, json!({ "ownership_result": "OWNERSHIP_CONFIRMED", "a": "1" })).await.ok(), json!({}));
    put(POST, json!({ "inspection_result": "INSPECTION_APPROVED" })).await.ok();
    put("unknown1", json!({})).await.refused(404, 5);
    let records = world.settled().await.semantics;
    assert_eq!((records.len(), &records[0].post), (1, &Some(post_token(POST))));
    assert_eq!(records[0].semantic.keys().collect::<Vec<_>>(), ["inspection_result"]);
}

#[tokio::test]
async fn facts_of_a_post_add_on_follow_the_same_rule() {
    let world = World::new().await;
    let body = json!({ "widgets": [title("a")], "semantic": { "status": "FAILED", "reason": "s3cret-value" } });
    world.put_post_addon(POST, &body).await.ok();
    let addon = world.on_post(POST).await.remove(0);
    assert_eq!(addon.content.semantic["status"], plain("FAILED"));
    assert_eq!(addon.content.semantic["reason"], FactView::Hashed);
}
