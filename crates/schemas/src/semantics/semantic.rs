use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize as DeriveDeserialize, Serialize};

use super::predefined::{allowed_values, key_schemas};
use crate::masking::{MaskedKey, MaskedValue};

/// Semantic data: a flat map of texts.
///
/// Twelve keys are predefined, take only their allowed values and are kept readable by Divar; they have typed
/// accessors. Every other key takes any text, and Divar keeps only a hash of it.
///
/// ```
/// use kenar_schemas::semantics::{IdentityVerificationResult, Semantic};
///
/// let semantic = Semantic::new()
///     .with_identity_verification_result(IdentityVerificationResult::FaceAndIdMatched)
///     .with("external_reference", "ref-id");
/// assert_eq!(semantic.identity_verification_result(), Some(IdentityVerificationResult::FaceAndIdMatched));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, DeriveDeserialize)]
#[serde(transparent)]
pub struct Semantic(UniqueMap);

impl Semantic {
    /// No data. An upsert with it removes what was there.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets any key. For the predefined ones there are typed setters, for the masked ones [`with_masked`](Self::with_masked).
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.0.insert(key.into(), value.into());
        self
    }

    /// Sets one of the five keys whose values must not leave the app in the clear.
    #[must_use]
    pub fn with_masked(self, key: MaskedKey, value: MaskedValue) -> Self {
        self.with(key.as_str(), value.as_str())
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.0.get(key).map(String::as_str)
    }

    /// All entries, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.0.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Semantic {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(UniqueMap(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()))
    }
}

impl garde::Validate for Semantic {
    type Context = ();

    fn validate_into(&self, (): &(), path: &mut dyn FnMut() -> garde::Path, report: &mut garde::Report) {
        for (key, value) in self.iter() {
            if allowed_values(key).is_some_and(|allowed| !allowed.contains(&value)) {
                report.append(path().join(key), garde::Error::new("not one of the values of this predefined key"));
            }
        }
    }
}

impl JsonSchema for Semantic {
    fn schema_name() -> Cow<'static, str> {
        "Semantic".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Semantic data: predefined keys take only their allowed values, other keys any text.",
            "type": "object",
            "properties": key_schemas(generator),
            "additionalProperties": { "type": "string" },
        })
    }
}

/// A map of texts that refuses a key that is written twice; a plain map would keep the last value in silence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct UniqueMap(pub(crate) BTreeMap<String, String>);

impl<'de> Deserialize<'de> for UniqueMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct UniqueMapVisitor;

        impl<'de> Visitor<'de> for UniqueMapVisitor {
            type Value = UniqueMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose values are texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<UniqueMap, A::Error> {
                let mut map = BTreeMap::new();
                while let Some((key, value)) = members.next_entry::<String, String>()? {
                    if map.contains_key(&key) {
                        return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
                    }
                    map.insert(key, value);
                }
                Ok(UniqueMap(map))
            }
        }

        deserializer.deserialize_map(UniqueMapVisitor)
    }
}
