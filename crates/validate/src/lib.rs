#![doc = include_str!("../README.md")]

mod choice;
mod generated;
mod judge;
mod lines;
mod locate;
mod pattern;
mod read;
mod schema;
mod values;

use std::sync::OnceLock;

use kenar_schemas::{Checker, EXPORTS};

pub use kenar_schemas::{Rule, Violation, Violations};
pub use lines::each_line;
pub use locate::locate;
pub use schema::{Schema, UnknownSchema};

use judge::{Listing, Verdict};
use read::{Reader, Stop};

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
    // Once for the whole text, because that is several times faster than looking at each part of it.
    simdutf8::basic::from_utf8(text).is_ok_and(|text| accepts(schema, text))
}

/// The same for a text that is known to be UTF-8.
#[must_use]
pub fn accepts(schema: Schema, text: &str) -> bool {
    let mut reader = Reader::new(text);
    generated::root(schema, &mut reader, &mut Verdict).and_then(|()| reader.end()).is_ok()
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
    if is_valid(schema, text) { Ok(()) } else { explain(schema, text) }
}

/// What is wrong with a text that [`is_valid`] has refused. Less work than [`check`], which looks again.
///
/// # Errors
/// As [`check`].
pub fn explain(schema: Schema, text: &[u8]) -> Result<(), Violations> {
    let listed = std::str::from_utf8(text).map_err(|_| Stop).and_then(|text| list(schema, text));
    match listed {
        Ok(violations) => Violations::from_list(violations),
        // What needs a choice between forms, or a guess at what was meant, is told by the checker that keeps the document.
        Err(Stop) => checker(schema).check(text),
    }
}

fn list(schema: Schema, text: &str) -> Result<Vec<Violation>, Stop> {
    let mut reader = Reader::new(text);
    let mut listing = Listing::default();
    generated::root(schema, &mut reader, &mut listing)?;
    reader.end()?;
    Ok(listing.violations)
}

#[allow(clippy::expect_used, reason = "a test compiles every export")]
fn checker(schema: Schema) -> &'static Checker {
    static CHECKERS: [OnceLock<Checker>; Schema::ALL.len()] = [const { OnceLock::new() }; Schema::ALL.len()];
    CHECKERS[schema as usize].get_or_init(|| {
        let export = EXPORTS.iter().find(|export| export.name == schema.name()).expect("every schema is exported");
        Checker::compile(&export.make(), "").expect("exported schemas are in the dialect of the checker")
    })
}
