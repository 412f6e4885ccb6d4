use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Widget, de};

/// An add-on of a business: shown on all of its published posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BusinessAddon {
    /// The rows, in the order in which they are shown.
    #[garde(dive)]
    pub widgets: Vec<Widget>,
    /// A private note of the app.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub notes: Option<String>,
}

impl BusinessAddon {
    /// An add-on of a business.
    pub fn new(widgets: impl IntoIterator<Item = Widget>) -> Self {
        Self { widgets: widgets.into_iter().collect(), notes: None }
    }
}

crate::macros::setters!(BusinessAddon {
    /// Sets the private note.
    with_notes => notes: String,
});

crate::macros::object!(BusinessAddon);
