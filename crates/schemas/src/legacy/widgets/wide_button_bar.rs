use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choice;
use crate::de;
use crate::legacy::LegacyAction;
use crate::legacy::constant::constant;

// The name is irregular: every other row lacks "Widget".
constant!(TypeUrl = "type.googleapis.com/widgets.WideButtonBarWidgetData");

/// A wide button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyWideButtonBarData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// How prominent the button is.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub style: Option<LegacyButtonStyle>,
    /// The button.
    #[garde(dive)]
    pub button: LegacyButton,
}

impl LegacyWideButtonBarData {
    /// A button and what a tap on it opens.
    pub fn new(title: impl Into<String>, action: LegacyAction) -> Self {
        Self { type_url: TypeUrl, style: None, button: LegacyButton::new(title, action) }
    }
}

crate::macros::setters!(LegacyWideButtonBarData {
    /// Sets how prominent the button is.
    with_style => style: LegacyButtonStyle,
});

/// The button of a [`LegacyWideButtonBarData`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyButton {
    /// The text on the button, at most 49 characters.
    #[garde(length(chars, max = 49))]
    pub title: String,
    /// What a tap opens.
    #[garde(dive)]
    pub action: LegacyAction,
    /// Whether the button is disabled.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub disable: Option<bool>,
}

impl LegacyButton {
    /// A button and what a tap on it opens.
    pub fn new(title: impl Into<String>, action: LegacyAction) -> Self {
        Self { title: title.into(), action, disable: None }
    }
}

crate::macros::setters!(LegacyButton {
    /// Disables the button.
    with_disable => disable: bool,
});

choice! {
    /// How prominent a [`LegacyWideButtonBarData`] is.
    LegacyButtonStyle {
        /// The main thing to do.
        Primary = "PRIMARY",
        /// A quieter button.
        Secondary = "SECONDARY",
    }
}

crate::macros::object!(LegacyWideButtonBarData, LegacyButton);
