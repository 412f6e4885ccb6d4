//! What the guides show holds: requests are taken as they stand, bodies are those of the published documents, errors are
//! printed like this, and the tables know everything. Their programs run with the doctests of the client.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod markdown;

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use kenar_client::{Client, Error, Secret};
use kenar_sandbox::{
    ApiKeyConfig, AppConfig, Clock, Config, ExposeSecret, Limits, Sandbox, ServiceType, TicketSpec, WidgetKind,
};
use kenar_schemas::legacy::{LegacyScoreRowData, LegacyTitleRowData};
use kenar_schemas::migrate::{self, BodyKind, REQUESTS};
use kenar_schemas::widgets::{EventRow, TitleRow};
use kenar_schemas::{DivarUserId, LegacyUserAddon, Payload, Phone, Semantic, UserAddon, UserSemantic, Widget};
use markdown::Markdown;
use serde_json::Value;

const CALLS: &str = "crates/client/guides/from-document-to-call.md";
const MIGRATION: &str = "crates/client/guides/from-v1-to-v2.md";
const TICKET: &str = "812d56e6-e44d-45e7-8932-f9acbd416999";

fn phone() -> Phone {
    "09991234567".parse().unwrap()
}

/// The body that a document was published with.
fn published(component: &str) -> Value {
    let path = markdown::root().join(format!("openapi/examples/{component}/valid-seed.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A request as a guide shows it.
struct Request<'a> {
    method: &'a str,
    url: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: Value,
}

impl<'a> Request<'a> {
    fn read(block: &'a str) -> Self {
        let (head, body) = block.split_once("\n\n").unwrap();
        let mut lines = head.lines();
        let (method, url) = lines.next().unwrap().split_once(' ').unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap()).collect();
        Self { method, url, headers, body: serde_json::from_str(body).unwrap() }
    }
}

#[tokio::test]
async fn requests_are_taken_as_they_stand() {
    let scopes = ["USER_ADDON_CREATE", "USER_VERIFICATION_CREATE"];
    let http = reqwest::Client::new();
    let guide = Markdown::read(CALLS);
    let requests: Vec<_> = guide.blocks_in("http").map(Request::read).collect();
    assert_eq!(requests.len(), 4);
    for request in requests {
        let sandbox = Sandbox::start(Config::default()).await.unwrap();
        let app = sandbox.default_app();
        let user = sandbox.control().user_id(&app.slug, &phone()).unwrap();
        let token = sandbox.control().issue_token(&phone(), scopes).unwrap();
        let ticket = TicketSpec::new(phone(), ServiceType::ReportVerification, 200_000);
        sandbox.control().issue_ticket(ticket.with_uuid(TICKET.parse().unwrap())).unwrap();
        let fill = |text: &str| {
            let user = user.as_str().replace('/', "%2F").replace('+', "%2B");
            let text = text.replace("{divar-user-id}", &user).replace("{access-token}", token.expose());
            text.replace("{api-key}", app.api_key.expose_secret()).replace("{debug-token}", "debug-token")
        };

        let (_, path) = request.url.split_once(".divar.ir").unwrap();
        let url = format!("{}{}", sandbox.url(), fill(path));
        let mut call = http.request(request.method.parse().unwrap(), url).body(request.body.to_string());
        for (name, value) in request.headers {
            call = call.header(name, fill(value));
        }
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{}: {}", request.url, answer.text().await.unwrap());
    }
}

#[test]
fn bodies_are_those_of_the_published_documents() {
    let guide = Markdown::read(CALLS);
    let bodies: Vec<Value> = guide.blocks_in("http").map(|block| Request::read(block).body).collect();
    assert_eq!(bodies[0], published("UserAddon"));
    assert_eq!(bodies[3], published("LegacyUserAddon"));
    // The guide spells the key right.
    let mut semantic = published("UserSemantic");
    let facts = semantic["semantic"].as_object_mut().unwrap();
    let value = facts.remove("identity_verifcation_result").unwrap();
    facts.insert("identity_verification_result".to_owned(), value);
    assert_eq!(bodies[1], semantic);

    let migration = Markdown::read(MIGRATION);
    let bodies: Vec<Value> = migration.blocks_in("json").map(|body| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(bodies[0], published("LegacyUserAddon"));
    assert_eq!(bodies[1], migrate::json(BodyKind::UserAddon, bodies[0].to_string().as_bytes()).unwrap().value);
}

/// An app that may do everything but what a mistake is made of.
async fn sandbox(change: impl FnOnce(AppConfig) -> AppConfig) -> (Sandbox, Client, Secret, DivarUserId) {
    let app = change(AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()));
    let clock = Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap());
    let sandbox = Sandbox::start(Config::default().with_apps([app]).with_clock(clock)).await.unwrap();
    let key = sandbox.default_app().api_key.clone();
    let client = Client::builder().api_key(key).sandbox(sandbox.url()).without_retry().build().unwrap();
    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE", "USER_VERIFICATION_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    (sandbox, client, token, user)
}

/// Makes the mistakes of the guide.
async fn mistakes() -> Vec<String> {
    let mut printed = Vec::new();
    let mut refused = |error: Error| printed.push(error.to_string());

    let (control, client, token, user) = sandbox(|app| app).await;
    let powerless = control.control().issue_token(&phone(), ["USER_ID"]).unwrap();
    let (as_user, powerless) = (client.as_user(&token).unwrap(), client.as_user(&powerless).unwrap());
    let row = EventRow::new("ی".repeat(25));
    let wrong = Widget::from(row).with_semantic_path("user_face", "event_row.image_id");
    let wrong = UserAddon::new([TitleRow::new("فنی").into(), wrong]);
    refused(as_user.upsert_user_addon(&user, &wrong).await.unwrap_err());
    let addon = UserAddon::new([TitleRow::new("فنی").into()]);
    refused(powerless.upsert_user_addon(&user, &addon).await.unwrap_err());
    refused(as_user.upsert_user_addon(&"id-of-another-app".parse().unwrap(), &addon).await.unwrap_err());
    let spent = addon.clone().with_ticket(TICKET.parse().unwrap(), 124_000);
    refused(as_user.upsert_user_addon(&user, &spent).await.unwrap_err());
    let receipt = as_user.upsert_user_addon(&user, &addon).await.unwrap();
    client.app().delete_user_addon(&receipt.id).await.unwrap();
    refused(client.app().delete_user_addon(&receipt.id).await.unwrap_err());

    let facts = UserSemantic::new(Semantic::new().with("some-key", "some value to be hashed"));
    let invented = UserSemantic::new(Semantic::new().with("identity_verification_result", "MATCHED"));
    refused(as_user.upsert_user_semantic(&user, &invented).await.unwrap_err());
    refused(powerless.upsert_user_semantic(&user, &facts).await.unwrap_err());
    let without = ApiKeyConfig::default().with_permissions(["USER_ADDON_CREATE"]);
    let (_app, client, token, user) = sandbox(|app| app.with_api_keys([without])).await;
    refused(client.as_user(&token).unwrap().upsert_user_semantic(&user, &facts).await.unwrap_err());
    let once = Limits::default().per_minute(NonZeroU32::MIN);
    let (_app, client, token, user) = sandbox(|app| app.with_limits(once)).await;
    client.as_user(&token).unwrap().upsert_user_semantic(&user, &facts).await.unwrap();
    refused(client.as_user(&token).unwrap().upsert_user_semantic(&user, &facts).await.unwrap_err());

    let (_app, client, token, _) = sandbox(|app| app.with_widgets([WidgetKind::TitleRow])).await;
    let legacy = client.legacy_as_user(&token).unwrap();
    let title = || LegacyTitleRowData::new("فنی").into();
    let wordy = LegacyUserAddon::new(phone(), [title()]).with_notes("ی".repeat(1025));
    refused(legacy.create_legacy_user_addon(None, &wordy).await.unwrap_err());
    let score = LegacyUserAddon::new(phone(), [LegacyScoreRowData::percentage("فنی", 80).into()]);
    refused(legacy.create_legacy_user_addon(None, &score).await.unwrap_err());
    let nobody = LegacyUserAddon::new("09990000000".parse().unwrap(), [title()]);
    refused(legacy.create_legacy_user_addon(None, &nobody).await.unwrap_err());

    printed.push(UserSemantic::check(br#"{"semantic": {"score": 80}}"#).unwrap_err().to_string());
    printed.push(LegacyUserAddon::check(br#"{"phone": "09991234567", "widgets": []}"#).unwrap_err().to_string());
    printed
}

#[tokio::test]
async fn errors_are_printed_as_they_are_shown() {
    let printed = mistakes().await;
    let guide = Markdown::read(CALLS);
    let is_error = |text: &str| text.contains(" was ") || (text.starts_with('/') && text.contains(": "));
    let shown: Vec<&str> = guide.spans.iter().map(|span| &*span.code).filter(|text| is_error(text)).collect();
    assert!(shown.len() >= printed.len(), "{} errors are shown, {} are made", shown.len(), printed.len());
    for error in shown {
        let pieces: Vec<&str> = error.split('…').map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let same = |text: &String| pieces.iter().all(|piece| text.contains(piece));
        assert!(printed.iter().any(same), "the guide shows, and nobody prints:\n{error}\n\nprinted:\n{printed:#?}");
    }
}

#[test]
fn every_operation_of_v1_has_its_row() {
    let guide = Markdown::read(MIGRATION);
    let rows: Vec<Vec<String>> = guide.tables.iter().flatten().map(|row| row.concat()).collect();
    for request in REQUESTS {
        let to = request.to[0].operation;
        for from in request.from {
            let both = |row: &&Vec<String>| row.iter().any(|code| code == from.operation);
            let row = rows.iter().find(both).unwrap_or_else(|| panic!("{} has no row", from.operation));
            assert!(row.iter().any(|code| code == to), "{} becomes {to}, not {row:?}", from.operation);
        }
    }
    let mut ids: BTreeSet<&str> = kenar_client::operations::ALL.iter().map(|operation| operation.id).collect();
    ids.retain(|id| id.contains("legacy"));
    for id in ids {
        assert!(rows.iter().any(|row| row.iter().any(|code| code == id)), "{id} has no row");
    }
}

#[test]
fn every_v1_row_and_every_note_is_explained() {
    let guide = Markdown::read(MIGRATION);
    let cells: BTreeSet<&str> = guide.tables.iter().flatten().flatten().flatten().map(String::as_str).collect();
    let document: Value = serde_json::from_str(kenar_tests::BUNDLE).unwrap();
    let arms = document["components"]["schemas"].as_object().unwrap();
    let types = arms
        .iter()
        .filter(|(name, _)| name.starts_with("Legacy"))
        .filter_map(|(_, schema)| schema["properties"]["widget_type"]["enum"][0].as_str());
    let types: Vec<&str> = types.collect();
    assert_eq!(types.len(), 11, "{types:?}");
    for name in types {
        assert!(cells.contains(name), "the row {name} is not explained");
    }
    for row in kenar_schemas::Row::KEYS {
        assert!(cells.contains(row), "nothing becomes a {row}");
    }
    let kinds = "moved dropped movedToPath changed nowHashed nowReadable mustMask lost unmappable";
    for kind in kinds.split(' ') {
        assert!(cells.contains(kind), "the note {kind} is not explained");
    }
    let report = include_str!("../../crates/schemas/src/migrate/report.rs");
    let names = report.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    assert_eq!(names.collect::<BTreeSet<_>>(), kinds.split(' ').collect(), "the kinds of notes");
}
