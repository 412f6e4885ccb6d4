use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::de;
use crate::legacy::constant::constant;
use crate::legacy::{LegacyColor, LegacyIndicatorIcon};

constant!(TypeUrl = "type.googleapis.com/widgets.EvaluationRowData");

/// A bar of three sections with a pointer on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyEvaluationRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
    /// The left section.
    #[garde(dive)]
    pub left: LegacyEvaluationSection,
    /// The middle section.
    #[garde(dive)]
    pub middle: LegacyEvaluationSection,
    /// The right section.
    #[garde(dive)]
    pub right: LegacyEvaluationSection,
    /// The text on the pointer.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub indicator_text: Option<String>,
    /// Where the pointer stands: 0 is the left edge, 100 the right one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = 100))]
    pub indicator_percentage: Option<i32>,
    /// The icon on the pointer.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub indicator_icon: Option<LegacyIndicatorIcon>,
    /// The colour of the pointer, on phones only.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub indicator_color: Option<LegacyColor>,
}

impl LegacyEvaluationRowData {
    /// A bar without a pointer.
    #[must_use]
    pub fn new(left: LegacyEvaluationSection, middle: LegacyEvaluationSection, right: LegacyEvaluationSection) -> Self {
        Self {
            type_url: TypeUrl,
            left,
            middle,
            right,
            indicator_text: None,
            indicator_percentage: None,
            indicator_icon: None,
            indicator_color: None,
        }
    }
}

crate::macros::setters!(LegacyEvaluationRowData {
    /// Sets the text on the pointer.
    with_indicator_text => indicator_text: String,
    /// Sets where the pointer stands, 0 to 100.
    with_indicator_percentage => indicator_percentage: i32,
    /// Sets the icon on the pointer.
    with_indicator_icon => indicator_icon: LegacyIndicatorIcon,
    /// Sets the colour of the pointer.
    with_indicator_color => indicator_color: LegacyColor,
});

/// One section of a [`LegacyEvaluationRowData`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyEvaluationSection {
    /// The text of the section, at most 18 characters.
    #[garde(length(chars, max = 18))]
    pub text: String,
    /// The colour of the text.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub text_color: Option<LegacyColor>,
    /// The colour behind it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub section_color: Option<LegacyColor>,
}

impl LegacyEvaluationSection {
    /// A section without colours.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), text_color: None, section_color: None }
    }
}

crate::macros::setters!(LegacyEvaluationSection {
    /// Sets the colour of the text.
    with_text_color => text_color: LegacyColor,
    /// Sets the colour behind the text.
    with_color => section_color: LegacyColor,
});

crate::macros::object!(LegacyEvaluationRowData, LegacyEvaluationSection);
