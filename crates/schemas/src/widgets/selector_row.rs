use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Action, IconName, ImageId, de};

/// A row with an arrow that leads somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SelectorRow {
    /// The text of the row, at most 200 characters.
    #[garde(length(chars, max = 200))]
    pub title: String,
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
    /// What a tap does.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub action: Option<Action>,
}

impl SelectorRow {
    /// A row that only has a text.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), image_id: None, has_divider: false, icon_name: None, action: None }
    }
}

crate::macros::divider!(SelectorRow);
crate::macros::setters!(SelectorRow {
    /// Sets the picture.
    with_image => image_id: ImageId,
    /// Sets the icon.
    with_icon => icon_name: IconName,
    /// Sets what a tap does.
    with_action => action: Action,
});

crate::macros::object!(SelectorRow);
