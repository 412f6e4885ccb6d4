//! Uploaded pictures.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{POST, World, config, send, title};
use kenar_schemas::ImageId;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

const UPLOAD: &str = "/v2/image-service/open-platform/image.jpg";

fn jpeg(request: RequestBuilder) -> RequestBuilder {
    request.header("content-type", "image/jpeg").body(vec![0xFF, 0xD8, 0xFF, 0xE0])
}

async fn upload(world: &World) -> String {
    let body = send(jpeg(world.bare("PUT", UPLOAD))).await.ok();
    body["image_name"].as_str().unwrap().to_owned()
}

fn is_image_name(name: &str) -> bool {
    name.strip_suffix(".jpg").is_some_and(|id| id.len() == 36 && id.as_bytes()[14] == b'4')
}

#[tokio::test]
async fn an_upload_gives_a_new_temporary_name() {
    let world = World::new().await;
    let (one, two) = (upload(&world).await, upload(&world).await);
    assert!(is_image_name(&one) && is_image_name(&two) && one != two, "{one} {two}");
    let images = world.settled().await.images;
    assert!(images.len() == 2 && images.iter().all(|image| image.permanent.is_none() && image.bytes == 4));
}

#[tokio::test]
async fn the_key_is_optional_but_not_a_wrong_one() {
    let world = World::new().await;
    send(jpeg(world.keyed("PUT", UPLOAD))).await.ok();
    send(jpeg(world.bare("PUT", UPLOAD).header("x-api-key", "wrong"))).await.refused(401, 16);
}

#[tokio::test]
async fn the_body_is_a_jpeg_of_at_most_a_mebibyte() {
    let world = World::new().await;
    send(world.bare("PUT", UPLOAD).header("content-type", "image/png").body("a")).await.refused(415, 3);
    send(world.bare("PUT", UPLOAD).header("content-type", "image/jpeg")).await.refused(400, 3);
    let of = |bytes: usize| world.bare("PUT", UPLOAD).header("content-type", "image/jpeg").body(vec![0; bytes]);
    send(of(1024 * 1024)).await.ok();
    send(of(1024 * 1024 + 1)).await.refused(413, 3);
}

#[tokio::test]
async fn a_picture_that_is_used_stays_under_a_new_name() {
    let world = World::with(config()).await;
    let name = upload(&world).await;
    let body = json!({
        "widgets": [
            { "event_row": { "title": "a", "image_id": name }, "semantic_paths": { "face": "image_id" } },
            { "selector_row": { "title": "b", "image_id": ImageId::logo() } },
            { "image_carousel_row": { "items": [{ "image_id": name }, { "image_id": "older.jpg" }] } },
        ],
        "categories": [],
        "semantic": {},
    });
    world.put_user_addon(&body).await.ok();
    let snapshot = world.settled().await;
    let permanent = snapshot.images[0].permanent.clone().unwrap();
    assert!(is_image_name(&permanent) && permanent != name);
    let addon = &snapshot.user_addons[0];
    let widgets = &addon.content.widgets;
    assert_eq!(widgets[0]["event_row"]["image_id"], json!(permanent));
    assert_eq!(widgets[1]["selector_row"]["image_id"], "logo");
    assert_eq!(widgets[2]["image_carousel_row"]["items"][0]["image_id"], json!(permanent));
    assert_eq!(widgets[2]["image_carousel_row"]["items"][1]["image_id"], "older.jpg");
    assert_eq!(serde_json::to_value(&addon.content.semantic["face"]).unwrap()["value"], json!(permanent));
    assert!(world.on_post(POST).await[0].content.widgets == *widgets);
}

#[tokio::test]
async fn a_picture_for_no_post_stays_temporary() {
    let world = World::new().await;
    let name = upload(&world).await;
    let body = json!({ "widgets": [title("a"), { "event_row": { "title": "a", "image_id": name } }] });
    world.put_post_addon("unknown1", &body).await.ok();
    assert_eq!(world.settled().await.images[0].permanent, None);
    world.put_post_addon(POST, &body).await.ok();
    assert!(world.settled().await.images[0].permanent.is_some());
}

#[tokio::test]
async fn pictures_of_v1_rows_stay_too() {
    let world = World::new().await;
    let name = upload(&world).await;
    let row = |widget_type: &str, message: &str, mut data: Value| {
        data["@type"] = json!(format!("type.googleapis.com/widgets.{message}"));
        json!({ "widget_type": widget_type, "data": data })
    };
    let body = json!({ "widgets": { "widget_list": [
        row("EVENT_ROW", "EventRowData", json!({ "title": "a", "image_url": name })),
        row("IMAGE_CAROUSEL_ROW", "ImageCarouselRowData", json!({ "items": [{ "image_url": name }] })),
    ] } });
    let path = format!("/v1/open-platform/add-ons/post/{POST}");
    send(world.consented_v1("POST", &path, &["USER_POSTS_ADDON_CREATE"]).json(&body)).await.ok();
    let snapshot = world.settled().await;
    let permanent = json!(snapshot.images[0].permanent.as_ref().unwrap());
    let widgets = &world.on_post(POST).await[0].content.widgets;
    assert_eq!(widgets[0]["data"]["image_url"], permanent);
    assert_eq!(widgets[1]["data"]["items"][0]["image_url"], permanent);
}
