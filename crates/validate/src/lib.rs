#![doc = include_str!("../README.md")]

mod choice;
mod generated;
mod judge;
mod lines;
mod locate;
mod pattern;
mod read;
mod refusal;
mod schema;
mod values;

pub use kenar_schemas::{Rule, Violation, Violations};
pub use lines::each_line;
pub use locate::locate;
pub use refusal::Refusal;
pub use schema::{Schema, UnknownSchema};

use judge::Verdict;
use read::Reader;

/// Whether a text is a JSON document that the contract allows.
///
/// Nothing is built, and nothing is allocated but for keys that are written with escapes and objects of more than a dozen keys of
/// the caller's own.
///
/// ```
/// use kenar_validate::{Schema, is_valid};
///
/// assert!(is_valid(Schema::Semantic, r#"{"year": "۱۴۰۱"}"#.as_bytes()));
/// assert!(!is_valid(Schema::Semantic, br#"{"year": 1401}"#));
/// ```
#[must_use]
pub fn is_valid(schema: Schema, text: &[u8]) -> bool {
    judge(schema, text).is_ok()
}

/// The same, with a refusal that can say what is wrong.
///
/// # Errors
/// When the contract does not allow the text.
///
/// ```
/// use kenar_validate::{Schema, judge};
///
/// let refusal = judge(Schema::Semantic, br#"{"year": 1401}"#).unwrap_err();
/// let violations = refusal.explain().unwrap_err();
/// assert_eq!(violations.to_string(), "/year: expected a string but found an integer [type]");
/// ```
pub fn judge(schema: Schema, text: &[u8]) -> Result<(), Refusal<'_>> {
    // Once for the whole text, because that is several times faster than looking at each part of it.
    match simdutf8::basic::from_utf8(text) {
        Ok(text) => judge_str(schema, text),
        Err(_) => Err(Refusal::of_bytes(schema, text)),
    }
}

/// The same for a text that is known to be UTF-8.
///
/// # Errors
/// As [`judge`].
pub fn judge_str(schema: Schema, text: &str) -> Result<(), Refusal<'_>> {
    let mut reader = Reader::new(text);
    let mut verdict = Verdict::default();
    let read = generated::root(schema, &mut reader, &mut verdict).and_then(|()| reader.end());
    read.map_err(|_| Refusal::of_text(schema, text, verdict.trail))
}

/// Checks one JSON text and says everything that is wrong with it.
///
/// # Errors
/// All violations, those of an object before those of its members, or the one of the rule `syntax` when the text is not
/// JSON.
///
/// ```
/// use kenar_validate::{Rule, Schema, check};
///
/// let violations = check(Schema::Semantic, br#"{"year": 1401}"#).unwrap_err();
/// assert_eq!(violations.as_slice()[0].pointer, "/year");
/// assert_eq!(violations.as_slice()[0].rule, Rule::Type);
/// ```
pub fn check(schema: Schema, text: &[u8]) -> Result<(), Violations> {
    judge(schema, text).or_else(|refusal| refusal.explain())
}
