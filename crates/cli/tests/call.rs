//! `kenar call`: against the sandbox, and against a server that writes down what it is sent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod home;

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use home::{Home, PHONE, ends, err, example, feed, out, sandbox};
use kenar_client::operations::ALL;
use kenar_sandbox::{AppConfig, Config, ExposeSecret as _, Limits, Sandbox};
use serde_json::{Value, json};
use snapbox::str;
use tokio::net::TcpListener;

const CALLBACK: &str = "https://app.example.com/callback";
const KEY: &str = "key-that-nobody-may-see";
const TOKEN: &str = "token-that-nobody-may-see";
const SECRET: &str = "secret-that-nobody-may-see";
const CODE: &str = "code-that-nobody-may-see";

/// What a server was sent, without what depends on the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sent {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

type Log = Arc<Mutex<Vec<Sent>>>;

/// Writes down every request and refuses it.
async fn recorder() -> (String, Log) {
    async fn record(State(log): State<Log>, request: Request) -> (StatusCode, String) {
        let (parts, body) = request.into_parts();
        let body = String::from_utf8(to_bytes(body, 1_000_000).await.unwrap().to_vec()).unwrap();
        let of_the_connection = ["host", "content-length", "user-agent", "connection"];
        let headers = parts.headers.iter().filter(|(name, _)| !of_the_connection.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let sent = Sent { line: format!("{} {}", parts.method, parts.uri), headers, body };
        log.lock().unwrap().push(sent);
        (
            StatusCode::BAD_REQUEST,
            json!({ "code": 3, "message": "recorded", "details": [], "error": "recorded" }).to_string(),
        )
    }

    let log = Log::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(record).with_state(log.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, log)
}

/// The arguments of a call of every operation, with the component of its body.
const CALLS: &[(&str, &[&str], Option<&str>)] = &[
    ("upsert_user_addon", &["--divar-user-id", "a/b+c= .%d", "--cost", "12000"], Some("UserAddon")),
    ("upsert_user_addon_by_phone", &["--phone", PHONE], Some("UserAddon")),
    ("delete_user_addon", &["--id", "812d56e6-e44d-45e7-8932-f9acbd416999"], None),
    ("create_legacy_user_addon_by_phone", &["--id", PHONE], Some("LegacyUserAddon")),
    ("upsert_post_addon", &["--token", "gZd7omnS", "--notes", "یادداشت «نیم‌فاصله» 🚗"], Some("PostAddon")),
    ("delete_post_addon", &["--token", "gZctX-wd"], None),
    ("create_business_addon", &["--business-token", "کسب و کار"], Some("BusinessAddon")),
    ("upsert_user_semantic", &["--divar-user-id", "awoDdf1ecd2wac"], Some("UserSemantic")),
    ("delete_user_semantic", &["--divar-user-id", "awoDdf1ecd2wac", "--phone", "+98 999 123"], None),
    ("upsert_user_semantic_by_phone", &["--phone", PHONE], Some("UserSemantic")),
    ("delete_user_semantic_by_phone", &["--phone", PHONE], None),
    ("upsert_post_semantic", &["--token", "gZd7omnS"], Some("PostSemantic")),
    (
        "validate_payment_ticket",
        &[
            "--ticket-uuid",
            "6ca5ba03-f3a1-4761-9c60-8760f442a352",
            "--service-cost",
            "104000",
            "--user-id",
            "awoDdf1ecd2wac",
        ],
        None,
    ),
    ("get_user", &[], None),
    ("get_user_id_by_phone", &["--phone", PHONE], None),
    ("create_token", &["--grant-type", "authorization_code"], Some("-")),
    ("upload_image", &[], Some("picture")),
    ("create_legacy_user_addon", &["--x-debug-token", "debug.txt", "--phone", PHONE], Some("LegacyUserAddon")),
    ("create_legacy_user_verification", &["--phone", PHONE], Some("LegacyUserVerification")),
    ("delete_legacy_user_verification", &["--phone", PHONE], None),
    ("create_legacy_post_addon", &["--post-token", "gXt5mF2k"], Some("LegacyPostAddon")),
    ("list_legacy_post_addons", &["--post-token", "gXt5mF2k"], None),
    ("delete_legacy_post_addons", &["--post-token", "gXt5mF2k"], None),
];

/// A home with a body for every operation, and a command with secrets in the environment.
fn prepared(url: &str) -> Home {
    let home = Home::new();
    home.config(&format!("[profiles.here]\nsandbox = {url:?}\napp = \"sample-app\"\nredirect_uri = {CALLBACK:?}\n"));
    for component in CALLS.iter().filter_map(|(_, _, body)| *body).filter(|body| body.starts_with(char::is_uppercase)) {
        home.write(&format!("{component}.json"), example(component, "valid-full.json"));
    }
    home.write("picture", b"not a picture, but nobody looks");
    home.write("debug.txt", "debug-that-nobody-may-see\n");
    home
}

fn with_secrets(command: &mut Command) -> &mut Command {
    command.env("KENAR_API_KEY", KEY).env("KENAR_ACCESS_TOKEN", TOKEN).env("KENAR_CLIENT_SECRET", SECRET)
}

fn call(home: &Home, id: &str, more: &[&str]) -> Output {
    let (_, arguments, body) = CALLS.iter().find(|(call, ..)| *call == id).unwrap();
    let (name, file) = (
        id.replace('_', "-"),
        body.map(|body| if body == "-" || body == "picture" { body.to_owned() } else { format!("{body}.json") }),
    );
    let mut all = vec!["call", &name];
    all.extend(*arguments);
    all.extend(file.iter().flat_map(|file| ["--body", file]));
    all.extend(more);
    feed(with_secrets(&mut home.kenar(&all)), &json!({ "code": CODE }).to_string())
}

/// What `--dry-run` shows, as what a server would write down.
fn shown(text: &str, url: &str) -> Sent {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let line = lines.next().unwrap().replace(url, "");
    let headers =
        lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Sent { line, headers: headers.collect(), body: body.trim().to_owned() }
}

/// A body in a form that can be compared: parsed JSON, or the members of a form.
fn comparable(sent: &Sent) -> Value {
    match sent.headers.get("content-type").map(String::as_str) {
        Some("application/json") => serde_json::from_str(&sent.body).unwrap(),
        Some("application/x-www-form-urlencoded") => {
            let url =
                kenar_client::reqwest::Url::parse(&format!("http://a/?{}", sent.body.replace('\n', "&"))).unwrap();
            let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
            pairs.sort();
            json!(pairs)
        }
        _ => json!(sent.body),
    }
}

fn hidden(mut sent: Sent) -> Sent {
    let secrets = [KEY, TOKEN, SECRET, CODE, "debug-that-nobody-may-see"];
    for secret in secrets {
        for value in sent.headers.values_mut() {
            *value = value.replace(secret, "[secret]");
        }
        sent.body = sent.body.replace(secret, "[secret]");
    }
    sent
}

#[test]
fn every_operation_is_tried_here() {
    let tried: Vec<&str> = CALLS.iter().map(|(id, ..)| *id).collect();
    for operation in ALL.iter().filter(|operation| operation.id != "authorize") {
        assert!(tried.contains(&operation.id), "{} is not tried", operation.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_what_is_sent() {
    let (url, log) = recorder().await;
    let home = prepared(&url);
    for (id, ..) in CALLS {
        let dry = call(&home, id, &["--dry-run"]);
        ends(&dry, 0);
        assert!(log.lock().unwrap().is_empty(), "{id} was sent by --dry-run");
        let real = call(&home, id, &[]);
        ends(&real, 1);
        assert!(err(&real).contains("recorded"), "{}", err(&real));
        let sent = log.lock().unwrap().drain(..).collect::<Vec<_>>();
        let [sent] = sent.as_slice() else { panic!("{id} was sent {} times", sent.len()) };
        let (mut shown, sent) = (shown(&out(&dry), &url), hidden(sent.clone()));
        if *id == "upload_image" {
            assert_eq!(shown.body, "[31 bytes of picture]");
            shown.body.clone_from(&sent.body);
        }
        assert_eq!((&shown.line, &shown.headers), (&sent.line, &sent.headers), "{id}");
        assert_eq!(comparable(&shown), comparable(&sent), "{id}");
        for output in [&dry, &real] {
            let said = format!("{}{}", out(output), err(output));
            assert!(!said.contains("that-nobody-may-see"), "{id}: {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_of_two_servers_takes_the_token_as_each_wants_it() {
    let (url, log) = recorder().await;
    let home = prepared(&url);
    for (api, header) in [("open-api", "authorization"), ("legacy", "x-access-token")] {
        let dry = call(&home, "upsert_user_semantic_by_phone", &["--api", api, "--dry-run"]);
        call(&home, "upsert_user_semantic_by_phone", &["--api", api]);
        let sent = log.lock().unwrap().remove(0);
        assert!(sent.headers[header].contains(TOKEN));
        assert_eq!(shown(&out(&dry), &url).headers, hidden(sent).headers, "{api}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_curl_command_sends_the_same() {
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let (url, log) = recorder().await;
    let home = prepared(&url);
    for (id, ..) in CALLS {
        let curl = call(&home, id, &["--curl"]);
        ends(&curl, 0);
        assert!(!out(&curl).contains("that-nobody-may-see"), "{id}: {}", out(&curl));
        call(&home, id, &[]);
        let mut shell = Command::new("sh");
        shell.args(["-c", &out(&curl)]).current_dir(home.path(""));
        shell.env("KENAR_CODE", CODE).env("KENAR_DEBUG_TOKEN", "debug-that-nobody-may-see").env("no_proxy", "*");
        let answer = with_secrets(&mut shell).output().unwrap();
        assert!(answer.status.success(), "{id}: {}", err(&answer));
        let sent = log.lock().unwrap().drain(..).collect::<Vec<_>>();
        let [real, curled] = sent.as_slice() else { panic!("{id} was sent {} times", sent.len()) };
        assert_eq!((&real.line, &real.headers), (&curled.line, &curled.headers), "{id}");
        assert_eq!(comparable(real), comparable(curled), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_add_on_goes_from_a_file_to_the_post() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let token = sandbox.control().issue_token(&PHONE.parse().unwrap(), ["USER_ID", "USER_ADDON_CREATE"]).unwrap();
    let run =
        |arguments: &[&str], stdin: &str| feed(home.kenar(arguments).env("KENAR_ACCESS_TOKEN", token.expose()), stdin);

    let user = run(&["call", "get-user"], "");
    ends(&user, 0);
    assert_eq!(out(&user).lines().count(), 1, "one line where no terminal is");
    let user: Value = serde_json::from_str(&out(&user)).unwrap();
    let user = user["user_id"].as_str().unwrap();

    let body = json!({ "widgets": [{ "title_row": { "text": "می‌شود 🚗" } }], "semantic": {} }).to_string();
    let arguments = [
        "call",
        "upsert-user-addon",
        "--divar-user-id",
        user,
        "--body",
        "-",
        "--categories",
        "light",
        "--output",
        "pretty",
    ];
    let receipt = run(&arguments, &body);
    ends(&receipt, 0);
    assert!(out(&receipt).lines().count() > 1, "{}", out(&receipt));
    let id = serde_json::from_str::<Value>(&out(&receipt)).unwrap()["id"].as_str().unwrap().to_owned();
    sandbox.control().settle().await;
    let posts = sandbox.control().snapshot().posts;
    assert!(posts.iter().all(|post| post.addons[0].content.widgets[0]["title_row"]["text"] == "می‌شود 🚗"));

    ends(&home.run(&["call", "delete-user-addon", "--id", &id]), 0);
    let again = home.run(&["call", "delete-user-addon", "--id", &id]);
    ends(&again, 1);
    assert!(err(&again).contains("delete_user_addon was refused (404, code 5)"), "{}", err(&again));
    assert_eq!(out(&again), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_with_a_body_is_told_and_nothing_sent() {
    let (url, log) = recorder().await;
    let home = prepared(&url);
    let body = json!({ "widgets": [{ "title_row": { "txt": "a" } }], "notes": "x", "cost": -1 }).to_string();
    let arguments = ["call", "upsert-user-addon", "--divar-user-id", "a", "--body", "-"];
    let output = feed(with_secrets(&mut home.kenar(&arguments)), &body);
    ends(&output, 1);
    let said = err(&output);
    for place in [
        "[required]",
        "[additionalProperties]",
        "/widgets/0/title_row",
        "/cost",
        "\"notes\" is not known",
        "nothing was sent",
    ] {
        assert!(said.contains(place), "{place} is not in\n{said}");
    }
    // A member that stands there twice is found although a flag puts in another one.
    let twice = r#"{"semantic": {}, "semantic": {"a": "b"}}"#;
    let arguments = ["call", "upsert-user-semantic", "--divar-user-id", "a", "--body", "-", "--cost", "5"];
    let output = feed(with_secrets(&mut home.kenar(&arguments)), twice);
    ends(&output, 1);
    assert!(err(&output).contains("[duplicateKey]"), "{}", err(&output));
    // No JSON, no object, no UTF-8.
    for text in ["{", "[]", "\"a\"", ""] {
        ends(&feed(with_secrets(&mut home.kenar(&arguments)), text), 1);
    }
    assert!(log.lock().unwrap().is_empty());
}

#[test]
fn a_body_is_needed_and_a_file_must_be_there() {
    let home = prepared("http://127.0.0.1:1");
    let output = with_secrets(&mut home.kenar(&["call", "upsert-post-addon", "--token", "gZd7omnS"])).output().unwrap();
    ends(&output, 2);
    assert!(err(&output).contains("there is no body; name a file with --body"), "{}", err(&output));
    let arguments = ["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", "missing.json"];
    let output = with_secrets(&mut home.kenar(&arguments)).output().unwrap();
    ends(&output, 2);
    assert!(err(&output).contains("missing.json cannot be opened"), "{}", err(&output));
    let output = home.run(&["call", "delete-post-addon", "--token", "short"]);
    ends(&output, 2);
    assert!(err(&output).contains("invalid value 'short' for '--token <TOKEN>'"), "{}", err(&output));
    let output = with_secrets(&mut home.kenar(&["call", "get-user-id-by-phone", "--phone", ""])).output().unwrap();
    ends(&output, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_what_to_do_next() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let body = example("PostAddon", "valid-minimal.json");
    let upsert = ["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", "-"];

    let nobody = home.run_with(&upsert, &body);
    ends(&nobody, 2);
    assert!(err(&nobody).contains("next: kenar auth login --scope POST_ADDON_CREATE.gZd7omnS"), "{}", err(&nobody));

    let named = home.run(&["call", "get-user", "--profile", "sandbox", "--as", "seller"]);
    ends(&named, 2);
    assert!(
        err(&named).contains("next: kenar auth login --scope USER_ID --profile sandbox --as seller\n"),
        "{}",
        err(&named)
    );

    let token = sandbox.control().issue_token(&PHONE.parse().unwrap(), ["USER_ID"]).unwrap();
    let lacking = feed(home.kenar(&upsert).env("KENAR_ACCESS_TOKEN", token.expose()), &body);
    ends(&lacking, 1);
    let said = err(&lacking);
    assert!(said.contains("upsert_post_addon was refused (403"), "{said}");
    assert!(said.contains("POST_ADDON_CREATE.gZd7omnS or USER_POSTS_ADDON_CREATE: kenar auth login --scope"), "{said}");

    let wrong = feed(home.kenar(&["call", "get-user"]).env("KENAR_ACCESS_TOKEN", "wrong-token"), "");
    ends(&wrong, 1);
    assert!(err(&wrong).contains("kenar auth login --scope USER_ID"), "{}", err(&wrong));
    assert!(!err(&wrong).contains("wrong-token"), "{}", err(&wrong));

    let key = home
        .kenar(&["call", "delete-post-addon", "--token", "gZd7omnS"])
        .env("KENAR_API_KEY", "wrong-key-of-nobody")
        .output()
        .unwrap();
    ends(&key, 1);
    assert!(err(&key).contains("look at the API key"), "{}", err(&key));
    assert!(!err(&key).contains("wrong-key-of-nobody"), "{}", err(&key));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_says_when_to_call_again() {
    let app = AppConfig::new("sample-app", CALLBACK.parse().unwrap())
        .with_limits(Limits::default().per_day(1.try_into().unwrap()));
    let sandbox = Sandbox::start(Config::default().with_apps([app])).await.unwrap();
    let home = Home::of(&sandbox);
    ends(&home.run(&["call", "delete-post-addon", "--token", "gZd7omnS"]), 0);
    let output = home.run(&["call", "delete-post-addon", "--token", "gZd7omnS"]);
    ends(&output, 1);
    assert!(err(&output).contains("a limit is reached (per day)"), "{}", err(&output));
    assert!(err(&output).contains("next: call again "), "{}", err(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_a_profile_does_not_go_to_a_server_of_a_flag() {
    let (url, log) = recorder().await;
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let delete = ["call", "delete-post-addon", "--token", "gZd7omnS", "--sandbox", &url];
    let output = home.run(&delete);
    ends(&output, 2);
    assert!(err(&output).contains("is for other servers and is not sent there"), "{}", err(&output));
    assert!(log.lock().unwrap().is_empty());
    // Whoever puts a key into the environment means it.
    ends(&home.kenar(&delete).env("KENAR_API_KEY", KEY).output().unwrap(), 1);
    assert_eq!(log.lock().unwrap()[0].headers["x-api-key"], KEY);
    // In the clear only to this machine.
    let output = home
        .kenar(&["call", "delete-post-addon", "--token", "gZd7omnS", "--sandbox", "http://example.com"])
        .env("KENAR_API_KEY", KEY)
        .output()
        .unwrap();
    ends(&output, 2);
    assert!(err(&output).contains("only https keeps keys and tokens secret"), "{}", err(&output));
}

#[test]
fn no_connection_is_told_apart_from_a_refusal() {
    let home = prepared("http://127.0.0.1:1");
    let output = call(&home, "delete_post_addon", &[]);
    ends(&output, 2);
    assert!(err(&output).contains("nothing was carried out"), "{}", err(&output));
    assert!(err(&output).contains("next: kenar doctor"), "{}", err(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_come_from_a_code_that_no_argument_holds() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let asked = home.run(&["call", "authorize", "--scope", "USER_ID offline_access"]);
    ends(&asked, 0);
    let asked: Value = serde_json::from_str(&out(&asked)).unwrap();
    let browser = kenar_client::reqwest::Client::builder()
        .no_proxy()
        .redirect(kenar_client::reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = browser.get(asked["url"].as_str().unwrap()).send().await.unwrap();
    let back = kenar_client::reqwest::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let value = |name: &str| back.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("state"), asked["state"].as_str().unwrap());

    let create = ["call", "create-token", "--grant-type", "authorization_code", "--body", "-"];
    let tokens = home.run_with(&create, &json!({ "code": value("code") }).to_string());
    ends(&tokens, 0);
    let tokens: Value = serde_json::from_str(&out(&tokens)).unwrap();
    assert!(tokens["access_token"].is_string() && tokens["refresh_token"].is_string());

    // The code is spent; the refusal does not repeat it.
    let again = home.run_with(&create, &json!({ "code": value("code") }).to_string());
    ends(&again, 1);
    assert!(err(&again).contains("invalid_grant") && !err(&again).contains(&value("code")), "{}", err(&again));
    // Neither does the check.
    let wrong = home.run_with(&create, &json!({ "code": 5, "coed": CODE }).to_string());
    ends(&wrong, 1);
    assert!(err(&wrong).contains("/code: breaks the rule type") && !err(&wrong).contains(CODE), "{}", err(&wrong));
    let secret = sandbox.default_app().client_secret.expose_secret();
    assert!(!err(&wrong).contains(secret), "{}", err(&wrong));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let picture: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1];
    home.write("picture.jpg", picture);
    let output = home.run(&["call", "upload-image", "--body", "picture.jpg"]);
    ends(&output, 0);
    let name = serde_json::from_str::<Value>(&out(&output)).unwrap()["image_name"].as_str().unwrap().to_owned();
    assert_eq!(sandbox.control().image(&name).unwrap(), picture);
    ends(&home.run(&["call", "upload-image"]), 2);
}

#[test]
fn the_help_lists_operations_by_tag() {
    let home = Home::new();
    let output = home.run(&["call", "--list"]);
    ends(&output, 0);
    let list = out(&output);
    for operation in ALL {
        assert!(list.contains(&format!("  {} ", operation.id.replace('_', "-"))), "{}", operation.id);
    }
    assert!(list.starts_with("addons:\n  upsert-user-addon "), "{list}");
    let help = home.run(&["call", "--help"]);
    ends(&help, 0);
    assert!(out(&help).contains(list.trim_end()), "{}", out(&help));
}

#[test]
fn every_operation_explains_itself() {
    let home = Home::new();
    for operation in ALL {
        let name = operation.id.replace('_', "-");
        let help = home.run(&["call", &name, "--help"]);
        ends(&help, 0);
        let text = out(&help);
        assert!(text.contains(&format!("Example:\n  kenar call {name}")), "{text}");
        if let Some(permission) = operation.permission {
            assert!(text.contains(&format!("Needs a key with the permission {permission}")), "{text}");
        }
    }
    ends(&home.run(&["help", "call"]), 0);
    ends(&home.run(&["call", "help", "get-user"]), 0);
    ends(&home.run(&["call", "no-such-operation"]), 2);
}

#[test]
fn a_dry_run_reads_like_a_request() {
    let home = prepared("http://127.0.0.1:8743");
    let arguments =
        ["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", "-", "--notes", "یادداشت", "--dry-run"];
    let body = r#"{"widgets": [{"title_row": {"text": "کارشناسی شد"}}], "notes": "از فایل"}"#;
    let output = feed(with_secrets(&mut home.kenar(&arguments)), body);
    ends(&output, 0);
    snapbox::assert_data_eq!(
        out(&output),
        str![[r#"
POST http://127.0.0.1:8743/v2/open-platform/addons/post/gZd7omnS
Accept: application/json
X-API-Key: [secret]
Authorization: Bearer [secret]
Content-Type: application/json

{
  "widgets": [
    {
      "title_row": {
        "text": "کارشناسی شد",
        "has_divider": false
      }
    }
  ],
  "notes": "یادداشت"
}

"#]]
    );
    let arguments = ["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", "-", "--curl"];
    let output = feed(with_secrets(&mut home.kenar(&arguments)), r#"{"widgets": [], "notes": "it's"}"#);
    ends(&output, 0);
    snapbox::assert_data_eq!(
        out(&output),
        str![[r#"
curl --config - /
  --request POST /
  --header 'Accept: application/json' /
  --header 'Content-Type: application/json' /
  --data-binary '{"widgets":[],"notes":"it'/''s"}' /
  'http://127.0.0.1:8743/v2/open-platform/addons/post/gZd7omnS' <<EOF
header = "X-API-Key: ${KENAR_API_KEY:?}"
header = "Authorization: Bearer ${KENAR_ACCESS_TOKEN:?}"
EOF

"#]]
    );
}

#[test]
fn a_negative_number_is_told_its_range() {
    let home = Home::new();
    let output = home.run(&["call", "upsert-user-semantic", "--divar-user-id", "a", "--cost", "-5"]);
    ends(&output, 2);
    assert!(err(&output).contains("-5 is not in 0..="), "{}", err(&output));
}
