use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Action, IconName, WidgetColor, de};

/// A score in percent or in words. It cannot hold both.
#[derive(Debug, Clone, PartialEq, Validate)]
#[non_exhaustive]
pub struct ScoreRow {
    /// What is scored, at most 25 characters.
    #[garde(length(chars, max = 25))]
    pub title: String,
    /// The score.
    #[garde(dive)]
    pub score: Score,
    /// The colour of the score.
    #[garde(skip)]
    pub score_color: Option<WidgetColor>,
    /// Whether a line is drawn under the row.
    #[garde(skip)]
    pub has_divider: bool,
    /// An icon in the row.
    #[garde(dive)]
    pub icon_name: Option<IconName>,
    /// What a tap does.
    #[garde(dive)]
    pub action: Option<Action>,
}

/// The score of a [`ScoreRow`].
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
pub enum Score {
    /// `percentage_score`: 0 to 100.
    Percentage(#[garde(range(min = 0, max = 100))] i32),
    /// `descriptive_score`: at most 17 characters.
    Descriptive(#[garde(length(chars, max = 17))] String),
}

impl ScoreRow {
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
        Self { title: title.into(), score, score_color: None, has_divider: false, icon_name: None, action: None }
    }
}

crate::macros::divider!(ScoreRow);
crate::macros::setters!(ScoreRow {
    /// Sets the colour of the score.
    with_color => score_color: WidgetColor,
    /// Sets the icon.
    with_icon => icon_name: IconName,
    /// Sets what a tap does.
    with_action => action: Action,
});

/// The members as they are written.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
struct Wire {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    percentage_score: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    descriptive_score: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    score_color: Option<WidgetColor>,
    #[serde(default, alias = "hasDivider")]
    has_divider: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    icon_name: Option<IconName>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    action: Option<Action>,
}

/// Exactly one of the two members that a score is written as.
pub(crate) fn one_score<E: serde::de::Error>(percentage: Option<i32>, descriptive: Option<String>) -> Result<Score, E> {
    match (percentage, descriptive) {
        (Some(score), None) => Ok(Score::Percentage(score)),
        (None, Some(score)) => Ok(Score::Descriptive(score)),
        (None, None) => Err(E::custom("one of `percentage_score` and `descriptive_score` is needed")),
        (Some(_), Some(_)) => Err(E::custom("`percentage_score` and `descriptive_score` exclude each other")),
    }
}

impl<'de> Deserialize<'de> for ScoreRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = <Wire as Deserialize>::deserialize(deserializer)?;
        Ok(Self {
            title: wire.title,
            score: one_score(wire.percentage_score, wire.descriptive_score)?,
            score_color: wire.score_color,
            has_divider: wire.has_divider,
            icon_name: wire.icon_name,
            action: wire.action,
        })
    }
}

impl Serialize for ScoreRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (percentage_score, descriptive_score) = match &self.score {
            Score::Percentage(score) => (Some(*score), None),
            Score::Descriptive(score) => (None, Some(score.clone())),
        };
        let wire = Wire {
            title: self.title.clone(),
            percentage_score,
            descriptive_score,
            score_color: self.score_color,
            has_divider: self.has_divider,
            icon_name: self.icon_name.clone(),
            action: self.action.clone(),
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
        #[allow(dead_code, reason = "describes the wire form; `ScoreRow` reads it")]
        struct $arm {
            /// What is scored, at most 25 characters.
            #[schemars(length(max = 25))]
            title: String,
            $(#[$score_doc])*
            $score: $type,
            /// The colour of the score.
            score_color: Option<WidgetColor>,
            $(#[$divider_doc])*
            $divider: $divider_type,
            /// An icon in the row.
            icon_name: Option<IconName>,
            /// What a tap does.
            action: Option<Action>,
        }
    };
}

score_arm! {
    PercentageScoreRow, "A score in percent.",
    /// The score, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    percentage_score: i32,
    /// Whether a line is drawn under the row.
    has_divider: Option<bool>
}

score_arm! {
    DescriptiveScoreRow, "A score in words.",
    /// The score, at most 17 characters.
    #[schemars(length(max = 17))]
    descriptive_score: String,
    /// Whether a line is drawn under the row.
    has_divider: Option<bool>
}

score_arm! {
    CamelCasePercentageScoreRow, "A score in percent, in an older spelling; read, never written.",
    /// The score, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    percentage_score: i32,
    /// An older spelling of `has_divider`.
    #[serde(rename = "hasDivider")]
    has_divider: bool
}

score_arm! {
    CamelCaseDescriptiveScoreRow, "A score in words, in an older spelling; read, never written.",
    /// The score, at most 17 characters.
    #[schemars(length(max = 17))]
    descriptive_score: String,
    /// An older spelling of `has_divider`.
    #[serde(rename = "hasDivider")]
    has_divider: bool
}

impl JsonSchema for ScoreRow {
    fn schema_name() -> Cow<'static, str> {
        "ScoreRow".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let arms = [
            generator.subschema_for::<PercentageScoreRow>(),
            generator.subschema_for::<DescriptiveScoreRow>(),
            generator.subschema_for::<CamelCasePercentageScoreRow>(),
            generator.subschema_for::<CamelCaseDescriptiveScoreRow>(),
        ];
        json_schema!({ "description": "A score, either in percent or in words.", "oneOf": arms })
    }
}

crate::macros::object!(Wire);
