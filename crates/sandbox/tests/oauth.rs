//! Consent, codes, tokens and their rotation.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use common::{OTHER_PHONE, PHONE, World, config, phone, send};
use kenar_sandbox::{AppConfig, Config, ExposeSecret};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

const CALLBACK: &str = "https://app.example.com/callback";
const STATE: &str = "state with & = ?";

fn auto() -> Config {
    config().with_auto_approve(phone(PHONE))
}

fn authorize(world: &World, scope: &str) -> RequestBuilder {
    let query = [
        ("response_type", "code"),
        ("client_id", "sample-app"),
        ("redirect_uri", CALLBACK),
        ("scope", scope),
        ("state", STATE),
    ];
    world.bare("GET", "/oauth2/auth").query(&query)
}

/// The query of the redirect to the app.
fn callback(location: &str) -> BTreeMap<String, String> {
    let query = location.strip_prefix(&format!("{CALLBACK}?")).unwrap_or_else(|| panic!("{location}"));
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

async fn code(world: &World, scope: &str) -> String {
    let answer = send(authorize(world, scope)).await;
    assert_eq!(answer.status, 302);
    callback(&answer.location.unwrap())["code"].clone()
}

fn token(world: &World, fields: &[(&str, &str)]) -> RequestBuilder {
    let secret = world.sandbox.default_app().client_secret.expose_secret();
    let mut form = vec![("client_id", "sample-app"), ("client_secret", secret)];
    form.extend(fields);
    world.bare("POST", "/oauth2/token").form(&form)
}

fn trade(world: &World, code: &str) -> RequestBuilder {
    token(world, &[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)])
}

fn refresh(world: &World, refresh_token: &str) -> RequestBuilder {
    token(world, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
}

fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body[key].as_str().unwrap_or_else(|| panic!("{body}"))
}

/// Whether an access token works.
async fn works(world: &World, access_token: &str) -> bool {
    let answer = send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(access_token)).await;
    assert!([200, 401].contains(&answer.status), "{}", answer.body);
    answer.status == 200
}

#[tokio::test]
async fn a_code_is_traded_for_a_token_of_that_person() {
    let world = World::with(auto()).await;
    let answer = send(authorize(&world, "USER_PHONE USER_ID")).await;
    assert_eq!(answer.status, 302);
    let query = callback(&answer.location.unwrap());
    assert_eq!(query["state"], STATE);
    let tokens = send(trade(&world, &query["code"])).await.ok();
    assert_eq!(tokens["scope"], "USER_PHONE USER_ID");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("bearer"), &json!(3600)));
    assert_eq!(tokens.get("refresh_token"), None, "nobody asked for offline_access");
    let user = send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(text(&tokens, "access_token"))).await;
    assert_eq!(user.ok()["phone_number"], PHONE);
}

#[tokio::test]
async fn tokens_are_not_cached() {
    let world = World::with(auto()).await;
    let code = code(&world, "USER_ID").await;
    let response = trade(&world, &code).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_code_works_once_and_for_ten_minutes() {
    let world = World::with(auto()).await;
    let first = code(&world, "USER_ID").await;
    let tokens = send(trade(&world, &first)).await.ok();
    let used = send(trade(&world, &first)).await.oauth_refused(400, "invalid_grant");
    assert!(works(&world, text(&tokens, "access_token")).await, "a code that is sent again revokes nothing");

    let late = code(&world, "USER_ID").await;
    let early = code(&world, "USER_ID").await;
    world.advance(599);
    send(trade(&world, &early)).await.ok();
    world.advance(1);
    let expired = send(trade(&world, &late)).await.oauth_refused(400, "invalid_grant");
    let unknown = send(trade(&world, "ory_ac_nothing")).await.oauth_refused(400, "invalid_grant");
    assert!(used != expired && expired != unknown, "{used} {expired} {unknown}");
}

#[tokio::test]
async fn a_code_is_for_its_app_and_its_redirect_uri() {
    let other = AppConfig::new("other-app", CALLBACK.parse().unwrap());
    let mut config = auto();
    config.apps.push(other);
    let world = World::with(config).await;
    let code = code(&world, "USER_ID").await;
    let secret = world.sandbox.app("other-app").unwrap().client_secret.expose_secret();
    let form = |client: &str, secret: &str, uri: &str| {
        let grant = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", uri)];
        let fields = [("client_id", client), ("client_secret", secret)];
        send(world.bare("POST", "/oauth2/token").form(&[grant.as_slice(), fields.as_slice()].concat()))
    };
    form("other-app", secret, CALLBACK).await.oauth_refused(400, "invalid_grant");
    form("sample-app", secret, CALLBACK).await.oauth_refused(401, "invalid_client");
    form("no-app", secret, CALLBACK).await.oauth_refused(401, "invalid_client");
    let own = world.sandbox.default_app().client_secret.expose_secret();
    form("sample-app", own, "https://app.example.com/other").await.oauth_refused(400, "invalid_grant");
    // None of these used the code up, and the API key is no client secret.
    let key = world.sandbox.default_app().api_key.expose_secret();
    form("sample-app", key, CALLBACK).await.oauth_refused(401, "invalid_client");
    assert_eq!(form("sample-app", own, CALLBACK).await.status, 200);
}

#[tokio::test]
async fn a_refresh_replaces_both_tokens_after_two_minutes_of_grace() {
    let world = World::with(auto()).await;
    let code = code(&world, "USER_ID offline_access").await;
    let old = send(trade(&world, &code)).await.ok();
    let new = send(refresh(&world, text(&old, "refresh_token"))).await.ok();
    assert_ne!(new["access_token"], old["access_token"]);
    assert_ne!(new["refresh_token"], old["refresh_token"]);
    assert_eq!(new["scope"], "USER_ID offline_access");

    world.advance(119);
    assert!(works(&world, text(&old, "access_token")).await);
    send(refresh(&world, text(&old, "refresh_token"))).await.ok();
    world.advance(1);
    assert!(!works(&world, text(&old, "access_token")).await);
    send(refresh(&world, text(&old, "refresh_token"))).await.oauth_refused(400, "invalid_grant");
    assert!(works(&world, text(&new, "access_token")).await);
    send(refresh(&world, text(&new, "refresh_token"))).await.ok();
}

#[tokio::test]
async fn a_refresh_token_is_good_for_thirty_days() {
    const DAY: u64 = 24 * 3600;
    let world = World::with(auto()).await;
    let in_time = send(trade(&world, &code(&world, "offline_access USER_ID").await)).await.ok();
    let too_late = send(trade(&world, &code(&world, "offline_access USER_ID").await)).await.ok();
    world.advance(30 * DAY - 1);
    assert!(!works(&world, text(&in_time, "access_token")).await);
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&in_time, "refresh_token")),
        ("redirect_uri", CALLBACK),
        ("code", text(&in_time, "access_token")),
    ];
    send(token(&world, &form)).await.ok();
    world.advance(1);
    send(refresh(&world, text(&too_late, "refresh_token"))).await.oauth_refused(400, "invalid_grant");
}

#[tokio::test]
async fn a_faulty_form_is_an_oauth_error() {
    let world = World::with(auto()).await;
    let missing = send(token(&world, &[("grant_type", "authorization_code")])).await;
    missing.oauth_refused(400, "invalid_request");
    let unknown = token(&world, &[("grant_type", "refresh_token"), ("refresh_token", "a"), ("extra", "b")]);
    assert!(send(unknown).await.oauth_refused(400, "invalid_request").contains("extra"));
    let doubled = token(&world, &[("grant_type", "refresh_token"), ("refresh_token", "a"), ("refresh_token", "b")]);
    assert!(send(doubled).await.oauth_refused(400, "invalid_request").contains("twice"));
    send(token(&world, &[("grant_type", "password")])).await.oauth_refused(400, "unsupported_grant_type");
    let json = world.bare("POST", "/oauth2/token").json(&json!({ "grant_type": "refresh_token" }));
    send(json).await.oauth_refused(415, "invalid_request");
    send(world.bare("POST", "/oauth2/token").form(&[("a", "b".repeat(1024 * 1024))]))
        .await
        .oauth_refused(413, "invalid_request");
}

#[tokio::test]
async fn who_does_not_show_to_be_the_app_is_not_redirected() {
    let world = World::with(auto()).await;
    let with = |client: &str, uri: &str, state: &str| {
        let query = [
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", uri),
            ("scope", "USER_ID"),
            ("state", state),
        ];
        send(world.bare("GET", "/oauth2/auth").query(&query))
    };
    with("no-app", CALLBACK, STATE).await.oauth_refused(401, "invalid_client");
    for uri in ["https://app.example.com/callback/", "https://app.example.com/", "https://evil.example.com/callback"] {
        with("sample-app", uri, STATE).await.oauth_refused(400, "invalid_request");
    }
    assert!(with("sample-app", CALLBACK, "short").await.oauth_refused(400, "invalid_request").contains("query.state"));
    send(world.bare("GET", "/oauth2/auth")).await.oauth_refused(400, "invalid_request");
}

#[tokio::test]
async fn a_wrong_scope_is_reported_to_the_app() {
    let mut config = auto();
    config.apps[0] = config.apps[0].clone().with_scopes(["USER_ID", "POST_ADDON_CREATE"]);
    let world = World::with(config).await;
    for scope in ["NO_SUCH_SCOPE", "USER_ID USER_PHONE", "POST_ADDON_CREATE", "POST_ADDON_CREATE.x", "USER_ID.x", " "] {
        let answer = send(authorize(&world, scope)).await;
        let query = callback(&answer.location.unwrap());
        assert_eq!((query["error"].as_str(), query["state"].as_str()), ("invalid_scope", STATE), "{scope}");
        assert!(!query.contains_key("code"));
    }
    code(&world, "USER_ID POST_ADDON_CREATE.gZd7omnS").await;
}

/// The handle that is hidden in the consent page.
fn handle(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"request\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn consent_page(world: &World, scope: &str) -> (reqwest::header::HeaderMap, String) {
    let answer = send(authorize(world, scope)).await;
    assert_eq!(answer.status, 302);
    let page = world.bare("GET", &answer.location.unwrap()).send().await.unwrap();
    (page.headers().clone(), page.text().await.unwrap())
}

#[tokio::test]
async fn a_person_can_agree_on_the_page() {
    let world = World::new().await;
    let (headers, html) = consent_page(&world, "USER_PHONE").await;
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self' https://app.example.com;"));
    assert!(html.contains("dir=\"rtl\"") && html.contains("USER_PHONE") && html.contains(OTHER_PHONE));
    assert!(!html.contains("under test"));

    let form = [("request", handle(&html)), ("user", OTHER_PHONE.to_owned()), ("decision", "approve".to_owned())];
    let decide = || send(world.bare("POST", "/_sandbox/consent").form(&form));
    let answer = decide().await;
    assert_eq!(answer.status, 303);
    let query = callback(&answer.location.unwrap());
    assert_eq!(query["state"], STATE);
    assert_eq!(decide().await.status, 404, "a person decides once");
    let tokens = send(trade(&world, &query["code"])).await.ok();
    let user = send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(text(&tokens, "access_token"))).await;
    assert_eq!(user.ok()["phone_number"], OTHER_PHONE);
}

#[tokio::test]
async fn a_person_can_refuse_on_the_page() {
    let world = World::new().await;
    let (_, html) = consent_page(&world, "USER_PHONE").await;
    let form = [("request", handle(&html)), ("user", PHONE.to_owned()), ("decision", "refuse".to_owned())];
    let answer = send(world.bare("POST", "/_sandbox/consent").form(&form)).await;
    let query = callback(&answer.location.unwrap());
    assert_eq!((query["error"].as_str(), query["state"].as_str()), ("access_denied", STATE));
    assert!(!query.contains_key("code"));
}

#[tokio::test]
async fn the_page_escapes_warns_and_expires() {
    let app = AppConfig::new("<b>&app", CALLBACK.parse().unwrap()).development();
    let config = config().with_apps([app]).with_users([phone("<script>\"'")]);
    let world = World::with(config).await;
    let query = [("client_id", "<b>&app"), ("redirect_uri", CALLBACK), ("scope", "USER_ID"), ("state", STATE)];
    let authorize = world.bare("GET", "/oauth2/auth?response_type=code").query(&query);
    let location = send(authorize).await.location.unwrap();
    let page = async || world.bare("GET", &location).send().await.unwrap();
    let html = page().await.text().await.unwrap();
    assert!(
        html.contains("&lt;b&gt;&amp;app") && html.contains("&lt;script&gt;&quot;'") && html.contains("under test")
    );
    assert!(!html.contains("<script>") && !html.contains("<b>"));
    let form = [("request", handle(&html)), ("user", "nobody".to_owned()), ("decision", "approve".to_owned())];
    assert_eq!(send(world.bare("POST", "/_sandbox/consent").form(&form)).await.status, 400);
    world.advance(600);
    assert_eq!(page().await.status(), 404);
    assert_eq!(
        Client::new().get(format!("{}/_sandbox/consent", world.sandbox.url())).send().await.unwrap().status(),
        404
    );
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_form_is_told() {
    let world = World::with(auto()).await;
    let description =
        send(token(&world, &[("grant_type", "authorization_code")])).await.oauth_refused(400, "invalid_request");
    for missing in ["code", "redirect_uri"] {
        assert!(description.contains(&format!("\"{missing}\" is missing")), "{description}");
    }
    let doubled = [("grant_type", "authorization_code"), ("grant_type", "magic")];
    send(token(&world, &doubled)).await.oauth_refused(400, "invalid_request");
}

#[tokio::test]
async fn a_token_that_was_replaced_and_one_that_expired_are_told_apart() {
    let world = World::with(auto()).await;
    let first = send(trade(&world, &code(&world, "USER_ID offline_access").await)).await.ok();
    send(refresh(&world, text(&first, "refresh_token"))).await.ok();
    world.advance(121);
    let again = send(refresh(&world, text(&first, "refresh_token"))).await;
    assert_eq!(again.oauth_refused(400, "invalid_grant"), "the refresh token was replaced by a refresh");
    let request = world.keyed("GET", "/v1/open-platform/users").bearer_auth(text(&first, "access_token"));
    assert_eq!(send(request).await.refused(401, 16), "the user token was replaced by a refresh");

    let second = send(trade(&world, &code(&world, "USER_ID offline_access").await)).await.ok();
    world.advance(30 * 24 * 3600);
    let late = send(refresh(&world, text(&second, "refresh_token"))).await;
    assert_eq!(late.oauth_refused(400, "invalid_grant"), "the refresh token has expired");
}

#[tokio::test]
async fn a_token_from_behind_the_scenes_is_refreshed_like_any_other() {
    let world = World::new().await;
    let scopes = ["USER_ID", "offline_access"];
    let issued = world.sandbox.control().issue_tokens("sample-app", &phone(PHONE), scopes).unwrap();
    let app = world.sandbox.default_app();
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", issued.refresh_token.as_ref().unwrap().expose()),
        ("redirect_uri", &app.redirect_uri),
    ];
    send(token(&world, &fields)).await.ok();
}
