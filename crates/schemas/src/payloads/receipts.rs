//! What the platform answers. Answers are open: a member that it adds later is ignored.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AddonId, SemanticId, de};

/// The user add-on was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct AddonReceipt {
    /// The id that deletes it.
    #[garde(dive)]
    pub id: AddonId,
}

impl AddonReceipt {
    /// The receipt of the add-on with that id.
    #[must_use]
    pub fn new(id: AddonId) -> Self {
        Self { id }
    }
}

/// The semantic data was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct SemanticReceipt {
    /// The id of the stored data.
    #[garde(dive)]
    pub id: SemanticId,
}

impl SemanticReceipt {
    /// The receipt of the data with that id.
    #[must_use]
    pub fn new(id: SemanticId) -> Self {
        Self { id }
    }
}

/// The business add-on was stored. Published sources disagree on whether an id is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct BusinessAddonReceipt {
    /// The id, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub id: Option<String>,
}

crate::macros::setters!(BusinessAddonReceipt {
    /// The same receipt with an id.
    with_id => id: String,
});

/// Done; nothing to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct Empty {}

/// The image was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct ImageUpload {
    /// The temporary id, to be put into an `image_id`.
    #[garde(skip)]
    pub image_name: String,
}

impl ImageUpload {
    /// The image with that temporary id.
    pub fn new(image_name: impl Into<String>) -> Self {
        Self { image_name: image_name.into() }
    }
}

crate::macros::object!(AddonReceipt, SemanticReceipt, BusinessAddonReceipt, Empty, ImageUpload);
