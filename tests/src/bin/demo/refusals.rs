//! Bad input is refused by the types, by the exported JSON Schema, by the client and by the sandbox, at the same place.

use anyhow::{Context, bail, ensure};
use kenar_client::{Client, Error};
use kenar_sandbox::Sandbox;
use kenar_schemas::{Payload, Phone, Row, UserAddon, schema};
use kenar_tests::first_pointer;
use serde_json::Value;

use crate::calls::USER_ADDON;
use crate::transcript::Transcript;

pub(crate) async fn run(
    transcript: &mut Transcript,
    sandbox: &Sandbox,
    client: &Client,
    phone: &Phone,
) -> anyhow::Result<()> {
    say!("\n── the same payload with one limit broken: a title of 25 characters, where 24 are allowed ──");
    let mut addon = UserAddon::check(USER_ADDON)?;
    (addon.ticket_uuid, addon.cost) = (None, None);
    for widget in &mut addon.widgets {
        if let Row::EventRow(row) = &mut widget.row {
            row.title = "ی".repeat(25);
        }
    }
    let text = serde_json::to_vec(&addon)?;

    let built = addon.validate().err().context("the types refuse what was built in code")?;
    let raw = UserAddon::check(&text).err().context("the types refuse the raw text")?;
    ensure!(built == raw, "built or raw, the violations are the same");
    let exported: Value = serde_json::from_str(schema("user-addon").context("the schema is embedded")?)?;
    let by_schema =
        first_pointer(&exported, &serde_json::from_slice(&text)?).context("the exported schema refuses it")?;

    let token = sandbox.control().issue_token(phone, ["USER_ADDON_CREATE"])?;
    let user_id = sandbox.control().user_id(&sandbox.default_app().slug, phone)?;
    let answer = client.as_user(&token)?.upsert_user_addon(&user_id, &addon).await;
    let Err(Error::Invalid(by_client)) = answer else { bail!("the client sends it") };
    ensure!(by_client.violations == built, "the client finds the same violations");
    // What a client says that does not look: in another language, for example.
    let blind = Client::builder().api_key(sandbox.default_app().api_key.clone()).sandbox(sandbox.url());
    let answer = blind.without_validation().build()?.as_user(&token)?.upsert_user_addon(&user_id, &addon).await;
    let body = transcript.refused("upsert_user_addon", &[user_id.as_str()], answer, (400, "violation"))?;
    let by_sandbox =
        body.details.first().and_then(|detail| detail.pointer.clone()).context("the refusal has a place")?;

    let by_types = built.as_slice().first().context("there is a violation")?;
    say!("  the types            {} [{}]", by_types.pointer, by_types.rule);
    say!("  the exported schema  {by_schema}");
    say!("  the client           {}, and sends nothing", by_types.pointer);
    say!("  the sandbox          {by_sandbox}");
    ensure!(by_types.pointer == "/widgets/1/event_row/title", "the pointer leads to the title");
    ensure!(by_schema == by_types.pointer && by_sandbox == by_types.pointer, "all of them point at the same place");
    say!("  {by_types}");
    Ok(())
}
