//! What calls make of their parameters, and of every kind of answer.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Server, answer, cut_off, json, phone, sandbox, token};
use kenar_client::{Client, Error};
use kenar_sandbox::Config;
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{AddonId, AddonReceipt, DivarUserId, Phone, UserAddon, UserInfo};

const ID: &str = "812d56e6-e44d-45e7-8932-f9acbd416999";

fn addon(title: &str) -> UserAddon {
    UserAddon::new([TitleRow::new(title).into()])
}

/// Stores an add-on of a user.
async fn upsert(client: &Client, user: &DivarUserId, title: &str) -> Result<AddonReceipt, Error> {
    let receipt = client.as_user(&token()).unwrap().upsert_user_addon(user, &addon(title)).await?;
    Ok(receipt.into_inner())
}

/// What `get_user` makes of an answer.
async fn get_user(answer: String) -> Result<UserInfo, Error> {
    let server = Server::answering(answer).await;
    let user = server.client().as_user(&token()).unwrap().get_user().await?;
    Ok(user.into_inner())
}

#[tokio::test]
async fn a_user_id_stays_one_segment_of_the_path() {
    let server = Server::answering(json("200 OK", &format!(r#"{{"id":"{ID}"}}"#))).await;
    for (id, encoded) in [
        ("a/b+c==", "a%2Fb%2Bc%3D%3D"),
        ("a\\..\\..\\post\\gZd7omnS", "a%5C..%5C..%5Cpost%5CgZd7omnS"),
        ("/", "%2F"),
        ("../x", "..%2Fx"),
        ("?a#b%2F", "%3Fa%23b%252F"),
        ("a b\n", "a%20b%0A"),
        ("...", "..."),
        ("کاربر", "%DA%A9%D8%A7%D8%B1%D8%A8%D8%B1"),
    ] {
        upsert(&server.client(), &id.parse().unwrap(), "a").await.unwrap();
        assert_eq!(server.last().call, format!("POST /v2/open-platform/addons/users/{encoded}"));
    }
}

#[tokio::test]
async fn a_parameter_that_would_change_the_path_is_not_sent() {
    let server = Server::answering(json("200 OK", "{}")).await;
    let client = server.client();
    for text in [".", ".."] {
        let error = upsert(&client, &text.parse().unwrap(), "a").await.unwrap_err();
        assert!(matches!(error, Error::Unsendable(_)), "{error}");
        let phone: Phone = text.parse().unwrap();
        let error = client.legacy().delete_legacy_user_verification(&phone).await.unwrap_err();
        assert!(matches!(error, Error::Unsendable(_)), "{error}");
    }
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn ids_as_the_platform_makes_them_arrive() {
    let phones: Vec<Phone> = (0..100).map(|number| format!("0999000{number:04}").parse().unwrap()).collect();
    let (sandbox, client) = sandbox(Config::default().with_seed(7).with_users(phones.clone())).await;
    let (mut slashes, mut pluses) = (0, 0);
    for phone in phones {
        let id = sandbox.control().user_id("sample-app", &phone).unwrap();
        if !id.as_str().contains(['/', '+']) {
            continue;
        }
        slashes += usize::from(id.as_str().contains('/'));
        pluses += usize::from(id.as_str().contains('+'));
        let token = sandbox.control().issue_token(&phone, ["USER_ADDON_CREATE"]).unwrap();
        client.as_user(&token).unwrap().upsert_user_addon(&id, &addon("a")).await.unwrap();
        let stored = sandbox.control().snapshot().user_addons;
        assert_eq!(stored.iter().filter(|addon| addon.user == phone).count(), 1, "{id}");
    }
    assert!(slashes > 0 && pluses > 0, "the sandbox makes such ids");
}

#[tokio::test]
async fn a_refusal_is_typed_down_to_its_details() {
    let body = r#"{"code":3,"message":"no","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","pointer":"/a","limit":24,"fieldViolations":[{"field":"a"}]}],"more":1}"#;
    let Err(Error::Refused(refusal)) = get_user(json("400 Bad Request", body)).await else { panic!("not refused") };
    assert_eq!((refusal.status.as_u16(), refusal.body.code, refusal.body.message.as_str()), (400, 3, "no"));
    let detail = &refusal.body.details[0];
    assert_eq!(detail.type_url.as_deref(), Some("type.googleapis.com/google.rpc.BadRequest"));
    assert_eq!((detail.pointer.as_deref(), detail.limit.as_ref().unwrap().as_i64()), (Some("/a"), Some(24)));
    assert_eq!(detail.other["fieldViolations"][0]["field"], "a", "nothing is lost");
}

#[tokio::test]
async fn client_and_sandbox_name_the_same_place_of_a_mistake() {
    let (sandbox, strict) = sandbox(Config::default()).await;
    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    let too_long = addon(&"ی".repeat(50));
    let Err(Error::Invalid(invalid)) = strict.as_user(&token).unwrap().upsert_user_addon(&user, &too_long).await else {
        panic!("sent")
    };
    assert_eq!(sandbox.control().requests(0), []);
    assert_eq!(invalid.violations.as_slice()[0].pointer, "/widgets/0/title_row/text");

    let key = sandbox.default_app().api_key.clone();
    let client = Client::builder().api_key(key).sandbox(sandbox.url()).without_validation().build().unwrap();
    let answer = client.as_user(&token).unwrap().upsert_user_addon(&user, &too_long).await;
    let Err(Error::Refused(refusal)) = answer else { panic!("not refused") };
    assert_eq!((refusal.status.as_u16(), refusal.body.code), (400, 3));
    assert_eq!(refusal.body.details[0].pointer.as_deref(), Some("/widgets/0/title_row/text"));
    assert_eq!(refusal.body.details[0].rule.as_deref(), Some("maxLength"));
}

#[tokio::test]
async fn an_error_without_details_or_with_a_5xx_is_typed_too() {
    for status in ["404 Not Found", "412 Precondition Failed", "429 Too Many Requests", "503 Service Unavailable"] {
        let Err(error) = get_user(json(status, r#"{"code":9,"message":"no"}"#)).await else { panic!("not refused") };
        assert!(status.starts_with(error.status().unwrap().as_str()), "{error}");
        assert_eq!(error.is_retryable(), status.starts_with("429") || status.starts_with("503"), "{error}");
        assert!(error.body().is_some_and(|body| body.code == 9 && body.details.is_empty()));
        assert_eq!(matches!(error, Error::RateLimited(_)), status.starts_with("429"), "{error}");
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_is_an_error_with_its_status() {
    const PAGE: &str = "<html><head><title>502 Bad Gateway</title></head></html>";
    for (status, content_type) in [
        ("502 Bad Gateway", "text/html"),
        ("503 Service Unavailable", "text/html; charset=utf-8"),
        ("504 Gateway Timeout", "application/xml"),
        ("429 Too Many Requests", "text/plain"),
    ] {
        let error = get_user(answer(status, content_type, PAGE)).await.unwrap_err();
        assert!(error.is_retryable(), "{error}");
        assert!(status.starts_with(error.status().unwrap().as_str()), "{error}");
    }
    let bare = "HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n".to_owned();
    assert_eq!(get_user(bare).await.unwrap_err().status().unwrap().as_u16(), 502);

    // A page that does not say "later" is kept, so that somebody can read it.
    let error = get_user(answer("403 Forbidden", "text/html", "<html>not from your country</html>")).await.unwrap_err();
    assert!(!error.is_retryable() && error.to_string().contains("not from your country"), "{error}");
    let error = get_user(answer("200 OK", "text/html", PAGE)).await.unwrap_err();
    assert!(matches!(error, Error::Unexpected(_)) && !error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_broken_answer_is_an_error() {
    let invalid = |error: &Error| matches!(error, Error::Unexpected(_));
    let cut = |error: &Error| matches!(error, Error::Transport(broken) if broken.status.is_some());
    let broken = |error: &Error| matches!(error, Error::Transport(broken) if broken.status.is_none());
    let unexpected = |error: &Error| matches!(error, Error::Unexpected(_));
    type Expected<'a> = &'a dyn Fn(&Error) -> bool;
    let answers: [(String, Expected<'_>); 12] = [
        (json("200 OK", r#"{"user_id":"#), &invalid),
        (json("200 OK", ""), &invalid),
        (json("200 OK", "null"), &invalid),
        (json("200 OK", r#"["09991234567","a"]"#), &invalid),
        (json("200 OK", r#"{"user_id":1}"#), &invalid),
        (json("400 Bad Request", r#"{"message":"no code"}"#), &invalid),
        (json("400 Bad Request", r#"{"code":99999999999,"message":"no"}"#), &invalid),
        (cut_off("200 OK", r#"{"user_id":"a"}"#), &cut),
        (cut_off("500 Internal Server Error", r#"{"code":13,"#), &cut),
        (json("202 Accepted", "{}"), &unexpected),
        (json("600 Unheard Of", "{}"), &unexpected),
        (String::new(), &broken),
    ];
    for (answer, expected) in answers {
        let error = get_user(answer.clone()).await.unwrap_err();
        assert!(expected(&error), "{answer:?} gave {error}");
    }
}

#[tokio::test]
async fn members_that_an_answer_has_beside_are_ignored() {
    let body = r#"{"user_id":"a","national_id":"b","badges":[{"name":"c"}],"phone_number":"09991234567"}"#;
    let user = get_user(json("200 OK", body)).await.unwrap();
    assert_eq!((user.user_id.as_deref(), user.phone_number.as_deref()), (Some("a"), Some("09991234567")));
    let server = Server::answering(json("200 OK", r#"{"done":true}"#)).await;
    server.client().app().delete_user_addon(&ID.parse().unwrap()).await.unwrap();
}

#[tokio::test]
async fn an_unknown_add_on_cannot_be_deleted() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let unknown: AddonId = ID.parse().unwrap();
    let Err(Error::Refused(refusal)) = client.app().delete_user_addon(&unknown).await else { panic!("not refused") };
    assert_eq!((refusal.status.as_u16(), refusal.body.code), (404, 5));

    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    let receipt = client.as_user(&token).unwrap().upsert_user_addon(&user, &addon("a")).await.unwrap();
    client.app().delete_user_addon(&receipt.id).await.unwrap();
    let again = client.app().delete_user_addon(&receipt.id).await.unwrap_err();
    assert_eq!(again.status().unwrap().as_u16(), 404);
}
