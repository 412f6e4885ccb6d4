//! A JSON document that still knows which keys were written twice.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::json_type::JsonType;
use super::syntax::refuse;
use crate::violation::Violations;

/// A parsed JSON document. Unlike [`serde_json::Value`] it keeps every member in the order and number it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Document<'t> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'t, str>),
    Array(Vec<Document<'t>>),
    Object(Vec<(Cow<'t, str>, Document<'t>)>),
}

impl<'t> Document<'t> {
    /// Parses one JSON text. Invalid UTF-8 and lone surrogates are syntax errors.
    pub(crate) fn parse(text: &'t [u8]) -> Result<Self, Violations> {
        serde_json::from_slice(text).map_err(|error| refuse(&error))
    }

    /// The same of a text that is known to be UTF-8.
    pub(crate) fn parse_str(text: &'t str) -> Result<Self, Violations> {
        serde_json::from_str(text).map_err(|error| refuse(&error))
    }

    /// The name of the JSON type, `integer` for numbers without a fraction.
    pub(crate) fn type_name(&self) -> &'static str {
        JsonType::of(self).name()
    }

    /// The last member of that name, which is the one that JSON readers keep.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Whether this equals a JSON value; numbers compare by value, so `1.0` equals `1`.
    pub(crate) fn equals(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(a), Value::Bool(b)) => a == b,
            (Self::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
            (Self::String(a), Value::String(b)) => a == b,
            (Self::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b)),
            (Self::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(key, a)| b.get(&**key).is_some_and(|b| a.equals(b)))
            }
            _ => false,
        }
    }

    /// A short form for [`Violation::found`]: scalars as they are, the type of anything larger.
    pub(crate) fn brief(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(value.clone()),
            Self::String(value) => Value::String(value.clone().into_owned()),
            Self::Array(_) | Self::Object(_) => Value::String(self.type_name().to_owned()),
        }
    }
}

/// Whether JSON Schema (and protobuf JSON) takes the number for an integer: `12`, `12.0` and `1.2e1` all are.
pub(crate) fn is_integer(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|value| value.fract() == 0.0)
}

impl<'t> From<&'t Value> for Document<'t> {
    fn from(value: &'t Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(value) => Self::Number(value.clone()),
            Value::String(value) => Self::String(Cow::Borrowed(value)),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(
                members.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), Self::from(value))).collect(),
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Document<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DocumentVisitor;

        impl<'de> Visitor<'de> for DocumentVisitor {
            type Value = Document<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E>(self) -> Result<Document<'de>, E> {
                Ok(Document::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Document<'de>, E> {
                Ok(Document::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Document<'de>, E> {
                Ok(Document::Number(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Document<'de>, E> {
                Ok(Document::Number(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Document<'de>, E> {
                Ok(Number::from_f64(value).map_or(Document::Null, Document::Number))
            }

            fn visit_str<E>(self, value: &str) -> Result<Document<'de>, E> {
                Ok(Document::String(Cow::Owned(value.to_owned())))
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Document<'de>, E> {
                Ok(Document::String(Cow::Borrowed(value)))
            }

            fn visit_string<E>(self, value: String) -> Result<Document<'de>, E> {
                Ok(Document::String(Cow::Owned(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document<'de>, A::Error> {
                let mut array = Vec::new();
                while let Some(item) = items.next_element()? {
                    array.push(item);
                }
                Ok(Document::Array(array))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Document<'de>, A::Error> {
                let mut object = Vec::new();
                while let Some((Key(key), value)) = members.next_entry()? {
                    object.push((key, value));
                }
                Ok(Document::Object(object))
            }
        }

        deserializer.deserialize_any(DocumentVisitor)
    }
}

/// A key. A `Cow` alone would be read into memory of its own.
pub(super) struct Key<'t>(pub(super) Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(value.to_owned())))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}
