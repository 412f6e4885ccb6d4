//! What people do in the console and what they see there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod common;
mod page;

use std::time::Duration;

use app::{App, Reply};
use common::{OTHER_PHONE, PHONE, POST, World, config, send, title, user_addon};
use kenar_sandbox::{AppConfig, Config, DeliveryState, EventKind, Fault, SecretString, TicketState, Webhooks};
use page::{APPS, CALLS, CLOCK, FAULTS, PEOPLE, REQUESTS, TICKETS, done, refused, see, seen};
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn the_log_of_requests_is_filtered_renewed_and_forgotten() {
    let world = World::with(config().with_lenient(true)).await;
    let mut addon = user_addon("متن");
    addon["unknown"] = json!(1);
    world.put_user_addon(&addon).await.ok();
    send(world.bare("GET", "/v1/open-platform/users")).await;

    let all = see(&world, REQUESTS, "").await;
    assert!(all.contains("upsert_user_addon") && all.contains("get_user") && all.contains("hx-trigger=\"every 2s\""));
    assert!(all.contains("<code dir=\"ltr\">/unknown</code>"), "the dropped member is named");
    let refused = see(&world, REQUESTS, "only=refused").await;
    assert!(!refused.contains("upsert_user_addon") && refused.contains("get_user"));
    let part = seen(world.bare("GET", "/_sandbox/ui/requests?only=refused").header("hx-request", "true")).await.html;
    assert!(part.starts_with("<ol class=\"log\">") && !part.contains("upsert_user_addon"), "{part}");

    done(&world, REQUESTS, "forget", &[]).await;
    assert!(world.sandbox.control().requests(0).is_empty());
    assert!(see(&world, REQUESTS, "").await.contains("No request yet."));
}

async fn reachable() -> (World, App) {
    let app = App::start().await;
    let webhooks = Webhooks::default()
        .with_event_url(app.url("/events"))
        .with_identification_key(SecretString::from("the-key-by-which-divar-is-known"));
    let [sample] = <[AppConfig; 1]>::try_from(Config::default().apps).unwrap();
    let silent = AppConfig::new("silent", "https://silent.example.com/callback".parse().unwrap());
    (World::with(config().with_apps([sample.with_webhooks(webhooks), silent])).await, app)
}

#[tokio::test]
async fn every_sample_can_be_sent_as_it_is() {
    let (world, app) = reachable().await;
    for kind in EventKind::ALL {
        let html = see(&world, CALLS, &format!("kind={kind}&post={POST}&user={OTHER_PHONE}")).await;
        let (_, sample) = html.split_once("<textarea name=\"event\"").unwrap();
        let sample = sample.split_once(">\n").unwrap().1.split_once("</textarea>").unwrap().0.replace("&quot;", "\"");
        done(&world, CALLS, "send", &[("app", "sample-app"), ("event", &sample)]).await;
        world.sandbox.control().settle_deliveries().await;
        let received = app.one();
        assert_eq!(received.json(), serde_json::from_str::<Value>(&sample).unwrap());
        assert_eq!(received.json()["type"], kind.as_str());
        match kind {
            EventKind::UserAccessRevocation => assert!(sample.contains(world.user_id(OTHER_PHONE).as_str())),
            EventKind::NewMessage | EventKind::PostUpdate => assert!(sample.contains(POST)),
            _ => {}
        }
    }
    let html = see(&world, CALLS, "").await;
    assert_eq!(html.matches("id=\"call-").count(), EventKind::ALL.len());
    assert!(!html.contains("the-key-by-which-divar-is-known"));
}

#[tokio::test]
async fn a_call_that_failed_says_why_and_is_sent_again() {
    let (world, app) = reachable().await;
    app.reply(Reply::raw(500, "no"));
    let id = world.user_id(PHONE);
    let event = json!({ "type": "USER_ACCESS_REVOCATION", "user_access_revocation": { "user_id": id } }).to_string();
    done(&world, CALLS, "send", &[("app", "sample-app"), ("event", &event)]).await;
    app.until_received(1).await;
    world.sandbox.control().settle_deliveries().await;
    let delivery = world.sandbox.control().deliveries().remove(0);
    let failure = delivery.attempts[0].failure.as_ref().unwrap().message.clone();
    let html = see(&world, CALLS, "").await;
    assert!(html.contains(&failure) && html.contains("<code>500</code>") && html.contains("next: "), "{html}");

    done(&world, CALLS, "again", &[("id", &delivery.id.to_string())]).await;
    app.until_received(2).await;
    world.sandbox.control().settle_deliveries().await;
    assert_eq!(world.sandbox.control().deliveries()[0].state, DeliveryState::Delivered);
    refused(&world, CALLS, "again", &[("id", "99")], "there is no call 99").await;
    refused(&world, CALLS, "again", &[("id", "many")], "Number of the call").await;
}

#[tokio::test]
async fn an_event_that_is_none_stays_in_the_form() {
    let (world, app) = reachable().await;
    let event = r#"{"type": "NEW_MESSAGE", "post_update": {}, "متن": 1}"#;
    let seen = refused(&world, CALLS, "send", &[("app", "silent"), ("event", event)], "missing field").await;
    assert!(seen.html.contains("&quot;NEW_MESSAGE&quot;, &quot;post_update&quot;: {}, &quot;متن&quot;: 1}"));
    assert!(seen.html.contains("<option value=\"silent\" selected>"));
    let id = world.user_id(PHONE);
    let event = json!({ "type": "USER_ACCESS_REVOCATION", "user_access_revocation": { "user_id": id } }).to_string();
    refused(&world, CALLS, "send", &[("app", "silent"), ("event", &event)], "webhooks.event_url").await;
    refused(&world, CALLS, "send", &[("app", "nobody"), ("event", &event)], "there is no app").await;
    assert!(app.take().is_empty() && world.sandbox.control().deliveries().is_empty());
}

#[tokio::test]
async fn consent_is_withdrawn_from_both_pages() {
    let (world, app) = reachable().await;
    for page in [CALLS, APPS] {
        let token = world.token(&["USER_ID", "NOTIFICATION_ACCESS_REVOCATION"]);
        let html = see(&world, APPS, "").await;
        assert!(html.contains("NOTIFICATION_ACCESS_REVOCATION") && !html.contains(&token));
        done(&world, page, "withdraw", &[("app", "sample-app"), ("user", PHONE)]).await;
        world.sandbox.control().settle_deliveries().await;
        assert_eq!(app.one().json()["type"], "USER_ACCESS_REVOCATION");
        assert!(world.sandbox.control().snapshot().tokens.iter().all(|token| token.revoked));
        refused(&world, page, "withdraw", &[("app", "sample-app"), ("user", "09120000000")], "no user").await;
        refused(&world, page, "withdraw", &[("app", "sample-app"), ("user", " ")], "Phone").await;
    }
    assert!(see(&world, APPS, "").await.contains(">withdrawn<"));
}

#[tokio::test]
async fn the_clock_is_moved() {
    let world = World::new().await;
    let clock = world.sandbox.control().clock().clone();
    let shows = |moment: &str| assert_eq!(clock.now().to_string(), moment);
    world.put_user_addon(&user_addon("متن")).await.ok();
    let html = see(&world, CLOCK, "").await;
    for part in ["2025-05-01 09:00:00", "frozen", "an access token ends", "60 min", "a user add-on ends", "92 days"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    done(&world, CLOCK, "advance", &[("amount", "90"), ("unit", "minutes")]).await;
    shows("2025-05-01T10:30:00Z");
    done(&world, CLOCK, "advance", &[("amount", "2"), ("unit", "hours")]).await;
    shows("2025-05-01T12:30:00Z");
    done(&world, CLOCK, "advance", &[("amount", "1"), ("unit", "days")]).await;
    shows("2025-05-02T12:30:00Z");
    done(&world, CLOCK, "three-months", &[]).await;
    shows("2025-08-02T12:30:00Z");
    done(&world, CLOCK, "set", &[("moment", "2026-03-20T00:00:00+03:30")]).await;
    shows("2026-03-19T20:30:00Z");
    done(&world, CLOCK, "resume", &[]).await;
    assert!(!clock.is_frozen());
    done(&world, CLOCK, "freeze", &[]).await;
    assert!(clock.is_frozen());

    let before = clock.now();
    let seen = refused(&world, CLOCK, "set", &[("moment", "نوروز")], "Moment (RFC 3339)").await;
    assert!(seen.html.contains("value=\"نوروز\""));
    refused(&world, CLOCK, "advance", &[("amount", "-1"), ("unit", "days")], "How much").await;
    refused(&world, CLOCK, "wind", &[], "incomplete").await;
    assert_eq!(clock.now(), before);
}

#[tokio::test]
async fn faults_are_added_counted_and_removed() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let fields = [
        ("kind", "html_page"),
        ("status", "502"),
        ("delay", "0"),
        ("operation", "get_user"),
        ("app", "sample-app"),
        ("skip", "1"),
        ("every", "2"),
        ("times", "3"),
    ];
    done(&world, FAULTS, "add", &fields).await;
    let rule = &control.faults()[0].rule;
    assert_eq!((rule.fault, rule.skip, rule.every, rule.times), (Fault::HtmlPage(502), 1, 2, Some(3)));
    assert_eq!((rule.operation.as_deref(), rule.app.as_deref()), (Some("get_user"), Some("sample-app")));
    for _ in 0..2 {
        send(world.keyed("GET", "/v1/open-platform/users")).await;
    }
    let html = see(&world, FAULTS, "").await;
    assert!(html.contains("matched 2 · hit <strong>1</strong>") && html.contains("Prefer: fault=html, code=502"));

    for (kind, fault) in [
        ("status", Fault::Status(429)),
        ("delay", Fault::Delay),
        ("reset", Fault::Reset),
        ("cut_body", Fault::CutBody),
        ("lost_response", Fault::LostResponse),
    ] {
        done(&world, FAULTS, "add", &[("kind", kind), ("status", "429"), ("delay", "250")]).await;
        let last = control.faults().pop().unwrap().rule;
        assert_eq!((last.fault, last.delay, last.times), (fault, Duration::from_millis(250), None));
    }
    done(&world, FAULTS, "remove", &[("id", "1")]).await;
    assert_eq!(control.faults().len(), 5);
    refused(&world, FAULTS, "remove", &[("id", "1")], "Number: 1").await;
    done(&world, FAULTS, "clear", &[]).await;
    assert!(control.faults().is_empty());

    let with = |name: &'static str, value: &'static str| [("kind", "status"), ("status", "429"), (name, value)];
    refused(&world, FAULTS, "add", &[("kind", "status"), ("status", "200")], "from 400 to 599").await;
    refused(&world, FAULTS, "add", &[("kind", "status"), ("status", "")], "Status").await;
    refused(&world, FAULTS, "add", &[("kind", "melt")], "not one of the choices").await;
    refused(&world, FAULTS, "add", &with("operation", "fly"), "no such operation").await;
    refused(&world, FAULTS, "add", &with("app", "nobody"), "no such app").await;
    let seen = refused(&world, FAULTS, "add", &with("delay", "3600001"), "one hour at the most").await;
    assert!(seen.html.contains("value=\"3600001\"") && seen.html.contains("<option value=\"status\" selected>"));
    assert!(control.faults().is_empty());
}

#[tokio::test]
async fn tickets_are_issued_and_invoices_summed() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let uuid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let fields = [
        ("user", PHONE),
        ("service_type", "REPORT_VERIFICATION"),
        ("max_amount", "1250000"),
        ("uuid", uuid),
        ("issuer_payload", "{\"شماره\": 12}"),
    ];
    done(&world, TICKETS, "issue", &fields).await;
    let body = json!({ "ticket_uuid": uuid, "phone_number": PHONE, "service_cost": 1_250_000 });
    let valid = send(world.keyed("POST", "/v1/open-platform/payment-ticket/validate").json(&body)).await.ok();
    assert_eq!(valid["issuer_payload"]["شماره"], 12);

    let mut addon = user_addon("متن");
    addon["ticket_uuid"] = json!(uuid);
    addon["cost"] = json!(1_250_000);
    world.put_user_addon(&addon).await.ok();
    assert_eq!(control.snapshot().tickets[0].state, TicketState::Consumed);
    let html = see(&world, TICKETS, "").await;
    assert!(html.contains(">consumed<") && html.contains("<strong>1,250,000</strong>"), "{html}");

    let with = |name: &'static str, value: &'static str| {
        let fields = fields.map(|(own, old)| if own == name { (own, value) } else { (own, old) });
        fields.to_vec()
    };
    refused(&world, TICKETS, "issue", &with("user", "09120000000"), "there is no user").await;
    refused(&world, TICKETS, "issue", &with("user", ""), "Phone").await;
    refused(&world, TICKETS, "issue", &with("service_type", "MAGIC"), "no such service type").await;
    refused(&world, TICKETS, "issue", &with("max_amount", "1.5"), "At most (rials)").await;
    refused(&world, TICKETS, "issue", &with("uuid", "7"), "Id").await;
    let seen = refused(&world, TICKETS, "issue", &with("issuer_payload", "[\"متن\"]"), "Payload of the issuer").await;
    assert!(seen.html.contains("[&quot;متن&quot;]") && seen.html.contains("value=\"1250000\""));
    assert_eq!(control.snapshot().tickets.len(), 1);
}

#[tokio::test]
async fn people_posts_and_businesses_are_added() {
    let world = World::new().await;
    let control = world.sandbox.control();
    done(&world, PEOPLE, "add-user", &[("phone", "09121234567")]).await;
    let post = [("owner", "09121234567"), ("token", "newPost1"), ("category", "apartment-sell"), ("development", "1")];
    done(&world, PEOPLE, "add-post", &post).await;
    let snapshot = control.snapshot();
    let added = snapshot.posts.iter().find(|post| post.token.as_str() == "newPost1").unwrap();
    assert!(added.development && added.category == "apartment-sell" && added.owner.as_str() == "09121234567");
    done(&world, PEOPLE, "add-business", &[("owner", PHONE), ("token", "business1")]).await;
    assert_eq!(control.snapshot().businesses.len(), 1);
    let html = see(&world, PEOPLE, "").await;
    assert!(html.contains("newPost1") && html.contains("business1") && html.contains("/_sandbox/users/09121234567"));

    refused(&world, PEOPLE, "add-user", &[("phone", "")], "Phone").await;
    let seen = refused(&world, PEOPLE, "add-post", &post, "there is a post newPost1 already").await;
    assert_eq!(seen.status, StatusCode::CONFLICT);
    assert!(seen.html.contains("value=\"apartment-sell\"") && seen.html.contains(" checked"));
    let stranger = [("owner", "09350000000"), ("token", "newPost2"), ("category", "light")];
    refused(&world, PEOPLE, "add-post", &stranger, "there is no user").await;
    let nowhere = [("owner", PHONE), ("token", "newPost2"), ("category", " ")];
    refused(&world, PEOPLE, "add-post", &nowhere, "Category").await;
    let again = [("owner", PHONE), ("token", "business1")];
    refused(&world, PEOPLE, "add-business", &again, "there is a business").await;
}

#[tokio::test]
async fn what_is_kept_stands_in_three_columns_and_silent_mistakes_are_named() {
    let world = World::new().await;
    let mut row = title("عنوان خودرو");
    row["semantic_paths"] = json!({ "headline": "text" });
    let semantic = json!({ "status": "PENDING", "deep": "the-raw-value", "VIN": "IRFC871BXE5123456" });
    world.put_user_addon(&json!({ "widgets": [row], "categories": [], "semantic": semantic })).await.ok();
    world.put_post_addon("ZZZZZZZZ", &json!({ "widgets": [] })).await.ok();
    let html = see(&world, "semantics", "").await;
    let column = |name: &str| {
        let (_, column) = html.split_once(&format!("class=\"kept-column kept-{name}\"")).unwrap();
        column.split_once("</dl>").unwrap().0
    };
    assert!(column("plain").contains("status") && column("plain").contains("PENDING"));
    assert!(column("hashed").contains("deep") && column("hashed").contains("••••••"));
    assert!(column("extracted").contains("headline") && column("extracted").contains("عنوان خودرو"));
    assert!(!html.contains("the-raw-value") && !html.contains("IRFC871BXE5123456"));
    assert!(html.contains("A sensitive value came unmasked") && html.contains("Mask it before you send it"));
    assert!(html.contains("An add-on for a post that does not exist") && html.contains("post ZZZZZZZZ"));
}

#[tokio::test]
async fn pictures_are_listed() {
    let world = World::new().await;
    let upload = world.keyed("PUT", "/v2/image-service/open-platform/image.jpg").header("content-type", "image/jpeg");
    let name = send(upload.body(vec![0xff, 0xd8, 0xff])).await.ok()["image_name"].as_str().unwrap().to_owned();
    let html = see(&world, "images", "").await;
    assert!(html.contains(&format!("<img class=\"thumbnail\" src=\"/_sandbox/images/{name}\"")), "{html}");
    assert!(html.contains("3 bytes") && html.contains("no row uses it yet"));
}

#[tokio::test]
async fn forms_of_other_origins_are_refused() {
    let world = World::new().await;
    for page in [REQUESTS, CALLS, CLOCK, FAULTS, TICKETS, PEOPLE, APPS] {
        let form = world.bare("POST", &format!("/_sandbox/ui/{page}")).form(&[("action", "clear")]);
        assert_eq!(seen(form.header("origin", "https://evil.example")).await.status, 403, "{page}");
    }
}
