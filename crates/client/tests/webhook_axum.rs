//! The sandbox calls an app of axum, in every spelling.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use kenar_client::schemas::{Action, LinkUrl};
use kenar_client::webhook::{
    self, COMPLETION_URL, DirectLink, DynamicActionReply, DynamicActionRequest, EventPayload, EventReply,
    IdentificationKey, SessionReply, SessionRequest, Side, Source, TouchPoint, Verified, Webhook, WebhookError,
};
use kenar_sandbox::{
    AppConfig, ChatMessage, Click, ClickError, Config, ContactData, Conversation, DeliveryState, Event, FailureReason,
    FileData, ImageData, LocationData, MessageContent, MessageSender, Opening, PaymentTransaction, PostDetails,
    PostUpdate, Sandbox, SecretString, SenderSide, Side as SandboxSide, Spelling, Timestamp, TransactionState,
    TransactionType, VideoData, VoiceData, Webhooks,
};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const KEY: &str = "divar-is-calling+/=";
const SLUG: &str = "sample-app";
const PHONE: &str = "09991234567";
const POST: &str = "gXt5mF2k";
const CHAT: &str = "6b3d5cf7-9291-4fa9-892a-9d07e300daea";

#[derive(Default)]
struct Seen {
    sessions: Mutex<Vec<SessionRequest>>,
    dynamic_actions: Mutex<Vec<DynamicActionRequest>>,
    events: Mutex<Vec<webhook::Event>>,
    refusals: Mutex<Vec<WebhookError>>,
}

#[derive(Clone)]
struct AppState {
    webhook: Webhook,
    seen: Arc<Seen>,
}

impl FromRef<AppState> for Webhook {
    fn from_ref(state: &AppState) -> Self {
        state.webhook.clone()
    }
}

async fn session(State(state): State<AppState>, Verified(call): Verified<SessionRequest>) -> SessionReply {
    state.seen.sessions.lock().unwrap().push(call);
    SessionReply::new("https://app.example.com/صفحه").unwrap()
}

async fn dynamic(State(state): State<AppState>, Verified(call): Verified<DynamicActionRequest>) -> DynamicActionReply {
    let chained = call.extra_data.contains_key("chain");
    state.seen.dynamic_actions.lock().unwrap().push(call);
    let action = Action::open_server_link(Map::from_iter([("گام".to_owned(), json!(2))]));
    match chained {
        true => DynamicActionReply::action(action).unwrap().with_message("ادامه دهید"),
        false => DynamicActionReply::message("ذخیره شد 🎉"),
    }
}

async fn events(
    State(state): State<AppState>,
    event: Result<Verified<webhook::Event>, WebhookError>,
) -> Result<EventReply, WebhookError> {
    match event {
        Ok(Verified(event)) => state.seen.events.lock().unwrap().push(event),
        Err(error) => {
            state.seen.refusals.lock().unwrap().push(error.clone());
            return Err(error);
        }
    }
    Ok(EventReply)
}

async fn neutral(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> (StatusCode, Vec<u8>) {
    let reply = match state.webhook.session(&headers, &body) {
        Ok(_) => SessionReply::new("https://app.example.com").unwrap().to_http(),
        Err(error) => error.to_http(),
    };
    (reply.status, reply.body)
}

async fn landing(link: DirectLink) -> String {
    format!("{}|{}", link.post_token.as_ref().map_or("", |token| token.as_str()), link.field("title").unwrap_or("-"))
}

struct App {
    url: String,
    seen: Arc<Seen>,
    server: JoinHandle<()>,
}

impl App {
    async fn start(webhook: Webhook) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Seen>::default();
        let router = Router::new()
            .route("/session", post(session))
            .route("/neutral", post(neutral))
            .route("/dynamic", post(dynamic))
            .route("/events", post(events))
            .route("/landing", get(landing))
            .with_state(AppState { webhook, seen: seen.clone() });
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen, server }
    }

    fn url(&self, path: &str) -> LinkUrl {
        format!("{}{path}", self.url).parse().unwrap()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn key(key: &str) -> IdentificationKey {
    IdentificationKey::new(&SecretString::from(key)).unwrap()
}

/// An app that knows this key, and a sandbox that calls it with [`KEY`].
async fn world(known: IdentificationKey) -> (App, Sandbox) {
    let app = App::start(Webhook::new(known)).await;
    let webhooks = Webhooks::default()
        .with_session_url(app.url("/session"))
        .with_dynamic_action_url(app.url("/dynamic"))
        .with_event_url(app.url("/events"))
        .with_identification_key(SecretString::from(KEY));
    let config = AppConfig::new(SLUG, "https://app.example.com/callback".parse().unwrap()).with_webhooks(webhooks);
    let sandbox = Sandbox::start(Config::default().with_apps([config])).await.unwrap();
    (app, sandbox)
}

/// Every spelling: the default one, each deviation alone, and all at once.
fn spellings() -> Vec<Spelling> {
    let deviations: [fn(&mut Spelling) -> &mut bool; 9] = [
        |spelling| &mut spelling.provider_data,
        |spelling| &mut spelling.api_version_with_underscore,
        |spelling| &mut spelling.upper_case_side,
        |spelling| &mut spelling.completion_url,
        |spelling| &mut spelling.meta_data,
        |spelling| &mut spelling.payment_transaction,
        |spelling| &mut spelling.user_instead_of_human,
        |spelling| &mut spelling.sent_at_as_text,
        |spelling| &mut spelling.numbers_as_texts,
    ];
    let alone = deviations.map(|deviation| {
        let mut spelling = Spelling::default();
        *deviation(&mut spelling) = true;
        spelling
    });
    let mut all = Spelling::default();
    deviations.iter().for_each(|deviation| *deviation(&mut all) = true);
    assert_eq!(all, Spelling::OTHER, "a spelling is missing here");
    [Spelling::default()].into_iter().chain(alone).chain([all]).collect()
}

fn data() -> Map<String, Value> {
    json!({ "پرونده": "نیم‌فاصله ۱۲ 👩‍👩‍👧", "deep": [1, { "a": null }] }).as_object().unwrap().clone()
}

fn button(action: Action) -> Click {
    Click::chat_button(SLUG, CHAT.parse().unwrap(), action).about_post(POST.parse().unwrap())
}

#[tokio::test]
async fn sessions_in_every_spelling() {
    let (app, sandbox) = world(key(KEY)).await;
    let user_id = sandbox.control().user_id(SLUG, &PHONE.parse().unwrap()).unwrap();
    for spelling in spellings() {
        let click = button(Action::open_server_link(data())).from_side(SandboxSide::Supply);
        let click = click.by_user(PHONE.parse().unwrap()).with_spelling(spelling);
        let outcome = sandbox.control().click(click).await.unwrap();
        let Some(Opening::Url(url)) = outcome.opens else { panic!("{:?}", outcome.opens) };
        assert_eq!(url.as_str(), "https://app.example.com/%D8%B5%D9%81%D8%AD%D9%87");

        let call = app.seen.sessions.lock().unwrap().pop().unwrap();
        assert_eq!((&call.source, &call.user_side), (&Some(Source::ChatMessageAction), &Some(Side::Supply)));
        assert_eq!((call.post_token.unwrap().as_str(), call.conversation_id.as_deref()), (POST, Some(CHAT)));
        assert_eq!(call.user_id.unwrap().check().unwrap(), user_id);
        assert_eq!((call.extra_data, call.api_version.as_deref()), (data(), Some("2")), "{spelling:?}");
        let completion = spelling.completion_url.then_some(COMPLETION_URL);
        assert_eq!(call.completion_url.as_deref(), completion);
    }
    // Nobody is logged in, and there is no post.
    let click = Click::chat_button(SLUG, CHAT.parse().unwrap(), Action::open_server_link(Map::new()));
    sandbox.control().click(click).await.unwrap();
    let call = app.seen.sessions.lock().unwrap().pop().unwrap();
    assert_eq!((call.post_token, call.user_id, call.user_side), (None, None, Some(Side::Demand)));
}

#[tokio::test]
async fn dynamic_actions_and_what_they_lead_to() {
    let (app, sandbox) = world(key(KEY)).await;
    let outcome = sandbox.control().click(button(Action::get_dynamic_action(data()))).await.unwrap();
    assert_eq!((outcome.message.as_deref(), outcome.opens), (Some("ذخیره شد 🎉"), None));
    let call = app.seen.dynamic_actions.lock().unwrap().pop().unwrap();
    assert_eq!((&call.touchpoint, &call.user_side), (&Some(TouchPoint::Chat), &Some(Side::Demand)));
    assert_eq!((call.post_token.unwrap().as_str(), call.conversation_id.as_deref()), (POST, Some(CHAT)));
    assert_eq!((call.extra_data, call.user_id), (data(), None));

    let chain = Map::from_iter([("chain".to_owned(), json!(true))]);
    let outcome = sandbox.control().click(button(Action::get_dynamic_action(chain))).await.unwrap();
    assert_eq!((outcome.message.as_deref(), outcome.deliveries.len()), (Some("ادامه دهید"), 2));
    assert!(matches!(outcome.opens, Some(Opening::Url(_))));
    assert_eq!(app.seen.sessions.lock().unwrap()[0].extra_data["گام"], 2);
}

fn chat_message(content: MessageContent) -> ChatMessage {
    let conversation = Conversation::Post { id: CHAT.parse().unwrap(), post_token: POST.parse().unwrap() };
    let sent_at = Timestamp::from_microsecond(1_729_429_926_140_000).unwrap();
    ChatMessage::new("4c5ec5f8", conversation, MessageSender::person(SenderSide::Buyer), sent_at, content)
}

fn contents() -> Vec<MessageContent> {
    let link = |text: &str| text.parse::<LinkUrl>().unwrap();
    vec![
        MessageContent::Text("سلام، نیم‌فاصله 👋".to_owned()),
        MessageContent::Image(ImageData {
            link: link("https://a.example/1"),
            size_bytes: u64::MAX,
            height_px: 1,
            width_px: u32::MAX,
        }),
        MessageContent::File(FileData {
            link: link("https://a.example/2"),
            name: "قرارداد 📄.pdf".to_owned(),
            size_bytes: 0,
        }),
        MessageContent::Voice(VoiceData { link: link("https://a.example/3"), size_bytes: 5 }),
        MessageContent::Location(LocationData::new(35.7, -180.0).unwrap()),
        MessageContent::Video(VideoData {
            link: link("https://a.example/4"),
            thumbnail_link: link("https://a.example/5"),
            size_bytes: 9,
        }),
        MessageContent::Contact(ContactData {
            name: Some("سارا".to_owned()), phone: "+989990000000".parse().unwrap()
        }),
        MessageContent::Contact(ContactData { name: None, phone: "1".parse().unwrap() }),
    ]
}

fn all_events() -> Vec<Event> {
    let title = Map::from_iter([("title".to_owned(), json!("پراید"))]);
    let mut post = PostDetails::new(POST.parse().unwrap(), "light", "tehran", title);
    post.first_published_at = Some("2025-05-01T09:00:00Z".parse().unwrap());
    let mut payment = PaymentTransaction::new("u-1", 250_000, TransactionState::Completed, TransactionType::Reorder);
    payment.extra_details = Some("سفارش ۱".to_owned());
    let start = MessageContent::Text("/start MY_POST gXt5mF2k".to_owned());
    let mut start = chat_message(start);
    (start.conversation, start.sender) = (Conversation::Bot { id: CHAT.parse().unwrap() }, MessageSender::user());
    let messages = contents().into_iter().map(|content| Event::new_message(chat_message(content)));
    let mut own = chat_message(MessageContent::Text("a".to_owned()));
    own.sender = MessageSender::bot(Some(SenderSide::Seller));
    messages
        .chain([
            Event::new_message(own),
            Event::new_chatbot_message(start),
            Event::user_access_revocation("a+/=".parse().unwrap()),
            Event::post_update(PostUpdate::Publish(post.clone())),
            Event::post_update(PostUpdate::Ongoing(post)),
            Event::post_update(PostUpdate::Retire(POST.parse::<kenar_client::schemas::PostToken>().unwrap().into())),
            Event::post_update(PostUpdate::Archive(POST.parse::<kenar_client::schemas::PostToken>().unwrap().into())),
            Event::payment_transaction(payment),
        ])
        .map(|event| event.with_metadata(data()))
        .collect()
}

#[tokio::test]
async fn events_in_every_spelling() {
    let (app, sandbox) = world(key(KEY)).await;
    let mut expected: Option<Vec<EventPayload>> = None;
    for spelling in spellings() {
        for event in all_events() {
            let id = sandbox.control().send_event(SLUG, &event, Some(spelling)).unwrap();
            sandbox.control().settle_deliveries().await;
            assert_eq!(sandbox.control().delivery(id).unwrap().state, DeliveryState::Delivered);
            let seen = app.seen.events.lock().unwrap().last().unwrap().clone();
            assert_eq!((seen.kind.as_str(), &seen.metadata), (event.kind().as_str(), &data()), "{spelling:?}");
            assert_eq!(Value::Object(seen.raw), event.to_body(spelling));
        }
        let seen = std::mem::take(&mut *app.seen.events.lock().unwrap());
        let payloads: Vec<EventPayload> = seen.into_iter().map(|event| event.payload).collect();
        assert_eq!(expected.get_or_insert_with(|| payloads.clone()), &payloads, "{spelling:?}");
    }
    check_payloads(&expected.unwrap());
}

/// That everything which was sent was read, and not only the same each time.
fn check_payloads(payloads: &[EventPayload]) {
    use kenar_client::webhook::MessageContent as Read;

    let message = |index: usize| match &payloads[index] {
        EventPayload::NewMessage(message) | EventPayload::NewChatbotMessage(message) => message,
        other => panic!("{other:?}"),
    };
    for index in 0..8 {
        let message = message(index);
        assert_eq!((message.id.as_str(), message.conversation.id.as_str()), ("4c5ec5f8", CHAT));
        assert_eq!(message.conversation.kind, Some(webhook::ConversationKind::Post));
        assert_eq!(message.conversation.post_token.as_ref().unwrap(), &POST);
        assert_eq!(message.sent_at.unwrap().as_microseconds(), 1_729_429_926_140_000);
        assert_eq!(message.sender.side, Some(webhook::SenderSide::Buyer));
        assert!(message.sender.kind == Some(webhook::SenderType::Human) && !message.is_from_bot());
    }
    assert_eq!(message(0).text(), Some("سلام، نیم‌فاصله 👋"));
    let Read::Image(image) = &message(1).content else { panic!("{:?}", message(1)) };
    assert_eq!((image.link.as_str(), image.size_bytes), ("https://a.example/1", Some(u64::MAX)));
    assert_eq!((image.height_px, image.width_px), (Some(1), Some(u32::MAX)));
    let Read::File(file) = &message(2).content else { panic!("{:?}", message(2)) };
    let expected = ("https://a.example/2", Some("قرارداد 📄.pdf"), Some(0));
    assert_eq!((file.link.as_str(), file.name.as_deref(), file.size_bytes), expected);
    let Read::Voice(voice) = &message(3).content else { panic!("{:?}", message(3)) };
    assert_eq!((voice.link.as_str(), voice.size_bytes), ("https://a.example/3", Some(5)));
    let Read::Location(place) = &message(4).content else { panic!("{:?}", message(4)) };
    assert_eq!((place.latitude, place.longitude), (35.7, -180.0));
    let Read::Video(video) = &message(5).content else { panic!("{:?}", message(5)) };
    assert_eq!((video.link.as_str(), video.size_bytes), ("https://a.example/4", Some(9)));
    assert_eq!(video.thumbnail_link.as_ref().unwrap().check().unwrap().as_str(), "https://a.example/5");
    let contact = |index: usize| match &message(index).content {
        Read::Contact(contact) => (contact.name.clone(), contact.phone.check().unwrap().to_string()),
        other => panic!("{other:?}"),
    };
    assert_eq!(contact(6), (Some("سارا".to_owned()), "+989990000000".to_owned()));
    assert_eq!(contact(7), (None, "1".to_owned()));
    assert!(message(8).is_from_bot() && message(8).sender.side == Some(webhook::SenderSide::Seller));
    assert_eq!(message(9).start().unwrap().post_token().unwrap(), POST);
    assert_eq!(message(9).conversation.kind, Some(webhook::ConversationKind::Bot));
    let EventPayload::UserAccessRevocation(revocation) = &payloads[10] else { panic!("{:?}", payloads[10]) };
    assert_eq!(revocation.user_id.check().unwrap().as_str(), "a+/=");
    let kinds = ["PUBLISH", "ONGOING", "RETIRE", "ARCHIVE"];
    for (payload, kind) in payloads[11..15].iter().zip(kinds) {
        let EventPayload::PostUpdate(update) = payload else { panic!("{payload:?}") };
        assert_eq!((update.kind.as_str(), update.post.token.as_str()), (kind, POST));
        let full = matches!(kind, "PUBLISH" | "ONGOING");
        assert_eq!(update.post.category.as_deref(), full.then_some("light"));
        assert_eq!(update.post.data.get("title"), full.then_some(&json!("پراید")));
    }
    let EventPayload::PaymentTransaction(payment) = &payloads[15] else { panic!("{:?}", payloads[15]) };
    assert_eq!((payment.id.as_str(), payment.cost_rials), ("u-1", 250_000));
    assert_eq!(
        (&payment.state, &payment.kind),
        (&webhook::TransactionState::Completed, &Some(webhook::TransactionType::Reorder))
    );
    assert_eq!(payment.extra_details.as_deref(), Some("سفارش ۱"));
}

#[tokio::test]
async fn a_wrong_key_is_seen_by_the_sandbox() {
    let (app, sandbox) = world(key("another-key")).await;
    let control = sandbox.control();
    for action in [Action::open_server_link(Map::new()), Action::get_dynamic_action(Map::new())] {
        let ClickError::Failed { delivery, failure } = control.click(button(action)).await.unwrap_err() else {
            panic!("the app should have refused");
        };
        assert_eq!(failure.reason, FailureReason::Status);
        assert!(failure.message.contains("401") && failure.message.contains("identification key"), "{failure}");
        assert_eq!(control.delivery(delivery).unwrap().attempts[0].status, Some(401));
    }
    let id = control.send_event(SLUG, &all_events()[0], None).unwrap();
    control.settle_deliveries().await;
    let delivery = control.delivery(id).unwrap();
    assert_eq!((delivery.state, delivery.attempts[0].status), (DeliveryState::Pending, Some(401)));
    assert!(app.seen.sessions.lock().unwrap().is_empty() && app.seen.events.lock().unwrap().is_empty());
    assert_eq!(*app.seen.refusals.lock().unwrap(), [WebhookError::WrongKey]);
}

#[tokio::test]
async fn the_key_is_changed_without_a_call_lost() {
    let (app, sandbox) = world(key("the-next-key").or(&SecretString::from(KEY)).unwrap()).await;
    sandbox.control().click(button(Action::open_server_link(Map::new()))).await.unwrap();
    let with =
        |key: &'static str| http().post(app.url("/session").as_str()).header("authorization", key).body("{}").send();
    assert_eq!(with("the-next-key").await.unwrap().status(), 200);
    assert_eq!(with("the-last-key").await.unwrap().status(), 401);
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn refusals_have_their_status() {
    let app = App::start(Webhook::new(key(KEY)).with_body_limit(64)).await;
    let send = async |path: &str, key: &str, content_type: &str, body: Vec<u8>| {
        let request =
            http().post(app.url(path).as_str()).header("authorization", key).header("content-type", content_type);
        let answer = request.body(body).send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.headers()["content-type"].to_str().unwrap().to_owned(),
            answer.text().await.unwrap(),
        )
    };
    let body = |length: usize| format!(r#"{{"a":"{}"}}"#, "a".repeat(length - 8)).into_bytes();
    let json = "application/json";
    for (key, content_type, body, status, message) in [
        (KEY, json, body(64), 200, "https://app.example.com"),
        (KEY, json, body(65), 413, "larger than 64 bytes"),
        (KEY, json, body(100_000), 413, "larger than 64 bytes"),
        (KEY, "text/plain", body(64), 415, "application/json"),
        (KEY, json, b"{".to_vec(), 400, "it ends at line 1, column 1"),
        (KEY, json, b"[]".to_vec(), 400, "(document): expected an object, found a list"),
        ("no", json, body(64), 401, "does not hold the identification key"),
        ("no", "text/plain", body(65), 401, "does not hold the identification key"),
    ] {
        let (found, kind, text) = send("/session", key, content_type, body.clone()).await;
        assert_eq!((found, kind.as_str()), (status, json), "{text}");
        assert!(text.contains(message), "{text}");
        // Without the extractor it is the same.
        if status != 200 {
            assert_eq!(send("/neutral", key, content_type, body).await.2, text);
        }
    }
    let answer = http().post(app.url("/events").as_str()).body("{}").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(*app.seen.refusals.lock().unwrap(), [WebhookError::NoKey]);
}

#[tokio::test]
async fn nobody_is_listened_to_for_longer_than_needed() {
    let app = App::start(Webhook::new(key(KEY)).with_body_limit(64)).await;
    // Promises a gigabyte, sends some of it and waits.
    let status = async |key: &str, sent: usize| {
        let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap();
        let head =
            format!("POST /session HTTP/1.1\r\nhost: a\r\nauthorization: {key}\r\ncontent-length: 1000000000\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&vec![b' '; sent]).await.unwrap();
        let mut answer = [0; 12];
        let read = tokio::time::timeout(Duration::from_secs(30), stream.read_exact(&mut answer)).await;
        read.expect("the app waits for the rest").unwrap();
        String::from_utf8(answer.to_vec()).unwrap()
    };
    assert_eq!(status("no", 0).await, "HTTP/1.1 401");
    assert_eq!(status(KEY, 65).await, "HTTP/1.1 413");

    // The limit of the webhook holds, also where axum has a smaller one.
    let app = App::start(Webhook::new(key(KEY)).with_body_limit(4_000_000)).await;
    let large = format!(r#"{{"extra_data":{{"a":"{}"}}}}"#, "گ".repeat(1_900_000));
    let request = http().post(app.url("/session").as_str()).header("authorization", KEY);
    assert_eq!(request.body(large).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_direct_link_is_an_argument_too() {
    let app = App::start(Webhook::new(key(KEY))).await;
    let open = async |query: &str| {
        let url = format!("{}{query}", app.url("/landing").as_str());
        http().get(url).send().await.unwrap().text().await.unwrap()
    };
    assert_eq!(open("").await, "|-");
    assert_eq!(open("?title=%D9%BE%D8%B1%D8%A7%DB%8C%D8%AF&post_token=gXt5mF2k").await, "gXt5mF2k|پراید");
}
