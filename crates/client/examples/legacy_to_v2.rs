//! Run with: cargo run -p kenar-client --example legacy_to_v2
//!
//! Moves an app from the older API to the current one: the same add-on by both, and a report on what v2 has no place
//! for. It runs offline, against a sandbox in the same process; on the platform the client is `Client::from_env()?`.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error;

use kenar_client::Client;
use kenar_client::schemas::{LegacyUserAddon, Payload, Phone, UserIdByPhoneRequest, migrate};
use kenar_sandbox::{Config, Sandbox};

/// What the app has been sending.
const V1: &str = r#"{
    "phone": "09991234567",
    "notes": "کارشناسی شماره ۱",
    "management_permalink": "https://app.example.com/manage",
    "widgets": { "widget_list": [
        { "widget_type": "TITLE_ROW",
          "data": { "@type": "type.googleapis.com/widgets.TitleRowData", "text": "گزارش کارشناسی" } },
        { "widget_type": "LEGEND_TITLE_ROW",
          "data": { "@type": "type.googleapis.com/widgets.LegendTitleRowData", "title": "گروه نمونه", "image_url": "logo" } }
    ] }
}"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Config::default()).await?;
    let phone: Phone = "09991234567".parse()?;
    let token = sandbox.control().issue_token(&phone, ["USER_ADDON_CREATE"])?;
    let client = Client::builder().api_key(sandbox.default_app().api_key.clone()).sandbox(sandbox.url()).build()?;

    // Before: the host `api.divar.ir`, the token in `x-access-token`, the user named by phone.
    let old = LegacyUserAddon::check(V1.as_bytes())?;
    let before = client.legacy_as_user(&token)?.create_legacy_user_addon_by_phone(&phone, &old).await?;
    println!("v1 stored   {}", before.id);

    // The body. Nothing disappears in silence, and what needs a decision waits for one: here, that a legend may become
    // a title without a logo.
    let migration = migrate::Options::new().with_approximate_legend().user_addon(&old);
    for note in migration.report.attention() {
        println!("look at     {note}");
    }
    migration.value.validate()?;

    // The user. An id cannot be computed from a phone; ask once and store it.
    let request = UserIdByPhoneRequest::new(old.phone.clone());
    let user_id = client.app().get_user_id_by_phone(&request).await?.into_inner().user_id.parse()?;

    // After: the host `open-api.divar.ir`, the same token in `Authorization`, the user named by id.
    let after = client.as_user(&token)?.upsert_user_addon(&user_id, &migration.value).await?;
    println!("v2 stored   {}", after.id);

    let addons = sandbox.control().snapshot().user_addons;
    for addon in &addons {
        println!("now         version {}: {}", addon.content.version, addon.content.widgets);
    }
    if addons.iter().map(|addon| addon.content.version).ne([2]) {
        return Err("the new add-on takes the place of the old one".into());
    }
    sandbox.shutdown().await;
    Ok(())
}

#[test]
fn it_runs() -> Result<(), Box<dyn Error>> {
    main()
}
