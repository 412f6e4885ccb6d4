//! What the sandbox keeps, and how: readable, hashed, or taken from a widget.

use anyhow::Context;
use kenar_sandbox::Sandbox;
use kenar_schemas::Phone;
use serde_json::Value;

/// The bare semantic data of a user.
pub(crate) struct Kept(Value);

impl Kept {
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.get(key).is_some()
    }

    pub(crate) fn is_plain(&self, key: &str) -> bool {
        self.0[key]["kept"] == "plain"
    }

    pub(crate) fn is_hashed(&self, key: &str) -> bool {
        self.0[key]["kept"] == "hashed"
    }
}

/// Prints how the bare semantic data of a user is kept.
pub(crate) fn semantics(sandbox: &Sandbox, user: &Phone) -> anyhow::Result<Kept> {
    let snapshot = sandbox.control().snapshot();
    let about = |view: &&kenar_sandbox::SemanticView| view.user.as_ref() == Some(user);
    let semantic = snapshot.semantics.iter().find(about).context("there is semantic data of the user")?;
    let facts = serde_json::to_value(&semantic.semantic)?;
    print(&facts);
    Ok(Kept(facts))
}

/// Prints how the semantic data of the user add-on is kept.
pub(crate) fn user_addon(sandbox: &Sandbox) -> anyhow::Result<()> {
    for addon in &sandbox.control().snapshot().user_addons {
        say!("user add-on {}, expires {}:", addon.id, addon.expires_at);
        print(&serde_json::to_value(&addon.content.semantic)?);
    }
    Ok(())
}

/// Prints everything that is kept.
pub(crate) fn all(sandbox: &Sandbox, user: &Phone) -> anyhow::Result<()> {
    say!("semantic data of the user:");
    semantics(sandbox, user)?;
    user_addon(sandbox)?;
    let snapshot = sandbox.control().snapshot();
    for post in &snapshot.posts {
        say!("post {}: {} add-on(s)", post.token.as_str(), post.addons.len());
    }
    for invoice in &snapshot.invoices {
        say!("invoice: {} rials for ticket {}", invoice.amount, invoice.ticket_uuid);
    }
    Ok(())
}

/// The labels of the event rows that the posts show.
pub(crate) fn labels(sandbox: &Sandbox) -> anyhow::Result<Vec<String>> {
    let posts = serde_json::to_value(&sandbox.control().snapshot().posts)?;
    let mut labels = Vec::new();
    for addon in posts.as_array().into_iter().flatten().flat_map(|post| post["addons"].as_array()).flatten() {
        for widget in addon["widgets"].as_array().into_iter().flatten() {
            labels.extend(widget["event_row"]["label"].as_str().map(str::to_owned));
        }
    }
    Ok(labels)
}

fn print(facts: &Value) {
    for (key, fact) in facts.as_object().into_iter().flatten() {
        let how = fact["kept"].as_str().unwrap_or_default();
        let value = fact.get("value").map_or_else(|| "(nobody can read it again)".to_owned(), Value::to_string);
        say!("       {how:<9} {key} = {value}");
    }
}
