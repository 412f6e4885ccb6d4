//! What reaches an app through a browser, a message or a connection: links, start messages, times and addresses.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kenar_client::webhook::{
    Call, DirectLink, Event, EventPayload, InvalidTimestamp, StartMessage, Timestamp, TouchPoint, is_event_sender,
};
use kenar_sandbox::{Timestamp as Calendar, TouchPoint as Place};
use serde_json::json;

#[test]
fn a_direct_link_has_a_post_a_ticket_and_everything_else() {
    let query = "post_token=wZC44q5D&app_slug=sample-app&price.value=203000000.000000&price.mode=%D9%85%D9%82%D8%B7%D9%88%D8%B9\
                 &prefilled_title=%D9%BE%D8%B1%D8%A7%DB%8C%D8%AF+%DB%B1%DB%B3%DB%B1+%F0%9F%9A%97&addon_creation=false\
                 &ticket_uuid=6ca5ba03-f3a1-4761-9c60-8760f442a352&utm_source=divar&utm_source=chat";
    for query in [query.to_owned(), format!("?{query}")] {
        let link = DirectLink::from_query(&query);
        assert_eq!(link.post_token.as_ref().unwrap().check().unwrap().as_str(), "wZC44q5D");
        let ticket = link.ticket_uuid.as_ref().unwrap().check().unwrap();
        assert_eq!(ticket.to_string(), "6ca5ba03-f3a1-4761-9c60-8760f442a352");
        assert_eq!(link.field("price.value").unwrap().parse(), Ok(203_000_000.0));
        assert_eq!((link.field("price.mode"), link.field("addon_creation")), (Some("مقطوع"), Some("false")));
        assert_eq!(link.field("prefilled_title"), Some("پراید ۱۳۱ 🚗"));
        assert_eq!((link.field("utm_source"), link.field("nothing"), link.fields.len()), (Some("divar"), None, 7));
        assert_eq!(link.fields[6], ("utm_source".to_owned(), "chat".to_owned()));
    }
}

#[test]
fn a_direct_link_works_without_a_post_and_with_nonsense() {
    for query in ["", "?", "&&=&", "post_token=&ticket_uuid="] {
        let link = DirectLink::from_query(query);
        assert_eq!((link.post_token, link.ticket_uuid), (None, None), "{query}");
    }
    let link = DirectLink::from_query("post_token=%FF%zz&post_token=wZC44q5D&ticket_uuid=nope&a%00=%D9");
    // The first one counts, and nobody may put another one behind it.
    assert_eq!((link.field("post_token"), link.field("a\0")), (Some("wZC44q5D"), Some("\u{fffd}")));
    assert!(link.post_token.unwrap().check().is_err() && link.ticket_uuid.unwrap().check().is_err());
}

#[test]
fn start_messages_of_every_touch_point() {
    let chat = "6b3d5cf7-9291-4fa9-892a-9d07e300daea";
    for (place, id, touch_point, post, conversation) in [
        (Place::MyPost, Some("wZC44q5D"), TouchPoint::MyPost, Some("wZC44q5D"), None),
        (Place::DemandPost, Some("wZC44q5D"), TouchPoint::DemandPost, Some("wZC44q5D"), None),
        (Place::Chat, Some(chat), TouchPoint::Chat, None, Some(chat)),
        (Place::MyPost, None, TouchPoint::MyPost, None, None),
        (Place::MyDivar, None, TouchPoint::MyDivar, None, None),
        (Place::DivarPro, None, TouchPoint::DivarPro, None, None),
    ] {
        let start = StartMessage::parse(&place.start_message(id)).unwrap();
        assert_eq!((&start.touch_point, start.id.as_deref()), (&touch_point, id));
        assert_eq!(start.post_token().as_ref().map(|token| token.as_str()), post);
        assert_eq!(start.conversation_id(), conversation);
    }
    let start = StartMessage::parse("  /start\u{a0}NEW_PLACE  شناسه\n").unwrap();
    assert_eq!((start.touch_point.as_str(), start.id.as_deref()), ("NEW_PLACE", Some("شناسه")));
    assert_eq!((start.post_token(), start.conversation_id()), (None, None));
    for text in ["", "/start", "/starting MY_POST", "start MY_POST", "سلام /start MY_POST", "/start\u{200c}MY_POST a"]
    {
        assert_eq!(StartMessage::parse(text), None, "{text}");
    }
}

#[test]
fn a_start_message_comes_as_an_event() {
    let start = |content: serde_json::Value| {
        let mut message =
            json!({ "id": "a", "conversation": { "id": "b", "type": "BOT" }, "sender": { "type": "USER" } });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        let body = json!({ "type": "NEW_CHATBOT_MESSAGE", "new_chatbot_message": message }).to_string();
        match Event::from_json(body.as_bytes()).unwrap().payload {
            EventPayload::NewChatbotMessage(message) => message.start(),
            other => panic!("{other:?}"),
        }
    };
    let found = start(json!({ "type": "TEXT", "text": "/start DEMAND_POST wZC44q5D" })).unwrap();
    assert_eq!(found.post_token().unwrap(), "wZC44q5D");
    // Very old events had no text.
    for content in [json!({ "type": "TEXT" }), json!({ "type": "TEXT", "text": "سلام" }), json!({ "type": "VOICE" })]
    {
        assert_eq!(start(content), None);
    }
}

#[test]
fn times_are_those_of_a_calendar() {
    let mut random = fastrand::Rng::with_seed(20);
    // The last moment of the other calendar; the end of this one is a day later.
    let end = 253_402_207_200_000_000;
    let edges = [0, 1, 68_255_999_999_999, 951_782_400_000_000, 4_107_542_400_000_000, end];
    for micros in edges.into_iter().chain(std::iter::repeat_with(|| random.u64(0..=end)).take(20_000)) {
        let time = Timestamp::from_microseconds(micros).unwrap();
        let calendar = Calendar::from_microsecond(i64::try_from(micros).unwrap()).unwrap();
        assert_eq!(time.to_string(), format!("{calendar:.6}"));
        for text in [time.to_string(), calendar.to_string(), micros.to_string()] {
            assert_eq!(text.parse(), Ok(time), "{text}");
        }
    }
    let time: Timestamp = "2025-07-16T10:41:42.648410Z".parse().unwrap();
    assert_eq!(SystemTime::from(time), UNIX_EPOCH + Duration::from_micros(1_752_662_502_648_410));
    let last = Timestamp::from_microseconds(253_402_300_799_999_999).unwrap();
    assert_eq!(last.to_string(), "9999-12-31T23:59:59.999999Z");
    assert_eq!(last.to_string().parse(), Ok(last));
    assert_eq!(Timestamp::from_microseconds(last.as_microseconds() + 1), Err(InvalidTimestamp));
}

#[test]
fn times_in_every_form_of_rfc_3339_and_no_other() {
    for text in [
        "2025-07-16t10:41:42z",
        "2025-07-16 10:41:42Z",
        "2025-07-16T10:41:42.0Z",
        "2025-07-16T10:41:42.0000009999999999999999999999Z",
        "2025-07-16T14:11:42+03:30",
        "2025-07-16T00:41:42-10:00",
    ] {
        assert_eq!(text.parse::<Timestamp>().map(Timestamp::as_microseconds), Ok(1_752_662_502_000_000), "{text}");
    }
    let leap: Timestamp = "2016-12-31T23:59:60Z".parse().unwrap();
    assert_eq!(leap.to_string(), "2016-12-31T23:59:59.000000Z");
    for text in [
        "",
        "-1",
        "+1",
        "1.5",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-01-00T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:61Z",
        "2025-01-01T00:00:00",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00,5Z",
        "2025-01-01T00:00:00+0330",
        "2025-01-01T00:00:00+24:00",
        "2025-01-01T00:00:00+03:60",
        "2025-01-01T00:00:00Z ",
        "2025-01-01",
        "2025-۰1-01T00:00:00Z",
        "۱۷۲۹۴۲۹۹۲۶۱۴۰۰۰۰",
        "18446744073709551616",
    ] {
        assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp), "{text}");
    }
}

#[test]
fn addresses_of_divar() {
    for (address, expected) in [
        ("78.111.6.40", false),
        ("78.111.6.41", true),
        ("78.111.6.42", true),
        ("78.111.6.43", true),
        ("78.111.6.44", false),
        ("31.214.250.127", false),
        ("31.214.250.128", true),
        ("31.214.250.159", true),
        ("31.214.250.160", false),
        ("0.0.0.0", false),
        ("127.0.0.1", false),
        ("::ffff:78.111.6.41", true),
        ("::ffff:78.111.6.44", false),
        ("::78.111.6.41", false),
        ("::1", false),
    ] {
        assert_eq!(is_event_sender(address.parse::<IpAddr>().unwrap()), expected, "{address}");
    }
}
