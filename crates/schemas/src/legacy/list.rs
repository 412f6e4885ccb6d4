//! What v1 answers when the add-ons of a post are listed. Answers are open: a member that is not described is ignored.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::de;

/// The add-ons of one post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct LegacyPostAddonList {
    /// The add-ons; empty when there are none.
    #[garde(dive)]
    pub addons: Vec<LegacyPostAddonItem>,
}

impl LegacyPostAddonList {
    /// The list of these add-ons.
    pub fn new(addons: impl IntoIterator<Item = LegacyPostAddonItem>) -> Self {
        Self { addons: addons.into_iter().collect() }
    }
}

/// One add-on of a [`LegacyPostAddonList`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct LegacyPostAddonItem {
    /// Id, owner, dates and state.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub meta_data: Option<LegacyAddonMetaData>,
    /// The post.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub token: Option<String>,
    /// The rows as the platform stored them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub widgets: Option<LegacyWidgetListView>,
    /// The facts; those listed as sensitive are not readable any more.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub semantic: Option<Map<String, Value>>,
    /// The private note of the app.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub notes: Option<String>,
    /// A 64-bit number in a text. What it measures is not documented.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub score: Option<String>,
}

/// Id, owner, dates and state of a listed add-on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct LegacyAddonMetaData {
    /// A decimal number in a text; only user add-ons have UUIDs.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub id: Option<String>,
    /// The app that made it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub app: Option<LegacyAppInfo>,
    /// When it was made, as an RFC 3339 date and time.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub created_at: Option<String>,
    /// When it was last changed, as an RFC 3339 date and time.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub last_modified: Option<String>,
    /// `ACTIVE`, `HIDDEN`, `DELETED` or a state that is not known here.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub status: Option<String>,
}

/// The app that made a listed add-on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct LegacyAppInfo {
    /// The slug of the app.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub slug: Option<String>,
    /// The kind of service that the app offers.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub service_type: Option<String>,
}

/// The rows of a listed add-on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct LegacyWidgetListView {
    /// The rows, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub widget_list: Vec<LegacyWidgetView>,
}

/// A row of a listed add-on. It is not what was sent: an `image_url` is a full address, 64-bit numbers are texts
/// (`"indicator_percentage": "69"`), and members such as `counter` appear.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct LegacyWidgetView {
    /// The kind of row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub widget_type: Option<String>,
    /// The content of the row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub data: Option<Map<String, Value>>,
}

crate::macros::object!(
    LegacyPostAddonList,
    LegacyPostAddonItem,
    LegacyAddonMetaData,
    LegacyAppInfo,
    LegacyWidgetListView,
    LegacyWidgetView
);
