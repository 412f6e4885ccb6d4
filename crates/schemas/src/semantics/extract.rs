//! What Divar takes out of widgets by `semantic_paths`.

use serde_json::{Map, Value};

use crate::Widget;

/// Why a path does not lead to a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("semantic path {path:?} of key {key:?} {problem}")]
pub struct ExtractError {
    /// The key under which the value would have been kept.
    pub key: String,
    /// The path as it was written.
    pub path: String,
    problem: &'static str,
}

impl ExtractError {
    /// Whether the path names a field of the row that merely has no value in this one.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        self.problem == UNSET
    }
}

const UNSET: &str = "names a field that is not set";
const UNKNOWN: &str = "does not name a field of the row";

/// The values that Divar would take from a widget, by semantic key. They are kept readable.
///
/// A value need not be a text: `percentage_score` gives a number, `items` a list. What Divar does with a path that
/// leads to no value is not documented; here such a key is left out of the map and listed.
#[must_use]
pub fn extract(widget: &Widget) -> (Map<String, Value>, Vec<ExtractError>) {
    let mut values = Map::new();
    let mut errors = Vec::new();
    let written = serde_json::to_value(widget).unwrap_or_default();
    let row = &written[widget.row.key()];
    for (key, path) in &widget.semantic_paths {
        let problem = if widget.row.paths().contains(&path.as_str()) {
            match path.split('.').try_fold(row, |value, name| value.get(name)) {
                Some(value) => {
                    values.insert(key.clone(), value.clone());
                    continue;
                }
                None => UNSET,
            }
        } else {
            UNKNOWN
        };
        errors.push(ExtractError { key: key.clone(), path: path.clone(), problem });
    }
    (values, errors)
}
