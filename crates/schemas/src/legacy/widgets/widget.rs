use std::borrow::Cow;
use std::fmt;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

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
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "widget_type", content = "data")]
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

            fn read<'de, D: Deserializer<'de>>(widget_type: &str, data: D) -> Result<Self, D::Error> {
                match widget_type {
                    $($widget_type => <$data as Deserialize>::deserialize(data).map(Self::$variant),)*
                    _ => Err(D::Error::unknown_variant(widget_type, Self::TYPES)),
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

crate::macros::object!(LegacyWidgetList);

/// Reads the content of a row whose kind is known.
struct Data<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Data<'_> {
    type Value = LegacyWidget;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<LegacyWidget, D::Error> {
        LegacyWidget::read(self.0, deserializer)
    }
}

/// By hand, because an adjacently tagged enum also reads `{"widget_type": {"TITLE_ROW": null}, …}`.
impl<'de> Deserialize<'de> for LegacyWidget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WidgetVisitor;

        impl<'de> Visitor<'de> for WidgetVisitor {
            type Value = LegacyWidget;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a v1 widget: an object with `widget_type` and `data`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<LegacyWidget, A::Error> {
                const WIDGET_TYPE: &str = "widget_type";
                const DATA: &str = "data";
                let mut kind: Option<Cow<'de, str>> = None;
                let mut widget: Option<LegacyWidget> = None;
                // Content that comes before its kind is kept as it is written, doubled keys included.
                let mut early: Option<Box<RawValue>> = None;
                while let Some(key) = members.next_key::<Cow<'de, str>>()? {
                    match (&*key, &kind) {
                        (WIDGET_TYPE, None) => kind = Some(members.next_value()?),
                        (WIDGET_TYPE, Some(_)) => return Err(A::Error::duplicate_field(WIDGET_TYPE)),
                        (DATA, _) if widget.is_some() || early.is_some() => {
                            return Err(A::Error::duplicate_field(DATA));
                        }
                        (DATA, Some(kind)) => widget = Some(members.next_value_seed(Data(kind))?),
                        (DATA, None) => early = Some(members.next_value()?),
                        _ => return Err(A::Error::unknown_field(&key, &[WIDGET_TYPE, DATA])),
                    }
                }
                let kind = kind.ok_or_else(|| A::Error::missing_field(WIDGET_TYPE))?;
                match (widget, early) {
                    (Some(widget), _) => Ok(widget),
                    (None, Some(data)) => LegacyWidget::read(&kind, &*data).map_err(A::Error::custom),
                    (None, None) => Err(A::Error::missing_field(DATA)),
                }
            }
        }

        deserializer.deserialize_map(WidgetVisitor)
    }
}
