//! The facts of v1 bodies: flat maps in which no key stands twice.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;

macro_rules! facts {
    ($(#[$doc:meta])* $name:ident, $value:ty, $view:ty, $schema_doc:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(BTreeMap<String, $value>);

        impl $name {
            /// No facts.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Sets a key.
            #[must_use]
            pub fn with(mut self, key: impl Into<String>, value: impl Into<$value>) -> Self {
                self.0.insert(key.into(), value.into());
                self
            }

            /// The value of a key.
            #[must_use]
            pub fn get(&self, key: &str) -> Option<&$view> {
                self.0.get(key).map(Borrow::borrow)
            }

            /// All entries, sorted by key.
            pub fn iter(&self) -> impl Iterator<Item = (&str, &$view)> {
                self.0.iter().map(|(key, value)| (key.as_str(), value.borrow()))
            }

            /// How many entries there are.
            #[must_use]
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// Whether there is no entry.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl<K: Into<String>, V: Into<$value>> FromIterator<(K, V)> for $name {
            fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
                Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                unique(deserializer).map(Self)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let value = generator.subschema_for::<$value>();
                json_schema!({ "description": $schema_doc, "type": "object", "additionalProperties": value })
            }
        }

        crate::macros::always_valid!($name);
    };
}

facts! {
    /// Facts about a user. v1 keeps a value readable unless its key is listed as sensitive; v2 does the reverse.
    LegacySemantic, String, str, "Facts about a user: any key, any text."
}

facts! {
    /// Facts about a post. v1 keeps a value readable unless its key is listed as sensitive; v2 does the reverse.
    LegacyPostSemantic, LegacySemanticValue, LegacySemanticValue,
    "Facts about a post: any key, any text or number."
}

/// A value of a [`LegacyPostSemantic`]. v2 takes texts only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegacySemanticValue {
    /// A text.
    Text(String),
    /// A number, as published samples have it.
    Number(Number),
}

impl From<String> for LegacySemanticValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for LegacySemanticValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Number> for LegacySemanticValue {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for LegacySemanticValue {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl Serialize for LegacySemanticValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => number.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for LegacySemanticValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;

        impl Visitor<'_> for ValueVisitor {
            type Value = LegacySemanticValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<LegacySemanticValue, E> {
                Ok(text.into())
            }

            fn visit_string<E: Error>(self, text: String) -> Result<LegacySemanticValue, E> {
                Ok(text.into())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<LegacySemanticValue, E> {
                Ok(number.into())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<LegacySemanticValue, E> {
                Ok(LegacySemanticValue::Number(number.into()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<LegacySemanticValue, E> {
                let number = Number::from_f64(number).ok_or_else(|| E::custom("JSON has finite numbers only"))?;
                Ok(LegacySemanticValue::Number(number))
            }
        }

        deserializer.deserialize_any(ValueVisitor)
    }
}

impl JsonSchema for LegacySemanticValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LegacySemanticValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A text or a number.", "oneOf": [{ "type": "string" }, { "type": "number" }] })
    }
}

crate::macros::always_valid!(LegacySemanticValue);

/// Reads a map and refuses a key that is written twice; a plain map would keep the last value in silence.
fn unique<'de, D: Deserializer<'de>, V: Deserialize<'de>>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error> {
    struct UniqueVisitor<V>(std::marker::PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for UniqueVisitor<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = members.next_entry::<String, V>()? {
                if map.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(UniqueVisitor(std::marker::PhantomData))
}
