//! Run with: cargo run -p kenar-client --example user_semantic
//!
//! Tells Divar facts about a user, replaces them and deletes them. It runs offline, against a sandbox in the same
//! process; on the platform the client is `Client::from_env()?` and the token comes from the consent of the user, as
//! in the example `from_key_to_add_on`.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error;

use kenar_client::Client;
use kenar_client::schemas::masking::MaskedKey;
use kenar_client::schemas::semantics::{IdentityVerificationResult, lint};
use kenar_client::schemas::{Phone, Semantic, UserSemantic};
use kenar_sandbox::{Config, Sandbox, Subject};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Config::default()).await?;
    let phone: Phone = "09991234567".parse()?;
    let app = sandbox.default_app();
    let token = sandbox.control().issue_token(&phone, ["USER_VERIFICATION_CREATE"])?;
    let user_id = sandbox.control().user_id(&app.slug, &phone)?;
    let client = Client::builder().api_key(app.api_key.clone()).sandbox(sandbox.url()).build()?;

    // A predefined key is typed, since Divar understands only its own values. A chassis number must not leave the app
    // in the clear. Any other key is the app's own; Divar keeps a hash of its value.
    let facts = Semantic::new()
        .with_identity_verification_result(IdentityVerificationResult::FaceAndIdMatched)
        .with_masked(MaskedKey::ChassisNumber, MaskedKey::ChassisNumber.mask("NAAM01CA4AE000000")?)
        .with("external_reference", "ref-id");

    // The contract takes any key, so a misspelt one is no error: it only loses its meaning.
    let misspelt = facts.clone().with("identity_verifcation_result", "FACE_AND_ID_MATCHED");
    for found in lint(&misspelt) {
        println!("lint        {}: {}", found.key, found.message);
    }

    let as_user = client.as_user(&token)?;
    let receipt = as_user.upsert_user_semantic(&user_id, &UserSemantic::new(facts)).await?;
    println!("stored as   {}", receipt.id);
    show(&sandbox)?;

    // What is sent replaces everything that was there: a fact that is left out is gone.
    let fewer = Semantic::new().with("external_reference", "ref-id");
    as_user.upsert_user_semantic(&user_id, &UserSemantic::new(fewer)).await?;
    println!("replaced");
    show(&sandbox)?;
    let user = Subject::User(phone);
    if !sandbox.control().has_semantic(&app.slug, &user, "external_reference", "ref-id")? {
        return Err("a hashed value can still be compared".into());
    }

    // Deletion needs no user: the key of the app is enough.
    client.app().delete_user_semantic(&user_id, None).await?;
    println!("deleted");
    if !sandbox.control().snapshot().semantics.is_empty() {
        return Err("nothing is left".into());
    }
    sandbox.shutdown().await;
    Ok(())
}

/// Prints how each fact is kept. Only a sandbox can be looked into.
fn show(sandbox: &Sandbox) -> Result<(), serde_json::Error> {
    for record in sandbox.control().snapshot().semantics {
        for (key, fact) in &record.semantic {
            println!("            {key}: {}", serde_json::to_string(fact)?);
        }
    }
    Ok(())
}

#[test]
fn it_runs() -> Result<(), Box<dyn Error>> {
    main()
}
