//! What a refused payload is told: one [`Violation`] for each broken rule.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// The rule that a value broke. Except for [`Rule::Syntax`] and [`Rule::DuplicateKey`], which a JSON Schema cannot
/// express, the names are the JSON Schema keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Rule {
    /// The text is not JSON (invalid UTF-8 and lone surrogates included).
    Syntax,
    /// An object names the same key twice.
    DuplicateKey,
    /// The value has another JSON type than the one that is expected.
    Type,
    /// A member that must be there is missing.
    Required,
    /// A member that the payload does not have.
    AdditionalProperties,
    /// The value is not one of the listed ones.
    Enum,
    /// The text is shorter than allowed, in Unicode scalar values.
    MinLength,
    /// The text is longer than allowed, in Unicode scalar values.
    MaxLength,
    /// The text does not have the required form.
    Pattern,
    /// The number is too small.
    Minimum,
    /// The number is too large.
    Maximum,
    /// The list has too few items.
    MinItems,
    /// The list has too many items.
    MaxItems,
    /// Exactly one of several forms must be chosen.
    OneOf,
    /// At least one of several forms must be chosen.
    AnyOf,
    /// A combination that is not allowed.
    Not,
}

impl Rule {
    /// The name as it is written in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::DuplicateKey => "duplicateKey",
            Self::Type => "type",
            Self::Required => "required",
            Self::AdditionalProperties => "additionalProperties",
            Self::Enum => "enum",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::Pattern => "pattern",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
            Self::Not => "not",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One broken rule: where, which, what was allowed and what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// JSON Pointer (RFC 6901) of the value that broke the rule. As in JSON Schema, a missing or unknown member is
    /// reported at the object that should or should not have it; an empty pointer is the whole document.
    pub pointer: String,
    /// The rule that is broken.
    pub rule: Rule,
    /// What the rule allows: a number for lengths, counts and ranges, the list of values or keys for choices (their number
    /// when there are more than 32), the expected type, the missing key, the pattern.
    pub limit: Value,
    /// What was found: the length, the count, the value, the unknown or doubled key, the JSON type. Texts are cut
    /// at [`Violation::FOUND_CHARS`] characters.
    pub found: Value,
    /// The same in one sentence, with what to do.
    pub message: String,
}

impl Violation {
    /// The longest text that [`found`](Self::found) repeats, in Unicode scalar values.
    pub const FOUND_CHARS: usize = 80;

    pub(crate) fn new(
        pointer: impl Into<String>,
        rule: Rule,
        limit: impl Into<Value>,
        found: impl Into<Value>,
        message: impl Into<String>,
    ) -> Self {
        let found = match found.into() {
            Value::String(text) => Value::String(cut(&text)),
            other => other,
        };
        Self { pointer: pointer.into(), rule, limit: limit.into(), found, message: message.into() }
    }

    /// A value of another JSON type than the expected one.
    #[must_use]
    pub fn wrong_type(pointer: String, expected: &str, found: &str) -> Self {
        let message = format!("expected {} but found {}", article(expected), article(found));
        Self::new(pointer, Rule::Type, expected, found, message)
    }

    /// An object without a member that must be there.
    #[must_use]
    pub fn missing(pointer: String, key: &str) -> Self {
        Self::new(pointer, Rule::Required, key, Value::Null, format!("{key:?} is missing"))
    }

    /// A text with fewer characters than allowed.
    #[must_use]
    pub fn too_short(pointer: String, limit: usize, count: usize) -> Self {
        let message = format!("{count} characters are fewer than the {limit} that are needed");
        Self::new(pointer, Rule::MinLength, limit, count, message)
    }

    /// A text with more characters than allowed.
    #[must_use]
    pub fn too_long(pointer: String, limit: usize, count: usize) -> Self {
        let message = format!("{count} characters are more than the {limit} that are allowed");
        Self::new(pointer, Rule::MaxLength, limit, count, message)
    }

    /// A list with fewer items than allowed.
    #[must_use]
    pub fn too_few(pointer: String, limit: usize, count: usize) -> Self {
        let message = format!("{count} items are fewer than the {limit} that are needed");
        Self::new(pointer, Rule::MinItems, limit, count, message)
    }

    /// A list with more items than allowed.
    #[must_use]
    pub fn too_many(pointer: String, limit: usize, count: usize) -> Self {
        let message = format!("{count} items are more than the {limit} that are allowed");
        Self::new(pointer, Rule::MaxItems, limit, count, message)
    }

    /// A number below the allowed range.
    #[must_use]
    pub fn too_small(pointer: String, limit: impl Into<Value>, found: Value) -> Self {
        let limit = limit.into();
        let message = format!("{found} is less than {limit}");
        Self::new(pointer, Rule::Minimum, limit, found, message)
    }

    /// A number above the allowed range.
    #[must_use]
    pub fn too_large(pointer: String, limit: impl Into<Value>, found: Value) -> Self {
        let limit = limit.into();
        let message = format!("{found} is more than {limit}");
        Self::new(pointer, Rule::Maximum, limit, found, message)
    }

    /// A text that does not have the form of a pattern.
    #[must_use]
    pub fn misformed(pointer: String, pattern: &str, text: &str) -> Self {
        let message = format!("{:?} does not have the form {pattern}", cut(text));
        Self::new(pointer, Rule::Pattern, pattern, text, message)
    }

    /// A text that is none of a few allowed ones.
    #[must_use]
    pub fn not_listed(pointer: String, values: &[&str], text: &str) -> Self {
        let listed: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
        let message = format!("{:?} is not one of the allowed values: {}", cut(text), listed.join(", "));
        Self::new(pointer, Rule::Enum, values, text, message)
    }
}

/// A type name with its article.
pub(crate) fn article(name: &str) -> String {
    match name.chars().next() {
        Some('a' | 'e' | 'i' | 'o') => format!("an {name}"),
        _ if name == "null" => name.to_owned(),
        _ => format!("a {name}"),
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "(document)" } else { &self.pointer };
        write!(f, "{pointer}: {} [{}]", self.message, self.rule)
    }
}

/// Cuts a text to what a message may repeat.
pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(Violation::FOUND_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// All violations of one document, in document order. Never empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// `Err` with the violations, or `Ok` when there are none.
    pub(crate) fn or_ok<T>(violations: Vec<Violation>, value: T) -> Result<T, Self> {
        if violations.is_empty() { Ok(value) } else { Err(Self(violations)) }
    }

    /// `Err` with the violations of a list, or `Ok` when it is empty.
    ///
    /// # Errors
    /// The violations.
    pub fn from_list(violations: Vec<Violation>) -> Result<(), Self> {
        Self::or_ok(violations, ())
    }

    /// The violations as a slice, in document order.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// Iterates over the violations in document order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
