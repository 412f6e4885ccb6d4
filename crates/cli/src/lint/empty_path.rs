//! A semantic path that takes nothing out of its row.

use serde_json::Value;

use super::Warning;
use super::document::Document;

const NAME: &str = "semantic-path-empty";

pub(super) fn lint(document: &Document<'_>, warnings: &mut Vec<Warning>) {
    for row in &document.rows {
        for (pointer, key, path) in row.paths() {
            let problem = match row.at(path) {
                None | Some(Value::Null) => "is not set in this row",
                Some(Value::String(text)) if text.trim().is_empty() => "is an empty text in this row",
                Some(Value::Array(items)) if items.is_empty() => "is an empty list in this row",
                Some(Value::Object(members)) if members.is_empty() => "is an empty object in this row",
                Some(_) => continue,
            };
            let message = format!("`{path}` {problem}, so Divar gets nothing for `{key}`");
            let hint = format!("set it, or take `{key}` out of `semantic_paths`");
            warnings.push(Warning { pointer, lint: NAME, message, hint: Some(hint) });
        }
    }
}
