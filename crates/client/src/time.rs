//! Waiting and the date, on every target that reqwest runs on.

use std::time::{Duration, SystemTime};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[cfg(target_arch = "wasm32")]
pub(crate) async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}

/// The date. The clock of `std` panics in a browser.
#[allow(clippy::disallowed_methods, reason = "the client lives in real time; the clock of the sandbox is not its own")]
pub(crate) fn now() -> SystemTime {
    let since = web_time::SystemTime::now().duration_since(web_time::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + since
}
