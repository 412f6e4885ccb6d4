use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{
    LegacyDescriptionRowData, LegacyEvaluationRowData, LegacyEventRowData, LegacyGroupInfoRowData,
    LegacyImageCarouselRowData, LegacyLegendTitleRowData, LegacyScoreRowData, LegacySelectorRowData,
    LegacySubtitleRowData, LegacyTitleRowData, LegacyWideButtonBarData,
};

/// The rows of a v1 add-on. v2 sends the bare list.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyWidgetList {
    /// The rows, in the order in which they are shown.
    #[garde(dive)]
    pub widget_list: Vec<LegacyWidget>,
}

impl LegacyWidgetList {
    /// Rows in the order in which they are shown.
    pub fn new(widgets: impl IntoIterator<Item = LegacyWidget>) -> Self {
        Self { widget_list: widgets.into_iter().collect() }
    }
}

macro_rules! rows {
    ($($(#[$doc:meta])* $variant:ident, $data:ident, $widget_type:literal, $arm:ident);* $(;)?) => {
        /// One row of a v1 add-on.
        ///
        /// On the wire `widget_type` names the kind of row, and `data` holds its content with a type URL in `@type`.
        /// Both names are needed and must agree.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(remote = "Self")]
        #[serde(tag = "widget_type", content = "data", deny_unknown_fields)]
        pub enum LegacyWidget {
            $($(#[$doc])* #[serde(rename = $widget_type)] $variant($data)),*
        }

        impl LegacyWidget {
            /// Every `widget_type`, in the order of the contract.
            pub const TYPES: &[&str] = &[$($widget_type),*];

            /// The `widget_type` of the row.
            #[must_use]
            pub fn widget_type(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $widget_type),*
                }
            }
        }

        impl Validate for LegacyWidget {
            type Context = ();

            fn validate_into(&self, context: &(), path: &mut dyn FnMut() -> garde::Path, report: &mut garde::Report) {
                match self {
                    $(Self::$variant(data) => data.validate_into(context, &mut || path().join("data"), report)),*
                }
            }
        }

        $(
            impl From<$data> for LegacyWidget {
                fn from(data: $data) -> Self {
                    Self::$variant(data)
                }
            }

            struct $arm;

            impl JsonSchema for $arm {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($arm).into()
                }

                fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                    let data = generator.subschema_for::<$data>();
                    json_schema!({
                        "description": concat!("A `", $widget_type, "`."),
                        "type": "object",
                        "properties": { "widget_type": { "type": "string", "enum": [$widget_type] }, "data": data },
                        "required": ["widget_type", "data"],
                        "additionalProperties": false,
                    })
                }
            }
        )*

        impl JsonSchema for LegacyWidget {
            fn schema_name() -> Cow<'static, str> {
                "LegacyWidget".into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let arms = [$(generator.subschema_for::<$arm>()),*];
                json_schema!({ "description": "One row: its kind and its content.", "oneOf": arms })
            }
        }
    };
}

rows! {
    /// A headline.
    TitleRow, LegacyTitleRowData, "TITLE_ROW", LegacyTitleRow;
    /// A line of smaller text.
    SubtitleRow, LegacySubtitleRowData, "SUBTITLE_ROW", LegacySubtitleRow;
    /// A paragraph.
    DescriptionRow, LegacyDescriptionRowData, "DESCRIPTION_ROW", LegacyDescriptionRow;
    /// A wide button; `button_bar` in v2.
    WideButtonBar, LegacyWideButtonBarData, "WIDE_BUTTON_BAR", LegacyWideButtonBar;
    /// A row that leads somewhere.
    SelectorRow, LegacySelectorRowData, "SELECTOR_ROW", LegacySelectorRow;
    /// Something that happened.
    EventRow, LegacyEventRowData, "EVENT_ROW", LegacyEventRow;
    /// A score in percent or in words.
    ScoreRow, LegacyScoreRowData, "SCORE_ROW", LegacyScoreRow;
    /// A bar of three sections with a pointer.
    EvaluationRow, LegacyEvaluationRowData, "EVALUATION_ROW", LegacyEvaluationRow;
    /// Two or three facts side by side.
    GroupInfoRow, LegacyGroupInfoRowData, "GROUP_INFO_ROW", LegacyGroupInfoRow;
    /// Pictures to leaf through.
    ImageCarouselRow, LegacyImageCarouselRowData, "IMAGE_CAROUSEL_ROW", LegacyImageCarouselRow;
    /// A headline with the logo of the app. v2 has no such row.
    LegendTitleRow, LegacyLegendTitleRowData, "LEGEND_TITLE_ROW", LegacyLegendTitleRow;
}

crate::macros::object!(LegacyWidgetList, LegacyWidget);
