//! Mistakes that are accepted in silence and shown behind the scenes.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{PHONE, POST, World, encode, phone, send, title, user_addon};
use kenar_sandbox::{NoticeKind, ServiceType, TicketSpec};
use kenar_schemas::TicketUuid;
use serde_json::{Value, json};

fn with_semantic(semantic: Value) -> Value {
    json!({ "widgets": [title("a")], "categories": [], "semantic": semantic })
}

#[tokio::test]
async fn a_masked_key_with_a_raw_value_is_reported_without_the_value() {
    let world = World::new().await;
    let body = with_semantic(json!({ "VIN": "NAAM01CA8EK123456" }));
    world.put_user_addon(&body).await.ok();
    world.put_user_addon(&body).await.ok();
    let notices = world.sandbox.control().notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!((notices[0].kind, notices[0].count), (NoticeKind::UnmaskedValue, 2));
    assert_eq!((notices[0].app.as_str(), notices[0].about.as_str()), ("sample-app", format!("user {PHONE}").as_str()));
    assert!(notices[0].message.starts_with("VIN: the value is not masked"), "{notices:?}");
    let snapshot = serde_json::to_string(&world.settled().await).unwrap();
    assert!(!snapshot.contains("NAAM01CA8EK123456"));
}

#[tokio::test]
async fn a_misspelt_key_is_reported_wherever_it_comes() {
    let world = World::new().await;
    let semantic = json!({ "identity_verifcation_result": "x", "something_else": "y" });
    world.put_user_addon(&with_semantic(semantic.clone())).await.ok();
    world.put_post_addon(POST, &json!({ "widgets": [title("a")], "semantic": semantic })).await.ok();
    let path = format!("/v1/open-platform/semantic/users/{}", encode(world.user_id(PHONE).as_str()));
    let request = world.consented("POST", &path, &["USER_VERIFICATION_CREATE"]);
    send(request.json(&json!({ "semantic": semantic }))).await.ok();
    let notices = world.settled().await.notices;
    let found: Vec<_> = notices.iter().map(|notice| (notice.kind, notice.about.as_str(), notice.count)).collect();
    let (user, post) = (format!("user {PHONE}"), format!("post {POST}"));
    assert_eq!(found, [(NoticeKind::MisspeltKey, user.as_str(), 2), (NoticeKind::MisspeltKey, post.as_str(), 1)]);
    assert!(notices[0].message.contains("identity_verification_result"), "{notices:?}");
}

#[tokio::test]
async fn an_add_on_for_no_post_and_a_path_to_nothing_are_reported() {
    let world = World::new().await;
    world.put_post_addon("no_such_post", &json!({ "widgets": [title("a")], "semantic": {} })).await.ok();
    let widget = json!({ "event_row": { "title": "a" }, "semantic_paths": { "key": "label", "other": "title" } });
    world.put_post_addon(POST, &json!({ "widgets": [widget], "semantic": {} })).await.ok();
    let notices = world.settled().await.notices;
    let found: Vec<_> = notices.iter().map(|notice| (notice.kind, notice.about.as_str())).collect();
    let post = format!("post {POST}");
    assert_eq!(found, [(NoticeKind::UnknownPost, "post no_such_post"), (NoticeKind::EmptyPath, post.as_str())]);
    assert!(notices[1].message.contains("\"key\"") && notices[1].message.contains("\"label\""), "{notices:?}");
}

#[tokio::test]
async fn a_refused_request_and_a_clean_one_leave_no_notice() {
    let world = World::new().await;
    let request = world.consented("POST", &world.user_addon_path(), &["USER_ID"]);
    send(request.json(&with_semantic(json!({ "VIN": "raw" })))).await.refused(403, 7);
    world.put_user_addon(&user_addon("a")).await.ok();
    world.put_user_addon(&with_semantic(json!({ "external_reference": "x" }))).await.ok();
    assert_eq!(world.settled().await.notices, []);
}

#[tokio::test]
async fn only_the_latest_notices_are_remembered() {
    let world = World::new().await;
    for number in 0..250 {
        let token = format!("no_post_{number:03}");
        world.put_post_addon(&token, &json!({ "widgets": [title("a")], "semantic": {} })).await.ok();
    }
    let notices = world.settled().await.notices;
    assert_eq!(notices.len(), 200);
    assert_eq!(notices[0].about, "post no_post_050");
    assert_eq!(notices[199].about, "post no_post_249");
}

#[tokio::test]
async fn add_ons_of_v1_are_shown_as_v2_would_have_them() {
    let world = World::new().await;
    let widget = |kind: &str, data: Value| json!({ "widget_type": kind, "data": data });
    let body = json!({ "widgets": { "widget_list": [
        widget("TITLE_ROW", json!({ "@type": "type.googleapis.com/widgets.TitleRowData", "text": "گزارش" })),
        widget("LEGEND_TITLE_ROW", json!({
            "@type": "type.googleapis.com/widgets.LegendTitleRowData", "title": "کارشناسی", "image_url": "logo",
        })),
    ] } });
    let path = format!("/v1/open-platform/add-ons/post/{POST}");
    send(world.consented_v1("POST", &path, &["USER_POSTS_ADDON_CREATE"]).json(&body)).await.ok();
    let content = world.on_post(POST).await.remove(0).content;
    assert_eq!(content.version, 1);
    let v2 = content.as_v2.unwrap();
    assert_eq!(v2.widgets, json!([{ "title_row": { "text": "گزارش", "has_divider": false } }]));
    assert!(v2.notes.iter().any(|note| note.starts_with("/widgets/widget_list/1")), "{:?}", v2.notes);
    world.put_user_addon(&user_addon("a")).await.ok();
    assert_eq!(world.settled().await.user_addons[0].content.as_v2, None);
}

#[tokio::test]
async fn a_picture_that_was_never_uploaded_is_reported_and_the_logo_is_not() {
    let world = World::new().await;
    let row = |image: &str| json!({ "event_row": { "title": "بازدید", "image_id": image } });
    let unknown = "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg";
    let upload = world.bare("PUT", "/v2/image-service/open-platform/image.jpg").header("content-type", "image/jpeg");
    let uploaded = send(upload.body(vec![0xFF, 0xD8, 0xFF, 0xD9])).await.ok()["image_name"].clone();
    let widgets = json!([row("logo"), row(uploaded.as_str().unwrap()), row(unknown)]);
    world.put_user_addon(&json!({ "widgets": widgets, "categories": [], "semantic": {} })).await.ok();
    let notices = world.sandbox.control().notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(notices[0].kind, NoticeKind::UnknownImage);
    assert!(notices[0].message.starts_with(unknown), "{notices:?}");
}

#[tokio::test]
async fn a_ticket_that_is_spent_without_a_cost_is_reported() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let ticket = || TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 100_000);
    let spend = |ticket: TicketUuid, cost: Option<u32>| {
        let mut body = with_semantic(json!({}));
        body["ticket_uuid"] = json!(ticket);
        if let Some(cost) = cost {
            body["cost"] = json!(cost);
        }
        body
    };
    let with_cost = control.issue_ticket(ticket()).unwrap();
    world.put_user_addon(&spend(with_cost, Some(1_000))).await.ok();
    assert!(control.notices().is_empty());
    let without = control.issue_ticket(ticket()).unwrap();
    world.put_user_addon(&spend(without, None)).await.ok();
    let notices = control.notices();
    assert_eq!((notices.len(), notices[0].kind), (1, NoticeKind::NoCost), "{notices:?}");
    assert!(notices[0].about.contains(&without.to_string()), "{notices:?}");
}
