use super::document::{Document, is_integer};

/// A type of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Integer, Self::Number, Self::String, Self::Array, Self::Object];

    /// The type of a value; `Integer` of numbers without a fraction.
    pub(super) fn of(document: &Document<'_>) -> Self {
        match document {
            Document::Null => Self::Null,
            Document::Bool(_) => Self::Boolean,
            Document::Number(number) if is_integer(number) => Self::Integer,
            Document::Number(_) => Self::Number,
            Document::String(_) => Self::String,
            Document::Array(_) => Self::Array,
            Document::Object(_) => Self::Object,
        }
    }

    /// The type of a name as it is written in a schema.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Whether a value of another type is also one of this.
    pub(super) fn takes(self, found: Self) -> bool {
        self == found || self == Self::Number && found == Self::Integer
    }
}
