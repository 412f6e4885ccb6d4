//! The control API, over HTTP, as a test in any language uses it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod common;

use std::collections::BTreeSet;

use app::{App, Reply};
use common::{Answer, OTHER_PHONE, PHONE, POST, World, config, send, title, user_addon};
use kenar_sandbox::{AppConfig, ExposeSecret, Webhooks};
use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../control.openapi.json");
const TICKET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

fn document() -> OpenAPI {
    serde_json::from_str(DOCUMENT).unwrap()
}

/// Calls operations by their ids and remembers which.
struct Api<'w> {
    world: &'w World,
    document: OpenAPI,
    called: BTreeSet<String>,
}

impl<'w> Api<'w> {
    fn new(world: &'w World) -> Self {
        Self { world, document: document(), called: BTreeSet::new() }
    }

    /// Calls an operation. `suffix` is a query, or fills the last parameter of the path.
    async fn call(&mut self, id: &str, suffix: &str, body: Option<Value>) -> Answer {
        let found = self.document.operations().find(|(_, _, operation)| operation.operation_id.as_deref() == Some(id));
        let (path, method, _) = found.unwrap_or_else(|| panic!("no operation {id}"));
        let path = path.split('{').next().unwrap();
        let request = self.world.bare(&method.to_uppercase(), &format!("{path}{suffix}"));
        self.called.insert(id.to_owned());
        send(if let Some(body) = body { request.json(&body) } else { request }).await
    }

    async fn get(&mut self, id: &str, suffix: &str) -> Value {
        self.call(id, suffix, None).await.ok()
    }

    async fn create(&mut self, id: &str, body: Value) -> Value {
        let answer = self.call(id, "", Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body
    }

    async fn done(&mut self, id: &str, suffix: &str) {
        let answer = self.call(id, suffix, None).await;
        assert_eq!((answer.status, &answer.body), (204, &json!("")), "{}", answer.body);
    }
}

fn two_apps() -> kenar_sandbox::Config {
    let app = |slug| AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap());
    config().with_apps([app("sample-app"), app("other-app").with_scopes(["USER_ID", "offline_access"])])
}

fn webhooks(app: &App) -> Webhooks {
    Webhooks::default().with_session_url(app.url("/session")).with_event_url(app.url("/events"))
}

/// The part about what was accepted in silence, and about beginning anew.
async fn beginnings(api: &mut Api<'_>) {
    api.world.put_post_addon("no-such-post", &json!({ "widgets": [title("a")] })).await.ok();
    api.done("settle", "").await;
    let notices = api.get("list_notices", "").await;
    assert_eq!(notices["notices"][0]["kind"], "unknown_post", "{notices}");

    let every = api.create("issue_token", json!({ "phone": PHONE, "scopes": ["*"] })).await;
    assert!(every["scope"].as_str().unwrap().contains(&format!("POST_ADDON_CREATE.{POST}")), "{every}");

    let before = api.get("get_state", "").await;
    let snapshot = api.get("get_snapshot", "").await;
    api.done("reset", "").await;
    let reset = api.get("get_state", "").await;
    assert_eq!((reset["users"].as_array().unwrap().len(), &reset["tickets"]), (2, &json!([])));
    let seeded = api.call("reset", "", Some(json!({ "seed": 7 }))).await;
    assert_eq!(seeded.status, 204, "{}", seeded.body);
    let restored = api.call("restore_snapshot", "", Some(snapshot)).await;
    assert_eq!(restored.status, 204, "{}", restored.body);
    assert_eq!(api.get("get_state", "").await, before);
    let wrong = json!({ "version": 1, "tables": { "no_such_table": { "a": {} } } });
    let message = api.call("restore_snapshot", "", Some(wrong)).await.refused(400, 3);
    assert!(message.contains("no_such_table"), "{message}");
    api.call("restore_snapshot", "", Some(json!({ "version": 99, "tables": {} }))).await.refused(400, 3);
    assert_eq!(api.get("get_state", "").await, before);
}

/// The part about a person who changes their mind.
async fn revocation(api: &mut Api<'_>, app: &App) {
    let scopes = json!({ "phone": OTHER_PHONE, "scopes": ["USER_ID", "NOTIFICATION_ACCESS_REVOCATION"] });
    let token = api.create("issue_token", scopes).await;
    let look = |world: &World| {
        let request = world.keyed("GET", "/v1/open-platform/users");
        send(request.bearer_auth(token["access_token"].as_str().unwrap()))
    };
    look(api.world).await.ok();
    let revoked = api.call("revoke", "", Some(json!({ "phone": OTHER_PHONE }))).await.ok();
    assert_eq!(revoked, json!({ "delivery": 3 }));
    api.done("settle", "").await;
    assert_eq!(app.one().json()["user_access_revocation"]["user_id"], token["user_id"]);
    look(api.world).await.refused(401, 16);
    assert_eq!(api.call("revoke", "", Some(json!({ "phone": OTHER_PHONE }))).await.ok(), json!({}));
    api.call("revoke", "", Some(json!({ "phone": "09129999999" }))).await.refused(404, 5);
}

/// The part about the calls to apps.
async fn calls(api: &mut Api<'_>, app: &App) {
    let action = json!({ "open_server_link": { "data": { "پرونده": "۱۲" } } });
    let target = json!({ "chat_button": { "app": "sample-app", "conversation_id": "chat-1", "action": action } });
    app.reply(Reply::json(&json!({ "url": "https://app.example.com/landing" })));
    let body = json!({ "target": target, "user": PHONE, "side": "Supply", "spelling": { "provider_data": true } });
    let outcome = api.call("click", "", Some(body)).await.ok();
    assert_eq!(outcome, json!({ "opens": { "url": "https://app.example.com/landing" }, "deliveries": [1] }));
    let received = app.one();
    assert_eq!(received.json()["provider_data"], json!({ "پرونده": "۱۲" }));
    assert_eq!(received.json()["user_side"], "Supply");

    let event = json!({ "type": "POST_UPDATE", "post_update": { "type": "RETIRE", "post": { "token": POST } } });
    let queued = api.create("send_event", json!({ "event": event })).await;
    assert_eq!((&queued["id"], &queued["kind"]), (&json!(2), &json!("event")));
    api.done("settle", "").await;
    assert_eq!(app.one().json(), event);
    assert_eq!(api.get("get_delivery", "2").await["state"], "delivered");
    let again = api.call("repeat_delivery", "2/repeat", None).await.ok();
    assert_eq!(again["state"], "pending");
    api.done("settle", "").await;
    app.one();
    let listed = api.get("list_deliveries", "?limit=5").await;
    let ids: Vec<&Value> = listed["deliveries"].as_array().unwrap().iter().map(|delivery| &delivery["id"]).collect();
    assert_eq!(ids, [&json!(2), &json!(1)]);
    assert_eq!(api.get("list_deliveries", "?after=1").await["deliveries"][0]["attempts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_call_that_cannot_be_made_is_explained() {
    let app = App::start().await;
    let mut config = two_apps();
    config.apps[0].webhooks = webhooks(&app);
    let world = World::with(config).await;
    let post = |path: &'static str, body: Value| send(world.bare("POST", path).json(&body));
    let click = |action: Value| {
        let target = json!({ "chat_button": { "app": "sample-app", "conversation_id": "a", "action": action } });
        post("/_sandbox/clicks", json!({ "target": target }))
    };
    app.reply(Reply::raw(500, "oops"));
    let message = click(json!({ "open_server_link": { "data": {} } })).await.refused(412, 9);
    assert!(message.contains("500"), "{message}");
    let message = click(json!({ "get_dynamic_action": { "data": {} } })).await.refused(412, 9);
    assert!(message.contains("dynamic_action_url"), "{message}");
    let message = click(json!({ "open_sesame": {} })).await.refused(400, 3);
    assert!(message.contains("open_sesame"), "{message}");
    let target = json!({ "post_addon": { "post": POST, "addon": 7, "widget": 0 } });
    post("/_sandbox/clicks", json!({ "target": target })).await.refused(404, 5);
    let target = json!({ "user_addon": { "addon": TICKET, "widget": 0 } });
    post("/_sandbox/clicks", json!({ "target": target })).await.refused(404, 5);
    post("/_sandbox/clicks", json!({ "target": { "moon": {} } })).await.refused(400, 3);

    let event = json!({ "type": "POST_UPDATE", "transaction": {} });
    post("/_sandbox/events", json!({ "event": event })).await.refused(400, 3);
    post("/_sandbox/events", json!({ "event": { "type": "PARTY" } })).await.refused(400, 3);
    let event = json!({ "type": "USER_ACCESS_REVOCATION", "user_access_revocation": { "user_id": "a" } });
    post("/_sandbox/events", json!({ "event": event, "app": "other-app" })).await.refused(412, 9);
    send(world.bare("GET", "/_sandbox/deliveries/9")).await.refused(404, 5);
    post("/_sandbox/deliveries/9/repeat", json!({})).await.refused(404, 5);
    post("/_sandbox/deliveries/1/repeat", json!({})).await.refused(400, 3);
}

#[tokio::test]
async fn every_operation_does_what_the_document_says() {
    let app = App::start().await;
    let mut config = two_apps();
    config.apps[0].webhooks = webhooks(&app);
    let world = World::with(config).await;
    let mut api = Api::new(&world);
    calls(&mut api, &app).await;
    revocation(&mut api, &app).await;

    assert_eq!(api.get("get_health", "").await["now"], "2025-05-01T09:00:00Z");
    assert_eq!(api.get("get_control_document", "").await, serde_json::from_str::<Value>(DOCUMENT).unwrap());

    let user = api.create("create_user", json!({ "phone": "09121111111" })).await;
    assert_eq!(user["phone"], "09121111111");
    assert_eq!(api.get("list_users", "").await["users"].as_array().unwrap().len(), 3);
    let post = json!({ "owner": "09121111111", "token": "AAAAAAAA", "category": "خودرو", "development": true });
    let post = api.create("create_post", post).await;
    assert_eq!((&post["category"], &post["development"]), (&json!("خودرو"), &json!(true)));
    assert_eq!(api.get("list_posts", "").await["posts"].as_array().unwrap().len(), 4);
    let business = json!({ "owner": PHONE, "token": "کسب\u{200c}وکار" });
    assert_eq!(api.create("create_business", business).await["owner"], PHONE);
    assert_eq!(api.get("list_businesses", "").await["businesses"][0]["token"], "کسب\u{200c}وکار");

    // A token is good for what it was issued for, without a browser.
    let token = json!({ "phone": PHONE, "scopes": ["USER_ADDON_CREATE"] });
    let token = api.create("issue_token", token).await;
    assert_eq!(token["user_id"], json!(world.user_id(PHONE)));
    assert!(token.get("refresh_token").is_none());
    let body = json!({ "widgets": [title("سلام 👋")], "categories": [], "semantic": { "plate_hash_x": "hush" } });
    let request = world.keyed("POST", &world.user_addon_path()).bearer_auth(token["access_token"].as_str().unwrap());
    send(request.json(&body)).await.ok();
    api.done("settle", "").await;
    let state = api.get("get_state", "").await;
    let attached = state["posts"].as_array().unwrap().iter().filter(|post| post["addons"] != json!([])).count();
    assert_eq!(attached, 3, "{state}");
    assert!(!state.to_string().contains("hush"));

    for (value, stated) in [("hush", true), ("other", false)] {
        let query = json!({ "user": PHONE, "key": "plate_hash_x", "value": value });
        assert_eq!(api.call("query_semantic", "", Some(query)).await.ok(), json!({ "stated": stated }));
    }
    let query = json!({ "post": POST, "key": "plate_hash_x", "value": "hush", "app": "other-app" });
    assert_eq!(api.call("query_semantic", "", Some(query)).await.ok(), json!({ "stated": false }));

    let ticket = json!({
        "uuid": TICKET, "user": PHONE, "service_type": "REPORT_VERIFICATION", "max_amount": 500_000,
        "issuer_payload": { "order": "۱۲" },
    });
    assert_eq!(api.create("issue_ticket", ticket).await, json!({ "uuid": TICKET }));
    assert_eq!(api.get("list_tickets", "").await["tickets"][0]["state"], "fresh");
    let paid =
        json!({ "widgets": [title("paid")], "categories": [], "semantic": {}, "ticket_uuid": TICKET, "cost": 7 });
    world.put_user_addon(&paid).await.ok();
    let invoices = api.get("list_invoices", "").await;
    assert_eq!((&invoices["invoices"][0]["amount"], &invoices["invoices"][0]["user"]), (&json!(7), &json!(PHONE)));

    let clock = api.call("set_clock", "", Some(json!({ "advance_seconds": 90.5 }))).await.ok();
    assert_eq!(clock, json!({ "now": "2025-05-01T09:01:30.5Z", "frozen": true }));
    assert_eq!(api.get("get_clock", "").await, clock);
    let change = json!({ "now": "2026-03-20T14:46:00+03:30", "advance_seconds": 1 });
    assert_eq!(api.call("set_clock", "", Some(change)).await.ok()["now"], "2026-03-20T11:16:01Z");
    let running = api.call("set_clock", "", Some(json!({ "frozen": false }))).await.ok();
    assert_eq!(running["frozen"], false);
    api.call("set_clock", "", Some(json!({ "now": "yesterday" }))).await.refused(400, 3);
    beginnings(&mut api).await;

    let fault = json!({ "fault": "status", "status": 429, "operation": "get_user_id_by_phone", "times": 1 });
    let fault = api.create("add_fault", fault).await;
    assert_eq!((&fault["hit"], &fault["every"]), (&json!(0), &json!(1)));
    let ask = || send(world.keyed("POST", "/v1/open-platform/get-user-id-by-phone").json(&json!({ "phone": PHONE })));
    assert_eq!((ask().await.status, ask().await.status), (429, 200));
    assert_eq!(api.get("list_faults", "").await["faults"][0]["hit"], 1);
    api.done("remove_fault", &fault["id"].to_string()).await;
    api.call("remove_fault", &fault["id"].to_string(), None).await.refused(404, 5);
    api.create("add_fault", json!({ "fault": "delay", "delay_ms": 1, "app": "other-app" })).await;
    api.done("clear_faults", "").await;
    assert_eq!(api.get("list_faults", "").await, json!({ "faults": [] }));

    let refused = api.get("list_requests", "?refused=true&limit=1").await;
    assert_eq!((&refused["requests"][0]["status"], refused["requests"].as_array().unwrap().len()), (&json!(429), 1));
    let last = api.get("list_requests", "").await["requests"][0]["id"].clone();
    assert_eq!(api.get("list_requests", &format!("?after={last}")).await, json!({ "requests": [] }));
    api.done("clear_requests", "").await;
    assert_eq!(api.get("list_requests", "").await, json!({ "requests": [] }));

    let document = document();
    let ids = document.operations().filter_map(|(_, _, operation)| operation.operation_id.clone());
    assert_eq!(api.called, ids.collect());
}

#[test]
fn the_document_is_valid_and_complete() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, _, operation) in document.operations() {
        assert!(path.starts_with("/_sandbox/"), "{path}");
        let id = operation.operation_id.clone().unwrap();
        let snake = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(snake && ids.insert(id.clone()), "{id}");
        assert!(operation.summary.is_some() && !operation.tags.is_empty(), "{id}");
        let known: Vec<&str> = document.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert!(operation.tags.iter().all(|tag| known.contains(&tag.as_str())), "{id}");
    }
    let schemas = &document.components.as_ref().unwrap().schemas;
    for (name, schema) in schemas {
        assert!(matches!(schema, ReferenceOr::Item(_)), "{name}");
        assert!(DOCUMENT.contains(&format!("\"#/components/schemas/{name}\"")), "nothing uses {name}");
    }
}

#[tokio::test]
async fn a_request_is_refused_with_every_violation() {
    let world = World::new().await;
    let body = json!({ "owner": "", "token": "short", "category": 1, "colour": "red" });
    let answer = send(world.bare("POST", "/_sandbox/posts").json(&body)).await;
    let found: BTreeSet<(&str, &str)> = answer.body["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|detail| (detail["pointer"].as_str().unwrap(), detail["rule"].as_str().unwrap()))
        .collect();
    let expected =
        [("/owner", "minLength"), ("/token", "pattern"), ("/category", "type"), ("", "additionalProperties")];
    assert_eq!(found, BTreeSet::from(expected));
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!(3)));

    let answer = send(world.bare("GET", "/_sandbox/requests?limit=0&after=x&refused=perhaps")).await;
    let details = answer.body["details"].as_array().unwrap();
    let found: Vec<_> =
        details.iter().map(|detail| (&detail["parameter"], &detail["rule"], &detail["found"])).collect();
    let expected = [
        (&json!("query.limit"), &json!("minimum"), &json!(0)),
        (&json!("query.after"), &json!("type"), &json!("string")),
        (&json!("query.refused"), &json!("type"), &json!("string")),
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_is_wrong_with_a_body_as_a_whole_is_said() {
    let world = World::new().await;
    let users = || world.bare("POST", "/_sandbox/users");
    send(users()).await.refused(415, 3);
    send(users().body("phone=09121111111").header("Content-Type", "application/x-www-form-urlencoded"))
        .await
        .refused(415, 3);
    send(users().header("Content-Type", "application/json")).await.refused(400, 3);
    send(users().body("{\"phone\": \"09").header("Content-Type", "application/json")).await.refused(400, 3);
    let twice = "{\"phone\": \"09121111111\", \"phone\": \"09122222222\"}";
    let message = send(users().body(twice).header("Content-Type", "application/json")).await.refused(400, 3);
    assert!(message.contains("duplicateKey"), "{message}");
    assert_eq!(world.sandbox.control().snapshot().users.len(), 2);
}

#[tokio::test]
async fn what_exists_or_is_unknown_is_refused() {
    let world = World::with(two_apps()).await;
    let post = |path, body| send(world.bare("POST", path).json(&body));
    let message = post("/_sandbox/posts", json!({ "owner": PHONE, "token": POST, "category": "light" })).await;
    assert!(message.refused(409, 6).contains(POST));
    let business = json!({ "owner": PHONE, "token": "one" });
    assert_eq!(post("/_sandbox/businesses", business.clone()).await.status, 201);
    post("/_sandbox/businesses", business).await.refused(409, 6);
    let token = |scopes, app| json!({ "phone": PHONE, "scopes": [scopes], "app": app });
    for (scope, app, part) in [
        ("USER_ADON_CREATE", "sample-app", "USER_ADON_CREATE"),
        ("POST_ADDON_CREATE", "sample-app", "post_token"),
        ("USER_ADDON_CREATE", "other-app", "not granted"),
        ("USER_ID", "no-app", "no-app"),
    ] {
        let message = post("/_sandbox/tokens", token(scope, app)).await.refused(400, 3);
        assert!(message.contains(part), "{message}");
    }
    let ticket = json!({ "user": PHONE, "service_type": "REPORT", "max_amount": 1 });
    let answer = post("/_sandbox/tickets", ticket).await;
    assert_eq!(answer.body["details"][0]["pointer"], "/service_type");
    assert!(answer.body["details"][0]["limit"].as_array().unwrap().contains(&json!("REPORT_VERIFICATION")));
    let answer = post("/_sandbox/faults", json!({ "fault": "reset", "operation": "no_such" })).await;
    assert_eq!((answer.status, &answer.body["details"][0]["pointer"]), (400, &json!("/operation")));
    for fault in [json!({ "fault": "status" }), json!({ "fault": "reset", "status": 500 }), json!({ "fault": "fire" })]
    {
        post("/_sandbox/faults", fault).await.refused(400, 3);
    }
    for query in [json!({ "key": "a", "value": "b" }), json!({ "user": PHONE, "post": POST, "key": "a", "value": "b" })]
    {
        post("/_sandbox/semantics/query", query).await.refused(400, 3);
    }
    assert!(world.sandbox.control().faults().is_empty());
    send(world.bare("GET", "/_sandbox/nothing")).await.refused(404, 5);
    let answer = send(world.bare("PATCH", "/_sandbox/clock")).await;
    assert_eq!((answer.status, answer.allow.as_deref()), (405, Some("GET, PUT")));
}

#[tokio::test]
async fn a_phone_number_that_nobody_has_becomes_a_user() {
    let world = World::new().await;
    let requests = [
        ("tokens", json!({ "phone": "09120000001", "scopes": ["USER_ID"] })),
        ("posts", json!({ "owner": "09120000002", "token": "BBBBBBBB", "category": "light" })),
        ("businesses", json!({ "owner": "09120000003", "token": "two" })),
        ("tickets", json!({ "user": "09120000004", "service_type": "REPORT_VERIFICATION", "max_amount": 0 })),
    ];
    for (path, body) in requests {
        let answer = send(world.bare("POST", &format!("/_sandbox/{path}")).json(&body)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    let users = world.sandbox.control().snapshot().users;
    assert_eq!(users.iter().filter(|user| user.phone.as_str().starts_with("0912000000")).count(), 4);
}

#[tokio::test]
async fn an_offline_token_can_be_refreshed_and_works_for_another_app() {
    let world = World::with(two_apps()).await;
    let body = json!({ "phone": OTHER_PHONE, "scopes": ["USER_ID"], "app": "other-app", "offline": true });
    let token = send(world.bare("POST", "/_sandbox/tokens").json(&body)).await;
    assert_eq!((token.status, &token.body["scope"]), (201, &json!("USER_ID offline_access")));
    let other = world.sandbox.app("other-app").unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &other.slug),
        ("client_secret", other.client_secret.expose_secret()),
        ("refresh_token", token.body["refresh_token"].as_str().unwrap()),
    ];
    let fresh = send(world.bare("POST", "/oauth2/token").form(&form)).await.ok();
    let users = world.keyed_for("other-app", "GET", "/v1/open-platform/users");
    let seen = send(users.bearer_auth(fresh["access_token"].as_str().unwrap())).await.ok();
    assert_eq!(seen["user_id"], token.body["user_id"]);
}

#[tokio::test]
async fn a_web_page_of_another_origin_is_turned_away() {
    let world = World::with(config().with_hosts(["sandbox.internal"])).await;
    let own = world.sandbox.url().to_owned();
    let port = own.rsplit(':').next().unwrap();
    let ask = |headers: &[(&'static str, String)]| {
        let body = json!({ "phone": PHONE, "scopes": ["USER_ID"] });
        let request = world.bare("POST", "/_sandbox/tokens").json(&body);
        send(headers.iter().fold(request, |request, (name, value)| request.header(*name, value.as_str())))
    };
    let refused = [
        vec![("Host", "evil.example.com".to_owned())],
        vec![("Host", format!("evil.example.com:{port}"))],
        vec![("Host", "localhost.example.com".to_owned())],
        vec![("Origin", "https://evil.example.com".to_owned())],
        vec![("Origin", "http://localhost:3000".to_owned())],
        vec![("Origin", "null".to_owned())],
        vec![("Origin", own.clone()), ("Origin", "https://evil.example.com".to_owned())],
        vec![("Sec-Fetch-Site", "cross-site".to_owned())],
        vec![("Sec-Fetch-Site", "same-site".to_owned())],
        vec![("Host", "evil.example.com".to_owned()), ("Origin", "http://evil.example.com".to_owned())],
    ];
    for headers in refused {
        let answer = ask(&headers).await;
        assert_eq!((answer.status, &answer.body["code"]), (403, &json!(7)), "{headers:?} {}", answer.body);
        assert!(!answer.body.to_string().contains("access_token"));
    }
    let taken = [
        vec![],
        vec![("Host", format!("localhost:{port}"))],
        vec![("Host", format!("LOCALHOST:{port}"))],
        vec![("Host", format!("app.localhost:{port}"))],
        vec![("Host", format!("[::1]:{port}"))],
        vec![("Host", "192.168.1.7".to_owned())],
        vec![("Host", "sandbox.internal".to_owned())],
        vec![("Origin", own.clone()), ("Sec-Fetch-Site", "same-origin".to_owned())],
        vec![("Sec-Fetch-Site", "none".to_owned())],
    ];
    for headers in taken {
        let answer = ask(&headers).await;
        assert_eq!(answer.status, 201, "{headers:?} {}", answer.body);
    }
    // The platform's own operations are not meant by this: an app may call them from anywhere.
    let answer =
        send(world.consented("GET", "/v1/open-platform/users", &["USER_ID"]).header("Origin", "https://a.example.com"));
    answer.await.ok();
}

#[tokio::test]
async fn answers_are_not_cached_and_faults_do_not_hit_the_control_api() {
    let world = World::new().await;
    let fault = json!({ "fault": "status", "status": 500 });
    assert_eq!(send(world.bare("POST", "/_sandbox/faults").json(&fault)).await.status, 201);
    assert_eq!(world.put_user_addon(&user_addon("a")).await.status, 500);
    let response = world.bare("GET", "/_sandbox/state").send().await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["cache-control"]), (200, &"no-store".parse().unwrap()));
}
