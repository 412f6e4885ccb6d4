//! What is published about the calls contradicts itself in twelve places: each form is read.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use kenar_client::webhook::{
    Call, ChatMessage, DynamicActionRequest, Event, EventKind, EventPayload, IdentificationKey, MessageContent,
    PaymentTransaction, SenderType, SessionRequest, Side, Source, Timestamp, TouchPoint, TransactionState, Webhook,
};
use kenar_sandbox::SecretString;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

const KEY: &str = "divar-is-calling";

fn session(body: &Value) -> SessionRequest {
    SessionRequest::from_json(body.to_string().as_bytes()).unwrap()
}

fn dynamic(body: &Value) -> DynamicActionRequest {
    DynamicActionRequest::from_json(body.to_string().as_bytes()).unwrap()
}

fn event(body: &Value) -> Event {
    Event::from_json(body.to_string().as_bytes()).unwrap()
}

fn message(event: Event) -> ChatMessage {
    match event.payload {
        EventPayload::NewMessage(message) | EventPayload::NewChatbotMessage(message) => message,
        other => panic!("{other:?}"),
    }
}

fn payment(event: Event) -> PaymentTransaction {
    match event.payload {
        EventPayload::PaymentTransaction(payment) => payment,
        other => panic!("{other:?}"),
    }
}

/// The sample of a message, with some members replaced.
fn sample(changes: &Value) -> Value {
    let mut message = json!({
        "id": "4c5ec5f8-8ea8-11ef-8f2b-9a5a5d5f5c5e",
        "conversation": { "id": "6b3d5cf7-9291-4fa9-892a-9d07e300daea", "type": "POST", "post_token": "wZC44q5D" },
        "sender": { "side": "BUYER", "type": "HUMAN" },
        "type": "TEXT",
        "sent_at": 1_729_429_926_140_000_i64,
        "text": "سلام، هنوز هست؟ نیم‌فاصله 👋",
    });
    message.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    json!({ "type": "NEW_MESSAGE", "new_message": message })
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn c01_extra_data_or_provider_data() {
    let data = json!({ "پرونده": "نیم‌فاصله ۱۲ 👩‍👩‍👧", "deep": [1, { "a": null }] });
    for body in [
        json!({ "extra_data": data }),
        json!({ "provider_data": data }),
        json!({ "extra_data": null, "provider_data": data }),
        json!({ "extra_data": {}, "provider_data": data }),
        json!({ "extra_data": data, "provider_data": {} }),
        json!({ "extra_data": data, "provider_data": { "another": 1 } }),
    ] {
        assert_eq!(session(&body).extra_data, object(data.clone()), "{body}");
        assert_eq!(dynamic(&body).extra_data, object(data.clone()), "{body}");
    }
    for body in [json!({}), json!({ "extra_data": null }), json!({ "provider_data": {} })] {
        assert!(session(&body).extra_data.is_empty(), "{body}");
    }
}

#[test]
fn c02_api_version_with_a_dash_or_an_underscore() {
    let webhook = Webhook::new(IdentificationKey::new(&SecretString::from(KEY)).unwrap());
    let version = |name: Option<&'static str>| {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, KEY.parse().unwrap());
        if let Some(name) = name {
            headers.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_static("2"));
        }
        webhook.session(&headers, b"{}").unwrap().api_version
    };
    for name in ["API-Version", "api-version", "API_VERSION", "api_version"] {
        assert_eq!(version(Some(name)).as_deref(), Some("2"), "{name}");
    }
    assert_eq!(version(None), None);
}

#[test]
fn c03_sides_in_every_letter_case() {
    for (text, side) in [
        ("Supply", Side::Supply),
        ("SUPPLY", Side::Supply),
        ("supply", Side::Supply),
        ("Demand", Side::Demand),
        ("DEMAND", Side::Demand),
        ("فروشنده", Side::Other("فروشنده".to_owned())),
    ] {
        assert_eq!(session(&json!({ "user_side": text })).user_side, Some(side.clone()));
        assert_eq!(dynamic(&json!({ "user_side": text })).user_side, Some(side));
    }
    assert_eq!(session(&json!({ "user_side": null })).user_side, None);
}

#[test]
fn c04_metadata_or_meta_data() {
    let metadata = json!({ "کلید": [1, null] });
    for name in ["metadata", "meta_data"] {
        let mut body = sample(&json!({}));
        body[name] = metadata.clone();
        assert_eq!(event(&body).metadata, object(metadata.clone()), "{name}");
    }
    assert!(event(&sample(&json!({}))).metadata.is_empty());
}

#[test]
fn c05_transaction_or_payment_transaction() {
    let transaction = json!({ "id": "u-1", "cost_rials": 250_000, "extra_details": "سفارش ۱",
        "state": "TRANSACTION_STATE_REFUNDED", "type": "TRANSACTION_TYPE_REORDER" });
    let read = ["transaction", "payment_transaction"]
        .map(|name| payment(event(&json!({ "type": "PAYMENT_TRANSACTION", name: transaction }))));
    assert_eq!(read[0], read[1]);
    assert_eq!((&read[0].state, read[0].extra_details.as_deref()), (&TransactionState::Refunded, Some("سفارش ۱")));
}

#[test]
fn c06_sent_at_in_microseconds_or_rfc_3339() {
    let sent_at = |value: Value| message(event(&sample(&json!({ "sent_at": value })))).sent_at;
    let expected = Some(Timestamp::from_microseconds(1_729_429_926_140_000).unwrap());
    for value in [
        json!(1_729_429_926_140_000_i64),
        json!("1729429926140000"),
        json!("2024-10-20T13:12:06.140000Z"),
        json!("2024-10-20T16:42:06.14+03:30"),
    ] {
        assert_eq!(sent_at(value.clone()), expected, "{value}");
    }
    assert_eq!(sent_at(json!("2025-07-16T10:41:42.648410Z")).unwrap().as_microseconds(), 1_752_662_502_648_410);
    // A message is not lost because nobody can tell when it was sent.
    for value in [json!(null), json!("yesterday"), json!(-1), json!(i64::MAX), json!([]), json!(1.5)] {
        assert_eq!(sent_at(value.clone()), None, "{value}");
    }
}

#[test]
fn c07_human_or_user() {
    let sender = |sender: Value| message(event(&sample(&json!({ "sender": sender }))));
    for kind in ["HUMAN", "USER"] {
        let message = sender(json!({ "type": kind }));
        assert_eq!((message.sender.kind.as_ref(), message.is_from_bot()), (Some(&SenderType::Human), false), "{kind}");
    }
    assert!(sender(json!({ "side": "SELLER", "type": "BOT" })).is_from_bot());
    assert_eq!(sender(json!({ "type": "GHOST" })).sender.kind, Some(SenderType::Other("GHOST".to_owned())));
    assert_eq!(sender(json!(null)).sender.kind, None);
}

#[test]
fn c08_64_bit_numbers_as_numbers_or_texts() {
    let size = |value: Value| {
        let changes = json!({ "type": "VOICE", "voice_data": { "link": "https://a.example", "size_bytes": value } });
        match message(event(&sample(&changes))).content {
            MessageContent::Voice(voice) => voice.size_bytes,
            other => panic!("{other:?}"),
        }
    };
    for (value, expected) in [
        (json!(0), Some(0)),
        (json!("0"), Some(0)),
        (json!(u64::MAX), Some(u64::MAX)),
        (json!("18446744073709551615"), Some(u64::MAX)),
        (json!(2.5e5), Some(250_000)),
        (json!("203000000.000000"), Some(203_000_000)),
        (json!("18446744073709551616"), None),
        (json!(-1), None),
        (json!(0.5), None),
        (json!("many"), None),
        (json!(null), None),
        (json!({}), None),
    ] {
        assert_eq!(size(value.clone()), expected, "{value}");
    }
    let cost = |value: Value| {
        event(&json!({ "type": "PAYMENT_TRANSACTION", "transaction":
            { "id": "u-1", "cost_rials": value, "state": 2 } }))
    };
    for value in [json!(250_000), json!("250000"), json!(250_000.0)] {
        let payment = payment(cost(value));
        assert_eq!((payment.cost_rials, payment.state), (250_000, TransactionState::Completed));
    }
    assert_eq!(payment(cost(json!(i64::MAX.to_string()))).cost_rials, i64::MAX);
    // Money that cannot be read is not nothing. The event says so, and is kept.
    let event = cost(json!("250,000"));
    let EventPayload::Unreadable(problem) = event.payload else { panic!("{:?}", event.payload) };
    let expected = "/transaction/cost_rials: expected a whole number of 64 bits, or the text of one, found a text";
    assert_eq!(problem.to_string(), expected);
    assert_eq!(event.raw["transaction"]["cost_rials"], "250,000");
}

#[test]
fn c09_source_or_touchpoint() {
    assert_eq!(session(&json!({ "source": "CHAT" })).source, Some(Source::Chat));
    assert_eq!(session(&json!({ "touchpoint": "CHAT" })).source, Some(Source::Chat));
    assert_eq!(dynamic(&json!({ "touchpoint": "MY_POST" })).touchpoint, Some(TouchPoint::MyPost));
    assert_eq!(dynamic(&json!({ "source": "MY_POST" })).touchpoint, Some(TouchPoint::MyPost));
    // Each call keeps the values of the other.
    assert_eq!(session(&json!({ "touchpoint": "MY_POST" })).source, Some(Source::Other("MY_POST".to_owned())));
    let touchpoint = dynamic(&json!({ "source": "POST_ADDON" })).touchpoint.unwrap();
    assert_eq!(touchpoint.to_string(), "POST_ADDON");
}

#[test]
fn c10_post_adodn() {
    for text in ["POST_ADDON", "POST_ADODN"] {
        assert_eq!(session(&json!({ "source": text })).source, Some(Source::PostAddon));
    }
    assert_eq!(Source::PostAddon.as_str(), "POST_ADDON");
}

#[test]
fn c11_new_message_or_new_message_on_post() {
    let delivered = event(&sample(&json!({})));
    let mut body = sample(&json!({}));
    body["type"] = json!("NEW_MESSAGE_ON_POST");
    let subscribed = event(&body);
    let mut body = json!({ "type": "NEW_MESSAGE_ON_POST" });
    body["new_message_on_post"] = sample(&json!({}))["new_message"].clone();
    let renamed = event(&body);
    for other in [subscribed, renamed] {
        assert_eq!((&other.kind, &other.payload), (&EventKind::NewMessage, &delivered.payload));
    }
}

#[test]
fn c12_completion_url_or_none() {
    let completion = "https://open-platform-redirect.divar.ir/completion";
    assert_eq!(kenar_client::webhook::COMPLETION_URL, completion);
    let with = session(&json!({ "source": "CHAT", "completion_url": completion, "return_url": "https://divar.ir/a" }));
    assert_eq!(with.completion_url.as_deref(), Some(completion));
    assert_eq!(with.raw["return_url"], "https://divar.ir/a");
    let without = session(&json!({ "source": "CHAT" }));
    assert_eq!((without.completion_url, without.source), (None, with.source));
}
