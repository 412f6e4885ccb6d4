use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choice;
use crate::de;
use crate::legacy::LegacyIcon;
use crate::legacy::constant::constant;

constant!(TypeUrl = "type.googleapis.com/widgets.LegendTitleRowData");
constant!(
    /// The only image that this row takes.
    Logo = "logo"
);

/// A headline with the logo of the app. v2 has no such row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyLegendTitleRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The headline, at most 55 characters.
    #[garde(length(chars, max = 55))]
    pub title: String,
    /// The text under it, at most 36 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(length(chars, max = 36))]
    pub subtitle: Option<String>,
    /// The picture: always the logo of the app.
    #[garde(skip)]
    pub(crate) image_url: Logo,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
    /// Small labels under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub tags: Option<Vec<LegacyLegendTag>>,
}

impl LegacyLegendTitleRowData {
    /// A headline with the logo of the app.
    pub fn new(title: impl Into<String>) -> Self {
        Self { type_url: TypeUrl, title: title.into(), subtitle: None, image_url: Logo, has_divider: false, tags: None }
    }
}

crate::macros::divider!(LegacyLegendTitleRowData);
crate::macros::setters!(LegacyLegendTitleRowData {
    /// Sets the text under the headline.
    with_subtitle => subtitle: String,
    /// Sets the labels.
    with_tags => tags: Vec<LegacyLegendTag>,
});

/// A small label of a [`LegacyLegendTitleRowData`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyLegendTag {
    /// The text.
    #[garde(skip)]
    pub text: String,
    /// The icon.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub icon: Option<LegacyIcon>,
    /// The colour of the background.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub bg_color: Option<LegacyTagColor>,
}

impl LegacyLegendTag {
    /// A label that only has a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), icon: None, bg_color: None }
    }
}

crate::macros::setters!(LegacyLegendTag {
    /// Sets the icon.
    with_icon => icon: LegacyIcon,
    /// Sets the colour of the background.
    with_color => bg_color: LegacyTagColor,
});

choice! {
    /// The background of a [`LegacyLegendTag`].
    LegacyTagColor {
        /// None.
        Transparent = "TRANSPARENT",
        /// Grey.
        Gray = "GRAY",
        /// Red.
        Red = "RED",
    }
}

crate::macros::object!(LegacyLegendTitleRowData, LegacyLegendTag);
