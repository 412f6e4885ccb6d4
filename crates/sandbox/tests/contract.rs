//! The sandbox and the document: routes, refused requests, answers that break the contract, starting and stopping.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{PHONE, World, config, encode, send, user_addon};
use kenar_sandbox::{Sandbox, StartError};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../openapi/dist/kenar.openapi.json");

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

async fn start_with(document: Value) -> Result<Sandbox, StartError> {
    Sandbox::start(config().with_document(document)).await
}

#[tokio::test]
async fn it_starts_only_with_the_operations_that_it_can_carry_out() {
    let mut fewer = document();
    fewer["paths"].as_object_mut().unwrap().remove("/v1/open-platform/payment-ticket/validate");
    match start_with(fewer).await.unwrap_err() {
        StartError::Operations { without_handler, without_operation } => {
            assert_eq!((without_handler, without_operation), (vec![], vec!["validate_payment_ticket".to_owned()]));
        }
        other => panic!("{other}"),
    }
    let mut renamed = document();
    renamed["paths"]["/oauth2/token"]["post"]["operationId"] = json!("make_token");
    let error = start_with(renamed).await.unwrap_err().to_string();
    assert!(error.contains("make_token") && error.contains("create_token"), "{error}");
    assert!(start_with(document()).await.is_ok());
}

#[tokio::test]
async fn a_document_that_it_cannot_read_is_named_with_the_place() {
    let mut broken = document();
    broken["components"]["schemas"]["TitleRow"]["properties"]["text"]["maxLenght"] = json!(3);
    let error = start_with(broken).await.unwrap_err();
    assert!(matches!(&error, StartError::Contract(fault) if fault.pointer.contains("TitleRow")), "{error}");
    assert!(matches!(start_with(json!({})).await, Err(StartError::Contract(_))));
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let world = World::new().await;
    for path in
        ["/nothing", "/v1/open-platform/nothing", "/v1/open-platform/users/", "/v2/open-platform/addons/users/%ff"]
    {
        send(world.keyed("GET", path)).await.refused(404, 5);
    }
    let answer = send(world.keyed("PATCH", "/v1/open-platform/addons/user/a")).await;
    let allow = answer.allow.clone().unwrap();
    assert!(allow.contains("POST") && allow.contains("DELETE"), "{allow}");
    answer.refused(405, 12);
}

#[tokio::test]
async fn every_violation_is_listed_with_its_place() {
    let world = World::new().await;
    let body = json!({
        "widgets": [
            { "title_row": { "text": "ا".repeat(50) } },
            { "score_row": { "title": "a", "percentage_score": 101, "score_colour": "RED" } },
        ],
        "categories": [],
        "semantic": {},
        "phone": PHONE,
    });
    let answer = world.put_user_addon(&body).await;
    let details = answer.body["details"].as_array().unwrap().clone();
    let seen: Vec<(&str, &str)> =
        details.iter().map(|detail| (detail["pointer"].as_str().unwrap(), detail["rule"].as_str().unwrap())).collect();
    assert_eq!(seen.len(), 4, "{seen:?}");
    for expected in [
        ("/widgets/0/title_row/text", "maxLength"),
        ("/widgets/1/score_row/percentage_score", "maximum"),
        ("/widgets/1/score_row", "additionalProperties"),
        ("", "additionalProperties"),
    ] {
        assert!(seen.contains(&expected), "{expected:?} is not in {seen:?}");
    }
    let long = details.iter().find(|detail| detail["rule"] == "maxLength").unwrap();
    assert_eq!(long["@type"], "type.googleapis.com/kenar.Violation");
    assert_eq!((&long["limit"], &long["found"]), (&json!(49), &json!(50)));
    assert!(long["message"].is_string());
    let message = answer.refused(400, 3);
    assert!(message.starts_with("4 violation(s): "), "{message}");
    assert!(world.settled().await.user_addons.is_empty());
}

#[tokio::test]
async fn an_answer_lists_no_more_than_a_thousand_violations() {
    let world = World::new().await;
    let widgets: Vec<Value> = (0..1_500).map(|_| json!({})).collect();
    let body = json!({ "widgets": widgets, "categories": [], "semantic": {} });
    let answer = world.put_user_addon(&body).await;
    assert_eq!(answer.body["details"].as_array().unwrap().len(), 1_000);
    let message = answer.refused(400, 3);
    assert!(message.starts_with("1500 violation(s): /widgets/0"), "{message}");
}

#[tokio::test]
async fn syntax_errors_and_doubled_keys_are_violations() {
    let world = World::new().await;
    let raw = |body: &'static str| {
        let request = world.consented("POST", &world.user_addon_path(), &["USER_ADDON_CREATE"]);
        send(request.header("content-type", "application/json; charset=utf-8").body(body))
    };
    let answer = raw(r#"{"widgets": [], "widgets": [], "categories": [], "semantic": {}}"#).await;
    assert_eq!(answer.body["details"][0]["rule"], "duplicateKey");
    answer.refused(400, 3);
    let answer = raw("{").await;
    assert_eq!(answer.body["details"][0]["rule"], "syntax");
    answer.refused(400, 3);
    let answer = raw("").await;
    assert_eq!(answer.body["details"][0]["rule"], "required");
    answer.refused(400, 3);
}

#[tokio::test]
async fn a_wrong_parameter_is_named() {
    let world = World::new().await;
    let answer = send(world.keyed("DELETE", "/v1/open-platform/addons/user/not-a-uuid")).await;
    let detail = answer.body["details"][0].clone();
    assert_eq!((&detail["parameter"], &detail["pointer"]), (&json!("path.id"), &json!("")));
    assert_eq!(detail["rule"], "pattern");
    assert!(answer.refused(400, 3).starts_with("1 violation(s): path.id: "));

    let path = format!("/v2/open-platform/addons/users/{}", "a".repeat(65));
    let request = world.consented("POST", &path, &["USER_ADDON_CREATE"]).json(&json!([]));
    let answer = send(request).await;
    let rules: Vec<&str> =
        answer.body["details"].as_array().unwrap().iter().map(|detail| detail["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["maxLength", "type"], "parameter and body are reported together");

    let id = encode(world.user_id(PHONE).as_str());
    let doubled = format!("/v1/open-platform/semantic/users/{id}?phone=1&phone=2&junk=3");
    let answer = send(world.keyed("DELETE", &doubled)).await;
    assert_eq!(answer.body["details"][0]["parameter"], "query.phone");
    answer.refused(400, 3);
}

#[tokio::test]
async fn the_body_has_the_documented_type_and_a_limit() {
    let world = World::new().await;
    let request = || world.consented("POST", &world.user_addon_path(), &["USER_ADDON_CREATE"]);
    let text = user_addon("a").to_string();
    assert!(send(request().body(text.clone())).await.refused(415, 3).contains("application/json"));
    send(request().header("content-type", "text/plain").body(text)).await.refused(415, 3);
    let large = json!({ "widgets": [{ "description_row": { "text": "a".repeat(1024 * 1024), "expandable": true } }] });
    send(request().json(&large)).await.refused(413, 3);
}

/// A document in which receipts of user add-ons have a member that the sandbox does not answer.
fn with_another_receipt() -> Value {
    let mut document = document();
    let receipt = &mut document["components"]["schemas"]["AddonReceipt"];
    receipt["required"].as_array_mut().unwrap().push(json!("colour"));
    document
}

#[tokio::test]
async fn an_answer_that_breaks_the_contract_is_not_sent() {
    let world = World::with(config().with_document(with_another_receipt())).await;
    let answer = world.put_user_addon(&user_addon("a")).await;
    assert_eq!(answer.body.get("id"), None);
    assert_eq!(answer.body["details"][0]["rule"], "required");
    assert!(answer.refused(500, 13).contains("required at \"\""));

    let world = World::with(config().with_document(with_another_receipt()).with_strict_responses(false)).await;
    assert!(world.put_user_addon(&user_addon("a")).await.ok()["id"].is_string());
}

#[tokio::test]
async fn every_operation_is_routed() {
    let world = World::new().await;
    for (path, item) in document()["paths"].as_object().unwrap() {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "a" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        for method in item.as_object().unwrap().keys() {
            let answer = send(world.bare(&method.to_uppercase(), &path)).await;
            assert!([400, 401, 415].contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.body);
        }
    }
}

#[tokio::test]
async fn it_stops_when_it_is_told_to_and_when_it_is_dropped() {
    let world = World::new().await;
    let url = world.sandbox.url().to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let address = url.trim_start_matches("http://").to_owned();
    send(world.bare("GET", "/nothing")).await.refused(404, 5);
    world.sandbox.shutdown().await;
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());

    let sandbox = Sandbox::start(config()).await.unwrap();
    let address = sandbox.url().trim_start_matches("http://").to_owned();
    drop(sandbox);
    let gone = async {
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), gone).await.unwrap();
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let first = Sandbox::start(config()).await.unwrap();
    let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Sandbox::start(config().with_port(port)).await.unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }), "{error}");
}
