//! Add-ons of users: creation, back-fill, update, deletion, expiry.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{OTHER_PHONE, PHONE, POST, World, config, encode, phone, post_token, send, title, titles, user_addon};
use kenar_sandbox::{AppConfig, PostSpec, WidgetKind};
use kenar_schemas::{Payload, UserAddon, widgets::TitleRow};
use serde_json::{Value, json};

const DAY: u64 = 24 * 3600;

fn in_categories(categories: &[&str]) -> Value {
    json!({ "widgets": [title("a")], "categories": categories, "semantic": {} })
}

fn id(body: &Value) -> String {
    body["id"].as_str().unwrap().to_owned()
}

async fn delete(world: &World, id: &str) -> common::Answer {
    send(world.keyed("DELETE", &format!("/v1/open-platform/addons/user/{id}"))).await
}

/// The posts that carry an add-on.
async fn carrying(world: &World) -> Vec<String> {
    let posts = world.settled().await.posts;
    posts.iter().filter(|post| !post.addons.is_empty()).map(|post| post.token.to_string()).collect()
}

#[tokio::test]
async fn a_new_add_on_appears_on_existing_posts_after_the_answer() {
    let world = World::new().await;
    let id = id(&world.put_user_addon(&user_addon("first")).await.ok());
    let addons = world.on_post(POST).await;
    assert_eq!(addons.len(), 1);
    assert_eq!(addons[0].from_user_addon.unwrap().to_string(), id);
    assert_eq!((addons[0].app.as_str(), titles(&addons[0])), ("sample-app", vec!["first".to_owned()]));
}

#[tokio::test]
async fn a_typed_body_is_taken() {
    let world = World::new().await;
    let addon = UserAddon::new([TitleRow::new("typed").into()]).with_categories(["light"]);
    assert!(addon.validate().is_ok());
    world.put_user_addon(&json!(addon)).await.ok();
    assert_eq!(titles(&world.on_post(POST).await[0]), ["typed"]);
}

#[tokio::test]
async fn at_most_the_thirty_latest_matching_posts_are_filled() {
    let world = World::with(config().with_posts([])).await;
    for number in 0..40 {
        world.add_post(&format!("matching{number:02}"), "light");
        world.add_post(&format!("othercat{number:02}"), "heavy");
    }
    world.put_user_addon(&in_categories(&["light"])).await.ok();
    let expected: Vec<String> = (10..40).map(|number| format!("matching{number:02}")).collect();
    assert_eq!(carrying(&world).await, expected);
}

#[tokio::test]
async fn empty_categories_are_all_in_which_the_app_is_shown() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app.with_categories(["light", "rent"])])).await;
    world.add_post("rentpost", "rent");
    world.add_post("jobspost", "jobs");
    world.put_user_addon(&in_categories(&[])).await.ok();
    assert!(carrying(&world).await.contains(&"rentpost".to_owned()));
    assert!(!carrying(&world).await.contains(&"jobspost".to_owned()));

    let world = World::new().await;
    world.add_post("jobspost", "jobs");
    world.put_user_addon(&in_categories(&[])).await.ok();
    assert!(carrying(&world).await.contains(&"jobspost".to_owned()));
}

#[tokio::test]
async fn empty_widgets_appear_nowhere() {
    let world = World::new().await;
    world.put_user_addon(&json!({ "widgets": [], "categories": [], "semantic": {} })).await.ok();
    world.add_post("laterpost", "light");
    assert_eq!(carrying(&world).await, Vec::<String>::new());
    assert_eq!(world.settled().await.user_addons.len(), 1);
}

#[tokio::test]
async fn an_update_keeps_the_id_and_shows_on_later_posts_only() {
    let world = World::new().await;
    let first = id(&world.put_user_addon(&user_addon("old")).await.ok());
    world.settled().await;
    assert_eq!(id(&world.put_user_addon(&user_addon("new")).await.ok()), first);
    world.add_post("laterpost", "light");
    assert_eq!(titles(&world.on_post(POST).await[0]), ["old"]);
    assert_eq!(titles(&world.on_post("laterpost").await[0]), ["new"]);
    assert_eq!(world.settled().await.user_addons.len(), 1);
}

#[tokio::test]
async fn later_posts_of_other_categories_or_people_stay_clean() {
    let world = World::new().await;
    world.put_user_addon(&in_categories(&["light"])).await.ok();
    world.add_post("othercat", "jobs");
    let strange = PostSpec::new(phone(OTHER_PHONE), post_token("otherman"), "light");
    world.sandbox.control().add_post(strange).unwrap();
    let posts = carrying(&world).await;
    assert!(posts.len() == 3 && !posts.contains(&"othercat".to_owned()) && !posts.contains(&"otherman".to_owned()));
}

#[tokio::test]
async fn deleting_removes_what_came_of_it_and_nothing_else() {
    let world = World::new().await;
    let first = id(&world.put_user_addon(&user_addon("by user")).await.ok());
    world.put_post_addon(POST, &json!({ "widgets": [title("by post")] })).await.ok();
    assert_eq!(world.on_post(POST).await.len(), 2);
    assert_eq!(delete(&world, &first).await.ok(), json!({}));
    let addons = world.on_post(POST).await;
    assert_eq!((addons.len(), titles(&addons[0])), (1, vec!["by post".to_owned()]));
    delete(&world, &first).await.refused(404, 5);
    let second = id(&world.put_user_addon(&user_addon("again")).await.ok());
    assert_ne!(first, second);
}

#[tokio::test]
async fn what_is_deleted_before_it_is_attached_does_not_come_back() {
    let world = World::new().await;
    for _ in 0..20 {
        let id = id(&world.put_user_addon(&user_addon("short-lived")).await.ok());
        delete(&world, &id).await.ok();
        assert_eq!(carrying(&world).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn only_the_app_that_made_it_can_delete_it() {
    let app = |slug: &str| AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app("sample-app"), app("other-app")])).await;
    let id = id(&world.put_user_addon(&user_addon("mine")).await.ok());
    let path = format!("/v1/open-platform/addons/user/{id}");
    send(world.keyed_for("other-app", "DELETE", &path)).await.refused(404, 5);
    assert_eq!(world.settled().await.user_addons.len(), 1);
}

#[tokio::test]
async fn add_ons_of_two_apps_stand_side_by_side() {
    let app = |slug: &str| AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app("sample-app"), app("other-app")])).await;
    world.put_user_addon(&user_addon("one")).await.ok();
    let control = world.sandbox.control();
    let token = control.issue_token_for("other-app", &phone(PHONE), ["USER_ADDON_CREATE"]).unwrap();
    let path = format!("/v2/open-platform/addons/user/{PHONE}");
    let request = world.keyed_for("other-app", "POST", &path).bearer_auth(token.expose());
    send(request.json(&user_addon("two"))).await.ok();
    assert_eq!(world.on_post(POST).await.len(), 2);
    // The id that one app has for a person means nothing to the other.
    let path = world.user_addon_path();
    let request = world.keyed_for("other-app", "POST", &path).bearer_auth(token.expose());
    send(request.json(&user_addon("two"))).await.refused(404, 5);
}

#[tokio::test]
async fn it_ends_after_three_months_unless_it_is_sent_again() {
    let world = World::new().await;
    world.put_user_addon(&user_addon("a")).await.ok();
    let addon = world.settled().await.user_addons.remove(0);
    assert_eq!(addon.expires_at.to_string(), "2025-08-01T09:00:00Z");
    world.advance(60 * DAY);
    world.put_user_addon(&user_addon("b")).await.ok();
    world.advance(40 * DAY);
    assert_eq!(world.settled().await.user_addons[0].id, addon.id);
    world.advance(60 * DAY);
    let snapshot = world.settled().await;
    assert!(snapshot.user_addons.is_empty());
    assert!(snapshot.posts.iter().all(|post| post.addons.is_empty()));
}

#[tokio::test]
async fn the_path_must_name_the_person_of_the_token() {
    let world = World::new().await;
    let path = format!("/v2/open-platform/addons/users/{}", encode(world.user_id(OTHER_PHONE).as_str()));
    let request = world.consented("POST", &path, &["USER_ADDON_CREATE"]).json(&user_addon("a"));
    assert!(send(request).await.refused(403, 7).contains("another person"));
    let by_phone = |phone: &str| {
        let path = format!("/v2/open-platform/addons/user/{phone}");
        send(world.consented("POST", &path, &["USER_ADDON_CREATE"]).json(&user_addon("a")))
    };
    by_phone(OTHER_PHONE).await.refused(403, 7);
    by_phone("09120000000").await.refused(404, 5);
    by_phone(PHONE).await.ok();
    assert_eq!(world.settled().await.user_addons.len(), 1);
}

#[tokio::test]
async fn a_kind_of_row_must_be_granted() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app.with_widgets([WidgetKind::TitleRow])])).await;
    world.put_user_addon(&user_addon("a")).await.ok();
    let body =
        json!({ "widgets": [title("a"), { "subtitle_row": { "text": "b" } }], "categories": [], "semantic": {} });
    assert_eq!(world.put_user_addon(&body).await.refused(403, 7), "one or more widgets not allowed");
    let addons = world.settled().await.user_addons;
    assert_eq!(addons[0].content.widgets, json!([{ "title_row": { "text": "a", "has_divider": false } }]));
}

#[tokio::test]
async fn a_development_app_appears_on_development_posts_only() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).development();
    let world = World::with(config().with_apps([app])).await;
    let post = |token: &str| PostSpec::new(phone(PHONE), post_token(token), "light");
    world.sandbox.control().add_post(post("devpost1").development()).unwrap();
    world.put_user_addon(&user_addon("a")).await.ok();
    world.sandbox.control().add_post(post("devpost2").development()).unwrap();
    world.sandbox.control().add_post(post("realpost")).unwrap();
    assert_eq!(carrying(&world).await, ["devpost1", "devpost2"]);
}

#[tokio::test]
async fn a_business_add_on_needs_a_business_of_the_person() {
    let world = World::new().await;
    let control = world.sandbox.control();
    control.add_business(&phone(PHONE), "mine".parse().unwrap()).unwrap();
    control.add_business(&phone(OTHER_PHONE), "theirs".parse().unwrap()).unwrap();
    let create = |business: &str| {
        let path = format!("/v1/open-platform/addons/business/{business}");
        let scope = format!("BUSINESS_ADDON_CREATE.{business}");
        send(world.consented("POST", &path, &[&scope]).json(&json!({ "widgets": [title("a")], "notes": "b" })))
    };
    let receipt = create("mine").await.ok();
    create("theirs").await.refused(403, 7);
    create("nobodys").await.refused(404, 5);
    let businesses = world.settled().await.businesses;
    let mine = businesses.iter().find(|business| business.token.as_str() == "mine").unwrap();
    assert_eq!((mine.addons.len(), json!(mine.addons[0].id)), (1, receipt["id"].clone()));
    assert_eq!(mine.addons[0].content.notes.as_deref(), Some("b"));
}

#[tokio::test]
async fn the_control_handle_refuses_what_does_not_fit() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let nobody = phone("09120000000");
    assert!(control.add_post(PostSpec::new(nobody.clone(), post_token("newpost1"), "light")).is_err());
    assert!(control.add_post(PostSpec::new(phone(PHONE), post_token(POST), "light")).is_err());
    assert!(control.add_business(&nobody, "a".parse().unwrap()).is_err());
    assert!(control.issue_token(&nobody, ["USER_ID"]).is_err());
    assert!(control.issue_token(&phone(PHONE), ["NO_SUCH_SCOPE"]).is_err());
    assert!(control.issue_token(&phone(PHONE), ["POST_ADDON_CREATE"]).is_err());
    control.add_user(nobody.clone()).unwrap();
    assert!(control.issue_token(&nobody, ["USER_ID"]).is_ok());
}
