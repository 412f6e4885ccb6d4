//! Consent, codes, tokens and their rotation.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{PHONE, Server, client, json, phone, sandbox};
use kenar_client::oauth::{AuthorizationCodeGrant, RefreshTokenGrant, Scope, TokenError, TokenRequest, TokenResponse};
use kenar_client::{Client, Error, Secret};
use kenar_sandbox::{Clock, Config, ExposeSecret, Sandbox, Timestamp};
use reqwest::{Url, redirect};

const STATE: &str = "حالت & = ? + # %20";

fn config() -> Config {
    let clock = Clock::fixed("2025-05-01T09:00:00Z".parse::<Timestamp>().unwrap());
    Config::default().with_clock(clock).with_auto_approve(phone())
}

/// Goes through the consent page and gives the code.
async fn consent(sandbox: &Sandbox, client: &Client, scopes: &[Scope]) -> Secret {
    let app = sandbox.default_app();
    let url = client.oauth().authorize_url(&app.slug, &app.redirect_uri, scopes, STATE);
    let browser = reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let answer = browser.get(url).send().await.unwrap();
    let back = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert!(back.as_str().starts_with(&app.redirect_uri), "{back}");
    let value = |name| back.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("state"), STATE);
    Secret::new(value("code"))
}

fn code_grant(sandbox: &Sandbox, code: Secret) -> AuthorizationCodeGrant {
    let app = sandbox.default_app();
    AuthorizationCodeGrant {
        code,
        client_id: app.slug.clone(),
        client_secret: Secret::new(app.client_secret.expose_secret()),
        redirect_uri: app.redirect_uri.clone(),
    }
}

fn refresh_grant(sandbox: &Sandbox, tokens: &TokenResponse) -> TokenRequest {
    let app = sandbox.default_app();
    TokenRequest::RefreshToken(RefreshTokenGrant {
        refresh_token: tokens.refresh_token.clone().unwrap(),
        client_id: app.slug.clone(),
        client_secret: Secret::new(app.client_secret.expose_secret()),
        redirect_uri: Some(app.redirect_uri.clone()),
        code: Some(tokens.access_token.clone()),
    })
}

async fn trade(client: &Client, grant: AuthorizationCodeGrant) -> Result<TokenResponse, TokenError> {
    client.oauth().create_token(&TokenRequest::AuthorizationCode(grant)).await
}

/// The status with which a call is refused; `None` when the token works.
async fn refused(client: &Client, tokens: &TokenResponse) -> Option<u16> {
    match client.as_user(&tokens.access_token).unwrap().get_user().await {
        Ok(user) => {
            assert_eq!(user.phone_number.as_deref(), Some(PHONE));
            None
        }
        Err(Error::Refused(refusal)) => Some(refusal.status.as_u16()),
        Err(error) => panic!("{error}"),
    }
}

/// Status and code of a refused grant.
fn reason(result: Result<TokenResponse, TokenError>) -> (u16, String) {
    match result {
        Err(TokenError::Refused { status, body }) => {
            assert!(body.error_description.is_some_and(|text| !text.is_empty()));
            (status.as_u16(), body.error)
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("the grant should have been refused"),
    }
}

#[test]
fn the_consent_url_carries_everything_encoded() {
    let redirect = "https://app.example.com/بازگشت?a=b&c=d+e";
    let scopes = [Scope::PostAddonCreate("gZd7omnS".parse().unwrap()), Scope::UserId, Scope::OfflineAccess];
    let url = client("http://127.0.0.1:1").oauth().authorize_url("sample app", redirect, &scopes, STATE);
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let expected = [
        ("response_type", "code"),
        ("client_id", "sample app"),
        ("redirect_uri", redirect),
        ("scope", "POST_ADDON_CREATE.gZd7omnS USER_ID offline_access"),
        ("state", STATE),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let raw = url.as_str();
    assert!(raw.is_ascii() && url.fragment().is_none(), "{raw}");
    assert!(raw.contains("&scope=POST_ADDON_CREATE.gZd7omnS%20USER_ID%20offline_access&"), "{raw}");
    assert!(raw.contains("&redirect_uri=https%3A%2F%2Fapp.example.com%2F%D8%A8%D8%A7"), "{raw}");
    // `+` means a space to some readers and a plus to others.
    assert!(!raw.contains('+') && raw.contains("d%2Be"), "{raw}");
}

#[tokio::test]
async fn grants_are_sent_as_forms() {
    let server = Server::answering(json("400 Bad Request", r#"{"error":"invalid_grant"}"#)).await;
    let oauth = server.client();
    let code = AuthorizationCodeGrant {
        code: Secret::new("a+b/c= &d"),
        client_id: "sample-app".to_owned(),
        client_secret: Secret::new("راز"),
        redirect_uri: "https://app.example.com/بازگشت".to_owned(),
    };
    trade(&oauth, code).await.unwrap_err();
    let sent = server.last();
    assert_eq!(sent.header("content-type"), ["application/x-www-form-urlencoded"]);
    let form = |text: &str| -> Vec<(String, String)> {
        Url::parse(&format!("http://form/?{text}")).unwrap().query_pairs().into_owned().collect()
    };
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "a+b/c= &d"),
        ("client_id", "sample-app"),
        ("client_secret", "راز"),
        ("redirect_uri", "https://app.example.com/بازگشت"),
    ];
    assert_eq!(form(sent.text()), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let refresh = RefreshTokenGrant {
        refresh_token: Secret::new("ory_rt_a"),
        client_id: "sample-app".to_owned(),
        client_secret: Secret::new("secret"),
        redirect_uri: None,
        code: None,
    };
    oauth.oauth().create_token(&TokenRequest::RefreshToken(refresh)).await.unwrap_err();
    let expected = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "ory_rt_a"),
        ("client_id", "sample-app"),
        ("client_secret", "secret"),
    ];
    assert_eq!(form(server.last().text()), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_code_is_traded_for_a_token_of_that_person() {
    let (sandbox, client) = sandbox(config()).await;
    let code = consent(&sandbox, &client, &[Scope::UserPhone, Scope::UserId]).await;
    let tokens = trade(&client, code_grant(&sandbox, code)).await.unwrap();
    assert_eq!((tokens.token_type.as_str(), tokens.scope.as_str()), ("bearer", "USER_PHONE USER_ID"));
    assert!(tokens.expires_in > 0);
    assert_eq!(tokens.refresh_token, None, "nobody asked for offline_access");
    assert_eq!(refused(&client, &tokens).await, None);
}

#[tokio::test]
async fn a_refresh_replaces_both_tokens() {
    let (sandbox, client) = sandbox(config()).await;
    let code = consent(&sandbox, &client, &[Scope::UserPhone, Scope::OfflineAccess]).await;
    let old = trade(&client, code_grant(&sandbox, code)).await.unwrap();
    let new = client.oauth().create_token(&refresh_grant(&sandbox, &old)).await.unwrap();
    assert!(new.access_token != old.access_token && new.refresh_token != old.refresh_token);
    assert_eq!((refused(&client, &old).await, refused(&client, &new).await), (None, None));

    sandbox.control().clock().advance(Duration::from_secs(120));
    assert_eq!((refused(&client, &old).await, refused(&client, &new).await), (Some(401), None));
    let again = client.oauth().create_token(&refresh_grant(&sandbox, &old)).await;
    assert_eq!(reason(again), (400, "invalid_grant".to_owned()));
    let newer = client.oauth().create_token(&refresh_grant(&sandbox, &new)).await.unwrap();
    assert_eq!(refused(&client, &newer).await, None);
}

#[tokio::test]
async fn a_refused_grant_has_the_code_of_the_standard() {
    let (sandbox, client) = sandbox(config()).await;
    let grant = |code: &str| code_grant(&sandbox, Secret::new(code));
    assert_eq!(reason(trade(&client, grant("ory_ac_unknown")).await), (400, "invalid_grant".to_owned()));

    let code = consent(&sandbox, &client, &[Scope::UserPhone]).await;
    let mut elsewhere = grant(code.expose());
    elsewhere.redirect_uri = "https://app.example.com/other".to_owned();
    assert_eq!(reason(trade(&client, elsewhere).await), (400, "invalid_grant".to_owned()));

    let mut somebody = grant(code.expose());
    somebody.client_secret = Secret::new("kenar-secret-wrong");
    assert_eq!(reason(trade(&client, somebody).await), (401, "invalid_client".to_owned()));

    trade(&client, grant(code.expose())).await.unwrap();
    assert_eq!(reason(trade(&client, grant(code.expose())).await), (400, "invalid_grant".to_owned()));

    let mut nothing = grant("ory_ac_unknown");
    nothing.client_id = String::new();
    let error = trade(&client, nothing.clone()).await.unwrap_err();
    assert!(matches!(&error, TokenError::Invalid(_)) && error.to_string().contains("/client_id"), "{error}");
    let key = sandbox.default_app().api_key.clone();
    let unchecked = Client::builder().api_key(key).sandbox(sandbox.url()).without_validation().build().unwrap();
    assert_eq!(reason(trade(&unchecked, nothing).await), (400, "invalid_request".to_owned()));
}

#[tokio::test]
async fn members_that_an_answer_has_beside_are_ignored() {
    let body =
        r#"{"access_token":"a","token_type":"bearer","expires_in":604799,"scope":"openid","id_token":"b","new":{}}"#;
    let server = Server::answering(json("200 OK", body)).await;
    let grant = AuthorizationCodeGrant {
        code: Secret::new("a"),
        client_id: "a".to_owned(),
        client_secret: Secret::new("a"),
        redirect_uri: "a".to_owned(),
    };
    let tokens = trade(&server.client(), grant).await.unwrap();
    assert_eq!((tokens.access_token.expose(), tokens.expires_in), ("a", 604_799));
}
