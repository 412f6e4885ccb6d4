//! One of the five sensitive values that has not been masked.

use kenar_schemas::masking::{MaskedKey, is_masked};
use serde_json::Value;

use super::Warning;
use super::document::Document;

const NAME: &str = "sensitive-value-raw";

pub(super) fn lint(document: &Document<'_>, warnings: &mut Vec<Warning>) {
    if let Some((parent, facts)) = document.semantic {
        for (key, value) in facts {
            if MaskedKey::from_key(key).is_some() && !value.as_str().is_some_and(is_masked) {
                let pointer = crate::json_pointer::child(parent, key);
                let message = format!("the value of `{key}` must be masked before it leaves the app, and is not");
                let hint = format!("`kenar fix --mask`, or `kenar mask {key} -` for one value");
                warnings.push(Warning { pointer, lint: NAME, message, hint: Some(hint) });
            }
        }
    }
    for row in &document.rows {
        for (pointer, key, path) in row.paths() {
            let raw = || row.at(path).and_then(Value::as_str).is_some_and(|text| !text.is_empty() && !is_masked(text));
            if MaskedKey::from_key(key).is_some() && raw() {
                let message = format!("`semantic_paths` keeps the value of `{key}` readable, and it must never be");
                let hint = format!("send `{key}` in `semantic`, masked, and take it out of the widget");
                warnings.push(Warning { pointer, lint: NAME, message, hint: Some(hint) });
            }
        }
    }
}
