use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Action;

/// A wide button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ButtonBar {
    /// The text on the button, at most 49 characters.
    #[garde(length(chars, max = 49))]
    pub title: String,
    /// What a tap does.
    #[garde(dive)]
    pub action: Action,
}

impl ButtonBar {
    /// A button and what a tap on it does.
    pub fn new(title: impl Into<String>, action: Action) -> Self {
        Self { title: title.into(), action }
    }
}

crate::macros::object!(ButtonBar);
