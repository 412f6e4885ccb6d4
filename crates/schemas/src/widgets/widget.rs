//! A row with the semantic paths that stand beside it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{
    ButtonBar, DescriptionRow, EvaluationRow, EventRow, GroupInfoRow, ImageCarouselRow, ScoreRow, SelectorRow,
    SubtitleRow, TitleRow,
};
use crate::semantics::UniqueMap;

/// One widget of an add-on: a [`Row`], and the paths of the fields in it that Divar takes as semantic data.
///
/// On the wire it is an object with exactly one row key and, optionally, `semantic_paths` beside it.
///
/// ```
/// use kenar_schemas::{Widget, widgets::EventRow};
///
/// let widget = Widget::from(EventRow::new("تایید چهره").with_image("logo")).with_semantic_path("user_face", "image_id");
/// let text = serde_json::to_string(&widget)?;
/// assert!(text.contains(r#""semantic_paths":{"user_face":"image_id"}"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Widget {
    /// What is shown.
    pub row: Row,
    /// From the key of a semantic value to the path of a field of the row, in protobuf field mask form: snake_case
    /// names joined by dots, without the name of the row and without list indices. See [`Row::paths`].
    pub semantic_paths: BTreeMap<String, String>,
}

impl Widget {
    /// Adds a path; see [`semantic_paths`](Self::semantic_paths).
    #[must_use]
    pub fn with_semantic_path(mut self, key: impl Into<String>, path: impl Into<String>) -> Self {
        self.semantic_paths.insert(key.into(), path.into());
        self
    }
}

const SEMANTIC_PATHS: &str = "semantic_paths";

macro_rules! rows {
    ($($(#[$doc:meta])* $variant:ident, $key:literal, $arm:ident, $paths:ident, [$($path:literal),* $(,)?]);* $(;)?) => {
        /// What a widget shows.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Row {
            $($(#[$doc])* $variant($variant)),*
        }

        impl Row {
            /// The keys of all rows, in the order of the contract.
            pub const KEYS: &[&str] = &[$($key),*];

            /// The key that the row has on the wire, and the name of the permission to use it.
            #[must_use]
            pub fn key(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $key),*
                }
            }

            /// The paths that `semantic_paths` can name beside this row.
            #[must_use]
            pub fn paths(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant(_) => &[$($path),*]),*
                }
            }

            fn read<'de, A: MapAccess<'de>>(key: &str, members: &mut A) -> Result<Self, A::Error> {
                match key {
                    $($key => members.next_value().map(Self::$variant),)*
                    _ => Err(A::Error::unknown_field(key, ALL_KEYS)),
                }
            }

            fn write<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
                match self {
                    $(Self::$variant(row) => members.serialize_entry($key, row)),*
                }
            }
        }

        const ALL_KEYS: &[&str] = &[$($key,)* SEMANTIC_PATHS];

        impl garde::Validate for Row {
            type Context = ();

            fn validate_into(&self, context: &(), path: &mut dyn FnMut() -> garde::Path, report: &mut garde::Report) {
                match self {
                    $(Self::$variant(row) => row.validate_into(context, &mut || path().join($key), report)),*
                }
            }
        }

        $(
            impl From<$variant> for Row {
                fn from(row: $variant) -> Self {
                    Self::$variant(row)
                }
            }

            impl From<$variant> for Widget {
                fn from(row: $variant) -> Self {
                    Self { row: row.into(), semantic_paths: BTreeMap::new() }
                }
            }

            struct $arm;

            impl JsonSchema for $arm {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($arm).into()
                }

                fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                    let row = generator.subschema_for::<$variant>();
                    let paths = generator.subschema_for::<$paths>();
                    json_schema!({
                        "description": concat!("A widget that is a `", $key, "`."),
                        "type": "object",
                        "properties": { $key: row, SEMANTIC_PATHS: paths },
                        "required": [$key],
                        "additionalProperties": false,
                    })
                }
            }

            struct $paths;

            impl JsonSchema for $paths {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($paths).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({
                        "description": concat!("From semantic key to the path of a field of the `", $key, "`."),
                        "type": "object",
                        "additionalProperties": { "type": "string", "enum": [$($path),*] },
                    })
                }
            }
        )*

        impl JsonSchema for Widget {
            fn schema_name() -> Cow<'static, str> {
                "Widget".into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let arms = [$(generator.subschema_for::<$arm>()),*];
                json_schema!({
                    "description": "One widget: exactly one row key and, optionally, `semantic_paths`.",
                    "oneOf": arms,
                })
            }
        }
    };
}

rows! {
    /// A headline.
    TitleRow, "title_row", TitleRowWidget, TitleRowPaths, ["text", "has_divider"];
    /// A line of smaller text.
    SubtitleRow, "subtitle_row", SubtitleRowWidget, SubtitleRowPaths, ["text", "has_divider"];
    /// A paragraph.
    DescriptionRow, "description_row", DescriptionRowWidget, DescriptionRowPaths, [
        "text", "has_divider", "expandable",
    ];
    /// A wide button.
    ButtonBar, "button_bar", ButtonBarWidget, ButtonBarPaths, [
        "title", "action", "action.open_direct_link", "action.open_server_link", "action.open_server_link.data",
        "action.get_dynamic_action", "action.get_dynamic_action.data", "action.open_post_page",
        "action.open_post_page.post_token", "action.open_post_manage_page", "action.open_post_manage_page.post_token",
    ];
    /// A row that leads somewhere.
    SelectorRow, "selector_row", SelectorRowWidget, SelectorRowPaths, [
        "title", "image_id", "has_divider", "icon_name", "action", "action.open_direct_link",
        "action.open_server_link", "action.open_server_link.data", "action.get_dynamic_action",
        "action.get_dynamic_action.data", "action.open_post_page", "action.open_post_page.post_token",
        "action.open_post_manage_page", "action.open_post_manage_page.post_token",
    ];
    /// Something that happened.
    EventRow, "event_row", EventRowWidget, EventRowPaths, [
        "title", "subtitle", "label", "image_id", "has_divider", "icon_name",
    ];
    /// A score in percent or in words.
    ScoreRow, "score_row", ScoreRowWidget, ScoreRowPaths, [
        "title", "percentage_score", "descriptive_score", "score_color", "has_divider", "icon_name", "action",
        "action.open_direct_link", "action.open_server_link", "action.open_server_link.data",
        "action.get_dynamic_action", "action.get_dynamic_action.data", "action.open_post_page",
        "action.open_post_page.post_token", "action.open_post_manage_page", "action.open_post_manage_page.post_token",
    ];
    /// A bar of three sections with a pointer.
    EvaluationRow, "evaluation_row", EvaluationRowWidget, EvaluationRowPaths, [
        "left", "left.text", "left.section_color", "middle", "middle.text", "middle.section_color", "right",
        "right.text", "right.section_color", "indicator_text", "indicator_percentage", "icon_name",
    ];
    /// Two or three facts side by side.
    GroupInfoRow, "group_info_row", GroupInfoRowWidget, GroupInfoRowPaths, ["items", "has_divider"];
    /// Pictures to leaf through.
    ImageCarouselRow, "image_carousel_row", ImageCarouselRowWidget, ImageCarouselRowPaths, ["items", "has_divider"];
}

impl garde::Validate for Widget {
    type Context = ();

    fn validate_into(&self, context: &(), path: &mut dyn FnMut() -> garde::Path, report: &mut garde::Report) {
        self.row.validate_into(context, path, report);
        for (key, value) in &self.semantic_paths {
            if !self.row.paths().contains(&value.as_str()) {
                let message = format!("`{value}` is not a field of a {}", self.row.key());
                report.append(path().join(SEMANTIC_PATHS).join(key.as_str()), garde::Error::new(message));
            }
        }
    }
}

impl Serialize for Widget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(1 + usize::from(!self.semantic_paths.is_empty())))?;
        self.row.write(&mut members)?;
        if !self.semantic_paths.is_empty() {
            members.serialize_entry(SEMANTIC_PATHS, &self.semantic_paths)?;
        }
        members.end()
    }
}

impl<'de> Deserialize<'de> for Widget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WidgetVisitor;

        impl<'de> Visitor<'de> for WidgetVisitor {
            type Value = Widget;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a widget: an object with one row key and, optionally, `semantic_paths`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Widget, A::Error> {
                let mut row: Option<Row> = None;
                let mut paths: Option<UniqueMap> = None;
                while let Some(key) = members.next_key::<Cow<'de, str>>()? {
                    if key == SEMANTIC_PATHS {
                        if paths.replace(members.next_value()?).is_some() {
                            return Err(A::Error::duplicate_field(SEMANTIC_PATHS));
                        }
                    } else if let Some(row) = &row {
                        let first = row.key();
                        return Err(A::Error::custom(format_args!(
                            "a widget has one row, but this one has `{key}` beside `{first}`"
                        )));
                    } else {
                        row = Some(Row::read(&key, &mut members)?);
                    }
                }
                let Some(row) = row else {
                    return Err(A::Error::custom(format_args!("a widget needs one of {}", Row::KEYS.join(", "))));
                };
                Ok(Widget { row, semantic_paths: paths.unwrap_or_default().0 })
            }
        }

        deserializer.deserialize_map(WidgetVisitor)
    }
}
