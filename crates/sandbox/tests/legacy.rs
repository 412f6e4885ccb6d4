//! The v1 operations.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{OTHER_PHONE, PHONE, POST, World, config, phone, send, titles};
use kenar_sandbox::{AppConfig, FactView, ServiceType, Subject, TicketSpec, TicketState, WidgetKind};
use serde_json::{Value, json};

const ADDON: &str = "/v1/open-platform/addons/user/verification";

fn widget(text: &str) -> Value {
    json!({
        "widget_type": "TITLE_ROW",
        "data": { "@type": "type.googleapis.com/widgets.TitleRowData", "text": text, "has_divider": true },
    })
}

fn addon(text: &str) -> Value {
    json!({
        "widgets": { "widget_list": [widget(text)] },
        "phone": PHONE,
        "notes": "note",
        "categories": ["light"],
        "management_permalink": "https://example.com/manage/1",
        "semantic": { "national_id": "0023456789", "full_name": "سارا رضایی" },
        "semantic_sensitives": ["national_id"],
    })
}

async fn put(world: &World, path: &str, body: &Value) -> common::Answer {
    send(world.consented_v1("POST", path, &["USER_ADDON_CREATE"]).json(body)).await
}

#[tokio::test]
async fn a_user_add_on_is_kept_in_its_own_form_and_appears_on_posts() {
    let world = World::new().await;
    let id = put(&world, ADDON, &addon("old")).await.ok()["id"].clone();
    let kept = world.settled().await.user_addons.remove(0);
    assert_eq!((json!(kept.id), kept.content.version), (id.clone(), 1));
    assert_eq!(kept.content.widgets, json!([widget("old")]));
    assert_eq!(kept.content.other["management_permalink"], "https://example.com/manage/1");
    assert_eq!(kept.content.semantic["full_name"], FactView::Plain { value: json!("سارا رضایی") });
    assert_eq!(kept.content.semantic["national_id"], FactView::Hashed);
    assert!(!serde_json::to_string(&world.settled().await).unwrap().contains("0023456789"));
    assert_eq!(titles(&world.on_post(POST).await[0]), ["old"]);
    // v1 and v2 are two spellings of one add-on.
    assert_eq!(world.put_user_addon(&common::user_addon("new")).await.ok()["id"], id);
    world.add_post("laterpost", "jobs");
    assert_eq!(titles(&world.on_post("laterpost").await[0]), ["new"]);
    let delete = world.keyed("DELETE", &format!("/v1/open-platform/addons/user/{}", id.as_str().unwrap()));
    send(delete).await.ok();
    assert!(world.on_post(POST).await.is_empty());
}

#[tokio::test]
async fn the_phone_of_the_body_names_the_person_and_agrees_with_the_path() {
    let world = World::new().await;
    let mut other = addon("a");
    other["phone"] = json!(OTHER_PHONE);
    put(&world, ADDON, &other).await.refused(403, 7);
    let by_phone = format!("/v1/open-platform/addons/user/{PHONE}");
    let answer = put(&world, &by_phone, &other).await;
    assert_eq!(answer.body["details"][0]["pointer"], "/phone");
    answer.refused(400, 3);
    put(&world, &by_phone, &addon("a")).await.ok();
    other["phone"] = json!("09120000000");
    put(&world, ADDON, &other).await.refused(404, 5);
    assert_eq!(world.settled().await.user_addons.len(), 1);
}

#[tokio::test]
async fn the_token_comes_bare() {
    let world = World::new().await;
    let token = world.token(&["USER_ADDON_CREATE"]);
    let bearer = world.keyed("POST", ADDON).bearer_auth(&token).json(&addon("a"));
    assert!(send(bearer).await.refused(401, 16).contains("x-access-token"));
    let without_scope = world.consented_v1("POST", ADDON, &["USER_ID"]).json(&addon("a"));
    send(without_scope).await.refused(403, 7);
    let with_debug_token = world.keyed("POST", ADDON).header("x-access-token", &token).header("X-Debug-Token", "a");
    send(with_debug_token.json(&addon("a"))).await.ok();
}

#[tokio::test]
async fn kinds_of_rows_are_granted_for_both_versions() {
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap());
    let world = World::with(config().with_apps([app.with_widgets([WidgetKind::SubtitleRow])])).await;
    assert_eq!(put(&world, ADDON, &addon("a")).await.refused(403, 7), "one or more widgets not allowed");
}

#[tokio::test]
async fn a_ticket_is_consumed_by_an_add_on_and_voided_by_a_verification() {
    let world = World::new().await;
    let issue = || {
        let ticket = TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 1000);
        world.sandbox.control().issue_ticket(ticket).unwrap()
    };
    let mut body = addon("a");
    body["ticket_uuid"] = json!(issue());
    body["verification_cost"] = json!(900);
    put(&world, ADDON, &body).await.ok();
    assert_eq!(put(&world, ADDON, &body).await.refused(404, 5), "Not found ticket");
    let path = format!("/v1/open-platform/verifications/user/{PHONE}");
    let body = json!({ "semantic": {}, "ticket_uuid": issue(), "verification_cost": 12.0 });
    send(world.consented_v1("POST", &path, &["USER_VERIFICATION_CREATE"]).json(&body)).await.ok();
    let invoices = world.settled().await.invoices;
    let seen: Vec<_> = invoices.iter().map(|invoice| (invoice.outcome, invoice.amount)).collect();
    assert_eq!(seen, [(TicketState::Consumed, 900), (TicketState::Voided, 12)]);
}

#[tokio::test]
async fn a_verification_is_what_the_user_semantic_is() {
    let world = World::new().await;
    let path = format!("/v1/open-platform/verifications/user/{PHONE}");
    let put = |body: Value| send(world.consented_v1("POST", &path, &["USER_VERIFICATION_CREATE"]).json(&body));
    let id =
        put(json!({ "semantic": { "a": "1", "b": "2" }, "semantic_sensitives": ["b"], "phone": PHONE })).await.ok();
    let record = world.settled().await.semantics.remove(0);
    assert_eq!(json!(record.id), id["id"]);
    assert_eq!(record.semantic["a"], FactView::Plain { value: json!("1") });
    assert_eq!(record.semantic["b"], FactView::Hashed);
    let subject = Subject::User(phone(PHONE));
    assert!(world.sandbox.control().has_semantic("sample-app", &subject, "b", "2").unwrap());
    put(json!({ "semantic": {}, "phone": OTHER_PHONE })).await.refused(400, 3);
    assert_eq!(send(world.keyed("DELETE", &path)).await.ok(), json!({}));
    assert!(world.settled().await.semantics.is_empty());
}

#[tokio::test]
async fn post_add_ons_are_listed_as_v1_does() {
    let world = World::with(config().with_seed(1)).await;
    let path = format!("/v1/open-platform/add-ons/post/{POST}");
    let evaluation = json!({
        "widget_type": "EVALUATION_ROW",
        "data": {
            "@type": "type.googleapis.com/widgets.EvaluationRowData",
            "indicator_percentage": 69,
            "left": { "text": "a" }, "middle": { "text": "b" }, "right": { "text": "c" },
        },
    });
    let body = json!({
        "widgets": { "widget_list": [widget("a"), evaluation] },
        "notes": "note",
        "semantic": { "year": 1398, "plate": "12" },
        "semantic_sensitives": ["plate"],
    });
    assert_eq!(send(world.keyed("GET", &path)).await.ok(), json!({ "addons": [] }));
    let scope = format!("POST_ADDON_CREATE.{POST}");
    assert_eq!(send(world.consented_v1("POST", &path, &[&scope]).json(&body)).await.ok(), json!({}));
    world.settled().await;
    let list = send(world.keyed("GET", &path)).await.ok();
    let item = &list["addons"][0];
    assert_eq!(list["addons"].as_array().unwrap().len(), 1);
    assert!(item["meta_data"]["id"].as_str().unwrap().parse::<u64>().is_ok(), "{item}");
    assert_eq!(item["meta_data"]["app"], json!({ "slug": "sample-app", "service_type": "REPORT_VERIFICATION" }));
    assert_eq!(item["meta_data"]["status"], "ACTIVE");
    assert_eq!(item["meta_data"]["created_at"], "2025-05-01T09:00:00Z");
    assert_eq!((&item["token"], &item["score"], &item["notes"]), (&json!(POST), &json!("0"), &json!("note")));
    assert_eq!(item["semantic"], json!({ "year": 1398 }));
    assert_eq!(item["widgets"]["widget_list"][0], widget("a"));
    assert_eq!(item["widgets"]["widget_list"][1]["data"]["indicator_percentage"], "69");

    assert_eq!(send(world.keyed("DELETE", &path)).await.ok(), json!({}));
    assert_eq!(send(world.keyed("GET", &path)).await.ok(), json!({ "addons": [] }));
    let unknown = "/v1/open-platform/add-ons/post/unknown1";
    send(world.consented_v1("POST", unknown, &["USER_POSTS_ADDON_CREATE"]).json(&body)).await.ok();
    world.settled().await;
    assert_eq!(send(world.keyed("GET", unknown)).await.ok(), json!({ "addons": [] }));
}

#[tokio::test]
async fn the_literal_path_is_no_phone_number() {
    let world = World::new().await;
    world.sandbox.control().add_user(phone("verification")).unwrap();
    // As a phone number in the path this would have to agree with the body.
    put(&world, ADDON, &addon("a")).await.ok();
    let answer = send(world.keyed("DELETE", ADDON)).await;
    assert_eq!(answer.allow.as_deref(), Some("POST"));
    answer.refused(405, 12);
}

#[tokio::test]
async fn a_list_of_v1_has_the_addresses_of_pictures() {
    let world = World::new().await;
    let upload = world.bare("PUT", "/v2/image-service/open-platform/image.jpg").header("content-type", "image/jpeg");
    let name = send(upload.body(vec![0xFF, 0xD8, 0xFF, 0xD9])).await.ok()["image_name"].clone();
    let row = |image: &str| {
        json!({ "widget_type": "EVENT_ROW", "data": {
            "@type": "type.googleapis.com/widgets.EventRowData", "title": "بازدید", "image_url": image,
        } })
    };
    let body = json!({ "widgets": { "widget_list": [row(name.as_str().unwrap()), row("logo")] } });
    let path = format!("/v1/open-platform/add-ons/post/{POST}");
    send(world.consented_v1("POST", &path, &["USER_POSTS_ADDON_CREATE"]).json(&body)).await.ok();
    world.settled().await;
    let listed = send(world.keyed("GET", &path)).await.ok();
    let widgets = listed["addons"][0]["widgets"]["widget_list"].clone();
    let address = widgets[0]["data"]["image_url"].as_str().unwrap().to_owned();
    let prefix = format!("{}/_sandbox/images/", world.sandbox.url());
    assert!(address.starts_with(&prefix) && !address.contains(name.as_str().unwrap()), "{address}");
    assert_eq!(widgets[1]["data"]["image_url"], "logo");
    let picture = world.client.get(&address).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(picture.as_ref(), [0xFF, 0xD8, 0xFF, 0xD9]);
}
