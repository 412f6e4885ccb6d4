use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LegacyPostSemantic, LegacyWidget, LegacyWidgetList};
use crate::{LinkUrl, de};

/// A v1 add-on of one post. Becomes [`PostAddon`](crate::PostAddon).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyPostAddon {
    /// The rows.
    #[garde(dive)]
    pub widgets: LegacyWidgetList,
    /// A private note of the app.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub notes: Option<String>,
    /// What the app tells Divar about the post.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub semantic: Option<LegacyPostSemantic>,
    /// The keys of `semantic` whose values are kept as bcrypt hashes and out of logs.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub semantic_sensitives: Option<Vec<String>>,
    /// A promotion link for apps that inspect.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub link_in_spec: Option<LinkUrl>,
    /// A choice of posts by their properties.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub selector: Option<LegacySelector>,
}

impl LegacyPostAddon {
    /// Rows for one post.
    pub fn new(widgets: impl IntoIterator<Item = LegacyWidget>) -> Self {
        Self {
            widgets: LegacyWidgetList::new(widgets),
            notes: None,
            semantic: None,
            semantic_sensitives: None,
            link_in_spec: None,
            selector: None,
        }
    }
}

crate::macros::setters!(LegacyPostAddon {
    /// Sets the private note.
    with_notes => notes: String,
    /// Sets the facts.
    with_semantic => semantic: LegacyPostSemantic,
    /// Names the keys whose values are hashed.
    with_sensitives => semantic_sensitives: Vec<String>,
    /// Sets the promotion link.
    with_link_in_spec => link_in_spec: LinkUrl,
    /// Sets the choice of posts.
    with_selector => selector: LegacySelector,
});

/// A choice of posts: every member that is there must match, and one value of `tokens` is enough. How several values
/// of another member combine is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacySelector {
    /// Post tokens.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub tokens: Option<Vec<String>>,
    /// Slugs of categories.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub categories: Option<Vec<String>>,
    /// Slugs of cities.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub cities: Option<Vec<String>>,
    /// Slugs of districts.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub districts: Option<Vec<String>>,
    /// Slugs of brands and models.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub brand_models: Option<Vec<String>>,
}

impl LegacySelector {
    /// A choice that names nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

crate::macros::setters!(LegacySelector {
    /// Chooses by post token.
    with_tokens => tokens: Vec<String>,
    /// Chooses by category.
    with_categories => categories: Vec<String>,
    /// Chooses by city.
    with_cities => cities: Vec<String>,
    /// Chooses by district.
    with_districts => districts: Vec<String>,
    /// Chooses by brand and model.
    with_brand_models => brand_models: Vec<String>,
});

crate::macros::object!(LegacyPostAddon, LegacySelector);
