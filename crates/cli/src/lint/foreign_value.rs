//! A predefined key with a value that Divar does not know for it.

use kenar_schemas::semantics::allowed_values;
use serde_json::Value;

use super::Warning;
use super::document::Document;

const NAME: &str = "foreign-predefined-value";

pub(super) fn lint(document: &Document<'_>, warnings: &mut Vec<Warning>) {
    if let Some((pointer, facts)) = document.semantic {
        for (key, value) in facts {
            warn(crate::json_pointer::child(pointer, key), key, value, "the value of the predefined key", warnings);
        }
    }
    for row in &document.rows {
        for (pointer, key, path) in row.paths() {
            if let Some(value) = row.at(path) {
                warn(pointer, key, value, "what the path takes out of the row for the predefined key", warnings);
            }
        }
    }
}

fn warn(pointer: String, key: &str, value: &Value, what: &str, warnings: &mut Vec<Warning>) {
    let Some(allowed) = allowed_values(key) else { return };
    if value.as_str().is_some_and(|text| allowed.contains(&text)) {
        return;
    }
    let message = format!("{what} `{key}` is not one that Divar knows, so Divar does not use it");
    let hint = match value.as_str().and_then(|text| respelt(text, allowed)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("`{key}` takes `{}`; for anything else choose another key", allowed.join("`, `")),
    };
    warnings.push(Warning { pointer, lint: NAME, message, hint: Some(hint) });
}

/// The allowed value that differs in case, separators and spaces around it only.
fn respelt(text: &str, allowed: &[&'static str]) -> Option<&'static str> {
    let folded = text.trim().to_uppercase().replace(['-', ' '], "_");
    allowed.iter().copied().find(|value| *value == folded)
}
