use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ImageId, de};

/// Pictures to leaf through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ImageCarouselRow {
    /// The pictures. No count is documented.
    #[garde(dive)]
    pub items: Vec<ImageCarouselItem>,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
}

impl ImageCarouselRow {
    /// Pictures in the order in which they are shown.
    pub fn new(items: impl IntoIterator<Item = ImageCarouselItem>) -> Self {
        Self { items: items.into_iter().collect(), has_divider: false }
    }
}

crate::macros::divider!(ImageCarouselRow);

/// One picture of an [`ImageCarouselRow`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ImageCarouselItem {
    /// The picture.
    #[garde(dive)]
    pub image_id: ImageId,
    /// A text under it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub description: Option<String>,
}

impl ImageCarouselItem {
    /// A picture without a text.
    pub fn new(image_id: impl Into<ImageId>) -> Self {
        Self { image_id: image_id.into(), description: None }
    }
}

crate::macros::setters!(ImageCarouselItem {
    /// Sets the text under the picture.
    with_description => description: String,
});

crate::macros::object!(ImageCarouselRow, ImageCarouselItem);
