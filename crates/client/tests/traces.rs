//! What a subscriber of `tracing` sees of a call.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{KEY, PHONE, assert_without, phone, sandbox};
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

#[tokio::test]
async fn a_span_tells_the_call_and_nothing_secret() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let (sandbox, _) = sandbox(Config::default()).await;
    let key = sandbox.default_app().api_key.clone();
    let policy = RetryPolicy::default().with_pauses(Duration::from_millis(1), Duration::from_millis(1));
    let client = Client::builder().api_key(key).sandbox(sandbox.url()).retry(policy).build().unwrap();
    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    sandbox.control().add_fault(FaultRule::new(Fault::Status(503)).times(1)).unwrap();

    let guard = tracing::subscriber::set_default(subscriber);
    let addon = UserAddon::new([TitleRow::new("متن محرمانه").into()]);
    client.as_user(&token).unwrap().upsert_user_addon(&user, &addon).await.unwrap();
    client.app().delete_user_semantic_by_phone(&phone()).await.unwrap();
    drop(guard);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = text.lines().filter(|line| line.contains("kenar_client")).collect();
    let closed = |needle: &str| ours.iter().any(|line| line.contains("close") && line.contains(needle));
    assert!(closed(r#"kenar_call{operation="upsert_user_addon" method="POST" attempts=2 status=200}"#), "{text}");
    assert!(
        closed(r#"kenar_call{operation="delete_user_semantic_by_phone" method="DELETE" attempts=1 status=200}"#),
        "{text}"
    );
    assert!(ours.iter().any(|line| line.contains("sending again") && line.contains("unavailable")), "{text}");
    let ours = ours.join("\n");
    assert_without(&ours, &[KEY, token.expose(), PHONE, user.as_str(), "متن محرمانه"]);
}
