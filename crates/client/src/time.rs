//! Waiting and the date, on every target that reqwest runs on.

use std::time::Duration;

use web_time::SystemTime;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use tokio::time::Instant;
#[cfg(target_arch = "wasm32")]
pub(crate) use web_time::Instant;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[cfg(target_arch = "wasm32")]
pub(crate) async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}

/// The date.
#[allow(clippy::disallowed_methods, reason = "the client lives in real time; the clock of the sandbox is not its own")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}
