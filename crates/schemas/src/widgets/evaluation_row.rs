use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{IconName, WidgetColor, de};

/// A bar of three sections with a pointer on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EvaluationRow {
    /// The left section.
    #[garde(dive)]
    pub left: EvaluationSection,
    /// The middle section.
    #[garde(dive)]
    pub middle: EvaluationSection,
    /// The right section.
    #[garde(dive)]
    pub right: EvaluationSection,
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
    pub icon_name: Option<IconName>,
}

impl EvaluationRow {
    /// A bar without a pointer.
    #[must_use]
    pub fn new(left: EvaluationSection, middle: EvaluationSection, right: EvaluationSection) -> Self {
        Self { left, middle, right, indicator_text: None, indicator_percentage: None, icon_name: None }
    }
}

crate::macros::setters!(EvaluationRow {
    /// Sets the text on the pointer.
    with_indicator_text => indicator_text: String,
    /// Sets where the pointer stands, 0 to 100.
    with_indicator_percentage => indicator_percentage: i32,
    /// Sets the icon on the pointer.
    with_icon => icon_name: IconName,
});

/// One section of an [`EvaluationRow`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EvaluationSection {
    /// The text of the section, at most 18 characters.
    #[garde(length(chars, max = 18))]
    pub text: String,
    /// The colour behind it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub section_color: Option<WidgetColor>,
}

impl EvaluationSection {
    /// A section without a colour.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), section_color: None }
    }
}

crate::macros::setters!(EvaluationSection {
    /// Sets the colour behind the text.
    with_color => section_color: WidgetColor,
});

crate::macros::object!(EvaluationRow, EvaluationSection);
