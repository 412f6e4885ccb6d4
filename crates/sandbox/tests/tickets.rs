//! Payment tickets: validation, consumption, voiding.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Answer, OTHER_PHONE, PHONE, POST, World, phone, send, title};
use kenar_sandbox::{ServiceType, TicketSpec, TicketState};
use kenar_schemas::TicketUuid;
use serde_json::{Map, Value, json};

const UUID: &str = "812d56e6-e44d-45e7-8932-f9acbd416999";

fn uuid() -> TicketUuid {
    UUID.parse().unwrap()
}

fn spec() -> TicketSpec {
    TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 100_000).with_uuid(uuid())
}

async fn world_with(ticket: TicketSpec) -> World {
    let world = World::new().await;
    assert_eq!(world.sandbox.control().issue_ticket(ticket).unwrap(), uuid());
    world
}

async fn validate(world: &World, body: &Value) -> Answer {
    send(world.keyed("POST", "/v1/open-platform/payment-ticket/validate").json(body)).await
}

fn by_phone(cost: i64) -> Value {
    json!({ "ticket_uuid": UUID, "service_cost": cost, "phone_number": PHONE })
}

async fn consume(world: &World, ticket: &str, cost: Option<i64>) -> Answer {
    let mut body = json!({ "widgets": [title("a")], "categories": [], "semantic": {}, "ticket_uuid": ticket });
    if let Some(cost) = cost {
        body["cost"] = json!(cost);
    }
    world.put_user_addon(&body).await
}

async fn report(world: &World, cost: i64) -> Answer {
    let path = format!("/v1/open-platform/semantic/user/{PHONE}");
    let body = json!({ "semantic": { "status": "FAILED" }, "ticket_uuid": UUID, "cost": cost });
    send(world.consented("POST", &path, &["USER_VERIFICATION_CREATE"]).json(&body)).await
}

/// The state of the ticket, and outcome and amount of each invoice.
async fn outcome(world: &World) -> (TicketState, Vec<(TicketState, u64)>) {
    let snapshot = world.settled().await;
    let invoices = snapshot.invoices.iter().map(|invoice| (invoice.outcome, invoice.amount)).collect();
    (snapshot.tickets[0].state, invoices)
}

#[tokio::test]
async fn a_good_ticket_is_valid_again_and_again() {
    let world = world_with(spec()).await;
    let by_id = json!({ "ticket_uuid": UUID, "service_cost": 100_000, "user_id": world.user_id(PHONE) });
    for _ in 0..3 {
        assert_eq!(validate(&world, &by_phone(100_000)).await.ok(), json!({}));
        assert_eq!(validate(&world, &by_id).await.ok(), json!({}));
    }
    assert_eq!(outcome(&world).await, (TicketState::Fresh, vec![]));
}

#[tokio::test]
async fn the_issuer_can_hand_something_over() {
    let payload: Map<String, Value> = json!({ "case": "12" }).as_object().unwrap().clone();
    let world = world_with(spec().with_issuer_payload(payload)).await;
    assert_eq!(validate(&world, &by_phone(1)).await.ok(), json!({ "issuer_payload": { "case": "12" } }));
}

#[tokio::test]
async fn every_documented_error_has_its_status_and_message() {
    let world = world_with(spec()).await;
    let unknown_key = world.bare("POST", "/v1/open-platform/payment-ticket/validate").header("x-api-key", "a");
    assert_eq!(send(unknown_key.json(&by_phone(1))).await.refused(412, 9), "could not retrieve app from db");

    let nobody = json!({ "ticket_uuid": UUID, "service_cost": 1 });
    assert_eq!(validate(&world, &nobody).await.refused(400, 3), "user_identifier is required");
    let empty = json!({ "ticket_uuid": UUID, "service_cost": 1, "phone_number": "" });
    assert_eq!(validate(&world, &empty).await.refused(400, 3), "user_identifier is required");

    let message = validate(&world, &by_phone(100_001)).await.refused(400, 3);
    assert_eq!(message, "Actual cost is more than sponsored amount");

    let other_user = json!({ "ticket_uuid": UUID, "service_cost": 1, "phone_number": OTHER_PHONE });
    assert_eq!(validate(&world, &other_user).await.refused(404, 5), "phone number not match with ticket phone");
    let other_id = json!({ "ticket_uuid": UUID, "service_cost": 1, "user_id": world.user_id(OTHER_PHONE) });
    assert_eq!(validate(&world, &other_id).await.refused(404, 5), "phone number not match with ticket phone");
    let both = json!({
        "ticket_uuid": UUID, "service_cost": 1, "user_id": world.user_id(PHONE), "phone_number": OTHER_PHONE,
    });
    assert_eq!(validate(&world, &both).await.refused(404, 5), "phone number not match with ticket phone");

    let unknown = json!({ "ticket_uuid": UUID.replace('8', "9"), "service_cost": 1, "phone_number": PHONE });
    assert_eq!(validate(&world, &unknown).await.refused(404, 5), "Not found ticket");
    consume(&world, UUID, Some(1)).await.ok();
    assert_eq!(validate(&world, &by_phone(1)).await.refused(404, 5), "Not found ticket");

    let photos = TicketSpec::new(phone(PHONE), ServiceType::Photography, 100_000).with_uuid(uuid());
    world.sandbox.control().issue_ticket(photos).unwrap();
    let message = validate(&world, &by_phone(1)).await.refused(404, 5);
    assert_eq!(message, "App service_type not match ticket service_type");
}

#[tokio::test]
async fn other_faults_of_the_body_are_listed_as_everywhere() {
    let world = World::new().await;
    let message = validate(&world, &json!({ "service_cost": -1, "phone_number": "" })).await.refused(400, 3);
    assert!(message.starts_with("3 violation(s): "), "{message}");
}

#[tokio::test]
async fn a_user_add_on_consumes_the_ticket() {
    let world = world_with(spec()).await;
    consume(&world, UUID, Some(90_000)).await.ok();
    assert_eq!(outcome(&world).await, (TicketState::Consumed, vec![(TicketState::Consumed, 90_000)]));
    let invoice = world.settled().await.invoices.remove(0);
    assert_eq!((invoice.app.as_str(), invoice.ticket_uuid, invoice.user), ("sample-app", uuid(), phone(PHONE)));
    assert_eq!(consume(&world, UUID, Some(90_000)).await.refused(404, 5), "Not found ticket");
    assert_eq!(outcome(&world).await.1.len(), 1);
    // A fresh one of the same id is good again.
    world.sandbox.control().issue_ticket(spec()).unwrap();
    consume(&world, UUID, None).await.ok();
    assert_eq!(outcome(&world).await.1, [(TicketState::Consumed, 90_000), (TicketState::Consumed, 0)]);
}

#[tokio::test]
async fn facts_about_a_user_or_a_post_void_the_ticket() {
    let world = world_with(spec()).await;
    report(&world, 80_000).await.ok();
    assert_eq!(outcome(&world).await, (TicketState::Voided, vec![(TicketState::Voided, 80_000)]));
    assert_eq!(report(&world, 1).await.refused(404, 5), "Not found ticket");

    world.sandbox.control().issue_ticket(spec()).unwrap();
    let path = format!("/experimental/open-platform/semantic/post/{POST}");
    let body = json!({ "semantic": {}, "ticket_uuid": UUID, "cost": 7 });
    send(world.consented("POST", &path, &[&format!("POST_SEMANTIC_CREATE.{POST}")]).json(&body)).await.ok();
    assert_eq!(outcome(&world).await.1, [(TicketState::Voided, 80_000), (TicketState::Voided, 7)]);
}

#[tokio::test]
async fn a_ticket_that_does_not_pay_changes_nothing() {
    let world = world_with(spec()).await;
    world.sandbox.control().issue_ticket(spec()).unwrap();
    // Each request needs a token of its own.
    let without_tokens = async || {
        let mut snapshot = world.settled().await;
        snapshot.tokens.clear();
        snapshot
    };
    let before = without_tokens().await;
    assert_eq!(consume(&world, UUID, Some(100_001)).await.refused(400, 3), "Actual cost is more than sponsored amount");
    assert_eq!(report(&world, 100_001).await.refused(400, 3), "Actual cost is more than sponsored amount");
    assert_eq!(without_tokens().await, before);

    let control = world.sandbox.control();
    let other = TicketSpec::new(phone(OTHER_PHONE), ServiceType::ReportVerification, 1).with_uuid(uuid());
    control.issue_ticket(other).unwrap();
    assert_eq!(consume(&world, UUID, Some(1)).await.refused(404, 5), "phone number not match with ticket phone");
    control.issue_ticket(TicketSpec::new(phone(PHONE), ServiceType::Charity, 1).with_uuid(uuid())).unwrap();
    let message = consume(&world, UUID, Some(1)).await.refused(404, 5);
    assert_eq!(message, "App service_type not match ticket service_type");
    let snapshot = world.settled().await;
    assert!(snapshot.user_addons.is_empty() && snapshot.semantics.is_empty() && snapshot.invoices.is_empty());
}

#[tokio::test]
async fn a_refused_add_on_spends_no_ticket() {
    let app = kenar_sandbox::AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap());
    let world = World::with(common::config().with_apps([app.with_widgets([])])).await;
    world.sandbox.control().issue_ticket(spec()).unwrap();
    consume(&world, UUID, Some(1)).await.refused(403, 7);
    assert_eq!(outcome(&world).await, (TicketState::Fresh, vec![]));
}

#[tokio::test]
async fn ticket_ids_are_drawn_when_none_is_given() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let spec = || TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 1);
    assert_ne!(control.issue_ticket(spec()).unwrap(), control.issue_ticket(spec()).unwrap());
    let nobody = TicketSpec::new(phone("09120000000"), ServiceType::ReportVerification, 1);
    assert!(control.issue_ticket(nobody).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_is_spent_once_however_many_ask() {
    let world = std::sync::Arc::new(world_with(spec()).await);
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let world = world.clone();
            tokio::spawn(async move { consume(&world, UUID, Some(1)).await.status })
        })
        .collect();
    let mut accepted = 0;
    for attempt in attempts {
        accepted += u32::from(attempt.await.unwrap() == 200);
    }
    assert_eq!(accepted, 1);
    assert_eq!(outcome(&world).await, (TicketState::Consumed, vec![(TicketState::Consumed, 1)]));
}
