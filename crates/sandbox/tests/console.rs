//! What people do and see in the console: forms, logs, and what is said of a refusal.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod common;

use std::num::NonZeroU32;
use std::time::Duration;

use app::{App, Reply};
use common::{OTHER_PHONE, PHONE, POST, World, config, encode, phone, send, title, user_addon};
use kenar_sandbox::{
    ApiKeyConfig, AppConfig, Config, DeliveryState, EventKind, Fault, Limits, SecretString, ServiceType, TicketSpec,
    TicketState, Webhooks, WidgetKind,
};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

const REQUESTS: &str = "requests";
const CALLS: &str = "calls";
const CLOCK: &str = "clock";
const FAULTS: &str = "faults";
const TICKETS: &str = "tickets";
const PEOPLE: &str = "people";
const APPS: &str = "apps";

struct Seen {
    status: StatusCode,
    location: Option<String>,
    html: String,
}

async fn seen(request: RequestBuilder) -> Seen {
    let response = request.send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    Seen { status: response.status(), location, html: response.text().await.unwrap() }
}

async fn see(world: &World, page: &str, query: &str) -> String {
    let seen = seen(world.bare("GET", &format!("/_sandbox/ui/{page}?language=en&{query}"))).await;
    assert_eq!(seen.status, 200, "{page}: {}", seen.html);
    seen.html
}

async fn submit(world: &World, page: &str, action: &str, fields: &[(&str, &str)]) -> Seen {
    let fields: Vec<(&str, &str)> = [("action", action)].into_iter().chain(fields.iter().copied()).collect();
    seen(world.bare("POST", &format!("/_sandbox/ui/{page}?language=en")).form(&fields)).await
}

/// A form that is carried out leads back to its page, which says so.
async fn done(world: &World, page: &str, action: &str, fields: &[(&str, &str)]) {
    let seen = submit(world, page, action, fields).await;
    let location = seen.location.unwrap_or_else(|| panic!("{page} {action}: {} {}", seen.status, seen.html));
    assert_eq!(
        (seen.status, location.as_str()),
        (StatusCode::SEE_OTHER, &*format!("/_sandbox/ui/{page}?language=en&done={action}#content"))
    );
    assert!(see(world, page, &format!("done={action}")).await.contains("role=\"status\">Done."));
}

/// A form that is not carried out stands on the page as it was sent, with what is wrong and what to do.
async fn refused(world: &World, page: &str, action: &str, fields: &[(&str, &str)], why: &str) -> Seen {
    let seen = submit(world, page, action, fields).await;
    assert!(seen.status.is_client_error(), "{page} {action}: {}", seen.status);
    let (_, said) = seen.html.split_once("role=\"alert\">").unwrap_or_else(|| panic!("{page} {action} says nothing"));
    let said = said.split_once("</div>").unwrap().0;
    assert!(said.contains(why) && said.contains("What to do: "), "{page} {action}: {said}");
    seen
}

/// Apps that lack something each: a development app with three keys, and two that may call once.
async fn apps() -> World {
    let callback = || "https://app.example.com/callback".parse().unwrap();
    let key = |key: &str| ApiKeyConfig::new(SecretString::from(key));
    let once = NonZeroU32::MIN;
    let lacking = AppConfig::new("lacking", callback())
        .with_api_keys([
            key("whole-key"),
            key("narrow-key").with_permissions(["USER_ADDON_CREATE"]),
            key("gone-key").revoked(),
        ])
        .with_widgets([WidgetKind::TitleRow])
        .with_client_secret(SecretString::from("the-secret-of-lacking"))
        .development();
    let minute = AppConfig::new("minute", callback())
        .with_api_keys([key("minute-key")])
        .with_limits(Limits::default().per_minute(once));
    let day =
        AppConfig::new("day", callback()).with_api_keys([key("day-key")]).with_limits(Limits::default().per_day(once));
    World::with(config().with_apps(Config::default().apps.into_iter().chain([lacking, minute, day]))).await
}

impl World {
    fn with_key(&self, key: &str, method: &str, path: &str) -> RequestBuilder {
        self.bare(method, path).header("X-API-Key", key)
    }

    fn token_for(&self, app: &str, scopes: &[&str]) -> String {
        let token = self.sandbox.control().issue_token_for(app, &phone(PHONE), scopes.iter().copied()).unwrap();
        token.expose().to_owned()
    }
}

fn post_path(token: &str) -> String {
    format!("/v2/open-platform/addons/post/{token}")
}

/// Sends a request that is refused and gives what the page says of it.
async fn explained(world: &World, request: RequestBuilder, status: u16) -> String {
    world.sandbox.control().clear_requests();
    let answer = send(request).await;
    assert_eq!(answer.status, status, "{}", answer.body);
    let html = see(world, REQUESTS, "only=refused").await;
    let message = answer.body["message"].as_str().or(answer.body["error_description"].as_str()).unwrap_or_default();
    let message = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    assert!(html.contains(&message), "{message}: {html}");
    let persian = seen(world.bare("GET", "/_sandbox/ui/requests?language=fa")).await.html;
    assert!(persian.contains("<strong>چه کنیم:</strong>"), "{persian}");
    let (_, advice) = html.split_once("<p class=\"advice\"><strong>What to do:</strong> ").unwrap();
    advice.split_once("</p>").unwrap().0.to_owned()
}

macro_rules! advice {
    ($world:expr, $request:expr, $status:literal, $words:literal) => {
        let advice = explained($world, $request, $status).await;
        assert!(advice.contains($words), "{:?} does not contain {:?}", advice, $words);
    };
}

#[tokio::test]
async fn keys_that_are_refused_are_explained() {
    let world = apps().await;
    let addon = user_addon("متن");
    let path = world.user_addon_path();
    advice!(&world, world.bare("POST", &path).json(&addon), 401, "in the header X-API-Key");
    advice!(&world, world.with_key("nobody", "POST", &path).json(&addon), 401, "printed at its start");
    advice!(&world, world.with_key("gone-key", "POST", &path).json(&addon), 401, "another key of the app");
    let unpermitted = world.with_key("narrow-key", "POST", &post_path(POST)).json(&addon);
    advice!(&world, unpermitted, 403, "Give the key this permission");
    let called =
        |key| world.with_key(key, "POST", "/v1/open-platform/get-user-id-by-phone").json(&json!({ "phone": PHONE }));
    for key in ["minute-key", "day-key"] {
        send(called(key)).await.ok();
    }
    advice!(&world, called("minute-key"), 429, "the next minute");
    advice!(&world, called("day-key"), 429, "quota of the day");
}

#[tokio::test]
async fn tokens_that_are_refused_are_explained() {
    let world = apps().await;
    let path = world.user_addon_path();
    let addon = user_addon("متن");
    let with = |token: &str| world.keyed("POST", &path).bearer_auth(token).json(&addon);
    advice!(&world, world.keyed("POST", &path).json(&addon), 401, "the header that the message names");
    let basic = world.keyed("POST", &path).header("Authorization", "Basic x").json(&addon);
    advice!(&world, basic, 401, "Authorization: Bearer");
    advice!(&world, with("made-up"), 401, "not of this sandbox");
    let foreign = world.token_for("lacking", &["USER_ADDON_CREATE"]);
    advice!(&world, with(&foreign), 401, "must be of one app");
    advice!(&world, with(&world.token(&["USER_ID"])), 403, "Ask the person for this scope");
    let elsewhere = world.token(&["POST_ADDON_CREATE.AZbq72mk"]);
    let other_post = world.keyed("POST", &post_path(POST)).bearer_auth(&elsewhere).json(&json!({ "widgets": [] }));
    advice!(&world, other_post, 403, "What stands after the dot");
    let token = world.token(&["USER_ADDON_CREATE"]);
    world.sandbox.control().revoke_access("sample-app", &phone(PHONE)).unwrap();
    advice!(&world, with(&token), 401, "has withdrawn consent");
    let token = world.token(&["USER_ADDON_CREATE"]);
    world.advance(2 * 60 * 60);
    advice!(&world, with(&token), 401, "Trade the refresh token");
}

#[tokio::test]
async fn what_an_app_may_not_touch_is_explained() {
    let world = apps().await;
    let body = json!({ "widgets": [title("متن")] });
    let token = world.token_for("lacking", &["USER_POSTS_ADDON_CREATE"]);
    let lacking = |body: &Value| world.with_key("whole-key", "POST", &post_path(POST)).bearer_auth(&token).json(body);
    advice!(&world, lacking(&body), 403, "Use a development post");
    let row = json!({ "widgets": [{ "subtitle_row": { "text": "متن" } }] });
    advice!(&world, lacking(&row), 403, "lists as granted");
    let other = world.token_of(OTHER_PHONE, &["USER_POSTS_ADDON_CREATE"]);
    let foreign = world.keyed("POST", &post_path(POST)).bearer_auth(&other).json(&body);
    advice!(&world, foreign, 403, "POST_ADDON_CREATE with the token");
    let other = world.token_of(OTHER_PHONE, &["USER_ADDON_CREATE"]);
    let foreign = world.keyed("POST", &world.user_addon_path()).bearer_auth(&other).json(&user_addon("متن"));
    advice!(&world, foreign, 403, "to whom the token belongs");
}

#[tokio::test]
async fn what_is_not_there_is_explained() {
    let world = World::new().await;
    advice!(&world, world.keyed("GET", "/v3/open-platform/users"), 404, "the version (v1 or v2)");
    let addon = "/v1/open-platform/addons/user/3f2504e0-4f89-11d3-9a0c-0305e82c3301";
    advice!(&world, world.keyed("DELETE", addon), 404, "an app sees only its own");
    let phone = json!({ "phone": "09120000000" });
    let nobody = world.keyed("POST", "/v1/open-platform/get-user-id-by-phone").json(&phone);
    advice!(&world, nobody, 404, "Each app knows a person under another id");
    let path = "/experimental/open-platform/semantic/post/ZZZZZZZZ";
    let scopes = ["POST_SEMANTIC_CREATE.ZZZZZZZZ"];
    let post = world.consented("POST", path, &scopes).json(&json!({ "semantic": {} }));
    advice!(&world, post, 404, "add the post under");
    advice!(&world, world.keyed("PUT", &post_path(POST)), 405, "one of the methods");
}

#[tokio::test]
async fn tickets_that_do_not_pay_are_explained() {
    let world = World::new().await;
    let issue = |service, amount| {
        let ticket = TicketSpec::new(phone(PHONE), service, amount);
        world.sandbox.control().issue_ticket(ticket).unwrap()
    };
    let (good, other) = (issue(ServiceType::ReportVerification, 100), issue(ServiceType::Charity, 100));
    let validate = |ticket: String, phone: &str, cost: i32| {
        let body = json!({ "ticket_uuid": ticket, "phone_number": phone, "service_cost": cost });
        world.keyed("POST", "/v1/open-platform/payment-ticket/validate").json(&body)
    };
    let unknown_key = world
        .with_key("nobody", "POST", "/v1/open-platform/payment-ticket/validate")
        .json(&json!({ "ticket_uuid": good, "phone_number": PHONE, "service_cost": 1 }));
    advice!(&world, unknown_key, 412, "printed at its start");
    let unknown = "3f2504e0-4f89-41d3-9a0c-0305e82c3301".to_owned();
    advice!(&world, validate(unknown, PHONE, 1), 404, "issue a fresh one");
    advice!(&world, validate(good.to_string(), OTHER_PHONE, 1), 404, "whom the ticket is for");
    advice!(&world, validate(other.to_string(), PHONE, 1), 404, "the same service type");
    advice!(&world, validate(good.to_string(), PHONE, 101), 400, "no more than the ticket pays");
}

#[tokio::test]
async fn requests_that_break_the_document_are_explained() {
    let world = World::new().await;
    let path = world.user_addon_path();
    let request = || world.consented("POST", &path, &["USER_ADDON_CREATE"]);
    advice!(&world, request().json(&json!({ "widgets": [title(&"ن".repeat(50))] })), 400, "every place");
    let html = see(&world, REQUESTS, "").await;
    for part in ["/widgets/0/title_row/text", "maxLength", "50 characters are more than the 49 that are allowed"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    advice!(&world, request().header("content-type", "text/plain").body("{}"), 415, "Content-Type");
    let large = request().header("content-type", "application/json").body(" ".repeat(2 * 1024 * 1024));
    advice!(&world, large, 413, "Make the body smaller");
    advice!(&world, request().header("Prefer", "code=429").json(&user_addon("متن")), 429, "You asked for this");
    advice!(&world, request().header("Prefer", "code=200").json(&user_addon("متن")), 400, "one of the forms");
}

#[tokio::test]
async fn oauth_errors_are_explained() {
    let world = apps().await;
    let token = |secret: &str, grant: &str| {
        let form = [
            ("grant_type", grant),
            ("client_id", "lacking"),
            ("client_secret", secret),
            ("code", "a-code-that-nobody-was-given"),
            ("redirect_uri", "https://app.example.com/callback"),
        ];
        world.bare("POST", "/oauth2/token").form(&form)
    };
    advice!(&world, token("wrong", "authorization_code"), 401, "an API key does not work in its place");
    advice!(&world, token("the-secret-of-lacking", "authorization_code"), 400, "A code works once");
    advice!(&world, token("the-secret-of-lacking", "password"), 400, "either authorization_code or");
    let html = see(&world, REQUESTS, "").await;
    assert!(!html.contains("the-secret-of-lacking") && !html.contains("a-code-that-nobody-was-given"));
    let path = "/oauth2/auth?response_type=code&client_id=lacking&redirect_uri=https://evil.example&scope=USER_ID&state=12345678";
    advice!(&world, world.bare("GET", path), 400, "character by character");
}

#[tokio::test]
async fn a_value_that_is_to_be_forgotten_is_not_in_the_log() {
    let world = World::new().await;
    let path = format!("/v1/open-platform/semantic/users/{}", encode(world.user_id(PHONE).as_str()));
    let body = json!({ "semantic": { "national_code": 1_234_567_891_i64 } });
    let request = world.consented("POST", &path, &["USER_VERIFICATION_CREATE"]).json(&body);
    advice!(&world, request, 400, "every place");
    let html = see(&world, REQUESTS, "").await;
    assert!(html.contains("/semantic/national_code") && !html.contains("1234567891"), "{html}");
}

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
async fn apps_are_shown_as_they_are_configured() {
    let world = apps().await;
    let html = see(&world, APPS, "").await;
    for part in ["lacking", "title_row", "https://app.example.com/callback", ">revoked<", ">development<", "event_url"]
    {
        assert!(html.contains(part), "{part}");
    }
    for secret in ["whole-key", "narrow-key", "gone-key", "minute-key", "the-secret-of-lacking"] {
        assert!(!html.contains(secret), "{secret}");
    }
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
