use serde_json::Value;

use super::document::Document;

/// The values of an `enum`, in the order of the schema.
#[derive(Debug, Clone)]
pub(super) struct Values {
    listed: Vec<Value>,
    /// The same sorted, when they are many and all of them texts.
    sorted: Vec<String>,
}

/// Up to so many values it is faster to look at each than to look one up.
const FEW: usize = 16;

impl Values {
    pub(super) fn new(listed: Vec<Value>) -> Self {
        let mut sorted: Vec<String> = listed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if listed.len() <= FEW || sorted.len() < listed.len() {
            sorted.clear();
        }
        sorted.sort_unstable();
        Self { listed, sorted }
    }

    pub(super) fn as_slice(&self) -> &[Value] {
        &self.listed
    }

    pub(super) fn contain(&self, document: &Document<'_>) -> bool {
        match document {
            Document::String(text) if !self.sorted.is_empty() => {
                self.sorted.binary_search_by(|value| value.as_str().cmp(text)).is_ok()
            }
            _ => self.listed.iter().any(|value| document.equals(value)),
        }
    }
}
