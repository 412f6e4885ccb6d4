use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A paragraph. At most 200 characters, unless it is expandable: then it is shown collapsed and may have any length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DescriptionRow {
    /// The paragraph: at most 200 characters, or any length when `expandable`.
    #[garde(custom(|text: &String, (): &()| fits(text, self.expandable)))]
    pub text: String,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    #[garde(skip)]
    pub has_divider: bool,
    /// Whether the paragraph is collapsed until the user taps it.
    #[serde(default)]
    #[garde(skip)]
    pub expandable: bool,
}

/// The longest text of a row that is not expandable, in Unicode scalar values.
const SHORT: usize = 200;

pub(crate) fn fits(text: &str, expandable: bool) -> garde::Result {
    if expandable || text.chars().count() <= SHORT {
        Ok(())
    } else {
        Err(garde::Error::new("longer than 200 characters although it is not expandable"))
    }
}

impl DescriptionRow {
    /// A paragraph that is shown whole, at most 200 characters.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), has_divider: false, expandable: false }
    }

    /// A paragraph of any length that is collapsed until the user taps it.
    pub fn expandable(text: impl Into<String>) -> Self {
        Self { text: text.into(), has_divider: false, expandable: true }
    }
}

crate::macros::divider!(DescriptionRow);

/// A paragraph that is shown whole.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the wire form; `DescriptionRow` reads it")]
struct ShortDescriptionRow {
    /// The paragraph, at most 200 characters.
    #[schemars(length(max = 200))]
    text: String,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    has_divider: bool,
    /// Absent or `false`: the paragraph is shown whole.
    #[serde(default)]
    #[schemars(extend("enum" = [false]))]
    expandable: bool,
}

/// A paragraph that is collapsed until the user taps it.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the wire form; `DescriptionRow` reads it")]
struct ExpandableDescriptionRow {
    /// The paragraph, of any length.
    text: String,
    /// Whether a line is drawn under the row.
    #[serde(default)]
    has_divider: bool,
    /// `true`: the paragraph is collapsed.
    #[schemars(extend("enum" = [true]))]
    expandable: bool,
}

impl JsonSchema for DescriptionRow {
    fn schema_name() -> Cow<'static, str> {
        "DescriptionRow".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let arms =
            [generator.subschema_for::<ShortDescriptionRow>(), generator.subschema_for::<ExpandableDescriptionRow>()];
        json_schema!({
            "description": "A paragraph: at most 200 characters, or of any length when it is expandable.",
            "anyOf": arms,
        })
    }
}

crate::macros::object!(DescriptionRow);
