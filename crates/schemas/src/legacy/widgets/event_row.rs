use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::legacy::constant::constant;
use crate::legacy::{LegacyAction, LegacyIcon};
use crate::{ImageId, de};

constant!(TypeUrl = "type.googleapis.com/widgets.EventRowData");

/// Something that happened: a title with a subtitle, a label, a picture and an icon. Unlike v2 it has an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyEventRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
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
    pub image_url: Option<ImageId>,
    /// An icon in the row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub icon: Option<LegacyIcon>,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
    /// Whether an indicator is drawn. The guide does not say which.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub has_indicator: Option<bool>,
    /// Extra space around the row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub padded: Option<bool>,
    /// A number in the row, 0 to 2147483647. Only answers of the platform have it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub counter: Option<i32>,
    /// What a tap opens.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub action: Option<LegacyAction>,
}

impl LegacyEventRowData {
    /// A row that only has a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            type_url: TypeUrl,
            title: title.into(),
            subtitle: None,
            label: None,
            image_url: None,
            icon: None,
            has_divider: false,
            has_indicator: None,
            padded: None,
            counter: None,
            action: None,
        }
    }
}

crate::macros::divider!(LegacyEventRowData);
crate::macros::setters!(LegacyEventRowData {
    /// Sets the smaller text under the title.
    with_subtitle => subtitle: String,
    /// Sets the text in the left corner.
    with_label => label: String,
    /// Sets the picture.
    with_image => image_url: ImageId,
    /// Sets the icon.
    with_icon => icon: LegacyIcon,
    /// Chooses whether an indicator is drawn.
    with_indicator => has_indicator: bool,
    /// Chooses extra space around the row.
    with_padding => padded: bool,
    /// Sets the number.
    with_counter => counter: i32,
    /// Sets what a tap opens.
    with_action => action: LegacyAction,
});

crate::macros::object!(LegacyEventRowData);
