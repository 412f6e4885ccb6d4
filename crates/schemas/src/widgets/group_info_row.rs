use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two or three facts side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupInfoRow {
    /// The facts, two or three.
    #[garde(length(min = 2, max = 3), dive)]
    pub items: Vec<GroupInfoItem>,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
}

impl GroupInfoRow {
    /// Two or three facts.
    pub fn new(items: impl IntoIterator<Item = GroupInfoItem>) -> Self {
        Self { items: items.into_iter().collect(), has_divider: false }
    }
}

crate::macros::divider!(GroupInfoRow);

/// One fact of a [`GroupInfoRow`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupInfoItem {
    /// What the fact is about, at most 50 characters.
    #[garde(length(chars, max = 50))]
    pub title: String,
    /// The fact, at most 100 characters.
    #[garde(length(chars, max = 100))]
    pub value: String,
}

impl GroupInfoItem {
    /// A fact and what it is about.
    pub fn new(title: impl Into<String>, value: impl Into<String>) -> Self {
        Self { title: title.into(), value: value.into() }
    }
}

crate::macros::object!(GroupInfoRow, GroupInfoItem);
