//! Calls of Divar without a web framework: keys, refusals, limits, answers, and bodies of every kind.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{assert_without, debugged, printed};
use kenar_client::schemas::{Action, InvalidText, PostToken};
use kenar_client::webhook::{
    Call, DynamicActionReply, DynamicActionRequest, Event, EventKind, EventPayload, EventReply, HttpReply,
    IdentificationKey, InvalidReply, LegacyCall, MessageContent, PostUpdateKind, SessionReply, SessionRequest, Source,
    Unchecked, Webhook, WebhookError,
};
use kenar_sandbox::SecretString;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};

const KEY: &str = "divar-key-77+/=";
const OTHER_KEY: &str = "divar-key-78-much-longer-than-the-first";

fn key(text: &str) -> IdentificationKey {
    IdentificationKey::new(&SecretString::from(text)).unwrap()
}

fn webhook() -> Webhook {
    Webhook::new(key(KEY))
}

fn headers(key: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, key.parse().unwrap());
    headers
}

fn event(body: &Value) -> Event {
    Event::from_json(body.to_string().as_bytes()).unwrap()
}

/// The three calls: what each of them makes of the same headers and body.
fn refusals(webhook: &Webhook, headers: &HeaderMap, body: &[u8]) -> [Option<WebhookError>; 3] {
    [
        webhook.session(headers, body).err(),
        webhook.dynamic_action(headers, body).err(),
        webhook.event(headers, body).err(),
    ]
}

#[test]
fn only_the_key_itself_is_taken() {
    let body = br#"{"type":"POST_UPDATE"}"#;
    assert_eq!(refusals(&webhook(), &headers(KEY), body), [None, None, None]);
    let wrong = Some(WebhookError::WrongKey);
    for given in [
        "",
        "divar-key-77+/",
        "divar-key-77+/=x",
        "DIVAR-KEY-77+/=",
        "Bearer divar-key-77+/=",
        "divar-key-77+/=, divar-key-77+/=",
        OTHER_KEY,
    ] {
        assert_eq!(
            refusals(&webhook(), &headers(given), body),
            [wrong.clone(), wrong.clone(), wrong.clone()],
            "{given}"
        );
        assert_eq!(webhook().read::<Event>(Some(given), body), Err(WebhookError::WrongKey));
    }
    let none = Some(WebhookError::NoKey);
    assert_eq!(refusals(&webhook(), &HeaderMap::new(), body), [none.clone(), none.clone(), none]);
    assert_eq!(webhook().read::<Event>(None, body), Err(WebhookError::NoKey));
    assert!(webhook().read::<Event>(Some(KEY), body).is_ok());

    // Every other beginning, and keys that differ in one letter.
    for at in 0..KEY.len() {
        for byte in (b'!'..=b'~').filter(|byte| *byte != KEY.as_bytes()[at]) {
            let mut given = KEY.as_bytes().to_vec();
            given[at] = byte;
            assert!(!key(KEY).matches(&given) && !key(KEY).matches(&given[..=at]));
        }
    }

    // Bytes that are no text, and the right key beside another header.
    let mut headers = headers(KEY);
    headers.append(AUTHORIZATION, KEY.parse().unwrap());
    assert_eq!(webhook().event(&headers, body), Err(WebhookError::WrongKey));
    headers.insert(AUTHORIZATION, HeaderValue::from_bytes(b"\xff\xfe").unwrap());
    assert_eq!(webhook().event(&headers, body), Err(WebhookError::WrongKey));
}

#[test]
fn two_keys_while_one_replaces_the_other() {
    let both = key(KEY).or(&SecretString::from(OTHER_KEY)).unwrap();
    assert!(both.matches(KEY.as_bytes()) && both.matches(OTHER_KEY.as_bytes()));
    assert!(!both.matches(b"") && !both.matches(format!("{KEY}{OTHER_KEY}").as_bytes()));
    let webhook = Webhook::new(both);
    for key in [KEY, OTHER_KEY] {
        assert!(webhook.session(&headers(key), b"{}").is_ok());
    }
    assert!(!key(KEY).matches(OTHER_KEY.as_bytes()));
}

#[test]
fn a_key_that_cannot_come_in_a_header_is_refused_and_none_is_printed() {
    for text in ["", " ", "a b", "secret-key\n", "\"secret-key\" ", "کلید", "a\u{200c}b"] {
        let error = IdentificationKey::new(&SecretString::from(text)).unwrap_err();
        assert!(printed(&error).contains("the identification key is empty or has characters"), "{error}");
        assert!(text.len() < 5 || !printed(&error).contains(text.trim()), "{error}");
        assert_eq!(key(KEY).or(&SecretString::from(text)).unwrap_err(), error);
    }
    let both = key(KEY).or(&SecretString::from(OTHER_KEY)).unwrap();
    assert_without(&debugged(&Webhook::new(both)), &[KEY, OTHER_KEY]);
}

#[test]
fn every_refusal_says_what_is_wrong_and_how_to_answer() {
    let webhook = webhook().with_body_limit(64);
    let with_type = |value: &'static str| {
        let mut headers = headers(KEY);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(value));
        headers
    };
    let secret = "راز-77";
    let cases: [(HeaderMap, String, u16, &str); 12] = [
        (HeaderMap::new(), "{}".to_owned(), 401, "the header `Authorization` is missing"),
        (headers("راز-77"), "{}".to_owned(), 401, "does not hold the identification key"),
        (with_type("text/plain"), "{}".to_owned(), 415, "expected `application/json`"),
        (with_type("application/x-www-form-urlencoded"), "{}".to_owned(), 415, "expected `application/json`"),
        (headers(KEY), format!(r#"{{"a":"{}"}}"#, "a".repeat(57)), 413, "larger than 64 bytes"),
        (headers(KEY), String::new(), 400, "not JSON: it ends at line 1, column 0"),
        (headers(KEY), format!("{{\n \"a\": \"{secret}\""), 400, "not JSON: it ends at line 2"),
        (headers(KEY), format!("{{ {secret} }}"), 400, "not JSON: unexpected text at line 1, column 3"),
        (headers(KEY), format!(r#"{{"{secret}": 01}}"#), 400, "unexpected text at line 1"),
        (headers(KEY), format!(r#"["{secret}"]"#), 400, "(document): expected an object, found a list"),
        (headers(KEY), format!(r#"{{"post_token": ["{secret}"]}}"#), 400, "/post_token: expected a text, found a list"),
        (
            headers(KEY),
            format!(r#"{{"extra_data": "{secret}"}}"#),
            400,
            "/extra_data: expected an object, found a text",
        ),
    ];
    for (headers, body, status, message) in cases {
        let error = webhook.session(&headers, body.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        let HttpReply { status: answered, content_type, body: answer, .. } = error.to_http();
        assert_eq!((answered.as_u16(), content_type), (status, "application/json"), "{error}");
        assert_eq!(serde_json::from_slice::<Value>(&answer).unwrap(), json!({ "message": error.to_string() }));
        assert_without(&printed(&error), &[secret, KEY]);
    }
    assert_eq!(WebhookError::Interrupted.status().as_u16(), 400);
    // Who has no key is told nothing about the rest.
    let body = [b'x'; 65];
    let none = Some(WebhookError::NoKey);
    assert_eq!(refusals(&webhook, &HeaderMap::new(), &body), [none.clone(), none.clone(), none]);
}

#[test]
fn a_body_may_be_as_large_as_the_limit() {
    let body = |length: usize| format!(r#"{{"a":"{}"}}"#, "a".repeat(length - 8)).into_bytes();
    for (webhook, limit) in [(webhook(), 1024 * 1024), (webhook().with_body_limit(100), 100)] {
        assert_eq!(webhook.body_limit(), limit);
        assert!(webhook.session(&headers(KEY), &body(limit)).is_ok());
        let too_large = WebhookError::TooLarge { limit };
        assert_eq!(webhook.session(&headers(KEY), &body(limit + 1)).unwrap_err(), too_large);
        assert_eq!(webhook.read::<SessionRequest>(Some(KEY), &body(limit + 1)).unwrap_err(), too_large);
    }
}

#[test]
fn json_has_many_names_and_may_go_without() {
    for value in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/problem+json",
    ] {
        let mut headers = headers(KEY);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(value));
        assert!(webhook().session(&headers, b"{}").is_ok(), "{value}");
    }
    for value in ["", "json", "text/json", "application/jsonp", "text/html; a=application/json"] {
        let mut headers = headers(KEY);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(value));
        assert_eq!(webhook().session(&headers, b"{}"), Err(WebhookError::ContentType), "{value}");
    }
}

#[test]
fn deep_and_strange_json_is_read_or_refused() {
    let nested = |depth: usize| format!(r#"{{"extra_data":{{"a":{}{}}}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(webhook().session(&headers(KEY), nested(120).as_bytes()).is_ok());
    let error = webhook().session(&headers(KEY), nested(200_000).as_bytes()).unwrap_err();
    assert!(matches!(error, WebhookError::NotJson { .. }), "{error}");
    for body in [&b"\xff"[..], br#"{"source":"\ud800"}"#, b"{\"source\":\"\xc3\x28\"}", b"{\"a\":1e999}", b"{}{}"] {
        assert!(matches!(webhook().session(&headers(KEY), body), Err(WebhookError::NotJson { .. })));
    }
    let twice = webhook().session(&headers(KEY), br#"{"post_token":"a","post_token":"b"}"#).unwrap();
    assert_eq!(twice.post_token.unwrap(), "b");
}

#[test]
fn what_is_absent_null_or_empty_is_none() {
    let members = ["source", "touchpoint", "post_token", "conversation_id", "user_side", "user_id", "completion_url"];
    for nothing in [None, Some(Value::Null), Some(json!(""))] {
        let members = nothing.map(|value| members.map(|name| (name.to_owned(), value.clone())));
        let body = Value::Object(members.into_iter().flatten().collect::<Map<_, _>>()).to_string();
        let session = SessionRequest::from_json(body.as_bytes()).unwrap();
        assert_eq!((session.source, session.post_token, session.conversation_id), (None, None, None));
        assert_eq!((session.user_side, session.user_id, session.completion_url), (None, None, None));
        let dynamic = DynamicActionRequest::from_json(body.as_bytes()).unwrap();
        assert_eq!((dynamic.touchpoint, dynamic.post_token, dynamic.conversation_id), (None, None, None));
        assert_eq!((dynamic.user_side, dynamic.user_id), (None, None));
    }
}

#[test]
fn an_identifier_of_another_form_loses_nothing() {
    let body = r#"{"source":"NEW_PLACE","post_token":"توکن","user_id":12345678901234567890,"new_member":{"a":1}}"#;
    let session = SessionRequest::from_json(body.as_bytes()).unwrap();
    assert_eq!(session.source, Some(Source::Other("NEW_PLACE".to_owned())));
    let token: Unchecked<PostToken> = session.post_token.unwrap();
    let refused: Result<PostToken, InvalidText> = token.check();
    assert!(refused.unwrap_err().to_string().contains("PostToken"));
    assert_eq!((token.as_str(), token.to_string().as_str()), ("توکن", "توکن"));
    assert_eq!(session.user_id.unwrap().check().unwrap().as_str(), "12345678901234567890");
    assert_eq!(session.raw["new_member"]["a"], 1);
    assert_eq!(Unchecked::<PostToken>::new("gXt5mF2k").check().unwrap().as_str(), "gXt5mF2k");
}

#[test]
fn an_event_is_never_refused_for_its_content() {
    let unknown = json!({ "type": "POST_SOLD", "metadata": { "a": 1 }, "post_sold": { "token": "gXt5mF2k" } });
    let event_of_tomorrow = event(&unknown);
    assert_eq!(event_of_tomorrow.kind, EventKind::Other("POST_SOLD".to_owned()));
    assert_eq!((event_of_tomorrow.payload, event_of_tomorrow.metadata["a"].clone()), (EventPayload::Other, json!(1)));
    assert_eq!(Value::Object(event_of_tomorrow.raw), unknown);

    for (body, problem) in [
        (json!({ "type": "NEW_MESSAGE" }), "/new_message: expected an object, found nothing"),
        (json!({ "type": "NEW_MESSAGE", "new_message": "a" }), "/new_message: expected an object, found a text"),
        (
            json!({ "type": "NEW_MESSAGE", "new_message": { "id": "a", "conversation": { "id": "" } } }),
            "/new_message/conversation/id: expected a text that is not empty, found an empty text",
        ),
        (
            json!({ "type": "PAYMENT_TRANSACTION", "payment_transaction": { "id": true } }),
            "/payment_transaction/id: expected a text, found a boolean",
        ),
        (
            json!({ "type": "POST_UPDATE", "post_update": { "type": "PUBLISH", "post": {} } }),
            "/post_update/post/token: expected a text that is not empty, found nothing",
        ),
        (
            json!({ "type": "USER_ACCESS_REVOCATION", "user_access_revocation": { "user_id": null } }),
            "/user_access_revocation/user_id: expected a text that is not empty, found nothing",
        ),
    ] {
        let event = event(&body);
        let EventPayload::Unreadable(found) = event.payload else { panic!("{:?}", event.payload) };
        assert_eq!(found.to_string(), problem);
        assert_eq!(Value::Object(event.raw), body);
    }
    let metadata = event(&json!({ "type": "X", "metadata": "سفارش" }));
    assert!(metadata.metadata.is_empty() && metadata.raw["metadata"] == "سفارش");
    let error = Event::from_json(br#"{"new_message":{}}"#).unwrap_err();
    assert!(error.to_string().contains("/type: expected a text that is not empty, found nothing"), "{error}");
}

#[test]
fn a_message_of_an_unknown_kind_is_kept() {
    for (content, kind) in [
        (json!({ "type": "STICKER", "sticker_data": { "id": "۱" } }), Some("STICKER")),
        (json!({ "type": "IMAGE", "image_data": { "size_bytes": 1 } }), Some("IMAGE")),
        (json!({ "type": "LOCATION", "location_data": { "latitude": 90.001, "longitude": 0 } }), Some("LOCATION")),
        (json!({ "type": "CONTACT", "contact_data": { "name": "سارا" } }), Some("CONTACT")),
        (json!({ "type": "TEXT", "text": ["a"] }), Some("TEXT")),
        (json!({ "text": "a" }), None),
    ] {
        let mut message = json!({ "id": "a", "conversation": { "id": "b", "type": "BOT" } });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        let event = event(&json!({ "type": "NEW_CHATBOT_MESSAGE", "new_chatbot_message": message }));
        let EventPayload::NewChatbotMessage(read) = event.payload else { panic!("{:?}", event.payload) };
        let members = message.as_object().unwrap().clone();
        assert_eq!(read.content, MessageContent::Other { kind: kind.map(str::to_owned), members });
    }
}

#[test]
fn a_post_is_told_in_full_or_by_its_token() {
    let update = |kind: &str, post: Value| match event(
        &json!({ "type": "POST_UPDATE", "post_update": { "type": kind, "post": post } }),
    )
    .payload
    {
        EventPayload::PostUpdate(update) => update,
        other => panic!("{other:?}"),
    };
    let full = json!({
        "token": "gXt5mF2k", "category": "light", "city": "tehran", "district": "ونک", "is_phone_hidden": true,
        "supplier_chat_assistant_enabled": false, "chat_enabled": true,
        "first_published_at": "2025-05-01T09:00:00Z", "last_modified_at": "2025-05-02T09:00:00Z", "state": "PUBLISHED",
        "business_data": { "business_name": "املاک نمونه" }, "data": { "title": "پراید ۱۳۱", "price": { "value": "1" } },
    });
    let published = update("PUBLISH", full);
    assert_eq!((&published.kind, published.post.district.as_deref()), (&PostUpdateKind::Publish, Some("ونک")));
    assert_eq!((published.post.is_phone_hidden, published.post.chat_enabled), (Some(true), Some(true)));
    assert_eq!(published.post.supplier_chat_assistant_enabled, Some(false));
    assert_eq!(published.post.first_published_at.unwrap().to_string(), "2025-05-01T09:00:00.000000Z");
    assert!(published.post.last_modified_at > published.post.first_published_at);
    assert_eq!(published.post.business_data["business_name"], "املاک نمونه");
    assert_eq!(published.post.data["title"], "پراید ۱۳۱");

    let retired = update("RETIRE", json!({ "token": "gXt5mF2k" }));
    assert_eq!(
        (&retired.kind, retired.post.category, retired.post.chat_enabled),
        (&PostUpdateKind::Retire, None, None)
    );
    assert_eq!(retired.post.token, "gXt5mF2k");
    assert_eq!(update("BUMPED", json!({ "token": "gXt5mF2k" })).kind, PostUpdateKind::Other("BUMPED".to_owned()));
}

#[test]
fn replies_are_what_divar_expects() {
    let session = SessionReply::new("https://app.example.com/صفحه?a=ب").unwrap();
    let expected = "https://app.example.com/%D8%B5%D9%81%D8%AD%D9%87?a=%D8%A8";
    assert_eq!(session.url(), expected);
    assert_eq!(session.to_http().body, format!(r#"{{"url":"{expected}"}}"#).into_bytes());
    for url in ["http://localhost:3000/a", "http://127.0.0.1/", "http://[::1]:8080", "HTTPS://a.example"] {
        assert!(SessionReply::new(url).is_ok(), "{url}");
    }
    for (url, problem) in [
        ("http://app.example.com", InvalidReply::NotHttps),
        ("http://127.0.0.1.evil.com", InvalidReply::NotHttps),
        ("javascript:alert(1)", InvalidReply::NotHttps),
        ("/landing", InvalidReply::NotAUrl),
        ("https://", InvalidReply::NotAUrl),
        ("", InvalidReply::NotAUrl),
    ] {
        assert_eq!(SessionReply::new(url), Err(problem), "{url}");
    }

    let body = |reply: &DynamicActionReply| String::from_utf8(reply.to_http().body).unwrap();
    let link = Action::open_direct_link("https://a.example/b").unwrap();
    assert_eq!(body(&DynamicActionReply::message("ذخیره شد 🎉")), r#"{"text_message":"ذخیره شد 🎉"}"#);
    let reply = DynamicActionReply::action(link).unwrap();
    assert_eq!(body(&reply), r#"{"action":{"open_direct_link":"https://a.example/b"}}"#);
    let both = r#"{"action":{"open_direct_link":"https://a.example/b"},"text_message":"b"}"#;
    assert_eq!(body(&reply.with_message("b")), both);
    let again = DynamicActionReply::action(Action::get_dynamic_action(Map::new()));
    assert_eq!(again, Err(InvalidReply::DynamicActionAgain));
    assert_eq!(EventReply.to_http().body, b"{}");
    for reply in [session.to_http(), DynamicActionReply::message("a").to_http(), EventReply.to_http()] {
        assert_eq!((reply.status.as_u16(), reply.content_type), (200, "application/json"));
    }
}

#[test]
fn calls_of_the_past_are_recognised() {
    let recognise = |body: Value| LegacyCall::recognise(body.as_object().unwrap());
    let v1 = json!({ "callback_url": "https://divar.ir/a", "post_token": "gXt5mF2k", "peer_id": "a",
        "supplier": { "id": "a" }, "demand": { "id": "b" } });
    assert_eq!(recognise(v1.clone()), Some(LegacyCall::SessionV1));
    assert_eq!(SessionRequest::from_json(v1.to_string().as_bytes()).unwrap().post_token.unwrap(), "gXt5mF2k");
    let notification = json!({ "timestamp": 1, "type": "CHAT_MESSAGE", "payload": { "id": "a" } });
    assert_eq!(recognise(notification.clone()), Some(LegacyCall::Notification));
    assert_eq!(event(&notification).kind, EventKind::Other("CHAT_MESSAGE".to_owned()));
    for body in [json!({}), json!({ "source": "CHAT", "supplier": {} }), json!({ "type": "NEW_MESSAGE", "payload": 1 })]
    {
        assert_eq!(recognise(body), None);
    }
}
