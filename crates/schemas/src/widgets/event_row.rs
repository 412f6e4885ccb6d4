use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{IconName, ImageId, de};

/// Something that happened: a title with a subtitle, a label, a picture and an icon.
///
/// It has no action, although some published samples show one; put a [`SelectorRow`](super::SelectorRow) or a
/// [`ButtonBar`](super::ButtonBar) beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EventRow {
    /// The title, at most 24 characters.
    #[garde(length(chars, max = 24))]
    pub title: String,
    /// Smaller text under the title, at most 59 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(length(chars, max = 59))]
    pub subtitle: Option<String>,
    /// A short text in the left corner, at most 15 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(length(chars, max = 15))]
    pub label: Option<String>,
    /// A picture in the row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub image_id: Option<ImageId>,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
    /// An icon in the row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub icon_name: Option<IconName>,
}

impl EventRow {
    /// A row that only has a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: None, label: None, image_id: None, has_divider: false, icon_name: None }
    }
}

crate::macros::divider!(EventRow);
crate::macros::setters!(EventRow {
    /// Sets the smaller text under the title.
    with_subtitle => subtitle: String,
    /// Sets the text in the left corner.
    with_label => label: String,
    /// Sets the picture.
    with_image => image_id: ImageId,
    /// Sets the icon.
    with_icon => icon_name: IconName,
});

crate::macros::object!(EventRow);
