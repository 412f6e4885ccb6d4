//! The doubles of `oauth.divar.ir`: a form instead of JSON, and a redirect.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use httpmock::MockServer;
use kenar_client::oauth::{
    AuthorizationCodeGrant, OAuthError, RefreshTokenGrant, Scope, TokenError, TokenRequest, TokenResponse,
};
use kenar_client::{Client, Secret};
use kenar_httpmock::httpmock;
use kenar_httpmock::oauth::{AuthorizeExt as _, MockServerExt as _};
use reqwest::redirect::Policy;

const CALLBACK: &str = "https://example.com/oauth/callback";

async fn start() -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    let client = Client::builder().api_key("made-up-key").sandbox(server.base_url()).build().unwrap();
    (server, client)
}

fn code(code: &str) -> TokenRequest {
    TokenRequest::AuthorizationCode(AuthorizationCodeGrant {
        code: Secret::new(code),
        client_id: "sample-inspection".to_owned(),
        client_secret: Secret::new("made-up & =+% رمز"),
        redirect_uri: CALLBACK.to_owned(),
    })
}

fn refresh(code: Option<&str>) -> TokenRequest {
    TokenRequest::RefreshToken(RefreshTokenGrant {
        refresh_token: Secret::new("made-up-refresh-token"),
        client_id: "sample-inspection".to_owned(),
        client_secret: Secret::new("made-up-secret"),
        redirect_uri: None,
        code: code.map(Secret::new),
    })
}

fn tokens() -> TokenResponse {
    TokenResponse::new(Secret::new("made-up-token"), 3600, "USER_ID offline_access")
        .with_refresh_token(Secret::new("made-up-refresh-token"))
}

#[tokio::test]
async fn create_token() {
    let (server, client) = start().await;
    let double = server.create_token(|when, then| {
        when.body(&code("made-up-code"));
        then.ok(&tokens());
    });
    assert_eq!(client.oauth().create_token(&code("made-up-code")).await.unwrap(), tokens());
    double.assert();
    assert!(client.oauth().create_token(&code("made-up-cod")).await.is_err());
    assert!(client.oauth().create_token(&refresh(None)).await.is_err());
    double.assert();
}

#[tokio::test]
async fn a_field_too_few_or_too_many_is_another_form() {
    let (server, client) = start().await;
    for (expected, sent) in [(refresh(None), refresh(Some("old"))), (refresh(Some("old")), refresh(None))] {
        let mut double = server.create_token(|when, then| {
            when.body(&expected);
            then.ok(&tokens());
        });
        assert!(client.oauth().create_token(&sent).await.is_err());
        assert!(client.oauth().create_token(&expected).await.is_ok());
        double.assert();
        double.delete();
    }
}

#[tokio::test]
async fn a_grant_is_refused() {
    let (server, client) = start().await;
    let body = OAuthError::new("invalid_grant", "the code was used before");
    server.create_token(|_, then| drop(then.client_error(400, &body)));
    match client.oauth().create_token(&code("made-up-code")).await.unwrap_err() {
        TokenError::Refused { status, body: told } => assert_eq!((status.as_u16(), told), (400, body)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn authorize() {
    let (server, client) = start().await;
    let back = format!("{CALLBACK}?code=made-up-code&state=9f4c1a7b%20%D8%B1");
    let mut double = server.authorize(|when, then| {
        when.response_type("code")
            .client_id("sample-inspection")
            .redirect_uri(CALLBACK)
            .scope("USER_ID offline_access")
            .state("9f4c1a7b ر");
        then.found(&back);
    });
    let browser = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let url = |state: &str| {
        client.oauth().authorize_url("sample-inspection", CALLBACK, &[Scope::UserId, Scope::OfflineAccess], state)
    };
    let answer = browser.get(url("9f4c1a7b ر")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (302, back.as_str()));
    double.assert();
    assert_eq!(browser.get(url("9f4c1a7b")).send().await.unwrap().status(), 404);
    double.assert();
    double.delete();

    let body = OAuthError::new("invalid_client", "there is no such app");
    let mut double = server.authorize(|_, then| drop(then.client_error(401, &body)));
    let answer = browser.get(url("9f4c1a7b")).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(serde_json::from_slice::<OAuthError>(&answer.bytes().await.unwrap()).unwrap(), body);
    double.delete();
    server.authorize(|_, then| drop(then.server_error(503, &body)));
    assert_eq!(browser.get(url("9f4c1a7b")).send().await.unwrap().status(), 503);
}
