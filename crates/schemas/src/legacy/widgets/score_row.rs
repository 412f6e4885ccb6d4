use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::de;
use crate::legacy::constant::constant;
use crate::legacy::{LegacyAction, LegacyColor, LegacyIcon};
use crate::widgets::{Score, one_score};

constant!(TypeUrl = "type.googleapis.com/widgets.ScoreRowData");

/// A score in percent or in words. It cannot hold both.
///
/// The divider is read as `has_divider` or `hasDivider`, never both at once, and written as `has_divider`.
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
#[non_exhaustive]
pub struct LegacyScoreRowData {
    /// What is scored, at most 25 characters.
    #[garde(length(chars, max = 25))]
    pub title: String,
    /// The score.
    #[garde(dive)]
    pub score: Score,
    /// The colour of the score.
    #[garde(skip)]
    pub score_color: Option<LegacyColor>,
    /// Whether a line is drawn under the row.
    #[garde(skip)]
    pub has_divider: bool,
    /// An icon in the row.
    #[garde(dive)]
    pub icon: Option<LegacyIcon>,
    /// What a tap opens.
    #[garde(dive)]
    pub action: Option<LegacyAction>,
}

impl LegacyScoreRowData {
    /// A score in percent, 0 to 100.
    pub fn percentage(title: impl Into<String>, score: i32) -> Self {
        Self::new(title, Score::Percentage(score))
    }

    /// A score in words, at most 17 characters.
    pub fn descriptive(title: impl Into<String>, score: impl Into<String>) -> Self {
        Self::new(title, Score::Descriptive(score.into()))
    }

    /// A title and its score.
    pub fn new(title: impl Into<String>, score: Score) -> Self {
        Self { title: title.into(), score, score_color: None, has_divider: false, icon: None, action: None }
    }
}

crate::macros::divider!(LegacyScoreRowData);
crate::macros::setters!(LegacyScoreRowData {
    /// Sets the colour of the score.
    with_color => score_color: LegacyColor,
    /// Sets the icon.
    with_icon => icon: LegacyIcon,
    /// Sets what a tap opens.
    with_action => action: LegacyAction,
});

/// The members as they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(rename = "@type")]
    type_url: TypeUrl,
    title: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    percentage_score: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    descriptive_score: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    score_color: Option<LegacyColor>,
    #[serde(default, alias = "hasDivider")]
    has_divider: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    icon: Option<Cow<'a, LegacyIcon>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    action: Option<Cow<'a, LegacyAction>>,
}

impl<'de> Deserialize<'de> for LegacyScoreRowData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(de::ObjectOnly(deserializer))?;
        Ok(Self {
            title: wire.title.into_owned(),
            score: one_score(wire.percentage_score, wire.descriptive_score.map(Cow::into_owned))?,
            score_color: wire.score_color,
            has_divider: wire.has_divider,
            icon: wire.icon.map(Cow::into_owned),
            action: wire.action.map(Cow::into_owned),
        })
    }
}

impl Serialize for LegacyScoreRowData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (percentage_score, descriptive_score) = match &self.score {
            Score::Percentage(score) => (Some(*score), None),
            Score::Descriptive(score) => (None, Some(Cow::Borrowed(score.as_str()))),
        };
        let wire = Wire {
            type_url: TypeUrl,
            title: Cow::Borrowed(&self.title),
            percentage_score,
            descriptive_score,
            score_color: self.score_color,
            has_divider: self.has_divider,
            icon: self.icon.as_ref().map(Cow::Borrowed),
            action: self.action.as_ref().map(Cow::Borrowed),
        };
        wire.serialize(serializer)
    }
}

macro_rules! score_arm {
    (
        $arm:ident, $description:literal, $(#[$score_doc:meta])* $score:ident: $type:ty,
        $(#[$divider_doc:meta])* $divider:ident: $divider_type:ty
    ) => {
        #[doc = $description]
        #[derive(JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code, reason = "describes the wire form; `LegacyScoreRowData` reads it")]
        struct $arm {
            /// The type URL; it belongs to the kind of row.
            #[serde(rename = "@type")]
            type_url: TypeUrl,
            /// What is scored, at most 25 characters.
            #[schemars(length(max = 25))]
            title: String,
            $(#[$score_doc])*
            $score: $type,
            /// The colour of the score.
            score_color: Option<LegacyColor>,
            $(#[$divider_doc])*
            $divider: $divider_type,
            /// An icon in the row.
            icon: Option<LegacyIcon>,
            /// What a tap opens.
            action: Option<LegacyAction>,
        }
    };
}

score_arm! {
    LegacyPercentageScoreRowData, "A score in percent.",
    /// The score, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    percentage_score: i32,
    /// Whether a line is drawn under the row.
    has_divider: Option<bool>
}

score_arm! {
    LegacyDescriptiveScoreRowData, "A score in words.",
    /// The score, at most 17 characters.
    #[schemars(length(max = 17))]
    descriptive_score: String,
    /// Whether a line is drawn under the row.
    has_divider: Option<bool>
}

score_arm! {
    LegacyCamelCasePercentageScoreRowData, "A score in percent, in the spelling of the published sample; read, never written.",
    /// The score, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    percentage_score: i32,
    /// The spelling of the published sample.
    #[serde(rename = "hasDivider")]
    has_divider: bool
}

score_arm! {
    LegacyCamelCaseDescriptiveScoreRowData, "A score in words, in the spelling of the published sample; read, never written.",
    /// The score, at most 17 characters.
    #[schemars(length(max = 17))]
    descriptive_score: String,
    /// The spelling of the published sample.
    #[serde(rename = "hasDivider")]
    has_divider: bool
}

impl JsonSchema for LegacyScoreRowData {
    fn schema_name() -> Cow<'static, str> {
        "LegacyScoreRowData".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let arms = [
            generator.subschema_for::<LegacyPercentageScoreRowData>(),
            generator.subschema_for::<LegacyDescriptiveScoreRowData>(),
            generator.subschema_for::<LegacyCamelCasePercentageScoreRowData>(),
            generator.subschema_for::<LegacyCamelCaseDescriptiveScoreRowData>(),
        ];
        json_schema!({ "description": "A score, either in percent or in words.", "oneOf": arms })
    }
}
