//! What the console says of requests that were refused.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod page;

use std::num::NonZeroU32;

use common::{OTHER_PHONE, PHONE, POST, World, config, encode, phone, send, title, user_addon};
use kenar_sandbox::{ApiKeyConfig, AppConfig, Config, Limits, SecretString, ServiceType, TicketSpec, WidgetKind};
use page::{APPS, REQUESTS, see, seen};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

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
