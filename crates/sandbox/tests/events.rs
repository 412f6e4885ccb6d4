//! What Divar tells an app unasked: bodies, repetition, the log, and the end of an access.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod common;

use std::time::Duration;

use app::{App, Reply};
use common::{OTHER_PHONE, PHONE, POST, World, config, phone, post_token, send};
use kenar_sandbox::{
    AppConfig, Backoff, CallSettings, ChatMessage, Click, Clock, Config, ContactData, ControlError, Conversation,
    DeliveryId, DeliveryState, Event, EventKind, FailureReason, FileData, ImageData, LocationData, MessageContent,
    MessageSender, PaymentTransaction, PostDetails, PostUpdate, SecretString, SenderSide, Spelling, Timestamp,
    TransactionState, TransactionType, VideoData, VoiceData, Webhooks,
};
use kenar_schemas::{Action, LinkUrl};
use serde_json::{Map, Value, json};

const KEY: &str = "divar-is-calling";
const SLUG: &str = "sample-app";
const CHAT: &str = "6b3d5cf7-9291-4fa9-892a-9d07e300daea";
const REVOCATION: &str = "NOTIFICATION_ACCESS_REVOCATION";

fn app_config(slug: &str, events: LinkUrl) -> AppConfig {
    let webhooks = Webhooks::default().with_event_url(events).with_identification_key(SecretString::from(KEY));
    AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap()).with_webhooks(webhooks)
}

fn configured(app: &App) -> Config {
    let calls = CallSettings::default().with_timeout(Duration::from_millis(300));
    config().with_apps([app_config(SLUG, app.url("/events"))]).with_calls(calls)
}

fn link(text: &str) -> LinkUrl {
    text.parse().unwrap()
}

fn sent_at() -> Timestamp {
    Timestamp::from_microsecond(1_729_429_926_140_000).unwrap()
}

fn message(content: MessageContent) -> ChatMessage {
    let conversation = Conversation::Post { id: CHAT.parse().unwrap(), post_token: post_token(POST) };
    ChatMessage::new("4c5ec5f8", conversation, MessageSender::person(SenderSide::Buyer), sent_at(), content)
}

fn text(text: &str) -> Event {
    Event::new_message(message(MessageContent::Text(text.to_owned())))
}

/// Every kind of message, and the members that it has beside the common ones.
fn contents() -> Vec<(MessageContent, Value)> {
    let image = ImageData { link: link("https://a.example/1"), size_bytes: u64::MAX, height_px: 1, width_px: u32::MAX };
    let file =
        FileData { link: link("https://a.example/2"), name: "قرارداد 📄.pdf".to_owned(), size_bytes: 0 };
    let video =
        VideoData { link: link("https://a.example/3"), thumbnail_link: link("https://a.example/4"), size_bytes: 9 };
    let named = ContactData { name: Some("سارا".to_owned()), phone: phone("+989990000000") };
    vec![
        (MessageContent::Text("سلام، نیم‌فاصله 👋".to_owned()), json!({ "type": "TEXT", "text": "سلام، نیم‌فاصله 👋" })),
        (
            MessageContent::Image(image),
            json!({ "type": "IMAGE", "image_data": { "link": "https://a.example/1", "size_bytes": u64::MAX, "height_px": 1, "width_px": u32::MAX } }),
        ),
        (
            MessageContent::File(file),
            json!({ "type": "FILE", "file_data": { "link": "https://a.example/2", "name": "قرارداد 📄.pdf", "size_bytes": 0 } }),
        ),
        (
            MessageContent::Voice(VoiceData { link: link("https://a.example/5"), size_bytes: 5 }),
            json!({ "type": "VOICE", "voice_data": { "link": "https://a.example/5", "size_bytes": 5 } }),
        ),
        (
            MessageContent::Location(LocationData::new(35.7, -180.0).unwrap()),
            json!({ "type": "LOCATION", "location_data": { "latitude": 35.7, "longitude": -180.0 } }),
        ),
        (
            MessageContent::Video(video),
            json!({ "type": "VIDEO", "video_data": { "link": "https://a.example/3", "thumbnail_link": "https://a.example/4", "size_bytes": 9 } }),
        ),
        (
            MessageContent::Contact(named),
            json!({ "type": "CONTACT", "contact_data": { "name": "سارا", "phone": "+989990000000" } }),
        ),
        (
            MessageContent::Contact(ContactData { name: None, phone: phone("1") }),
            json!({ "type": "CONTACT", "contact_data": { "phone": "1" } }),
        ),
    ]
}

fn post() -> PostDetails {
    let mut post =
        PostDetails::new(post_token(POST), "light", "tehran", Map::from_iter([("title".to_owned(), json!("پراید"))]));
    post.first_published_at = Some("2025-05-01T09:00:00Z".parse().unwrap());
    post
}

fn payment() -> PaymentTransaction {
    let mut payment = PaymentTransaction::new("u-1", 250_000, TransactionState::Completed, TransactionType::Reorder);
    payment.extra_details = Some("سفارش ۱".to_owned());
    payment
}

/// Every event, and its body.
fn events() -> Vec<(Event, Value)> {
    let post_json = json!({
        "token": POST, "category": "light", "city": "tehran", "is_phone_hidden": false,
        "supplier_chat_assistant_enabled": false, "chat_enabled": true,
        "first_published_at": "2025-05-01T09:00:00Z", "data": { "title": "پراید" },
    });
    let update =
        |kind: &str, post: &Value| json!({ "type": "POST_UPDATE", "post_update": { "type": kind, "post": post } });
    let bot = Conversation::Bot { id: CHAT.parse().unwrap() };
    let start = ChatMessage::new(
        "4c5ec5f8",
        bot,
        MessageSender::user(),
        sent_at(),
        MessageContent::Text("/start MY_DIVAR".to_owned()),
    );
    let mut events = vec![
        (
            Event::new_chatbot_message(start),
            json!({ "type": "NEW_CHATBOT_MESSAGE", "new_chatbot_message": {
            "id": "4c5ec5f8", "conversation": { "type": "BOT", "id": CHAT }, "sender": { "type": "HUMAN" },
            "type": "TEXT", "sent_at": 1_729_429_926_140_000_i64, "text": "/start MY_DIVAR",
        } }),
        ),
        (
            Event::user_access_revocation("a+/=".parse().unwrap()),
            json!({ "type": "USER_ACCESS_REVOCATION", "user_access_revocation": { "user_id": "a+/=" } }),
        ),
        (Event::post_update(PostUpdate::Publish(post())), update("PUBLISH", &post_json)),
        (Event::post_update(PostUpdate::Ongoing(post())), update("ONGOING", &post_json)),
        (Event::post_update(PostUpdate::Retire(post_token(POST).into())), update("RETIRE", &json!({ "token": POST }))),
        (
            Event::post_update(PostUpdate::Archive(post_token(POST).into())),
            update("ARCHIVE", &json!({ "token": POST })),
        ),
        (
            Event::payment_transaction(payment()),
            json!({ "type": "PAYMENT_TRANSACTION", "transaction": {
            "id": "u-1", "cost_rials": 250_000, "extra_details": "سفارش ۱",
            "state": "TRANSACTION_STATE_COMPLETED", "type": "TRANSACTION_TYPE_REORDER",
        } }),
        ),
    ];
    for (content, members) in contents() {
        let mut body = json!({
            "id": "4c5ec5f8", "conversation": { "type": "POST", "id": CHAT, "post_token": POST },
            "sender": { "side": "BUYER", "type": "HUMAN" }, "sent_at": 1_729_429_926_140_000_i64,
        });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        events.push((Event::new_message(message(content)), json!({ "type": "NEW_MESSAGE", "new_message": body })));
    }
    events
}

impl Fixture {
    async fn new(config: Config, app: App) -> Self {
        Self { world: World::with(config).await, app }
    }

    async fn start() -> Self {
        let app = App::start().await;
        Self::new(configured(&app), app).await
    }

    fn send(&self, event: &Event) -> DeliveryId {
        self.world.sandbox.control().send_event(SLUG, event, None).unwrap()
    }

    async fn settle(&self) {
        let settled = self.world.sandbox.control().settle_deliveries();
        tokio::time::timeout(Duration::from_secs(30), settled).await.expect("what is due is sent");
    }

    fn state(&self, id: DeliveryId) -> DeliveryState {
        self.world.sandbox.control().delivery(id).unwrap().state
    }

    /// The states of everything in the log.
    fn states(&self) -> Vec<(u64, DeliveryState)> {
        self.world.sandbox.control().deliveries().iter().map(|entry| (entry.id.get(), entry.state)).collect()
    }
}

struct Fixture {
    world: World,
    app: App,
}

#[tokio::test]
async fn every_event_has_the_documented_body() {
    let fixture = Fixture::start().await;
    for (event, expected) in events() {
        let id = fixture.send(&event);
        fixture.settle().await;
        let received = fixture.app.one();
        assert_eq!(received.json(), expected);
        assert_eq!(received.path, "/events");
        assert_eq!(received.header("authorization"), [KEY]);
        assert_eq!(received.header("content-type"), ["application/json"]);
        assert!(received.header("api-version").is_empty());
        let entry = fixture.world.sandbox.control().delivery(id).unwrap();
        assert_eq!((entry.state, entry.event, &entry.body), (DeliveryState::Delivered, Some(event.kind()), &expected));
        assert_eq!(expected["type"], event.kind().as_str());
        assert!(expected.get(event.kind().member()).is_some());
    }
    let kinds: std::collections::BTreeSet<_> = events().iter().map(|(event, _)| event.kind()).collect();
    assert_eq!(kinds.len(), EventKind::ALL.len());
}

#[tokio::test]
async fn an_event_is_written_in_the_order_of_the_documents() {
    let fixture = Fixture::start().await;
    fixture.send(&text("سلام 👋").with_metadata(Map::from_iter([("کلید".to_owned(), json!([1, null]))])));
    fixture.settle().await;
    let expected = r#"{"type":"NEW_MESSAGE","metadata":{"کلید":[1,null]},"new_message":{"id":"4c5ec5f8","conversation":{"type":"POST","id":"6b3d5cf7-9291-4fa9-892a-9d07e300daea","post_token":"gZd7omnS"},"sender":{"side":"BUYER","type":"HUMAN"},"type":"TEXT","sent_at":1729429926140000,"text":"سلام 👋"}}"#;
    assert_eq!(fixture.app.one().body, expected);
}

#[tokio::test]
async fn an_event_is_spelt_in_every_published_way() {
    let fixture = Fixture::start().await;
    let send = async |event: &Event, spelling| {
        fixture.world.sandbox.control().send_event(SLUG, event, Some(spelling)).unwrap();
        fixture.settle().await;
        fixture.app.one().json()
    };
    let metadata = Map::from_iter([("a".to_owned(), json!(1))]);
    let body = send(&text("a").with_metadata(metadata), Spelling::OTHER).await;
    assert_eq!((&body["meta_data"], body.get("metadata")), (&json!({ "a": 1 }), None));
    assert_eq!(body["new_message"]["sent_at"], "2024-10-20T13:12:06.140000Z");
    assert_eq!(body["new_message"]["sender"]["type"], "USER");
    let body = send(&Event::payment_transaction(payment()), Spelling::OTHER).await;
    assert_eq!((&body["payment_transaction"]["cost_rials"], body.get("transaction")), (&json!("250000"), None));
    for (content, members) in contents() {
        let body = send(&Event::new_message(message(content)), Spelling::OTHER).await;
        let sizes =
            members.as_object().unwrap().iter().filter_map(|(name, data)| Some((name, data.get("size_bytes")?)));
        for (name, size) in sizes {
            assert_eq!(body["new_message"][name]["size_bytes"], size.to_string());
        }
    }
    let mut numbers = Spelling::default();
    numbers.numbers_as_texts = true;
    let body = send(&text("a"), numbers).await;
    assert_eq!(
        (&body["new_message"]["sent_at"], &body["new_message"]["sender"]["type"]),
        (&json!("1729429926140000"), &json!("HUMAN"))
    );
}

#[test]
fn an_event_is_read_in_every_published_spelling() {
    for (event, body) in events() {
        assert_eq!(serde_json::from_value::<Event>(body).unwrap(), event);
        let event = event.with_metadata(Map::from_iter([("a".to_owned(), json!("ب"))]));
        for spelling in [Spelling::default(), Spelling::OTHER] {
            assert_eq!(serde_json::from_value::<Event>(event.to_body(spelling)).unwrap(), event);
        }
        let mut numbers = Spelling::default();
        numbers.numbers_as_texts = true;
        assert_eq!(serde_json::from_value::<Event>(event.to_body(numbers)).unwrap(), event);
    }
}

#[test]
fn an_event_that_is_not_one_is_refused() {
    let good = text("a").to_body(Spelling::default());
    let change = |change: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        serde_json::from_value::<Event>(body).unwrap_err().to_string()
    };
    assert!(change(&|body| body["type"] = json!("NEW_CHATBOT_MESSAGE")).contains("`new_chatbot_message`"));
    assert!(change(&|body| body["type"] = json!("NEW_MESSAGE_ON_POST")).contains("unknown variant"));
    assert!(change(&|body| body["user_access_revocation"] = json!({ "user_id": "a" })).contains("`new_message`"));
    assert!(change(&|body| body["extra"] = json!(1)).contains("unknown field"));
    assert!(change(&|body| body["new_message"]["type"] = json!("IMAGE")).contains("`image_data`"));
    assert!(change(&|body| body["new_message"]["text"] = Value::Null).contains("`text`"));
    assert!(change(&|body| body["new_message"]["sent_at"] = json!("yesterday")).contains("`sent_at`"));
    assert!(change(&|body| body["new_message"]["sent_at"] = json!(i64::MAX)).contains("timestamp"));
    assert!(change(&|body| body["new_message"]["conversation"]["id"] = json!("گ".repeat(65))).contains("64"));
    assert!(change(&|body| body["new_message"]["conversation"]["type"] = json!("BOT")).contains("post_token"));
    let location = |latitude: f64, longitude: f64| {
        LocationData::new(latitude, longitude).is_ok()
            && serde_json::from_value::<LocationData>(json!({ "latitude": latitude, "longitude": longitude })).is_ok()
    };
    assert!(location(90.0, 180.0) && location(-90.0, -180.0));
    assert!(!location(90.001, 0.0) && !location(0.0, -180.001) && LocationData::new(f64::NAN, 0.0).is_err());
}

#[tokio::test]
async fn a_failed_event_is_sent_again_when_its_pause_is_over() {
    let fixture = Fixture::start().await;
    for _ in 0..2 {
        fixture.app.reply(Reply::raw(503, "<h1>busy</h1>"));
    }
    let id = fixture.send(&text("a"));
    let attempts = || fixture.world.sandbox.control().delivery(id).unwrap().attempts.len();
    // The default pauses begin with one second and five seconds.
    for (seconds, micros, expected) in [(0, 0, 1), (0, 999_999, 1), (0, 1, 2), (4, 999_999, 2), (0, 1, 3)] {
        fixture.world.sandbox.control().clock().advance(Duration::new(seconds, micros * 1000));
        fixture.settle().await;
        assert_eq!(attempts(), expected);
    }
    let entry = fixture.world.sandbox.control().delivery(id).unwrap();
    assert_eq!((entry.state, entry.due, entry.failures), (DeliveryState::Delivered, None, 2));
    let statuses: Vec<_> = entry
        .attempts
        .iter()
        .map(|attempt| (attempt.at.to_string(), attempt.status.unwrap(), attempt.failure.is_some()))
        .collect();
    let expected = [
        ("2025-05-01T09:00:00Z", 503, true),
        ("2025-05-01T09:00:01Z", 503, true),
        ("2025-05-01T09:00:06Z", 200, false),
    ];
    assert_eq!(statuses, expected.map(|(at, status, failed)| (at.to_owned(), status, failed)));
    let failure = entry.attempts[0].failure.as_ref().unwrap();
    assert!(failure.reason == FailureReason::Status && failure.message.contains("<h1>busy</h1>"), "{failure}");
    fixture.world.advance(24 * 3600);
    fixture.settle().await;
    let received = fixture.app.take();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|one| one.body == received[0].body));
}

#[tokio::test]
async fn any_2xx_takes_an_event_and_nothing_else_does() {
    let fixture = Fixture::start().await;
    for (status, state) in [
        (200, DeliveryState::Delivered),
        (201, DeliveryState::Delivered),
        (204, DeliveryState::Delivered),
        (299, DeliveryState::Delivered),
        (300, DeliveryState::Pending),
        (302, DeliveryState::Pending),
        (400, DeliveryState::Pending),
        (500, DeliveryState::Pending),
    ] {
        fixture.app.reply(Reply::raw(status, if status == 204 { "" } else { "<html>" }));
        let id = fixture.send(&text("a"));
        fixture.settle().await;
        assert_eq!(fixture.state(id), state, "{status}");
    }
}

#[tokio::test]
async fn an_event_is_given_up_after_its_last_pause_and_can_be_sent_again() {
    let app = App::start().await;
    let calls = CallSettings::default().with_backoff(Backoff::new([Duration::from_secs(1), Duration::from_secs(3600)]));
    let fixture = Fixture::new(configured(&app).with_calls(calls), app).await;
    for _ in 0..4 {
        fixture.app.reply(Reply::raw(500, ""));
    }
    let id = fixture.send(&text("a"));
    for seconds in [0, 1, 3600, 100_000] {
        fixture.world.advance(seconds);
        fixture.settle().await;
    }
    assert_eq!((fixture.state(id), fixture.app.take().len()), (DeliveryState::GivenUp, 3));

    let control = fixture.world.sandbox.control();
    control.redeliver(id).unwrap();
    fixture.settle().await;
    assert_eq!(fixture.state(id), DeliveryState::Pending);
    // It is due in a second, and sent at once.
    control.redeliver(id).unwrap();
    fixture.settle().await;
    assert_eq!((fixture.state(id), fixture.app.take().len()), (DeliveryState::Delivered, 2));
    assert_eq!(control.delivery(id).unwrap().attempts.len(), 5);
    fixture.world.advance(100_000);
    fixture.settle().await;
    assert!(fixture.app.take().is_empty());
    assert_eq!(control.redeliver(DeliveryId::new(99)), Err(ControlError::UnknownDelivery(DeliveryId::new(99))));
}

#[tokio::test]
async fn a_click_is_not_sent_again() {
    let app = App::start().await;
    let webhooks = Webhooks::default().with_session_url(app.url("/"));
    let config = config().with_apps([app_config(SLUG, app.url("/")).with_webhooks(webhooks)]);
    let world = World::with(config).await;
    let click = Click::chat_button(SLUG, CHAT.parse().unwrap(), Action::open_server_link(Map::new()));
    world.sandbox.control().click(click).await.unwrap_err();
    let id = world.sandbox.control().deliveries()[0].id;
    assert_eq!(world.sandbox.control().redeliver(id), Err(ControlError::NotAnEvent(id)));
}

#[tokio::test]
async fn without_a_test_that_moves_the_clock_an_event_is_sent_again_too() {
    let app = App::start().await;
    let calls = CallSettings::default().with_backoff(Backoff::new([Duration::from_millis(20)]));
    let fixture = Fixture::new(configured(&app).with_calls(calls).with_clock(Clock::system()), app).await;
    fixture.app.reply(Reply::raw(500, ""));
    let id = fixture.send(&text("a"));
    fixture.app.until_received(2).await;
    fixture.settle().await;
    assert_eq!(fixture.state(id), DeliveryState::Delivered);
}

#[tokio::test]
async fn an_app_gets_its_events_in_order_and_a_silent_one_holds_up_no_other() {
    let (app, silent) = (App::start().await, App::start().await);
    let apps = [app_config(SLUG, app.url("/")), app_config("silent", silent.url("/"))];
    let fixture = Fixture::new(config().with_apps(apps), app).await;
    silent.reply(Reply::Never);
    let control = fixture.world.sandbox.control();
    let held = control.send_event("silent", &text("a"), None).unwrap();
    silent.until_received(1).await;
    let texts: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    for number in &texts {
        fixture.send(&text(number));
    }
    fixture.app.until_received(50).await;
    let received = fixture.app.take();
    let arrived: Vec<String> =
        received.iter().map(|one| one.json()["new_message"]["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(arrived, texts);
    assert_eq!(fixture.state(held), DeliveryState::Pending);
}

#[tokio::test]
async fn the_log_forgets_the_oldest_that_is_finished_and_nothing_that_is_pending() {
    let app = App::start().await;
    let fixture = Fixture::new(configured(&app).with_log_entries(3), app).await;
    let (delivered, pending) = (DeliveryState::Delivered, DeliveryState::Pending);
    for status in [500, 200, 500, 200, 200] {
        fixture.app.reply(Reply::raw(status, ""));
        fixture.send(&text("a"));
        fixture.settle().await;
    }
    assert_eq!(fixture.states(), [(1, pending), (3, pending), (5, delivered)]);
    for _ in 0..2 {
        fixture.app.reply(Reply::raw(500, ""));
        fixture.send(&text("a"));
        fixture.settle().await;
    }
    assert_eq!(fixture.states(), [(1, pending), (3, pending), (6, pending), (7, pending)]);
    fixture.world.advance(1);
    fixture.settle().await;
    assert_eq!(fixture.states().len(), 3);
    assert!(fixture.states().iter().all(|(_, state)| *state == delivered));
}

#[tokio::test]
async fn an_event_for_nobody_is_refused() {
    let world = World::new().await;
    let send = |slug: &str| world.sandbox.control().send_event(slug, &text("a"), None).unwrap_err();
    assert_eq!(send("nope"), ControlError::UnknownApp("nope".to_owned()));
    assert!(send(SLUG).to_string().contains("`webhooks.event_url`"));
    assert!(world.sandbox.control().deliveries().is_empty());
    world.sandbox.control().settle_deliveries().await;
}

#[tokio::test]
async fn an_app_is_told_that_access_ended_only_if_a_token_held_both_scopes() {
    let fixture = Fixture::start().await;
    let control = fixture.world.sandbox.control();
    let revoke = async |tokens: &[&[&str]]| {
        for scopes in tokens {
            fixture.world.token(scopes);
        }
        let delivery = control.revoke_access(SLUG, &phone(PHONE)).unwrap();
        fixture.settle().await;
        let received = fixture.app.take();
        assert_eq!(received.len(), usize::from(delivery.is_some()));
        received.into_iter().next().map(|one| one.body)
    };
    let id = fixture.world.user_id(PHONE);
    let told = format!(r#"{{"type":"USER_ACCESS_REVOCATION","user_access_revocation":{{"user_id":"{id}"}}}}"#);
    assert_eq!(revoke(&[]).await, None);
    assert_eq!(revoke(&[&["USER_ID"]]).await, None);
    assert_eq!(revoke(&[&[REVOCATION], &["USER_ID"]]).await, None);
    assert_eq!(revoke(&[&["USER_PHONE"], &[REVOCATION, "USER_ID", "USER_PHONE"]]).await, Some(told.clone()));
    // They ended; there is nothing left to tell.
    assert_eq!(revoke(&[]).await, None);

    // A token that has expired holds nothing.
    fixture.world.token(&[REVOCATION, "USER_ID"]);
    fixture.world.advance(3600);
    assert_eq!(revoke(&[]).await, None);
    // Its refresh token still does.
    fixture.world.token(&[REVOCATION, "USER_ID", "offline_access"]);
    fixture.world.advance(3600);
    assert_eq!(revoke(&[]).await, Some(told));

    // The token of somebody else is not touched.
    let token = fixture.world.token_of(OTHER_PHONE, &[REVOCATION, "USER_ID"]);
    assert_eq!(revoke(&[]).await, None);
    assert_eq!(user_info(&fixture.world, &token).await, 200);
    assert_eq!(control.revoke_access("nope", &phone(PHONE)), Err(ControlError::UnknownApp("nope".to_owned())));
    assert_eq!(control.revoke_access(SLUG, &phone("1")), Err(ControlError::UnknownUser(phone("1"))));
}

async fn user_info(world: &World, token: &str) -> u16 {
    send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(token)).await.status
}

#[tokio::test]
async fn after_a_revocation_tokens_do_not_work_also_where_nobody_is_told() {
    let world = World::new().await;
    let token = world.token(&[REVOCATION, "USER_ID"]);
    assert_eq!(user_info(&world, &token).await, 200);
    assert_eq!(world.sandbox.control().revoke_access(SLUG, &phone(PHONE)), Ok(None));
    assert_eq!(user_info(&world, &token).await, 401);
}
