use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::semantics::Semantic;
use crate::{Widget, de};

/// An add-on of one post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PostAddon {
    /// The rows, in the order in which they are shown.
    #[garde(dive)]
    pub widgets: Vec<Widget>,
    /// What the app tells Divar about the post.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub semantic: Option<Semantic>,
    /// A private note of the app.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub notes: Option<String>,
}

impl PostAddon {
    /// An add-on without semantic data.
    pub fn new(widgets: impl IntoIterator<Item = Widget>) -> Self {
        Self { widgets: widgets.into_iter().collect(), semantic: None, notes: None }
    }
}

crate::macros::setters!(PostAddon {
    /// Sets the semantic data.
    with_semantic => semantic: Semantic,
    /// Sets the private note.
    with_notes => notes: String,
});

crate::macros::object!(PostAddon);
