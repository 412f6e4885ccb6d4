//! What a subscriber of `tracing` sees of a call.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::town::{Town, all};
use common::{KEY, PHONE, assert_without, phone, sandbox};
use kenar_client::bulk;
use kenar_client::{Client, RetryPolicy};
use kenar_sandbox::{Config, Fault, FaultRule};
use kenar_schemas::UserAddon;
use kenar_schemas::widgets::TitleRow;
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is traced while something is done, a line each, by this crate.
async fn traced<T>(done: impl Future<Output = T>) -> (T, Vec<String>) {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let result = done.await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    (result, text.lines().filter(|line| line.contains("kenar_client")).map(str::to_owned).collect())
}

#[tokio::test]
async fn a_span_tells_the_call_and_nothing_secret() {
    let (sandbox, _) = sandbox(Config::default()).await;
    let key = sandbox.default_app().api_key.clone();
    let policy = RetryPolicy::default().with_pauses(Duration::from_millis(1), Duration::from_millis(1));
    let client = Client::builder().api_key(key).sandbox(sandbox.url()).retry(policy).build().unwrap();
    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    sandbox.control().add_fault(FaultRule::new(Fault::Status(503)).times(1)).unwrap();

    let ((), ours) = traced(async {
        let addon = UserAddon::new([TitleRow::new("متن محرمانه").into()]);
        client.as_user(&token).unwrap().upsert_user_addon(&user, &addon).await.unwrap();
        client.app().delete_user_semantic_by_phone(&phone()).await.unwrap();
    })
    .await;

    let closed = |needle: &str| ours.iter().any(|line| line.contains("close") && line.contains(needle));
    assert!(closed(r#"kenar_call{operation="upsert_user_addon" method="POST" attempts=2 status=200}"#), "{ours:#?}");
    assert!(
        closed(r#"kenar_call{operation="delete_user_semantic_by_phone" method="DELETE" attempts=1 status=200}"#),
        "{ours:#?}"
    );
    assert!(ours.iter().any(|line| line.contains("sending again") && line.contains("unavailable")), "{ours:#?}");
    let ours = ours.join("\n");
    assert_without(&ours, &[KEY, token.expose(), PHONE, user.as_str(), "متن محرمانه"]);
}

#[tokio::test]
async fn the_span_of_a_run_is_around_its_calls() {
    let town = Town::new(3, Config::default());
    town.control().add_fault(FaultRule::new(Fault::Status(400)).times(1)).unwrap();
    let bulk = town.client().bulk().concurrency(1).per_minute(60_000).stop_after_failures(1);
    let ((outcomes, stopped), ours) = traced(async { all(bulk.user_semantics(bulk::iter(town.items()))).await }).await;
    assert!(outcomes.len() == 1 && stopped.is_some());
    let run = r#"kenar_bulk{operation="upsert_user_semantic" concurrency=1 per_minute=60000}"#;
    let call = r#"kenar_call{operation="upsert_user_semantic" method="POST" attempts=1 status=400}"#;
    assert!(ours.iter().any(|line| line.contains(&format!("{run}:{call}"))), "{ours:#?}");
    assert!(ours.iter().any(|line| line.contains(run) && line.contains("the run stops")), "{ours:#?}");
    assert!(ours.iter().any(|line| line.contains(run) && line.contains("the run is over")), "{ours:#?}");
    let person = &town.people[0];
    assert_without(&ours.join("\n"), &[person.token.expose(), person.id.as_str(), person.phone.as_str()]);
}
