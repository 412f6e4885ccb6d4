//! Run with: cargo run -p kenar-client --features axum --example webhook_app
//!
//! An app that answers all three calls of Divar: where a server link leads, what a dynamic action does, and events. It runs
//! offline: a sandbox in the same process plays Divar and calls it. On the platform the key and the addresses are those of
//! the developer panel, and the app listens behind https.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error as StdError;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use kenar_client::schemas::{Action, LinkUrl, PostToken};
use kenar_client::webhook::{
    COMPLETION_URL, DirectLink, DynamicActionReply, DynamicActionRequest, Event, EventPayload, EventReply,
    IdentificationKey, InvalidReply, SessionReply, SessionRequest, Verified, Webhook,
};
use kenar_sandbox as sandbox;
use kenar_sandbox::{AppConfig, Click, Config, Sandbox, SecretString, TouchPoint, Webhooks};
use serde_json::{Map, json};
use tokio::net::TcpListener;

/// Divar's identification key, which the developer panel shows.
const KEY: &str = "key-of-the-panel";

/// Somebody clicked on a server link: send them to the page of their post.
async fn session(Verified(call): Verified<SessionRequest>) -> Result<SessionReply, axum::http::StatusCode> {
    println!("session     from {}", call.source.map_or_else(String::new, |source| source.to_string()));
    let page = match call.post_token {
        // It goes into a link, so it must be what it should be.
        Some(token) => format!("posts/{}", token.check().map_err(|_| axum::http::StatusCode::BAD_REQUEST)?),
        None => "welcome".to_owned(),
    };
    SessionReply::new(format!("https://app.example.com/{page}"))
        .map_err(|_| axum::http::StatusCode::INTERNAL_SERVER_ERROR)
}

/// Somebody clicked on a dynamic action: do what its data says, and tell them.
async fn dynamic_action(Verified(call): Verified<DynamicActionRequest>) -> DynamicActionReply {
    match call.extra_data.get("step").and_then(serde_json::Value::as_str) {
        Some("notify") => DynamicActionReply::message("به محض آماده شدن خبرتان می‌کنیم 👍"),
        _ => more().unwrap_or_else(|_| DynamicActionReply::message("لطفاً دوباره تلاش کنید")),
    }
}

fn more() -> Result<DynamicActionReply, InvalidReply> {
    DynamicActionReply::action(Action::open_server_link(Map::new()))
}

/// Something happened. Answer at once, and do the work elsewhere.
async fn event(Verified(event): Verified<Event>) -> EventReply {
    match event.payload {
        EventPayload::NewChatbotMessage(message) if !message.is_from_bot() => match message.start() {
            Some(start) => println!("started     a chat from {} about {:?}", start.touch_point, start.id),
            None => println!("message     {:?}", message.content),
        },
        EventPayload::PaymentTransaction(payment) => {
            println!("payment     {} is {}", payment.id, payment.state);
        }
        // From another version of the platform: keep it for whoever looks after the app.
        EventPayload::Other | EventPayload::Unreadable(_) => println!("kept        {:?}", event.raw),
        _ => println!("event       {}", event.kind),
    }
    EventReply
}

/// The Fallback URL: a person comes in the browser, with or without a post.
async fn landing(link: DirectLink) -> String {
    match link.post_token.and_then(|token| token.check().ok()) {
        Some(token) => format!("about the post {token}"),
        None => "about nothing in particular".to_owned(),
    }
}

/// The last page of the app: back to Divar, whether it went well or was cancelled.
async fn done() -> Redirect {
    Redirect::to(COMPLETION_URL)
}

fn app(webhook: Webhook) -> Router {
    Router::new()
        .route("/divar/session", post(session))
        .route("/divar/dynamic-action", post(dynamic_action))
        .route("/divar/events", post(event))
        .route("/", get(landing))
        .route("/done", get(done))
        .with_state(webhook)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let webhook = Webhook::new(IdentificationKey::new(&SecretString::from(KEY))?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(async move { axum::serve(listener, app(webhook)).await });

    // What the developer panel knows of the app.
    let url = |path: &str| format!("{base}{path}").parse::<LinkUrl>();
    let webhooks = Webhooks::default()
        .with_session_url(url("/divar/session")?)
        .with_dynamic_action_url(url("/divar/dynamic-action")?)
        .with_event_url(url("/divar/events")?)
        .with_identification_key(SecretString::from(KEY));
    let config = AppConfig::new("sample-app", "https://app.example.com/callback".parse()?).with_webhooks(webhooks);
    let sandbox = Sandbox::start(Config::default().with_apps([config])).await?;
    let divar = sandbox.control();

    // People click on buttons in a chat about a post.
    let (chat, post): (sandbox::ConversationId, PostToken) = ("6b3d5cf7".parse()?, "gXt5mF2k".parse()?);
    let click = |action| Click::chat_button("sample-app", chat.clone(), action).about_post(post.clone());
    let outcome = divar.click(click(Action::open_server_link(Map::new()))).await?;
    println!("opens       {:?}", outcome.opens);
    let notify = Map::from_iter([("step".to_owned(), json!("notify"))]);
    let outcome = divar.click(click(Action::get_dynamic_action(notify))).await?;
    println!("shows       {:?}", outcome.message);
    let outcome = divar.click(click(Action::get_dynamic_action(Map::new()))).await?;
    println!("called      {} times for one click", outcome.deliveries.len());

    // Somebody starts a chat with the bot of the app, and a payment goes through.
    let start = sandbox::ChatMessage::new(
        "4c5ec5f8",
        sandbox::Conversation::Bot { id: chat },
        sandbox::MessageSender::user(),
        sandbox::Timestamp::now(),
        sandbox::MessageContent::Text(TouchPoint::MyPost.start_message(Some(post.as_str()))),
    );
    let (state, kind) = (sandbox::TransactionState::Completed, sandbox::TransactionType::Reorder);
    let payment = sandbox::PaymentTransaction::new("812d56e6", 250_000, state, kind);
    for event in [sandbox::Event::new_chatbot_message(start), sandbox::Event::payment_transaction(payment)] {
        divar.send_event("sample-app", &event, None)?;
    }
    divar.settle_deliveries().await;
    if let Some(lost) = divar.deliveries().iter().find(|call| call.state != sandbox::DeliveryState::Delivered) {
        return Err(format!("call {} did not get through", lost.id).into());
    }
    sandbox.shutdown().await;
    server.abort();
    Ok(())
}

#[test]
fn it_runs() -> Result<(), Box<dyn StdError>> {
    main()
}
