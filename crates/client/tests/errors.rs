//! One error that people can match: what each refusal becomes, and what it shows.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::num::NonZeroU32;
use std::time::Duration;

use common::{KEY, PHONE, Server, TOKEN, answer, assert_without, client, json, phone, printed, sandbox, token};
use kenar_client::error::{Limit, TicketProblem, TokenProblem, Unexpected};
use kenar_client::{Client, Error, operations};
use kenar_sandbox::{AppConfig, Clock, Config, Limits, Sandbox, ServiceType, TicketSpec, Timestamp};
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{PaymentTicketValidation, Phone, TicketUuid, UserAddon};

async fn get_user(answer: String) -> Error {
    let server = Server::answering(answer).await;
    server.client().as_user(&token()).unwrap().get_user().await.unwrap_err()
}

#[tokio::test]
async fn each_refusal_of_a_ticket_is_one_of_six() {
    let other: Phone = "09997654321".parse().unwrap();
    let (sandbox, client) = sandbox(Config::default().with_users([phone(), other.clone()])).await;
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    let issue =
        |phone: Phone, service| sandbox.control().issue_ticket(TicketSpec::new(phone, service, 200_000)).unwrap();
    let mine = issue(phone(), ServiceType::ReportVerification);
    let theirs = issue(other, ServiceType::ReportVerification);
    let elsewhere = issue(phone(), ServiceType::ReportInspection);
    let unknown: TicketUuid = "812d56e6-e44d-45e7-8932-f9acbd416999".parse().unwrap();
    let stranger = common::client(sandbox.url());
    let for_user = |ticket, cost| PaymentTicketValidation::for_user(ticket, user.clone(), cost);

    let mut seen = Vec::new();
    for (client, validation, problem) in [
        (&stranger, for_user(mine, 1), TicketProblem::UnknownApp),
        (&client, for_user(mine, 200_001), TicketProblem::CostTooHigh),
        (&client, for_user(theirs, 1), TicketProblem::OtherUser),
        (&client, for_user(elsewhere, 1), TicketProblem::OtherService),
        (&client, for_user(unknown, 1), TicketProblem::NotFound),
    ] {
        let error = client.app().validate_payment_ticket(&validation).await.unwrap_err();
        let Error::Ticket(ticket) = &error else { panic!("{problem:?}: {error}") };
        assert_eq!((ticket.problem, ticket.status), (problem, problem.published().0));
        assert!(error.to_string().contains(problem.published().1), "{error}");
        assert!(!error.is_retryable() && !error.may_have_happened());
        seen.push(problem);
    }
    client.app().validate_payment_ticket(&for_user(mine, 200_000)).await.unwrap();

    // The contract names a user in every request, so only a server that asks for more answers with the sixth.
    let (status, message) = TicketProblem::MissingUser.published();
    let server = Server::answering(json(
        &format!("{} Bad Request", status.as_u16()),
        &format!(r#"{{"code":3,"message":"{message}"}}"#),
    ))
    .await;
    let error = server.client().app().validate_payment_ticket(&for_user(mine, 1)).await.unwrap_err();
    assert!(matches!(&error, Error::Ticket(ticket) if ticket.problem == TicketProblem::MissingUser), "{error}");
    seen.push(TicketProblem::MissingUser);
    assert!(TicketProblem::ALL.iter().all(|problem| seen.contains(problem)));

    // Another message, another status, another operation: an ordinary refusal.
    for (status, message) in [("404 Not Found", "not found ticket"), ("400 Bad Request", "Not found ticket")] {
        let server = Server::answering(json(status, &format!(r#"{{"code":5,"message":"{message}"}}"#))).await;
        let error = server.client().app().validate_payment_ticket(&for_user(mine, 1)).await.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
    }
    let error = get_user(json("404 Not Found", r#"{"code":5,"message":"Not found ticket"}"#)).await;
    assert!(matches!(error, Error::Refused(_)), "{error}");
}

#[tokio::test]
async fn a_ticket_is_refused_where_it_is_spent_as_well() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    let ticket = sandbox.control().issue_ticket(TicketSpec::new(phone(), ServiceType::ReportVerification, 9)).unwrap();
    let addon = UserAddon::new([TitleRow::new("تأیید شد").into()]).with_ticket(ticket, 9);
    let as_user = client.as_user(&token).unwrap();
    as_user.upsert_user_addon(&user, &addon).await.unwrap();
    let error = as_user.upsert_user_addon(&user, &addon).await.unwrap_err();
    assert!(matches!(&error, Error::Ticket(ticket) if ticket.problem == TicketProblem::NotFound), "{error}");
}

/// A sandbox whose app may do so little, and its clock stands still.
async fn limited(limits: Limits) -> (Sandbox, Client) {
    let clock = Clock::fixed("2025-05-01T09:00:30Z".parse::<Timestamp>().unwrap());
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).with_limits(limits);
    let (sandbox, _) = sandbox(Config::default().with_clock(clock).with_apps([app])).await;
    let key = sandbox.default_app().api_key.clone();
    let client = Client::builder().api_key(key).sandbox(sandbox.url()).without_retry().build().unwrap();
    (sandbox, client)
}

#[tokio::test]
async fn a_limit_says_which_it_is_and_how_much_it_allows() {
    let three = NonZeroU32::new(3).unwrap();
    for (limits, limit) in
        [(Limits::default().per_minute(three), Limit::PerMinute), (Limits::default().per_day(three), Limit::PerDay)]
    {
        let (_sandbox, client) = limited(limits).await;
        let post = "gZd7omnS".parse().unwrap();
        for _ in 0..3 {
            let error = client.app().delete_post_addon(&post).await.err();
            assert!(!matches!(error, Some(Error::RateLimited(_))), "{error:?}");
        }
        let error = client.app().delete_post_addon(&post).await.unwrap_err();
        let Error::RateLimited(limited) = &error else { panic!("{error}") };
        assert_eq!((limited.limit, limited.quota, limited.retry_after), (limit, Some(3), None));
        assert!(error.to_string().contains(&limited.message) && error.is_retryable() && !error.may_have_happened());
        assert_eq!(error.status().unwrap().as_u16(), 429);
    }
}

#[tokio::test]
async fn when_to_come_back_is_read_in_every_form() {
    let with = |headers: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    };
    let plain = r#"{"code":8,"message":"minutely request limit exceeded"}"#;
    let info = r#"{"code":8,"message":"no","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}"#;
    for (answer, expected, limit) in [
        (with("", plain), None, Limit::PerMinute),
        (with("retry-after: 17\r\n", plain), Some(Duration::from_secs(17)), Limit::PerMinute),
        (with("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", plain), Some(Duration::ZERO), Limit::PerMinute),
        (with("retry-after: soon\r\n", plain), None, Limit::PerMinute),
        (with("retry-after: -1\r\n", plain), None, Limit::PerMinute),
        (with("retry-after: 18446744073709551615\r\n", plain), Some(Duration::from_secs(u64::MAX)), Limit::PerMinute),
        (with("", info), Some(Duration::from_millis(1500)), Limit::Unknown),
        (with("", r#"{"code":8,"message":"daily request quota exceeded"}"#), None, Limit::PerDay),
        (
            with("", r#"{"code":8,"message":"no","details":[{"retryDelay":"-1s"},{"retryDelay":1}]}"#),
            None,
            Limit::Unknown,
        ),
        (with("retry-after: 2\r\n", "<html>slow down</html>"), Some(Duration::from_secs(2)), Limit::Unknown),
    ] {
        let error = get_user(answer.clone()).await;
        let Error::RateLimited(limited) = &error else { panic!("{error}") };
        assert_eq!((limited.retry_after, limited.limit), (expected, limit), "{answer}");
    }
}

#[tokio::test]
async fn expired_and_revoked_tokens_are_told_apart() {
    let clock = Clock::fixed("2025-05-01T09:00:00Z".parse::<Timestamp>().unwrap());
    let (sandbox, client) = sandbox(Config::default().with_clock(clock)).await;
    let problem = async |token| {
        let error = client.as_user(&token).unwrap().get_user().await.unwrap_err();
        let Error::Refused(refused) = &error else { panic!("{error}") };
        assert_eq!(refused.operation, &operations::GET_USER);
        (refused.token_problem(), error.status().unwrap().as_u16())
    };
    let revoked = sandbox.control().issue_token(&phone(), ["USER_ID"]).unwrap();
    sandbox.control().revoke_access("sample-app", &phone()).unwrap();
    assert_eq!(problem(revoked).await, (Some(TokenProblem::Revoked), 401));
    let expired = sandbox.control().issue_token(&phone(), ["USER_ID"]).unwrap();
    sandbox.control().clock().advance(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(problem(expired).await, (Some(TokenProblem::Expired), 401));
    assert_eq!(problem(token()).await, (Some(TokenProblem::Unknown), 401));
    let powerless = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    assert_eq!(problem(powerless).await, (None, 403));
    let stranger = common::client(sandbox.url()).as_user(&token()).unwrap().get_user().await.unwrap_err();
    assert!(matches!(&stranger, Error::Refused(refused) if refused.token_problem().is_none()), "{stranger}");
}

#[tokio::test]
async fn a_page_is_kept_short() {
    let page = format!("<html>\n\n<h1>502\tBad Gateway</h1>{}</html>", "خطا ".repeat(100_000));
    for content_type in ["text/html; charset=utf-8", "application/json"] {
        let error = get_user(answer("502 Bad Gateway", content_type, &page)).await;
        let Error::Unexpected(unexpected) = &error else { panic!("{error}") };
        assert_eq!(unexpected.status.as_u16(), 502);
        assert_eq!(unexpected.content_type.as_deref(), Some(content_type));
        assert!(error.to_string().chars().count() < Unexpected::SHOWN_CHARS + 150, "{error}");
        assert!(error.is_retryable() && error.may_have_happened());
    }
    let error = get_user(answer("502 Bad Gateway", "text/html", &page)).await;
    assert!(error.to_string().contains("text/html instead of JSON: <html> <h1>502 Bad Gateway</h1>خطا خطا"), "{error}");
}

#[tokio::test]
async fn a_body_without_an_end_is_not_read_to_it() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let endless = format!("{head}connection: close\r\n\r\n\"{}", "a".repeat(17 * 1024 * 1024));
    let promised = format!("{head}content-length: 99999999999\r\nconnection: close\r\n\r\n\"");
    for answer in [endless, promised] {
        let error = get_user(answer).await;
        assert!(matches!(error, Error::Unexpected(_)) && error.to_string().contains("longer"), "{error}");
    }
}

#[tokio::test]
async fn the_message_of_the_platform_is_shown() {
    let error = get_user(json("403 Forbidden", r#"{"code":7,"message":"یکی از ردیف‌ها مجاز نیست"}"#)).await;
    assert_eq!(error.to_string(), "get_user was refused (403, code 7): یکی از ردیف‌ها مجاز نیست");
    assert_eq!((error.operation().id, error.attempts()), ("get_user", 1));
    assert_eq!(error.body().unwrap().code, 7);
}

#[tokio::test]
async fn what_a_server_quotes_is_taken_out() {
    let quoted = format!("{KEY} and Bearer {TOKEN}");
    for answer in [
        json(
            "401 Unauthorized",
            &format!(r#"{{"code":16,"message":"{quoted}","details":[{{"found":"{quoted}","message":"{quoted}"}}]}}"#),
        ),
        json("429 Too Many Requests", &format!(r#"{{"code":8,"message":"{quoted}"}}"#)),
        json("200 OK", &format!(r#"{{"user_id":["{quoted}"]}}"#)),
        json("200 OK", &format!(r#""{quoted}""#)),
        answer("429 Too Many Requests", "text/plain", &quoted),
        answer("403 Forbidden", "text/html", &format!("<html>{quoted}</html>")),
        answer("502 Bad Gateway", &quoted, &quoted),
    ] {
        let error = get_user(answer).await;
        assert_without(&printed(&error), &[KEY, TOKEN]);
        assert!(error.to_string().contains("[secret]") || error.to_string().contains("does not fit"), "{error}");
    }
    // However it is written.
    const ODD: &str = "abc/def+<secret>&\"secret\"";
    let escaped = r#"abc\/def\u002b\u003csecret\u003e\u0026\"secret\""#;
    let body = format!(r#"{{"code":3,"message":"bad {escaped}","details":[{{"found":["{escaped}"],"{escaped}":1}}]}}"#);
    for status in ["400 Bad Request", "429 Too Many Requests"] {
        let server = Server::answering(json(status, &body)).await;
        let client = Client::builder().api_key(ODD).sandbox(server.url()).without_retry().build().unwrap();
        let error = client.app().delete_post_addon(&"gZd7omnS".parse().unwrap()).await.unwrap_err();
        assert_without(&printed(&error).replace("\\\"", "\""), &[ODD]);
        assert_eq!(error.body().unwrap().message, "bad [secret]");
        assert_eq!(error.body().unwrap().details[0].other["[secret]"], 1);
    }
    // Nor does an error name the user of the call.
    let error = client(&common::nobody().await).app().delete_user_semantic_by_phone(&phone()).await.unwrap_err();
    assert_without(&printed(&error), &[PHONE]);
}
