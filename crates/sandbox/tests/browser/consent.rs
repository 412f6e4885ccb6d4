use std::collections::BTreeMap;

use super::common::PHONE;
use super::driver::Browser;
use super::{App, world};
use form_urlencoded::Serializer;

const STATE: &str = "وضعیت & = ? 1";

/// Decides on the page of a new request, and gives the query with which the person came back to the app.
async fn decide(name: &'static str, decision: &str) -> Option<(BTreeMap<String, String>, super::World)> {
    let browser = Browser::open(name).await?;
    let app = App::start().await;
    let world = world(&app).await;
    let callback = app.url("/callback");
    let query = Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", "sample-app")
        .append_pair("redirect_uri", callback.as_str())
        .append_pair("scope", "USER_ID POST_ADDON_CREATE.gZd7omnS offline_access")
        .append_pair("state", STATE)
        .finish();
    browser.goto(&format!("{}/oauth2/auth?{query}", world.sandbox.url())).await;
    browser.screenshot("asked").await;
    let page = browser.find("main").await.text().await.unwrap();
    assert!(page.contains("POST_ADDON_CREATE.gZd7omnS") && page.contains("This app asks for"), "{page}");
    browser.find("select[name=user]").await.select_by_label(PHONE).await.unwrap();
    browser.click(&format!("button[value={decision}]")).await;
    browser.until("document.body.textContent.trim() === '{}'").await;
    let url = browser.client.current_url().await.unwrap();
    let (place, query) = url.as_str().split_once('?').unwrap();
    assert_eq!(place, callback.as_str());
    let came = app.take().into_iter().find(|request| request.path.starts_with("/callback")).unwrap();
    assert_eq!(came.path, format!("/callback?{query}"));
    assert_eq!(came.header("referer"), Vec::<&str>::new(), "the page with the request is nobody's business");
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    browser.close().await;
    Some((query, world))
}

#[tokio::test]
async fn whoever_agrees_comes_back_with_a_code_that_is_worth_a_token() {
    let Some((query, world)) = decide("consent-approve", "approve").await else { return };
    let keys: Vec<&str> = query.keys().map(String::as_str).collect();
    assert_eq!((keys, query["state"].as_str()), (vec!["code", "state"], STATE));
    let app = world.sandbox.default_app();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "sample-app"),
        ("client_secret", kenar_sandbox::ExposeSecret::expose_secret(&app.client_secret)),
        ("code", &query["code"]),
        ("redirect_uri", &app.redirect_uri),
    ];
    let token = super::common::send(world.bare("POST", "/oauth2/token").form(&form)).await.ok();
    let user = world.keyed("GET", "/v1/open-platform/users").bearer_auth(token["access_token"].as_str().unwrap());
    assert_eq!(super::common::send(user).await.ok()["user_id"], world.user_id(PHONE).as_str());
}

#[tokio::test]
async fn whoever_refuses_comes_back_with_an_error() {
    let Some((query, _world)) = decide("consent-refuse", "refuse").await else { return };
    assert_eq!((query["error"].as_str(), query["state"].as_str()), ("access_denied", STATE));
    assert!(!query.contains_key("code"));
}
