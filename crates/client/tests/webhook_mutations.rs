//! Bodies that nobody would write: whatever comes is read or refused, says nothing of itself, and loses nothing.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use fastrand::Rng;
use kenar_client::webhook::{Call, DynamicActionRequest, Event, SessionRequest, WebhookError};
use serde_json::{Value, json};

/// Stands in every text of every body, and in no error.
const MARK: &str = "نشان‌۷";

fn bodies() -> Vec<Value> {
    let click = json!({ "source": "POST_ADDON", "touchpoint": "CHAT", "post_token": MARK, "conversation_id": MARK,
        "user_side": "Supply", "extra_data": { "a": MARK }, "provider_data": { MARK: [1, null] }, "user_id": MARK,
        "completion_url": MARK });
    let message = |content: Value| {
        let mut message = json!({ "id": MARK, "conversation": { "id": MARK, "type": "POST", "post_token": MARK },
            "sender": { "side": "BUYER", "type": "HUMAN" }, "sent_at": 1_729_429_926_140_000_i64 });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        message
    };
    let file = json!({ "link": MARK, "thumbnail_link": MARK, "name": MARK, "size_bytes": "12", "height_px": 1, "width_px": 2 });
    let contents = [
        json!({ "type": "TEXT", "text": format!("/start MY_POST {MARK}") }),
        json!({ "type": "IMAGE", "image_data": file }),
        json!({ "type": "FILE", "file_data": file }),
        json!({ "type": "VOICE", "voice_data": file }),
        json!({ "type": "LOCATION", "location_data": { "latitude": 35.7, "longitude": "51.4" } }),
        json!({ "type": "VIDEO", "video_data": file }),
        json!({ "type": "CONTACT", "contact_data": { "name": MARK, "phone": MARK } }),
    ];
    let post = json!({ "token": MARK, "category": MARK, "city": MARK, "district": MARK, "is_phone_hidden": true,
        "first_published_at": "2025-05-01T09:00:00Z", "data": { "title": MARK } });
    let mut bodies = vec![
        click,
        json!({ "type": "USER_ACCESS_REVOCATION", "user_access_revocation": { "user_id": MARK } }),
        json!({ "type": "POST_UPDATE", "metadata": { "a": MARK }, "post_update": { "type": "PUBLISH", "post": post } }),
        json!({ "type": "PAYMENT_TRANSACTION", "transaction": { "id": MARK, "cost_rials": 250_000,
            "extra_details": MARK, "state": "TRANSACTION_STATE_PENDING", "type": "TRANSACTION_TYPE_REORDER" } }),
    ];
    for content in contents {
        bodies.push(json!({ "type": "NEW_MESSAGE", "new_message": message(content.clone()) }));
        bodies.push(json!({ "type": "NEW_CHATBOT_MESSAGE", "new_chatbot_message": message(content) }));
    }
    bodies
}

/// Every value in a body, from the outside to the inside.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                places(value, &format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                places(value, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn strange(random: &mut Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1e308),
        json!(""),
        json!(MARK),
        json!("9".repeat(400)),
        json!("2025-02-30T99:99:99Z"),
        json!("\u{0}\u{fffd}"),
        json!([]),
        json!([MARK]),
        json!({}),
        json!({ MARK: MARK }),
    ];
    random.choice(&values).unwrap().clone()
}

/// What all three make of it.
fn read(body: &[u8]) {
    let json = serde_json::from_slice::<Value>(body);
    let problems = [
        SessionRequest::from_json(body).map(|call| call.raw),
        DynamicActionRequest::from_json(body).map(|call| call.raw),
        Event::from_json(body).map(|call| {
            let _ = format!("{call:?}");
            call.raw
        }),
    ];
    for outcome in problems {
        match (outcome, &json) {
            (Ok(raw), Ok(json)) => assert_eq!(&Value::Object(raw), json),
            (Err(error), _) => {
                let is_json = !matches!(error, WebhookError::NotJson { .. });
                assert_eq!(is_json, json.is_ok(), "{error}");
                let text = format!("{error} {error:?}");
                assert!(!text.contains(MARK) && !text.contains("999"), "{text}");
            }
            (Ok(_), Err(error)) => panic!("{error}"),
        }
    }
    // An event with a type is an event.
    if let Ok(json) = &json
        && json["type"].as_str().is_some_and(|kind| !kind.is_empty())
    {
        Event::from_json(body).unwrap();
    }
}

#[test]
fn values_that_are_something_else() {
    let (bodies, mut random) = (bodies(), Rng::with_seed(1));
    for _ in 0..10_000 {
        let mut body = random.choice(&bodies).unwrap().clone();
        for _ in 0..random.usize(1..4) {
            let mut found = Vec::new();
            places(&body, "", &mut found);
            let place = random.choice(&found).unwrap();
            *body.pointer_mut(place).unwrap() = strange(&mut random);
        }
        read(body.to_string().as_bytes());
    }
}

#[test]
fn bytes_that_are_something_else() {
    let (bodies, mut random) = (bodies(), Rng::with_seed(2));
    let pieces: [&[u8]; 10] = [b"\"", b"{", b"}", b"[", b",", b"\\ud800", b"\xff", b"1e999", b"null", b"\xe2\x80"];
    for _ in 0..10_000 {
        let mut body = random.choice(&bodies).unwrap().to_string().into_bytes();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..=body.len());
            match random.u8(0..4) {
                0 => body.truncate(at),
                1 => drop(body.drain(at..(at + random.usize(0..9)).min(body.len()))),
                2 => drop(body.splice(at..at, random.choice(pieces).unwrap().iter().copied())),
                _ => body.iter_mut().skip(at).take(1).for_each(|byte| *byte = random.u8(..)),
            }
        }
        read(&body);
    }
}
