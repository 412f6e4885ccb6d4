//! A value that Divar will keep as a hash only, although it looks like one that somebody should read.

use kenar_schemas::semantics::{KeyKind, key_kind, near_keys};
use serde_json::Value;

use super::Warning;
use super::document::Document;

const NAME: &str = "public-value-hashed";

/// Keys under which the platform's standard of verification publishes facts, by `semantic_paths`, and the older names of
/// two of them.
const PUBLIC: [&str; 8] = ["brand_model", "color", "map", "mileage", "model_year", "usage", "year", "colour"];

pub(super) fn lint(document: &Document<'_>, warnings: &mut Vec<Warning>) {
    // v1 kept them readable; the report of a migration names each one.
    if document.is_legacy() {
        return;
    }
    let shown = shown_texts(document);
    for (pointer, key, value) in document.facts() {
        // A misspelt key has a warning of its own.
        if key_kind(key) != KeyKind::Hashed || !near_keys(key).is_empty() {
            continue;
        }
        let looks = if !value.trim().is_empty() && shown.contains(&value.trim()) {
            "a widget shows the same text"
        } else if PUBLIC.contains(&key.to_lowercase().as_str()) {
            "it is a fact that others publish"
        } else if is_address(value) {
            "it is an address"
        } else if is_constant(value) {
            "it is a constant for programs to read"
        } else {
            continue;
        };
        let message = format!("`{key}` is not predefined, so Divar keeps only a hash of the value, and {looks}");
        let hint = "show it in a widget and name its place in `semantic_paths`, which keeps it readable; or drop it";
        warnings.push(Warning { pointer, lint: NAME, message, hint: Some(hint.to_owned()) });
    }
}

fn is_address(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}

/// `ACCIDENT_FREE` and the like: two words or more in capitals. One word alone may be a number plate or a code.
fn is_constant(value: &str) -> bool {
    value.contains('_') && value.split('_').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase()))
}

/// The texts that the rows show: what is two characters and shorter proves nothing.
fn shown_texts<'a>(document: &Document<'a>) -> Vec<&'a str> {
    let mut texts = Vec::new();
    for row in &document.rows {
        for (_, _, content) in row.contents() {
            for (name, value) in content {
                if !matches!(name.as_str(), "action" | "icon_name" | "score_color") {
                    collect(value, &mut texts);
                }
            }
        }
    }
    texts.retain(|text| text.chars().count() > 2);
    texts
}

fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text.trim()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        _ => {}
    }
}
