//! What the demonstration and the tests that go through every layer share.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

/// The document in one piece, as everything that ships embeds it.
pub const BUNDLE: &str = include_str!("../../openapi/dist/kenar.openapi.json");

/// The JSON Pointer at which a JSON Schema validator sees the cause of its first complaint.
///
/// A validator that knows nothing of the contract complains about a whole union. The arm that was meant is the one that
/// has the least to say against the object itself, and least in all.
#[must_use]
pub fn first_pointer(schema: &Value, document: &Value) -> Option<String> {
    let validator = jsonschema::validator_for(schema).ok()?;
    let error = validator.iter_errors(document).next()?;
    Some(cause(&error))
}

fn cause(error: &ValidationError<'_>) -> String {
    let own = error.instance_path().as_str();
    let (ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context }) = error.kind() else {
        return own.to_owned();
    };
    let against = |arm: &&Vec<ValidationError<'static>>| {
        let here = arm.iter().filter(|error| error.instance_path().as_str() == own).count();
        (here, arm.len())
    };
    let meant = context.iter().filter(|arm| !arm.is_empty()).min_by_key(against);
    meant.and_then(|arm| arm.first()).map_or_else(|| own.to_owned(), cause)
}
