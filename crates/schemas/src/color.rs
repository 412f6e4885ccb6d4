use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The five colours that a v2 widget can have. There is no `ERROR_SECONDARY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WidgetColor {
    /// A good result.
    SuccessPrimary,
    /// A good result, weaker.
    SuccessSecondary,
    /// A result to look at.
    WarningPrimary,
    /// A result to look at, weaker.
    WarningSecondary,
    /// A bad result.
    ErrorPrimary,
}

crate::macros::always_valid!(WidgetColor);
