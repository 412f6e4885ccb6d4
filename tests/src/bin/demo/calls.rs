//! The calls that the published documents describe, with their own payloads.

use anyhow::{Context, ensure};
use kenar_client::oauth::{AuthorizationCodeGrant, Scope, TokenRequest};
use kenar_client::{Client, Secret};
use kenar_sandbox::{PostSpec, Sandbox, ServiceType, TicketSpec, TicketState};
use kenar_schemas::semantics::{IdentityVerificationResult, lint};
use kenar_schemas::{
    LegacyUserAddon, Payload, PaymentTicketValidation, Phone, Row, TicketUuid, UserAddon, UserSemantic, migrate,
};
use secrecy::ExposeSecret;

use crate::stored;
use crate::transcript::Transcript;

const USER_SEMANTIC: &[u8] = include_bytes!("../../../../openapi/examples/UserSemantic/valid-seed.json");
pub(crate) const USER_ADDON: &[u8] = include_bytes!("../../../../openapi/examples/UserAddon/valid-seed.json");
const LEGACY_USER_ADDON: &[u8] = include_bytes!("../../../../openapi/examples/LegacyUserAddon/valid-seed.json");

/// What Divar sponsors at most in this demonstration, in rials.
const SPONSORED: u64 = 200_000;

pub(crate) async fn run(
    transcript: &mut Transcript,
    sandbox: &Sandbox,
    client: &Client,
    phone: &Phone,
) -> anyhow::Result<()> {
    say!("\n── consent: the user allows the app, the app gets an access token ──");
    let token = consent(transcript, sandbox, client).await?;
    let as_user = client.as_user(&token)?;
    let user = transcript.call("get_user", &[], as_user.get_user().await)?;
    let user_id = user.user_id.context("the scope USER_ID unlocks the user id")?.parse()?;

    say!("\n── user add-on, v2: validate the ticket, create, update ──");
    let addon = UserAddon::check(USER_ADDON)?;
    let ticket = addon.ticket_uuid.context("the published body names a ticket")?;
    let cost = addon.cost.context("the published body names a cost")?;
    issue(sandbox, phone, ticket)?;
    let validation = PaymentTicketValidation::for_user(ticket, user_id, cost);
    transcript.call("validate_payment_ticket", &[], client.app().validate_payment_ticket(&validation).await)?;
    let user_id = validation.user_id.clone().context("the validation names the user")?;
    let id = user_id.as_str();

    let created = as_user.upsert_user_addon(&user_id, &addon).await;
    let created = transcript.call("upsert_user_addon", &[id], created)?;
    ensure!(ticket_state(sandbox, ticket)? == TicketState::Consumed, "the ticket is consumed");
    Transcript::note("the ticket is consumed and invoiced; it cannot be spent again:");
    let again = client.app().validate_payment_ticket(&validation).await;
    transcript.refused("validate_payment_ticket", &[], again, (404, "Not found ticket"))?;

    let mut update = addon.clone();
    (update.ticket_uuid, update.cost) = (None, None);
    for widget in &mut update.widgets {
        if let Row::EventRow(row) = &mut widget.row {
            row.label = Some("به‌روز شد".to_owned());
        }
    }
    let updated = transcript.call("upsert_user_addon", &[id], as_user.upsert_user_addon(&user_id, &update).await)?;
    ensure!(updated.id == created.id, "an update keeps the id");
    sandbox.control().settle().await;
    sandbox.control().add_post(PostSpec::new(phone.clone(), "gNewPost".parse()?, "light"))?;
    let labels = stored::labels(sandbox)?;
    ensure!(labels.iter().filter(|label| *label == "به‌روز شد").count() == 1, "only the new post shows the update");
    Transcript::note(&format!("labels on the posts now: {} (an update shows on later posts)", labels.join(", ")));

    stored::user_addon(sandbox)?;

    say!("\n── user semantic by phone, on the older host as published, then on the current one ──");
    let semantic = UserSemantic::check(USER_SEMANTIC)?;
    issue(sandbox, phone, ticket)?;
    for found in lint(&semantic.semantic) {
        Transcript::note(&format!("lint: {}: {}", found.key, found.message));
    }
    let legacy = client.legacy_as_user(&token)?;
    let answer = legacy.upsert_user_semantic_by_phone(phone, &semantic).await;
    transcript.call("upsert_user_semantic_by_phone", &[phone.as_str()], answer)?;
    ensure!(ticket_state(sandbox, ticket)? == TicketState::Voided, "a failed verification voids the ticket");
    stored::semantics(sandbox, phone)?;
    let repaired = UserSemantic::new(
        semantic
            .semantic
            .iter()
            .filter(|(key, _)| *key != "identity_verifcation_result")
            .collect::<kenar_schemas::Semantic>()
            .with_identity_verification_result(IdentityVerificationResult::FaceAndIdMatched),
    );
    let answer = as_user.upsert_user_semantic_by_phone(phone, &repaired).await;
    transcript.call("upsert_user_semantic_by_phone", &[phone.as_str()], answer)?;
    let kept = stored::semantics(sandbox, phone)?;
    ensure!(kept.is_plain("identity_verification_result"), "a predefined key is kept readable");
    ensure!(kept.is_hashed("some-key"), "any other key is kept hashed");
    ensure!(!kept.has("identity_verifcation_result"), "an upsert replaces what was there");

    say!("\n── user add-on, v1, at its first published path ──");
    let v1 = LegacyUserAddon::check(LEGACY_USER_ADDON)?;
    issue(sandbox, phone, ticket)?;
    let answer = legacy.create_legacy_user_addon(Some("debug-token"), &v1).await;
    let receipt = transcript.call("create_legacy_user_addon", &[], answer)?;
    ensure!(ticket_state(sandbox, ticket)? == TicketState::Consumed, "v1 consumes the ticket too");
    let migration = migrate::user_addon(&v1);
    ensure!(migration.value.validate().is_ok(), "what migration gives is valid v2");
    Transcript::note(&format!("the same in v2: {}", serde_json::to_string(&migration.value.widgets)?));
    Transcript::note(&format!("and {} notes on what v2 has no place for", migration.report.attention().count()));

    say!("\n── what the sandbox stored ──");
    stored::all(sandbox, phone)?;

    say!("\n── delete the user add-on ──");
    let answer = client.app().delete_user_addon(&receipt.id).await;
    transcript.call("delete_user_addon", &[&receipt.id.to_string()], answer)?;
    ensure!(stored::labels(sandbox)?.is_empty(), "no post carries it any more");
    Transcript::note("no post carries it any more");
    let again = client.app().delete_user_addon(&receipt.id).await;
    transcript.refused("delete_user_addon", &[&receipt.id.to_string()], again, (404, ""))?;
    Ok(())
}

/// Sends a browser to the consent page and trades the code that it brings back.
async fn consent(transcript: &mut Transcript, sandbox: &Sandbox, client: &Client) -> anyhow::Result<Secret> {
    let app = sandbox.default_app();
    let scopes =
        [Scope::UserAddonCreate, Scope::UserVerificationCreate, Scope::UserId, Scope::UserPhone, Scope::OfflineAccess];
    let state = "a-random-state";
    let url = client.oauth().authorize_url(&app.slug, &app.redirect_uri, &scopes, state);
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let answer = browser.get(url).send().await?;
    let location = answer.headers().get(reqwest::header::LOCATION).context("the consent page redirects")?;
    let back = reqwest::Url::parse(location.to_str()?)?;
    let query: std::collections::HashMap<_, _> = back.query_pairs().into_owned().collect();
    ensure!(query.get("state").is_some_and(|returned| returned == state), "the state comes back");
    let code = query.get("code").context("the user consented")?;
    let shown = format!("→ {}?state={state}&code=[secret]", app.redirect_uri);
    transcript.print("authorize", &[], answer.status().as_u16(), &shown)?;

    let tokens = client
        .oauth()
        .create_token(&TokenRequest::AuthorizationCode(AuthorizationCodeGrant {
            code: Secret::new(code),
            client_id: app.slug.clone(),
            client_secret: Secret::new(app.client_secret.expose_secret()),
            redirect_uri: app.redirect_uri.clone(),
        }))
        .await?;
    ensure!(tokens.refresh_token.is_some(), "offline_access gives a refresh token");
    let shown = format!("{} for {} s, scopes {}", tokens.token_type, tokens.expires_in, tokens.scope);
    transcript.print("create_token", &[], 200, &shown)?;
    Ok(tokens.access_token)
}

/// Divar's own part: it issues a ticket and opens the app with its id.
fn issue(sandbox: &Sandbox, phone: &Phone, uuid: TicketUuid) -> anyhow::Result<()> {
    let ticket = TicketSpec::new(phone.clone(), ServiceType::ReportVerification, SPONSORED).with_uuid(uuid);
    sandbox.control().issue_ticket(ticket)?;
    Transcript::note(&format!("Divar issues the ticket {uuid}, worth up to {SPONSORED} rials"));
    Ok(())
}

fn ticket_state(sandbox: &Sandbox, uuid: TicketUuid) -> anyhow::Result<TicketState> {
    let snapshot = sandbox.control().snapshot();
    let ticket = snapshot.tickets.iter().find(|ticket| ticket.uuid == uuid).context("the ticket is known")?;
    Ok(ticket.state)
}
