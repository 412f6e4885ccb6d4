use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::de;
use crate::legacy::constant::constant;
use crate::widgets::fits;

constant!(TypeUrl = "type.googleapis.com/widgets.DescriptionRowData");

/// A paragraph. At most 200 characters, unless it is expandable: then it is shown collapsed and may have any length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyDescriptionRowData {
    /// The type URL; it belongs to the kind of row.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: TypeUrl,
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
    /// Black text when true, dark grey when false.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub is_primary: Option<bool>,
    /// Smaller text, on the web only.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub small: Option<bool>,
    /// Extra space before the next row.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub padded: Option<bool>,
    /// How many lines are shown while the paragraph is collapsed; 0 unless `expandable`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX), custom(|lines: &Option<i32>, (): &()| previews(*lines, self.expandable)))]
    pub preview_max_line: Option<i32>,
}

fn previews(lines: Option<i32>, expandable: bool) -> garde::Result {
    if expandable || lines.is_none_or(|lines| lines <= 0) {
        Ok(())
    } else {
        Err(garde::Error::new("not 0 although the row is not expandable"))
    }
}

impl LegacyDescriptionRowData {
    /// A paragraph that is shown whole, at most 200 characters.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            type_url: TypeUrl,
            text: text.into(),
            has_divider: false,
            expandable: false,
            is_primary: None,
            small: None,
            padded: None,
            preview_max_line: None,
        }
    }

    /// A paragraph of any length that is collapsed until the user taps it.
    pub fn expandable(text: impl Into<String>) -> Self {
        Self { expandable: true, ..Self::new(text) }
    }
}

crate::macros::divider!(LegacyDescriptionRowData);
crate::macros::setters!(LegacyDescriptionRowData {
    /// Chooses black text over dark grey.
    with_primary => is_primary: bool,
    /// Chooses smaller text.
    with_small => small: bool,
    /// Chooses extra space before the next row.
    with_padding => padded: bool,
    /// Sets how many lines are shown while the paragraph is collapsed.
    with_preview_max_line => preview_max_line: i32,
});

macro_rules! description_arm {
    (
        $(#[$doc:meta])* $arm:ident,
        $(#[$text:meta])* text,
        $(#[$expandable:meta])* expandable,
        $(#[$preview:meta])* preview_max_line $(,)?
    ) => {
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code, reason = "describes the wire form; `LegacyDescriptionRowData` reads it")]
        struct $arm {
            /// The type URL; it belongs to the kind of row.
            #[serde(rename = "@type")]
            type_url: TypeUrl,
            $(#[$text])*
            text: String,
            /// Whether a line is drawn under the row.
            #[serde(default)]
            has_divider: bool,
            $(#[$expandable])*
            expandable: bool,
            /// Black text when true, dark grey when false.
            is_primary: Option<bool>,
            /// Smaller text, on the web only.
            small: Option<bool>,
            /// Extra space before the next row.
            padded: Option<bool>,
            $(#[$preview])*
            preview_max_line: Option<i32>,
        }
    };
}

description_arm! {
    /// A paragraph that is shown whole.
    LegacyShortDescriptionRowData,
    /// The paragraph, at most 200 characters.
    #[schemars(length(max = 200))]
    text,
    /// Absent or `false`: the paragraph is shown whole.
    #[serde(default)]
    #[schemars(extend("enum" = [false]))]
    expandable,
    /// Nothing is collapsed, so there is nothing to count.
    #[schemars(range(min = 0, max = 0))]
    preview_max_line,
}

description_arm! {
    /// A paragraph that is collapsed until the user taps it.
    LegacyExpandableDescriptionRowData,
    /// The paragraph, of any length.
    text,
    /// `true`: the paragraph is collapsed.
    #[schemars(extend("enum" = [true]))]
    expandable,
    /// How many lines are shown while it is collapsed.
    #[schemars(range(min = 0, max = i32::MAX))]
    preview_max_line,
}

impl JsonSchema for LegacyDescriptionRowData {
    fn schema_name() -> Cow<'static, str> {
        "LegacyDescriptionRowData".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let arms = [
            generator.subschema_for::<LegacyShortDescriptionRowData>(),
            generator.subschema_for::<LegacyExpandableDescriptionRowData>(),
        ];
        json_schema!({
            "description": "A paragraph: at most 200 characters, or of any length when it is expandable.",
            "anyOf": arms,
        })
    }
}

crate::macros::object!(LegacyDescriptionRowData);
