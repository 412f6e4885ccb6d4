//! The pages in a browser: what people see, and what happens when they touch it.
//!
//! A machine without Chromium and `chromedriver` skips these tests and says so; with `KENAR_BROWSER=required` they fail
//! there. Every test ends with a look at what the pages complained of and at whom they asked.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod common;

#[path = "browser/consent.rs"]
mod consent;
#[path = "browser/driver.rs"]
mod driver;
#[path = "browser/overview.rs"]
mod overview;
#[path = "browser/playground.rs"]
mod playground;
#[path = "browser/reference.rs"]
mod reference;
#[path = "browser/rows.rs"]
mod rows;
#[path = "browser/taps.rs"]
mod taps;

use app::App;
use common::{POST, World, config};
use kenar_sandbox::{AppConfig, Webhooks};
use serde_json::{Value, json};

const ALL_ROWS: &str = include_str!("../../../openapi/examples/UserAddon/valid-all-widgets.json");
const LEGACY: &str = include_str!("../../../openapi/examples/LegacyUserAddon/valid-all-widgets.json");

/// A sandbox whose app is a server of the test.
async fn world(app: &App) -> World {
    let webhooks = Webhooks::default().with_session_url(app.url("/session"));
    let webhooks = webhooks.with_dynamic_action_url(app.url("/dynamic"));
    let sample = AppConfig::new("sample-app", app.url("/callback")).with_webhooks(webhooks);
    World::with(config().with_apps([sample])).await
}

/// Puts rows on the post.
async fn put(world: &World, widgets: &Value) {
    world.put_post_addon(POST, &json!({ "widgets": widgets })).await.ok();
    world.sandbox.control().settle().await;
}

/// The example with a row of each kind.
fn all_rows() -> Value {
    serde_json::from_str::<Value>(ALL_ROWS).unwrap()["widgets"].take()
}

/// The address of a page in a language and in colours.
fn address(world: &World, path: &str, language: &str, theme: &str) -> String {
    let join = if path.contains('?') { '&' } else { '?' };
    format!("{}{path}{join}language={language}&theme={theme}", world.sandbox.url())
}

/// The address of the page of the post.
fn post(world: &World, language: &str, theme: &str) -> String {
    address(world, &format!("/_sandbox/posts/{POST}"), language, theme)
}
