//! What Divar asks of an app while a person waits: sessions and dynamic actions.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod common;

use std::time::Duration;

use app::{App, Reply};
use axum::http::{Method, StatusCode};
use common::{OTHER_PHONE, PHONE, POST, World, config, phone, post_token, send, title};
use kenar_sandbox::{
    AppConfig, CallKind, CallSettings, Click, ClickError, ClickOutcome, ClickTarget, ControlError, ConversationId,
    DeliveryState, ExposeSecret, FailureReason, Opening, SecretString, Side, Spelling, StartError, TouchPoint,
    Webhooks,
};
use kenar_schemas::{Action, LinkUrl};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

const KEY: &str = "divar-is-calling+/=";
const CONVERSATION: &str = "6b3d5cf7-9291-4fa9-892a-9d07e300daea";

fn sample_app(webhooks: Webhooks) -> AppConfig {
    AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).with_webhooks(webhooks)
}

fn webhooks(app: &App) -> Webhooks {
    Webhooks::default()
        .with_session_url(app.url("/session"))
        .with_dynamic_action_url(app.url("/dynamic?a=b"))
        .with_event_url(app.url("/events"))
        .with_identification_key(SecretString::from(KEY))
}

async fn world(app: &App) -> World {
    let calls = CallSettings::default().with_timeout(Duration::from_millis(300));
    World::with(config().with_apps([sample_app(webhooks(app))]).with_calls(calls)).await
}

fn button(action: Value) -> Value {
    json!({ "button_bar": { "title": "ادامه", "action": action } })
}

/// Puts widgets on the post and gives the number of the add-on.
async fn put(world: &World, widgets: Value) -> u64 {
    world.put_post_addon(POST, &json!({ "widgets": widgets })).await.ok();
    world.on_post(POST).await[0].id
}

/// Clicks on a button that does this.
async fn click(world: &World, action: Value) -> Result<ClickOutcome, ClickError> {
    let addon = put(world, json!([button(action)])).await;
    world.sandbox.control().click(Click::post_addon(post_token(POST), addon, 0)).await
}

fn url(text: &str) -> LinkUrl {
    text.parse().unwrap()
}

fn data() -> Value {
    json!({ "پرونده": "نیم‌فاصله ۱۲ 👩‍👩‍👧", "deep": [1, { "a": null }], "nothing": "" })
}

fn conversation() -> ConversationId {
    CONVERSATION.parse().unwrap()
}

#[tokio::test]
async fn a_server_link_asks_the_app_where_to_go() {
    let app = App::start().await;
    let world = world(&app).await;
    app.reply(Reply::json(&json!({ "url": "https://app.example.com/landing/۱", "status": "200" })));
    let addon = put(&world, json!([title("a"), button(json!({ "open_server_link": { "data": data() } }))])).await;
    let click = Click::post_addon(post_token(POST), addon, 1).from_side(Side::Supply).by_user(phone(PHONE));
    let outcome = world.sandbox.control().click(click).await.unwrap();
    assert_eq!(outcome.opens, Some(Opening::Url(url("https://app.example.com/landing/۱"))));
    assert_eq!(outcome.message, None);

    let received = app.one();
    let user_id = world.user_id(PHONE);
    let expected = format!(
        r#"{{"source":"POST_ADDON","post_token":"{POST}","conversation_id":null,"user_side":"Supply","extra_data":{},"user_id":"{user_id}"}}"#,
        data()
    );
    assert_eq!(received.body, expected);
    assert_eq!((&received.method, received.path.as_str()), (&Method::POST, "/session"));
    assert_eq!(received.header("authorization"), [KEY]);
    assert_eq!(received.header("content-type"), ["application/json"]);
    assert_eq!(received.header("api-version"), ["2"]);

    let delivery = world.sandbox.control().delivery(outcome.deliveries[0]).unwrap();
    assert_eq!(
        (delivery.kind, delivery.state, delivery.app.as_str()),
        (CallKind::Session, DeliveryState::Delivered, "sample-app")
    );
    assert_eq!(delivery.body.to_string(), expected);
    assert_eq!(delivery.attempts.len(), 1);
    assert_eq!((delivery.attempts[0].status, &delivery.attempts[0].failure), (Some(200), &None));
}

#[tokio::test]
async fn a_dynamic_action_shows_a_message() {
    let app = App::start().await;
    let world = world(&app).await;
    app.reply(Reply::json(&json!({ "text_message": "اطلاعات ذخیره شد 🎉", "action": null })));
    let outcome = click(&world, json!({ "get_dynamic_action": { "data": data() } })).await.unwrap();
    assert_eq!((outcome.message.as_deref(), outcome.opens), (Some("اطلاعات ذخیره شد 🎉"), None));

    let received = app.one();
    let expected = format!(
        r#"{{"touchpoint":"DEMAND_POST","post_token":"{POST}","conversation_id":null,"user_side":"DEMAND","extra_data":{},"user_id":null}}"#,
        data()
    );
    assert_eq!(received.body, expected);
    assert_eq!(received.path, "/dynamic?a=b");
    assert_eq!(
        (received.header("authorization"), received.header("content-type")),
        (vec![KEY], vec!["application/json"])
    );
    assert!(received.header("api-version").is_empty());
}

#[tokio::test]
async fn a_dynamic_action_leads_to_one_more_action() {
    let app = App::start().await;
    let world = world(&app).await;
    let dynamic = json!({ "get_dynamic_action": { "data": {} } });

    app.reply(Reply::json(
        &json!({ "action": { "open_direct_link": "https://app.example.com/next" }, "text_message": "b" }),
    ));
    let outcome = click(&world, dynamic.clone()).await.unwrap();
    assert_eq!(outcome.opens, Some(Opening::Url(url("https://app.example.com/next"))));
    assert_eq!((outcome.message.as_deref(), outcome.deliveries.len()), (Some("b"), 1));
    app.take();

    app.reply(Reply::json(&json!({ "action": { "open_server_link": { "data": { "step": 2 } } } })));
    app.reply(Reply::json(&json!({ "url": "https://app.example.com/session" })));
    let outcome = click(&world, dynamic.clone()).await.unwrap();
    assert_eq!(outcome.opens, Some(Opening::Url(url("https://app.example.com/session"))));
    let received = app.take();
    assert_eq!([&*received[0].path, &*received[1].path], ["/dynamic?a=b", "/session"]);
    assert_eq!(received[1].json()["extra_data"], json!({ "step": 2 }));
    assert_eq!(outcome.deliveries.len(), 2);

    app.reply(Reply::json(&json!({ "action": { "open_post_page": { "post_token": "AZbq72mk" } } })));
    assert_eq!(click(&world, dynamic.clone()).await.unwrap().opens, Some(Opening::Post(post_token("AZbq72mk"))));
    app.take();

    app.reply(Reply::json(&json!({ "action": { "get_dynamic_action": { "data": {} } } })));
    let error = click(&world, dynamic).await.unwrap_err();
    let ClickError::Failed { failure, .. } = &error else { panic!("{error:?}") };
    assert_eq!(failure.flaws[0].pointer, "/action/get_dynamic_action");
    assert_eq!(app.take().len(), 1);
}

#[tokio::test]
async fn other_actions_call_nobody() {
    let app = App::start().await;
    let world = world(&app).await;
    let opens = async |action: Value| click(&world, action).await.unwrap().opens.unwrap();
    assert_eq!(
        opens(json!({ "open_direct_link": "https://a.example/?b=1" })).await,
        Opening::Url(url("https://a.example/?b=1"))
    );
    assert_eq!(
        opens(json!({ "open_post_page": { "post_token": "gXt5mF2k" } })).await,
        Opening::Post(post_token("gXt5mF2k"))
    );
    let manage = json!({ "open_post_manage_page": { "post_token": "gXt5mF2k" } });
    assert_eq!(opens(manage.clone()).await, Opening::PostManagement(post_token("gXt5mF2k")));

    let addon = put(&world, json!([button(manage)])).await;
    let by = |user: &str| Click::post_addon(post_token(POST), addon, 0).by_user(phone(user));
    assert!(world.sandbox.control().click(by(PHONE)).await.is_ok());
    let refused = world.sandbox.control().click(by(OTHER_PHONE)).await;
    assert_eq!(refused, Err(ClickError::NotTheOwner(post_token("gXt5mF2k"))));
    assert!(app.take().is_empty() && world.sandbox.control().deliveries().is_empty());
}

#[tokio::test]
async fn every_row_with_an_action_can_be_clicked_also_one_of_v1() {
    let app = App::start().await;
    let world = world(&app).await;
    let action = json!({ "open_direct_link": "https://a.example/b" });
    let rows = json!([
        { "selector_row": { "title": "a", "action": action } },
        { "score_row": { "title": "a", "percentage_score": 50, "action": action } },
        button(action),
        { "selector_row": { "title": "a" } },
        title("a"),
    ]);
    let addon = put(&world, rows).await;
    let click = async |widget| world.sandbox.control().click(Click::post_addon(post_token(POST), addon, widget)).await;
    for widget in 0..3 {
        assert_eq!(click(widget).await.unwrap().opens, Some(Opening::Url(url("https://a.example/b"))));
    }
    for widget in 3..5 {
        assert_eq!(click(widget).await, Err(ClickError::NoAction { widget }));
    }
    assert_eq!(click(5).await, Err(ClickError::NoWidget { widget: 5, count: 5 }));

    let payload =
        json!({ "@type": "type.googleapis.com/widgets.LoadWebViewPagePayload", "url": "https://a.example/v1" });
    let action = json!({ "type": "LOAD_WEB_VIEW_PAGE", "fallback_link": "https://a.example/old", "payload": payload });
    let button = json!({ "title": "a", "action": action });
    let data = json!({ "@type": "type.googleapis.com/widgets.WideButtonBarWidgetData", "button": button });
    let body = json!({ "widgets": { "widget_list": [{ "widget_type": "WIDE_BUTTON_BAR", "data": data }] } });
    let path = format!("/v1/open-platform/add-ons/post/{POST}");
    send(world.consented_v1("POST", &path, &["USER_POSTS_ADDON_CREATE"]).json(&body)).await.ok();
    let addon = world.on_post(POST).await.last().unwrap().id;
    let outcome = world.sandbox.control().click(Click::post_addon(post_token(POST), addon, 0)).await.unwrap();
    assert_eq!(outcome.opens, Some(Opening::Url(url("https://a.example/v1"))));
}

#[tokio::test]
async fn an_add_on_of_a_person_and_a_chat_button_are_clicked_elsewhere() {
    let app = App::start().await;
    let world = world(&app).await;
    let body =
        json!({ "widgets": [button(json!({ "open_server_link": { "data": {} } }))], "categories": [], "semantic": {} });
    world.put_user_addon(&body).await.ok();
    let addon = world.settled().await.user_addons[0].id;
    app.reply(Reply::json(&json!({ "url": "https://a.example" })));
    world.sandbox.control().click(Click::user_addon(addon, 0).from_side(Side::Supply)).await.unwrap();
    let body = app.one().json();
    assert_eq!((&body["source"], &body["post_token"]), (&json!("POST_ADDON"), &Value::Null));

    let chat = |action: Action| Click::chat_button("sample-app", conversation(), action).by_user(phone(OTHER_PHONE));
    app.reply(Reply::json(&json!({ "url": "https://a.example" })));
    let action = Action::open_server_link(Map::from_iter([("کلید".to_owned(), json!("مقدار"))]));
    world.sandbox.control().click(chat(action).about_post(post_token(POST))).await.unwrap();
    let expected = format!(
        r#"{{"source":"CHAT_MESSAGE_ACTION","post_token":"{POST}","conversation_id":"{CONVERSATION}","user_side":"Demand","extra_data":{{"کلید":"مقدار"}},"user_id":"{}"}}"#,
        world.user_id(OTHER_PHONE)
    );
    assert_eq!(app.one().body, expected);

    app.reply(Reply::json(&json!({ "text_message": "a" })));
    world.sandbox.control().click(chat(Action::get_dynamic_action(Map::new()))).await.unwrap();
    let body = app.one().json();
    assert_eq!(
        (&body["touchpoint"], &body["conversation_id"], &body["post_token"]),
        (&json!("CHAT"), &json!(CONVERSATION), &Value::Null)
    );
}

#[tokio::test]
async fn the_owner_of_a_post_clicks_where_it_is_managed() {
    let app = App::start().await;
    let world = world(&app).await;
    let addon = put(&world, json!([button(json!({ "get_dynamic_action": { "data": {} } }))])).await;
    app.reply(Reply::json(&json!({ "text_message": "a" })));
    world.sandbox.control().click(Click::post_addon(post_token(POST), addon, 0).from_side(Side::Supply)).await.unwrap();
    let body = app.one().json();
    assert_eq!((&body["touchpoint"], &body["user_side"]), (&json!("MY_POST"), &json!("SUPPLY")));
}

#[tokio::test]
async fn a_click_on_nothing_says_so() {
    let world = world(&App::start().await).await;
    let click = async |click: Click| world.sandbox.control().click(click).await.unwrap_err().to_string();
    assert_eq!(
        click(Click::post_addon(post_token(POST), 7, 0)).await,
        format!("there is no add-on 7 on a post {POST}")
    );
    let nobody = "00000000-0000-4000-8000-000000000000";
    assert_eq!(click(Click::user_addon(nobody.parse().unwrap(), 0)).await, format!("there is no user add-on {nobody}"));
    let button = |app: &str| Click::chat_button(app, conversation(), Action::get_dynamic_action(Map::new()));
    assert_eq!(click(button("nope")).await, r#"there is no app "nope""#);
    assert_eq!(click(button("sample-app").by_user(phone("1"))).await, "there is no user 1");
}

#[tokio::test]
async fn an_app_without_a_url_is_told_which_one_to_configure() {
    let world = World::new().await;
    for (action, setting) in [("open_server_link", "session_url"), ("get_dynamic_action", "dynamic_action_url")] {
        let error = click(&world, json!({ action: { "data": {} } })).await.unwrap_err();
        assert!(matches!(error, ClickError::Control(ControlError::NotConfigured { .. })));
        assert!(error.to_string().contains(&format!("`webhooks.{setting}`")), "{error}");
    }
    assert!(world.sandbox.control().deliveries().is_empty());
}

/// The failure of a session, and what the log tells of it.
async fn failure(world: &World) -> (FailureReason, String, Option<u16>) {
    let error = click(world, json!({ "open_server_link": { "data": {} } })).await.unwrap_err();
    let ClickError::Failed { delivery, failure } = error else { panic!("{error:?}") };
    let entry = world.sandbox.control().delivery(delivery).unwrap();
    assert_eq!((entry.state, entry.attempts.len(), entry.failures), (DeliveryState::Failed, 1, 1));
    assert_eq!(entry.attempts[0].failure.as_ref(), Some(&failure));
    (failure.reason, failure.message, entry.attempts[0].status)
}

#[tokio::test]
async fn a_wrong_status_is_a_failure_that_shows_the_answer() {
    let app = App::start().await;
    let world = world(&app).await;
    let page = format!("<h1>خطا</h1>{}", "ن".repeat(300));
    app.reply(Reply::raw(500, &page));
    let (reason, message, status) = failure(&world).await;
    assert_eq!((reason, status), (FailureReason::Status, Some(500)));
    let begin: String = page.chars().take(200).collect();
    assert!(message.contains(&format!("{begin}…")) && !message.contains(&"ن".repeat(200)), "{message}");
    assert!(message.contains("500") && message.contains("expected 200"), "{message}");

    for status in [201, 204, 401, 404] {
        app.reply(Reply::raw(status, if status == 204 { "" } else { r#"{"url":"https://a.example"}"# }));
        assert_eq!(failure(&world).await.2, Some(status));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let app = App::start().await;
    let world = world(&app).await;
    for status in [301, 302, 307, 308] {
        let location = vec![("location", app.url("/elsewhere").to_string())];
        app.reply(Reply::With(StatusCode::from_u16(status).unwrap(), location, String::new()));
        let (reason, message, answered) = failure(&world).await;
        assert_eq!((reason, answered), (FailureReason::Redirect, Some(status)));
        assert!(message.contains("/elsewhere"), "{message}");
        assert_eq!(app.one().path, "/session");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_as_expected_is_explained_at_its_place() {
    let app = App::start().await;
    let world = world(&app).await;
    for (body, reason, words) in [
        ("", FailureReason::NotJson, "it is empty"),
        ("<html>سلام</html>", FailureReason::NotJson, "<html>سلام</html>"),
        ("[]", FailureReason::Invalid, "(document): expected an object, found a list"),
        ("{}", FailureReason::Invalid, "(document): the member `url` is missing"),
        (r#"{"url":7}"#, FailureReason::Invalid, "/url: expected a text, found a number"),
        (r#"{"url":"landing"}"#, FailureReason::Invalid, "/url: \"landing\" is not a valid LinkUrl"),
        (r#"{"url":"javascript://a"}"#, FailureReason::Invalid, "/url: "),
    ] {
        app.reply(Reply::raw(200, body));
        let (found, message, status) = failure(&world).await;
        assert_eq!((found, status), (reason, Some(200)), "{message}");
        assert!(message.contains(words), "{message}");
    }
    for (body, pointers) in [
        (json!({}), vec![""]),
        (
            json!({ "text_message": 1, "action": { "open_post_page": { "post_token": "?" } } }),
            vec!["/action/open_post_page/post_token", "/text_message"],
        ),
        (json!({ "action": "open_direct_link" }), vec!["/action"]),
        (json!({ "action": { "open_direct_link": "a b" } }), vec!["/action/open_direct_link"]),
    ] {
        app.reply(Reply::json(&body));
        let error = click(&world, json!({ "get_dynamic_action": { "data": {} } })).await.unwrap_err();
        let ClickError::Failed { failure, .. } = error else { panic!("{error:?}") };
        let found: Vec<&str> = failure.flaws.iter().map(|flaw| flaw.pointer.as_str()).collect();
        assert_eq!(found, pointers, "{failure}");
    }
}

#[tokio::test]
async fn an_answer_may_have_64_kib() {
    let app = App::start().await;
    let world = world(&app).await;
    let answer = |bytes: usize| {
        let begin = r#"{"url":"https://a.example","pad":""#;
        format!(r#"{begin}{}"}}"#, "a".repeat(bytes - begin.len() - 2))
    };
    app.reply(Reply::raw(200, &answer(64 * 1024)));
    assert!(click(&world, json!({ "open_server_link": { "data": {} } })).await.is_ok());
    app.reply(Reply::raw(200, &answer(64 * 1024 + 1)));
    assert_eq!(failure(&world).await.0, FailureReason::TooLarge);
}

#[tokio::test]
async fn an_app_that_cannot_be_reached_or_stays_silent_is_a_failure() {
    let app = App::start().await;
    let silent = world(&app).await;
    app.reply(Reply::Never);
    let (reason, message, status) = failure(&silent).await;
    assert_eq!((reason, status), (FailureReason::Timeout, None));
    assert!(message.contains("300ms"), "{message}");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let to =
        |address: &str| Webhooks::default().with_session_url(format!("{address}/hook?token=hidden").parse().unwrap());
    let world = World::with(config().with_apps([sample_app(to(&address))])).await;
    tokio::spawn(async move {
        let (connection, _) = listener.accept().await.unwrap();
        connection.readable().await.unwrap();
    });
    let (reason, message, _) = failure(&world).await;
    assert_eq!(reason, FailureReason::Broken, "{message}");
    // The listener is gone with its task.
    let (reason, message, _) = failure(&world).await;
    assert_eq!(reason, FailureReason::Unreachable, "{message}");
    assert!(message.contains(&address) && !message.contains("hidden"), "{message}");
}

#[tokio::test]
async fn the_identification_key_is_never_shown() {
    let app = App::start().await;
    let world = world(&app).await;
    app.reply(Reply::Echo(StatusCode::INTERNAL_SERVER_ERROR));
    app.reply(Reply::Echo(StatusCode::OK));
    app.reply(Reply::json(&json!({ "url": format!("https://a.example/{KEY}") })));
    app.reply(Reply::With(StatusCode::FOUND, vec![("location", format!("/{KEY}"))], String::new()));
    for _ in 0..4 {
        let (_, message, _) = failure(&world).await;
        assert!(message.contains("[identification key]") && !message.contains(KEY), "{message}");
    }
    assert_eq!(world.sandbox.default_app().identification_key.expose_secret(), KEY);
    let control = world.sandbox.control();
    let shown = format!(
        "{:?}{:?}{:?}{:?}{}",
        control.deliveries(),
        world.sandbox,
        world.sandbox.default_app(),
        webhooks(&app),
        serde_json::to_string(&control.deliveries()).unwrap()
    );
    assert!(!shown.contains(KEY));
}

#[tokio::test]
async fn an_identification_key_is_drawn_for_each_app_that_has_none() {
    let app = App::start().await;
    let hooks = Webhooks::default().with_session_url(app.url("/"));
    let other = AppConfig::new("other", url("https://app.example.com/callback"));
    let world = World::with(config().with_apps([sample_app(hooks), other])).await;
    let key = world.sandbox.default_app().identification_key.expose_secret();
    assert!(key.len() > 40);
    assert_ne!(key, world.sandbox.app("other").unwrap().identification_key.expose_secret());
    app.reply(Reply::json(&json!({ "url": "https://a.example" })));
    click(&world, json!({ "open_server_link": { "data": {} } })).await.unwrap();
    assert_eq!(app.one().header("authorization"), [key]);
}

#[tokio::test]
async fn webhooks_that_cannot_work_do_not_start() {
    let fault = async |webhooks: Webhooks| {
        let error = kenar_sandbox::Sandbox::start(config().with_apps([sample_app(webhooks)])).await.unwrap_err();
        assert!(matches!(error, StartError::App { .. }));
        error.to_string()
    };
    for key in ["", "کلید", "a\nb"] {
        let key = SecretString::from(key);
        assert!(fault(Webhooks::default().with_identification_key(key)).await.contains("identification key"));
    }
    for address in ["https://user:hidden@a.example/", "https://user@a.example/", "https://a.example:99999/"] {
        assert!(!fault(Webhooks::default().with_event_url(url(address))).await.contains("hidden"));
    }
}

#[tokio::test]
async fn a_session_is_spelt_in_every_published_way() {
    let app = App::start().await;
    let world = world(&app).await;
    let addon = put(&world, json!([button(json!({ "open_server_link": { "data": { "a": "ب" } } }))])).await;
    app.reply(Reply::json(&json!({ "url": "https://a.example" })));
    let click = Click::post_addon(post_token(POST), addon, 0).with_spelling(Spelling::OTHER);
    world.sandbox.control().click(click).await.unwrap();
    let received = app.one();
    let expected = format!(
        r#"{{"source":"POST_ADDON","post_token":"{POST}","conversation_id":null,"user_side":"DEMAND","provider_data":{{"a":"ب"}},"user_id":null,"completion_url":"https://open-platform-redirect.divar.ir/completion"}}"#
    );
    assert_eq!(received.body, expected);
    assert_eq!((received.header("api_version"), received.header("api-version")), (vec!["2"], vec![]));

    let mut spelling = Spelling::default();
    spelling.upper_case_side = true;
    let world = World::with(config().with_apps([sample_app(webhooks(&app).with_spelling(spelling))])).await;
    app.reply(Reply::json(&json!({ "url": "https://a.example" })));
    self::click(&world, json!({ "open_server_link": { "data": {} } })).await.unwrap();
    let received = app.one();
    assert_eq!(received.json()["user_side"], json!("DEMAND"));
    assert!(received.json().get("extra_data").is_some() && received.header("api-version") == ["2"]);
}

#[test]
fn a_click_can_be_written_as_json() {
    let text = json!({ "target": { "post_addon": { "post": POST, "addon": 100_001, "widget": 0 } }, "side": "SUPPLY" });
    let click: Click = serde_json::from_value(text).unwrap();
    assert_eq!(click, Click::post_addon(post_token(POST), 100_001, 0).from_side(Side::Supply));
    let action = json!({ "get_dynamic_action": { "data": { "a": [1.5] } } });
    let button = json!({ "app": "sample-app", "conversation_id": CONVERSATION, "action": action });
    let text = json!({ "target": { "chat_button": button }, "side": "Demand", "user": PHONE, "spelling": { "meta_data": true } });
    let click: Click = serde_json::from_value(text).unwrap();
    assert!(matches!(&click.target, ClickTarget::ChatButton { action: Action::GetDynamicAction(_), .. }));
    assert_eq!(serde_json::from_value::<Click>(json!(click)).unwrap(), click);
    let unknown = json!({ "target": { "user_addon": { "addon": "?", "widget": 0 } }, "side": "Demand" });
    assert!(serde_json::from_value::<Click>(unknown).is_err());
}

#[test]
fn a_conversation_id_has_1_to_64_characters() {
    assert!(ConversationId::new("").is_err() && ConversationId::new("گ".repeat(65)).is_err());
    assert_eq!(ConversationId::new("گ".repeat(64)).unwrap().as_str(), "گ".repeat(64));
    assert!(serde_json::from_value::<ConversationId>(json!("a".repeat(65))).is_err());
}

#[test]
fn a_chat_with_an_app_begins_with_where_it_was_started() {
    assert_eq!(TouchPoint::MyPost.start_message(Some(POST)), format!("/start MY_POST {POST}"));
    assert_eq!(TouchPoint::Chat.start_message(Some(CONVERSATION)), format!("/start CHAT {CONVERSATION}"));
    assert_eq!(TouchPoint::DemandPost.start_message(None), "/start DEMAND_POST");
    assert_eq!(TouchPoint::MyDivar.start_message(Some(POST)), "/start MY_DIVAR");
    assert_eq!(TouchPoint::DivarPro.start_message(None), "/start DIVAR_PRO");
}
