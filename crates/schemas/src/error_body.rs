use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::de;

/// The one error answer of the platform: a `google.rpc.Status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct ErrorBody {
    /// The gRPC status code: 3 invalid argument, 5 not found, 7 permission denied, 8 limit exceeded, 9 failed
    /// precondition, 16 unauthenticated …
    #[serde(deserialize_with = "de::int32")]
    #[garde(range(min = i32::MIN, max = i32::MAX))]
    pub code: i32,
    /// What went wrong.
    #[garde(skip)]
    pub message: String,
    /// More, where there is more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub details: Vec<ErrorDetail>,
}

impl ErrorBody {
    /// An error without details.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }
}

/// One detail of an [`ErrorBody`]. The platform documents none; the sandbox fills the members below.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct ErrorDetail {
    /// What kind of detail this is, as a type URL.
    #[serde(default, rename = "@type", skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub type_url: Option<String>,
    /// JSON Pointer of the value that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub pointer: Option<String>,
    /// The rule that was broken.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub rule: Option<String>,
    /// What the rule allows.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub limit: Option<Value>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub found: Option<Value>,
    /// The same in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub message: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    #[garde(skip)]
    pub other: Map<String, Value>,
}

crate::macros::object!(ErrorBody, ErrorDetail);
