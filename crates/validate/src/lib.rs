#![doc = include_str!("../README.md")]

mod locate;
mod schema;

pub use kenar_schemas::{Rule, Violation, Violations};
pub use locate::locate;
pub use schema::{Schema, UnknownSchema};

use std::collections::HashMap;
use std::sync::LazyLock;

use kenar_schemas::{Checker, EXPORTS};

static CHECKERS: LazyLock<HashMap<&'static str, Checker>> = LazyLock::new(|| {
    EXPORTS.iter().filter_map(|export| Some((export.name, Checker::compile(&export.make(), "").ok()?))).collect()
});

/// Whether a text is a JSON document that the contract allows.
#[must_use]
pub fn is_valid(schema: Schema, text: &[u8]) -> bool {
    check(schema, text).is_ok()
}

/// Checks one JSON text.
///
/// # Errors
/// All violations in document order, or the one of the rule `syntax` when the text is not JSON.
pub fn check(schema: Schema, text: &[u8]) -> Result<(), Violations> {
    CHECKERS.get(schema.name()).map_or(Ok(()), |checker| checker.check(text))
}
