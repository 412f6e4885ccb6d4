//! Add-ons of single posts.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{OTHER_PHONE, PHONE, POST, World, config, phone, post_token, send, title, titles, user_addon};
use kenar_sandbox::{AppConfig, PostSpec, WidgetKind};
use serde_json::{Value, json};

fn addon(text: &str) -> Value {
    json!({ "widgets": [title(text)], "notes": format!("about {text}") })
}

async fn delete(world: &World, token: &str) -> common::Answer {
    send(world.keyed("DELETE", &format!("/v1/open-platform/addons/post/{token}"))).await
}

#[tokio::test]
async fn it_is_attached_after_the_answer_and_replaced_by_the_next() {
    let world = World::new().await;
    assert_eq!(world.put_post_addon(POST, &addon("old")).await.ok(), json!({}));
    let old = world.on_post(POST).await.remove(0);
    assert_eq!((titles(&old), old.content.notes.as_deref()), (vec!["old".to_owned()], Some("about old")));
    world.advance(60);
    world.put_post_addon(POST, &json!({ "widgets": [title("new")] })).await.ok();
    let addons = world.on_post(POST).await;
    assert_eq!(addons.len(), 1);
    assert_eq!((titles(&addons[0]), &addons[0].content.notes), (vec!["new".to_owned()], &None));
    assert_eq!((addons[0].id, addons[0].created_at), (old.id, old.created_at));
    assert!(addons[0].modified_at > old.modified_at);
}

#[tokio::test]
async fn an_unknown_post_is_answered_like_a_known_one() {
    let world = World::new().await;
    let before = world.settled().await;
    assert_eq!(world.put_post_addon("unknown1", &addon("lost")).await.ok(), json!({}));
    let after = world.settled().await;
    assert_eq!((after.posts, after.user_addons, after.notices.len()), (before.posts, before.user_addons, 1));
    // It is forgotten, not kept for a post that comes later.
    world.add_post("unknown1", "light");
    assert!(world.on_post("unknown1").await.is_empty());
}

#[tokio::test]
async fn deleting_removes_all_of_the_app_and_nothing_of_others() {
    let app = |slug: &str| AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app("sample-app"), app("other-app")])).await;
    world.put_user_addon(&user_addon("with the user")).await.ok();
    world.put_post_addon(POST, &addon("on the post")).await.ok();
    let control = world.sandbox.control();
    let token = control.issue_token_for("other-app", &phone(PHONE), ["USER_POSTS_ADDON_CREATE"]).unwrap();
    let path = format!("/v2/open-platform/addons/post/{POST}");
    let other = world.keyed_for("other-app", "POST", &path).bearer_auth(token.expose()).json(&addon("other"));
    send(other).await.ok();
    assert_eq!(world.on_post(POST).await.len(), 3);

    assert_eq!(delete(&world, POST).await.ok(), json!({}));
    let left = world.on_post(POST).await;
    assert_eq!((left.len(), left[0].app.as_str()), (1, "other-app"));
    // The user add-on itself and its other posts stay.
    assert_eq!(world.settled().await.user_addons.len(), 1);
    assert_eq!(world.on_post("gXt5mF2k").await.len(), 1);
    delete(&world, POST).await.ok();
}

#[tokio::test]
async fn what_is_deleted_before_it_is_attached_does_not_come_back() {
    let world = World::new().await;
    for _ in 0..20 {
        world.put_post_addon(POST, &addon("short-lived")).await.ok();
        delete(&world, POST).await.ok();
        assert!(world.on_post(POST).await.is_empty());
    }
}

#[tokio::test]
async fn a_development_app_may_not_touch_a_real_post() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).development();
    let world = World::with(config().with_apps([app])).await;
    let development = PostSpec::new(phone(PHONE), post_token("devpost1"), "light").development();
    world.sandbox.control().add_post(development).unwrap();
    assert!(world.put_post_addon(POST, &addon("a")).await.refused(403, 7).contains("development"));
    world.put_post_addon("devpost1", &addon("a")).await.ok();
    world.put_post_addon("unknown1", &addon("a")).await.ok();
    assert_eq!((world.on_post(POST).await.len(), world.on_post("devpost1").await.len()), (0, 1));
}

#[tokio::test]
async fn consent_for_all_posts_covers_those_of_the_person() {
    let world = World::new().await;
    let strange = PostSpec::new(phone(OTHER_PHONE), post_token("otherman"), "light");
    world.sandbox.control().add_post(strange).unwrap();
    world.put_post_addon("otherman", &addon("a")).await.refused(403, 7);
    let path = "/v2/open-platform/addons/post/otherman";
    send(world.consented("POST", path, &["POST_ADDON_CREATE.otherman"]).json(&addon("a"))).await.ok();
    assert_eq!(world.on_post("otherman").await.len(), 1);
}

#[tokio::test]
async fn a_kind_of_row_must_be_granted() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app.with_widgets([WidgetKind::SubtitleRow])])).await;
    assert_eq!(world.put_post_addon(POST, &addon("a")).await.refused(403, 7), "one or more widgets not allowed");
    assert!(world.on_post(POST).await.is_empty());
}

#[tokio::test]
async fn waiting_for_a_sandbox_that_stops_ends() {
    let world = World::new().await;
    let control = world.sandbox.control().clone();
    for number in 0..50 {
        world.put_post_addon(POST, &addon(&number.to_string())).await.ok();
    }
    drop(world);
    tokio::time::timeout(std::time::Duration::from_secs(5), control.settle()).await.unwrap();
}
