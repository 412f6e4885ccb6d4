use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::legacy::constant::constant;
use crate::legacy::{LegacyAction, LegacyIcon};
use crate::{ImageId, de};

constant!(TypeUrl = "type.googleapis.com/widgets.SelectorRowData");

/// A row that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacySelectorRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The text of the row, at most 200 characters.
    #[garde(length(chars, max = 200))]
    pub title: String,
    /// A second line, on Android only.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub description: Option<String>,
    /// A picture in the row; may be empty.
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
    /// Whether an arrow is drawn at the end of the row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub has_arrow: Option<bool>,
    /// Whether a notification mark is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub has_notification: Option<bool>,
    /// The text beside the notification mark.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub notification_text: Option<String>,
    /// Whether the row is smaller.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub small: Option<bool>,
    /// What a tap opens.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub action: Option<LegacyAction>,
}

impl LegacySelectorRowData {
    /// A row that only has a text.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            type_url: TypeUrl,
            title: title.into(),
            description: None,
            image_url: None,
            icon: None,
            has_divider: false,
            has_arrow: None,
            has_notification: None,
            notification_text: None,
            small: None,
            action: None,
        }
    }
}

crate::macros::divider!(LegacySelectorRowData);
crate::macros::setters!(LegacySelectorRowData {
    /// Sets the second line.
    with_description => description: String,
    /// Sets the picture.
    with_image => image_url: ImageId,
    /// Sets the icon.
    with_icon => icon: LegacyIcon,
    /// Chooses whether an arrow is drawn.
    with_arrow => has_arrow: bool,
    /// Chooses whether a notification mark is drawn.
    with_notification => has_notification: bool,
    /// Sets the text beside the notification mark.
    with_notification_text => notification_text: String,
    /// Chooses the smaller row.
    with_small => small: bool,
    /// Sets what a tap opens.
    with_action => action: LegacyAction,
});

crate::macros::object!(LegacySelectorRowData);
