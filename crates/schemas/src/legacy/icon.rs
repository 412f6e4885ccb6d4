use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LegacyColor;
use crate::{IconName, de};

/// An icon and its colour. v2 keeps only the name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyIcon {
    /// The name; both versions share the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub icon_name: Option<IconName>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub icon_color: Option<LegacyColor>,
}

impl LegacyIcon {
    /// An icon in its own colour.
    #[must_use]
    pub fn new(name: IconName) -> Self {
        Self { icon_name: Some(name), icon_color: None }
    }
}

crate::macros::setters!(LegacyIcon {
    /// Sets the colour.
    with_color => icon_color: LegacyColor,
});

/// The icon of the pointer of an evaluation row: one of the catalogue, or a picture for each theme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyIndicatorIcon {
    /// The name; both versions share the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub icon_name: Option<IconName>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub icon_color: Option<LegacyColor>,
    /// The picture for the dark theme; may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub image_url_dark: Option<String>,
    /// The picture for the light theme; may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub image_url_light: Option<String>,
}

impl LegacyIndicatorIcon {
    /// An icon of the catalogue in its own colour.
    #[must_use]
    pub fn new(name: IconName) -> Self {
        Self { icon_name: Some(name), ..Self::default() }
    }
}

crate::macros::setters!(LegacyIndicatorIcon {
    /// Sets the colour.
    with_color => icon_color: LegacyColor,
    /// Sets the picture for the dark theme.
    with_dark_image => image_url_dark: String,
    /// Sets the picture for the light theme.
    with_light_image => image_url_light: String,
});

crate::macros::object!(LegacyIcon, LegacyIndicatorIcon);
