use std::future::Future;

use super::super::MaybeSend;

/// Runs a future to its end, whoever stops waiting for it.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn spawn(future: impl Future<Output = ()> + MaybeSend + 'static) {
    tokio::spawn(future);
}

/// Runs a future to its end, whoever stops waiting for it.
#[cfg(target_arch = "wasm32")]
pub(super) fn spawn(future: impl Future<Output = ()> + MaybeSend + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
