use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::legacy::constant::constant;
use crate::{ImageId, de};

constant!(TypeUrl = "type.googleapis.com/widgets.ImageCarouselRowData");

/// Pictures to leaf through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyImageCarouselRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The pictures. No count is documented.
    #[garde(dive)]
    pub items: Vec<LegacyImageCarouselItem>,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
}

impl LegacyImageCarouselRowData {
    /// Pictures in the order in which they are shown.
    pub fn new(items: impl IntoIterator<Item = LegacyImageCarouselItem>) -> Self {
        Self { type_url: TypeUrl, items: items.into_iter().collect(), has_divider: false }
    }
}

crate::macros::divider!(LegacyImageCarouselRowData);

/// One picture of a [`LegacyImageCarouselRowData`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyImageCarouselItem {
    /// The picture. In spite of the name it is an id; only answers of the platform hold an address.
    #[garde(dive)]
    pub image_url: ImageId,
    /// A text under it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub description: Option<String>,
}

impl LegacyImageCarouselItem {
    /// A picture without a text.
    pub fn new(image_url: impl Into<ImageId>) -> Self {
        Self { image_url: image_url.into(), description: None }
    }
}

crate::macros::setters!(LegacyImageCarouselItem {
    /// Sets the text under the picture.
    with_description => description: String,
});

crate::macros::object!(LegacyImageCarouselRowData, LegacyImageCarouselItem);
