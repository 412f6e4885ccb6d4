//! What the contract allows, or a version of it allowed, and what is probably a mistake. One lint a file.
//!
//! A lint never repeats a value: what is sent raw by mistake must not turn up in a log as well.

mod deprecated_form;
mod document;
mod empty_path;
mod foreign_value;
mod hashed_public;
mod misspelt_key;
mod raw_sensitive;
#[cfg(test)]
mod tests;

use kenar_validate::Schema;

use document::Document;

/// Something that is probably a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// JSON Pointer of the value that it is about; empty for the whole document.
    pub(crate) pointer: String,
    /// The name of the lint, as it is written in output for machines.
    pub(crate) lint: &'static str,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

/// The warnings on one JSON document: lint by lint, each in document order. None when the text is not JSON; the validator
/// says so.
pub(crate) fn lint(schema: Schema, text: &str) -> Vec<Warning> {
    let Ok(value) = serde_json::from_str(text) else { return Vec::new() };
    let document = Document::new(schema, &value);
    let mut warnings = Vec::new();
    misspelt_key::lint(&document, &mut warnings);
    foreign_value::lint(&document, &mut warnings);
    hashed_public::lint(&document, &mut warnings);
    raw_sensitive::lint(&document, &mut warnings);
    empty_path::lint(&document, &mut warnings);
    deprecated_form::lint(&document, &mut warnings);
    warnings
}
