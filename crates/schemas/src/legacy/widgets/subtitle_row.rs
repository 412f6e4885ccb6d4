use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::legacy::constant::constant;

constant!(TypeUrl = "type.googleapis.com/widgets.SubtitleRowData");

/// A line of smaller text, usually under a headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacySubtitleRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The text, at most 200 characters.
    #[garde(length(chars, max = 200))]
    pub text: String,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
}

impl LegacySubtitleRowData {
    /// A subtitle without a line under it.
    pub fn new(text: impl Into<String>) -> Self {
        Self { type_url: TypeUrl, text: text.into(), has_divider: false }
    }
}

crate::macros::divider!(LegacySubtitleRowData);

crate::macros::object!(LegacySubtitleRowData);
