use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::legacy::constant::constant;

// The name is irregular: every other row ends in "Data".
constant!(TypeUrl = "type.googleapis.com/widgets.GroupInfoRow");

/// Two or three facts side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyGroupInfoRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The facts, two or three.
    #[garde(length(min = 2, max = 3), dive)]
    pub items: Vec<LegacyGroupInfoItem>,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
}

impl LegacyGroupInfoRowData {
    /// Two or three facts.
    pub fn new(items: impl IntoIterator<Item = LegacyGroupInfoItem>) -> Self {
        Self { type_url: TypeUrl, items: items.into_iter().collect(), has_divider: false }
    }
}

crate::macros::divider!(LegacyGroupInfoRowData);

/// One fact of a [`LegacyGroupInfoRowData`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyGroupInfoItem {
    /// What the fact is about, at most 50 characters.
    #[garde(length(chars, max = 50))]
    pub title: String,
    /// The fact, at most 100 characters.
    #[garde(length(chars, max = 100))]
    pub value: String,
}

impl LegacyGroupInfoItem {
    /// A fact and what it is about.
    pub fn new(title: impl Into<String>, value: impl Into<String>) -> Self {
        Self { title: title.into(), value: value.into() }
    }
}

crate::macros::object!(LegacyGroupInfoRowData, LegacyGroupInfoItem);
