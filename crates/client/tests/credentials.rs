//! Which secrets go where, and that they go nowhere else.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::error::Error as _;

use common::{
    CLIENT_SECRET, KEY, Server, TOKEN, answer, assert_without, client, cut_off, debugged, json, nobody, phone, printed,
    token,
};
use kenar_client::oauth::{AuthorizationCodeGrant, RefreshTokenGrant, TokenError, TokenRequest};
use kenar_client::{BuildError, Client, Error, InvalidSecret, Secret};
use kenar_schemas::{Semantic, UserSemantic};

const POST: &str = "gZd7omnS";
const REFRESH_TOKEN: &str = "ory_rt_c03d11";
const CODE: &str = "ory_ac_7e20aa";
/// What an endpoint issues in an answer that cannot be read.
const NEW_TOKEN: &str = "ory_at_99fe01";

fn code_grant() -> TokenRequest {
    TokenRequest::AuthorizationCode(AuthorizationCodeGrant {
        code: Secret::new(CODE),
        client_id: "sample-app".to_owned(),
        client_secret: Secret::new(CLIENT_SECRET),
        redirect_uri: "https://app.example.com/callback".to_owned(),
    })
}

fn refresh_grant() -> TokenRequest {
    TokenRequest::RefreshToken(RefreshTokenGrant {
        refresh_token: Secret::new(REFRESH_TOKEN),
        client_id: "sample-app".to_owned(),
        client_secret: Secret::new(CLIENT_SECRET),
        redirect_uri: None,
        code: Some(token()),
    })
}

/// Calls every view once and gives the errors, printed.
async fn call_every_view(client: &Client) -> Vec<String> {
    let post = POST.parse().unwrap();
    let semantic = UserSemantic::new(Semantic::new());
    let as_user = client.as_user(&token()).unwrap();
    let legacy_as_user = client.legacy_as_user(&token()).unwrap();
    let errors = [
        client.app().delete_post_addon(&post).await.err().map(|error| printed(&error)),
        as_user.get_user().await.err().map(|error| printed(&error)),
        client.legacy().delete_legacy_post_addons(&post).await.err().map(|error| printed(&error)),
        legacy_as_user.upsert_user_semantic_by_phone(&phone(), &semantic).await.err().map(|error| printed(&error)),
        client.images().upload("jpeg").await.err().map(|error| printed(&error)),
        client.oauth().create_token(&code_grant()).await.err().map(|error| printed(&error)),
    ];
    errors.into_iter().flatten().collect()
}

#[tokio::test]
async fn each_view_sends_its_own_headers() {
    let server = Server::answering(json("200 OK", "{}")).await;
    call_every_view(&server.client()).await;
    let bearer = format!("Bearer {TOKEN}");
    let expected = [
        ("DELETE /v1/open-platform/addons/post/gZd7omnS", vec![KEY], vec![], vec![]),
        ("GET /v1/open-platform/users", vec![KEY], vec![bearer.as_str()], vec![]),
        ("DELETE /v1/open-platform/add-ons/post/gZd7omnS", vec![KEY], vec![], vec![]),
        ("POST /v1/open-platform/semantic/user/09991234567", vec![KEY], vec![], vec![TOKEN]),
        ("PUT /v2/image-service/open-platform/image.jpg", vec![KEY], vec![], vec![]),
        ("POST /oauth2/token", vec![], vec![], vec![]),
    ];
    let received = server.received();
    assert_eq!(received.len(), expected.len());
    for (request, (call, key, bearer, bare)) in received.iter().zip(expected) {
        assert_eq!(request.call, call);
        assert_eq!(request.header("X-API-Key"), key, "{call}");
        assert_eq!(request.header("Authorization"), bearer, "{call}");
        assert_eq!(request.header("x-access-token"), bare, "{call}");
        let others = request.headers.iter().filter(|(name, _)| {
            !["x-api-key", "authorization", "x-access-token"].contains(&name.to_ascii_lowercase().as_str())
        });
        assert_without(&debugged(&others.collect::<Vec<_>>()), &[KEY, TOKEN, CLIENT_SECRET]);
    }
    assert!(received[5].text().contains(CLIENT_SECRET), "the token endpoint knows the app by its secret");
    assert_without(received[5].text(), &[KEY]);
}

#[tokio::test]
async fn a_view_for_a_user_leaves_the_client_as_it_was() {
    let server = Server::answering(json("200 OK", "{}")).await;
    let client = server.client();
    let post = POST.parse().unwrap();
    client.as_user(&token()).unwrap().delete_post_addon(&post).await.unwrap();
    client.as_user(&Secret::new("ory_at_other")).unwrap().delete_post_addon(&post).await.unwrap();
    client.app().delete_post_addon(&post).await.unwrap();
    let bearers: Vec<_> = server.received().iter().map(|request| request.header("authorization").concat()).collect();
    assert_eq!(bearers, [format!("Bearer {TOKEN}"), "Bearer ory_at_other".to_owned(), String::new()]);
}

#[test]
fn no_part_of_a_client_prints_a_secret() {
    let client = client("http://127.0.0.1:1");
    let as_user = client.as_user(&token()).unwrap();
    let legacy_as_user = client.legacy_as_user(&token()).unwrap();
    let printed = [
        debugged(&client),
        debugged(client.app()),
        debugged(client.legacy()),
        debugged(client.oauth()),
        debugged(client.images()),
        debugged(&as_user),
        debugged(&legacy_as_user),
        debugged(&code_grant()),
        debugged(&refresh_grant()),
    ];
    for text in &printed {
        assert_without(text, &[KEY, TOKEN, CLIENT_SECRET, CODE, REFRESH_TOKEN]);
    }
    assert!(printed[5].contains("user: Some(\"[secret]\")"), "it can be seen that there is a user: {}", printed[5]);
}

#[tokio::test]
async fn no_error_prints_a_secret() {
    let answers = [
        json("401 Unauthorized", r#"{"code":16,"message":"the API key is not known"}"#),
        json("200 OK", "[]"),
        json("204 No Content", ""),
        answer("403 Forbidden", "text/html", "<html>no</html>"),
        answer("502 Bad Gateway", "text/html", "<html>later</html>"),
        cut_off("200 OK", "{"),
        cut_off("400 Bad Request", "{"),
        "no HTTP at all\r\n\r\n".to_owned(),
        "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
    ];
    let mut seen = Vec::new();
    for answer in answers {
        let server = Server::answering(answer.clone()).await;
        let errors = call_every_view(&server.client()).await;
        assert_eq!(errors.len(), 6, "every view sees an error: {answer}");
        seen.extend(errors);
    }
    let unreachable = call_every_view(&client(&nobody().await)).await;
    assert_eq!(unreachable.len(), 6);
    seen.extend(unreachable);
    for error in &seen {
        assert_without(error, &[KEY, TOKEN, CLIENT_SECRET, CODE]);
    }
}

#[test]
fn a_secret_that_no_header_can_hold_is_refused_and_not_repeated() {
    const PART: &str = "S3CR3T";
    let good = client("http://127.0.0.1:1");
    let bad = [
        String::new(),
        " ".to_owned(),
        format!("{PART} {PART}"),
        format!(" {PART}"),
        format!("{PART}\n"),
        format!("{PART}\r\nx-other: {PART}"),
        format!("{PART}\t"),
        format!("{PART}\0"),
        format!("{PART}\u{7f}"),
        format!("کلید{PART}"),
        format!("Bearer {PART}"),
    ];
    for text in bad {
        let error = Client::builder().api_key(text.clone()).build().unwrap_err();
        assert!(matches!(error, BuildError::Secret(_)), "{text:?}: {error}");
        assert!(error.to_string().contains("API key"), "{error}");
        let secret = Secret::new(text.clone());
        let (as_user, as_legacy) = (good.as_user(&secret).unwrap_err(), good.legacy_as_user(&secret).unwrap_err());
        assert_eq!(as_user, as_legacy);
        assert!(as_user.to_string().contains("access token"), "{as_user}");
        let tokens: [InvalidSecret; 2] = [as_user, as_legacy];
        for error in tokens.iter().map(|error| printed(error)).chain([printed(&error)]) {
            assert_without(&error, &[PART]);
        }
    }
}

#[tokio::test]
async fn a_token_error_never_repeats_what_was_sent_or_answered() {
    for (request, sent) in [
        (code_grant(), format!("{CODE}&{CLIENT_SECRET}")),
        (refresh_grant(), format!("{REFRESH_TOKEN}&{TOKEN}&{CLIENT_SECRET}")),
    ] {
        let garbage = [
            json("200 OK", &format!(r#"{{"access_token":"{NEW_TOKEN}"}}"#)),
            json("200 OK", &format!(r#"{{"access_token":"{NEW_TOKEN}","token_type":1,"expires_in":"{NEW_TOKEN}"}}"#)),
            json("200 OK", &format!(r#""{NEW_TOKEN}""#)),
            json("200 OK", &format!(r#"{{"{NEW_TOKEN}": {sent}"#)),
            json("400 Bad Request", &format!(r#"{{"error":["{sent}"]}}"#)),
            json("400 Bad Request", &format!(r#"{{"error":"{sent}"}}"#)),
            json("400 Bad Request", &format!(r#"{{"error":"a","error_description":"{sent}","new":"{NEW_TOKEN}"}}"#)),
            answer("500 Internal Server Error", "text/html", &format!("<html>{sent}{NEW_TOKEN}</html>")),
            answer("502 Bad Gateway", "text/html", &format!("<html>{sent}{NEW_TOKEN}</html>")),
            json("202 Accepted", &format!(r#""{NEW_TOKEN}""#)),
            cut_off("200 OK", &format!(r#"{{"access_token":"{NEW_TOKEN}","#)),
            format!("HTTP/1.1 302 Found\r\nlocation: /?{sent}{NEW_TOKEN}\r\ncontent-length: 0\r\n\r\n"),
            format!("{sent}{NEW_TOKEN}\r\n\r\n"),
        ];
        for answer in garbage {
            let server = Server::answering(answer).await;
            let error = server.client().oauth().create_token(&request).await.unwrap_err();
            assert_without(&printed(&error), &[KEY, TOKEN, CLIENT_SECRET, CODE, REFRESH_TOKEN, NEW_TOKEN]);
        }
    }
}

#[tokio::test]
async fn a_token_error_still_says_what_went_wrong() {
    let body = format!(r#"{{"error":"invalid_grant","error_description":"the code {CODE} was used"}}"#);
    let server = Server::answering(json("400 Bad Request", &body)).await;
    let error = server.client().oauth().create_token(&code_grant()).await.unwrap_err();
    let expected = "the token endpoint refused (400 Bad Request): invalid_grant: the code [secret] was used";
    assert_eq!(error.to_string(), expected);

    let server = Server::answering(answer("502 Bad Gateway", "text/html", "<html>")).await;
    let error = server.client().oauth().create_token(&code_grant()).await.unwrap_err();
    assert!(matches!(&error, TokenError::Unexpected { status: Some(status) } if status.as_u16() == 502), "{error}");

    let error = client(&nobody().await).oauth().create_token(&code_grant()).await.unwrap_err();
    assert!(matches!(error, TokenError::Transport(_)) && error.source().is_some(), "{error}");
}

#[tokio::test]
async fn a_redirect_takes_no_secret_to_another_place() {
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let thief = Server::answering(json("200 OK", "{}")).await;
        let location = format!("location: {}/v1/open-platform/users\r\n", thief.url());
        let redirect = format!("HTTP/1.1 {status}\r\n{location}content-length: 0\r\nconnection: close\r\n\r\n");
        let server = Server::answering(redirect).await;
        let client = server.client();
        let errors = call_every_view(&client).await;
        assert_eq!((errors.len(), server.received().len()), (6, 6), "every view takes it for an error");
        let error = client.as_user(&token()).unwrap().get_user().await.unwrap_err();
        assert!(matches!(&error, Error::Unexpected(answer) if status.starts_with(answer.status.as_str())));
        assert_eq!(thief.received().len(), 0, "{status}");
    }
}
