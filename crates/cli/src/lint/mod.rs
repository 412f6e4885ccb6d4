//! What the contract allows and is probably a mistake.

/// Something that is probably a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// JSON Pointer of the value that it is about; empty for the whole document.
    pub(crate) pointer: String,
    /// The name of the lint.
    pub(crate) lint: &'static str,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

/// The warnings on one document.
pub(crate) fn lint(_: kenar_validate::Schema, _: &str) -> Vec<Warning> {
    Vec::new()
}
