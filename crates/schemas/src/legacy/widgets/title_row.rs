use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::de;
use crate::legacy::LegacyColor;
use crate::legacy::constant::constant;

constant!(TypeUrl = "type.googleapis.com/widgets.TitleRowData");

/// A headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyTitleRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The headline, at most 49 characters.
    #[garde(length(chars, max = 49))]
    pub text: String,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
    /// The colour of the text; `TEXT_PRIMARY` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub text_color: Option<LegacyColor>,
}

impl LegacyTitleRowData {
    /// A headline without a line under it.
    pub fn new(text: impl Into<String>) -> Self {
        Self { type_url: TypeUrl, text: text.into(), has_divider: false, text_color: None }
    }
}

crate::macros::divider!(LegacyTitleRowData);
crate::macros::setters!(LegacyTitleRowData {
    /// Sets the colour of the text.
    with_text_color => text_color: LegacyColor,
});

crate::macros::object!(LegacyTitleRowData);
