use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TitleRow {
    /// The headline, at most 49 characters.
    #[garde(length(chars, max = 49))]
    pub text: String,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
}

impl TitleRow {
    /// A headline without a line under it.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), has_divider: false }
    }
}

crate::macros::divider!(TitleRow);

crate::macros::object!(TitleRow);
