//! The token endpoint: how both grants are written, and that no secret is ever printed.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use kenar_schemas::Payload;
use kenar_schemas::oauth::{
    AuthorizationCodeGrant, OAuthError, RefreshTokenGrant, Secret, TokenRequest, TokenResponse,
};
use serde_json::{Value, json};

/// Every secret of this file holds it.
const MARK: &str = "n4pRHTr0";

fn secret(name: &str) -> Secret {
    Secret::new(format!("{MARK} {name}&=+%ک"))
}

fn code_grant() -> TokenRequest {
    TokenRequest::AuthorizationCode(AuthorizationCodeGrant {
        code: secret("code"),
        client_id: "sample-inspection".to_owned(),
        client_secret: secret("client"),
        redirect_uri: "https://example.com/oauth/callback?a=b&c=d".to_owned(),
    })
}

fn refresh_grant() -> TokenRequest {
    TokenRequest::RefreshToken(RefreshTokenGrant {
        refresh_token: secret("refresh"),
        client_id: "sample-inspection".to_owned(),
        client_secret: secret("client"),
        redirect_uri: None,
        code: None,
    })
}

fn full_refresh_grant() -> TokenRequest {
    TokenRequest::RefreshToken(RefreshTokenGrant {
        refresh_token: secret("refresh"),
        client_id: "sample-inspection".to_owned(),
        client_secret: secret("client"),
        redirect_uri: Some("https://example.com/oauth/callback".to_owned()),
        code: Some(secret("access")),
    })
}

fn response() -> TokenResponse {
    let text = json!({
        "access_token": secret("access"),
        "token_type": "bearer",
        "expires_in": 604_799,
        "scope": "USER_PHONE offline_access",
        "refresh_token": secret("refresh"),
    });
    TokenResponse::check(text.to_string().as_bytes()).unwrap()
}

#[test]
fn no_secret_is_printed() {
    assert_eq!(format!("{:?} {:#?}", secret("a"), secret("b")), "[secret] [secret]");
    for request in [code_grant(), refresh_grant(), full_refresh_grant()] {
        let told = format!("{request:?}\n{request:#?}");
        assert!(!told.contains(MARK), "{told}");
        assert!(told.contains("[secret]") && told.contains("sample-inspection"), "{told}");
        match &request {
            TokenRequest::AuthorizationCode(grant) => assert!(!format!("{grant:?}").contains(MARK)),
            TokenRequest::RefreshToken(grant) => assert!(!format!("{grant:?}").contains(MARK)),
            _ => panic!("a grant without a test"),
        }
    }
    let told = format!("{:?}\n{:#?}", response(), Some(response()));
    assert!(!told.contains(MARK), "{told}");
    assert_eq!(told.matches("[secret]").count(), 4);
}

#[test]
fn no_refusal_repeats_a_secret() {
    let broken = [
        json!({"grant_type": "authorization_code", "code": [MARK], "client_id": "", "client_secret": {MARK: MARK}}),
        json!({"grant_type": "refresh_token", "refresh_token": {"a": MARK}, "client_secret": MARK, "code": [MARK]}),
        json!({"grant_type": "refresh_token", "refresh_token": MARK, "client_id": "a", "client_secret": 90_210_733}),
        json!({"access_token": [MARK], "expires_in": -1, "refresh_token": {"a": MARK}}),
        json!({"access_token": 90_210_733, "token_type": "bearer", "expires_in": 1, "scope": ""}),
        json!([MARK]),
        json!(MARK),
    ];
    for text in broken.map(|value| value.to_string()) {
        let request = TokenRequest::check(text.as_bytes()).expect_err(&text);
        let response = TokenResponse::check(text.as_bytes()).expect_err(&text);
        let told = format!("{request} {request:?} {response} {response:?}");
        assert!(!told.contains(MARK) && !told.contains("90210733"), "{told}");
    }
    // serde repeats what it did not expect; a secret that was sent as a number is still one.
    let number = "90210733";
    for text in [number.to_owned(), format!("[{number}]"), format!("-{number}"), format!("{number}.5")] {
        let error = serde_json::from_str::<Secret>(&text).unwrap_err().to_string();
        assert!(!error.contains(number), "{error}");
    }
    let text = format!(
        r#"{{"grant_type": "authorization_code", "code": {number}, "client_id": "a", "client_secret": "b", "redirect_uri": "c"}}"#
    );
    let error = serde_json::from_str::<TokenRequest>(&text).unwrap_err().to_string();
    assert!(!error.contains(number), "{error}");
}

#[test]
fn both_grants_are_written_flat_with_their_type() {
    let code = json!({
        "grant_type": "authorization_code",
        "code": format!("{MARK} code&=+%ک"),
        "client_id": "sample-inspection",
        "client_secret": format!("{MARK} client&=+%ک"),
        "redirect_uri": "https://example.com/oauth/callback?a=b&c=d",
    });
    let refresh = json!({
        "grant_type": "refresh_token",
        "refresh_token": format!("{MARK} refresh&=+%ک"),
        "client_id": "sample-inspection",
        "client_secret": format!("{MARK} client&=+%ک"),
    });
    let mut full_refresh = refresh.clone();
    full_refresh["redirect_uri"] = json!("https://example.com/oauth/callback");
    full_refresh["code"] = json!(format!("{MARK} access&=+%ک"));
    for (request, written) in [(code_grant(), code), (refresh_grant(), refresh), (full_refresh_grant(), full_refresh)] {
        assert_eq!(serde_json::to_value(&request).unwrap(), written);
        assert_eq!(TokenRequest::check(written.to_string().as_bytes()).unwrap(), request);
        request.validate().unwrap();
    }
}

#[test]
fn both_grants_go_through_a_form_and_back() {
    let encoded = "n4pRHTr0+code%26%3D%2B%25%DA%A9";
    let expected = format!(
        "grant_type=authorization_code&code={encoded}&client_id=sample-inspection\
         &client_secret=n4pRHTr0+client%26%3D%2B%25%DA%A9\
         &redirect_uri=https%3A%2F%2Fexample.com%2Foauth%2Fcallback%3Fa%3Db%26c%3Dd"
    );
    assert_eq!(serde_urlencoded::to_string(code_grant()).unwrap(), expected);
    for request in [code_grant(), refresh_grant(), full_refresh_grant()] {
        let form = serde_urlencoded::to_string(&request).unwrap();
        assert_eq!(serde_urlencoded::from_str::<TokenRequest>(&form).unwrap(), request, "{form}");
        let moved = form.split('&').rev().collect::<Vec<_>>().join("&");
        assert_eq!(serde_urlencoded::from_str::<TokenRequest>(&moved).unwrap(), request, "{moved}");
        for wrong in [format!("{form}&scope=a"), format!("{form}&client_id=a"), form.replace("grant_type", "type")] {
            assert!(serde_urlencoded::from_str::<TokenRequest>(&wrong).is_err(), "{wrong}");
        }
    }
}

#[test]
fn empty_members_of_a_request_are_refused() {
    let mut empty = full_refresh_grant();
    if let TokenRequest::RefreshToken(grant) = &mut empty {
        grant.refresh_token = Secret::new("");
        grant.client_id.clear();
        grant.client_secret = Secret::from("");
        grant.redirect_uri = Some(String::new());
        grant.code = Some(Secret::new(""));
    }
    let violations = empty.validate().unwrap_err();
    let told: Vec<(&str, &str)> = violations.iter().map(|one| (one.pointer.as_str(), one.rule.as_str())).collect();
    let expected = ["/refresh_token", "/client_id", "/client_secret", "/redirect_uri", "/code"];
    assert_eq!(told, expected.map(|pointer| (pointer, "minLength")));
}

#[test]
fn tokens_come_with_and_without_a_refresh_token() {
    let full = response();
    assert_eq!(full.access_token, secret("access"));
    assert_eq!(full.access_token.expose(), format!("{MARK} access&=+%ک"));
    assert_ne!(full.access_token, secret("refresh"));
    assert_eq!((full.expires_in, full.refresh_token.clone()), (604_799, Some(secret("refresh"))));
    let mut written: Value = serde_json::to_value(&full).unwrap();
    assert_eq!(serde_json::from_value::<TokenResponse>(written.clone()).unwrap(), full);
    written.as_object_mut().unwrap().remove("refresh_token");
    let without = TokenResponse::check(written.to_string().as_bytes()).unwrap();
    assert_eq!(without.refresh_token, None);
    assert_eq!(serde_json::to_value(&without).unwrap(), written);
}

#[test]
fn the_error_of_the_endpoint_has_a_code_and_perhaps_words() {
    let error = OAuthError::new("invalid_grant", "the code was used before");
    let written = json!({"error": "invalid_grant", "error_description": "the code was used before"});
    assert_eq!(serde_json::to_value(&error).unwrap(), written);
    assert_eq!(OAuthError::check(br#"{"error": "a", "error_uri": "b"}"#).unwrap().error_description, None);
}
