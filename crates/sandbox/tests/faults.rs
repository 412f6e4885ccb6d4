//! Faults on demand: by rule and by the request's own wish, each as a client sees it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::error::Error as _;
use std::time::Duration;

use common::{Answer, PHONE, World, config, send, user_addon};
use kenar_sandbox::{Fault, FaultRule, InvalidFault, Sandbox, StartError};
use reqwest::RequestBuilder;
use serde_json::json;

const BY_PHONE: &str = "/v1/open-platform/get-user-id-by-phone";

fn ask(world: &World) -> RequestBuilder {
    world.keyed("POST", BY_PHONE).json(&json!({ "phone": PHONE }))
}

fn upsert(world: &World) -> RequestBuilder {
    world.consented("POST", &world.user_addon_path(), &["USER_ADDON_CREATE"]).json(&user_addon("تازه"))
}

async fn prefers(world: &World, preference: &str) -> Answer {
    send(ask(world).header("prefer", preference)).await
}

/// Everything that an error says about its causes.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn a_request_can_ask_for_a_status() {
    let world = World::new().await;
    for (status, code) in [(400, 3), (401, 16), (403, 7), (404, 5), (409, 6), (412, 9), (429, 8), (500, 13), (503, 14)]
    {
        let message = prefers(&world, &format!("code={status}")).await.refused(status, code);
        assert!(message.contains("on purpose"), "{message}");
    }
    // Other preferences are none of the sandbox's business.
    prefers(&world, "respond-async, wait=10").await.ok();
    // The OAuth operations answer in their own form.
    let answer = send(world.bare("POST", "/oauth2/token").header("prefer", "code=503")).await;
    assert_eq!((answer.status, &answer.body["error"]), (503, &json!("temporarily_unavailable")));
    // What is asked of an unknown path is given, too.
    send(world.bare("GET", "/nothing").header("prefer", "code=429")).await.refused(429, 8);
}

#[tokio::test]
async fn a_preference_that_cannot_be_met_is_explained() {
    let world = World::new().await;
    for (preference, part) in [
        ("code=abc", "code=abc"),
        ("code=200", "400 to 599"),
        ("delay=soon", "delay=soon"),
        ("delay=36000000", "one hour"),
        ("fault=fire", "fault=fire"),
        ("fault=reset, code=500", "fault=reset"),
    ] {
        let message = prefers(&world, preference).await.refused(400, 3);
        assert!(message.contains(part), "{preference}: {message}");
    }
}

#[tokio::test]
async fn a_refused_request_has_no_effect_and_a_lost_response_has() {
    let world = World::new().await;
    send(upsert(&world).header("prefer", "code=500")).await.refused(500, 13);
    send(upsert(&world).header("prefer", "fault=html")).await;
    assert!(upsert(&world).header("prefer", "fault=reset").send().await.is_err());
    assert!(world.settled().await.user_addons.is_empty());

    let error = upsert(&world).header("prefer", "fault=lost-response").send().await.unwrap_err();
    assert!(!error.is_timeout(), "{error:?}");
    assert_eq!(world.settled().await.user_addons.len(), 1, "the effect stays when the answer is lost");
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let world = World::new().await;
    let error = ask(&world).header("prefer", "fault=reset").send().await.unwrap_err();
    let causes = causes(&error);
    assert!(causes.to_lowercase().contains("reset"), "{causes}");
    // The next request opens another connection and is served.
    send(ask(&world)).await.ok();
}

#[tokio::test]
async fn a_proxy_answers_with_html() {
    let world = World::new().await;
    let response = ask(&world).header("prefer", "fault=html, code=504").send().await.unwrap();
    assert_eq!(response.status(), 504);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let page = response.text().await.unwrap();
    assert!(page.starts_with("<html>") && page.contains("504 Gateway Timeout"), "{page}");
    assert_eq!(prefers(&world, "fault=html").await.status, 502);
}

#[tokio::test]
async fn a_body_ends_half_way() {
    let world = World::new().await;
    let response = ask(&world).header("prefer", "fault=cut-body").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.content_length().unwrap() > 20);
    let error = response.bytes().await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    send(ask(&world)).await.ok();
}

#[tokio::test]
async fn a_delay_holds_the_answer_back() {
    let world = World::new().await;
    let started = std::time::Instant::now();
    prefers(&world, "delay=120").await.ok();
    assert!(started.elapsed() >= Duration::from_millis(120));
    // A client that does not wait that long sees its own timeout.
    let impatient = ask(&world).header("prefer", "delay=60000").timeout(Duration::from_millis(50));
    assert!(impatient.send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_rule_hits_what_it_names_as_often_as_it_says() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let rule = FaultRule::new(Fault::Status(429)).for_operation("get_user_id_by_phone").after(1).every(2).times(2);
    let id = control.add_fault(rule).unwrap();
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(send(ask(&world)).await.status);
    }
    assert_eq!(seen, [200, 429, 200, 429, 200, 200, 200]);
    send(upsert(&world)).await.ok();
    let view = &control.faults()[0];
    assert_eq!((view.id, view.matched, view.hit), (id, 4, 2));
    assert!(control.remove_fault(id) && !control.remove_fault(id));
    assert!(control.faults().is_empty());
}

#[tokio::test]
async fn a_rule_can_be_about_one_app() {
    let world = World::with(config().with_faults([FaultRule::new(Fault::Status(503)).for_app("sample-app")])).await;
    send(ask(&world)).await.refused(503, 14);
    send(world.bare("POST", BY_PHONE).json(&json!({ "phone": PHONE }))).await.refused(401, 16);
    world.sandbox.control().clear_faults();
    send(ask(&world)).await.ok();
}

#[tokio::test]
async fn a_rule_that_cannot_be_met_is_refused() {
    let world = World::new().await;
    let control = world.sandbox.control();
    assert_eq!(control.add_fault(FaultRule::new(Fault::Status(200))), Err(InvalidFault::Status(200)));
    let day = Duration::from_secs(86_400);
    assert_eq!(control.add_fault(FaultRule::new(Fault::Delay).with_delay(day)), Err(InvalidFault::Delay(day)));
    let error = Sandbox::start(config().with_faults([FaultRule::new(Fault::HtmlPage(600))])).await.unwrap_err();
    assert!(matches!(error, StartError::Fault(InvalidFault::Status(600))), "{error}");
}

#[tokio::test]
async fn the_log_says_what_was_done_on_purpose() {
    let world = World::new().await;
    prefers(&world, "code=429").await.refused(429, 8);
    let requests = world.sandbox.control().requests(0);
    assert_eq!(requests[0].fault.as_deref(), Some("status 429"));
}

#[tokio::test]
async fn a_rule_that_would_do_nothing_is_refused() {
    let world = World::new().await;
    let control = world.sandbox.control();
    for rule in
        [FaultRule::new(Fault::Reset).every(0), FaultRule::new(Fault::Reset).times(0), FaultRule::new(Fault::Delay)]
    {
        assert!(matches!(control.add_fault(rule), Err(InvalidFault::Idle(_))));
    }
}
