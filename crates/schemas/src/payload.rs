//! What every wire type can do: check raw JSON, check itself, and show its JSON Schema.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use garde::Validate;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::Checker;
use crate::schema;
use crate::violation::{Rule, Violation, Violations};

/// A wire type of the contract. Implemented for every type of this crate that stands in a document.
///
/// ```
/// use kenar_schemas::{Payload, Widget, widgets::TitleRow};
///
/// // Built in code …
/// let widget = Widget::from(TitleRow::new("گزارش کارشناسی").with_divider());
/// assert!(widget.validate().is_ok());
/// assert!(Widget::from(TitleRow::new("ا".repeat(50))).validate().is_err());
///
/// // … or raw.
/// let violations = Widget::check(br#"{"title_row": {"txt": "a"}}"#).unwrap_err();
/// assert_eq!(violations.iter().count(), 2); // `text` is missing, `txt` is unknown
/// ```
pub trait Payload: Serialize + DeserializeOwned + JsonSchema + Validate<Context = ()> + 'static {
    /// Checks a raw JSON text and reads it.
    ///
    /// # Errors
    /// *All* violations, structural ones included: unknown, missing and doubled keys, wrong types, broken limits.
    /// Inside a union they speak of the branch that was meant.
    fn check(text: &[u8]) -> Result<Self, Violations> {
        // The types alone give the verdict, and several times faster; only a refusal needs to be explained.
        let checker = checker::<Self>();
        let error = match serde_json::from_slice::<Self>(text) {
            Ok(value) if Validate::validate(&value).is_ok() => {
                return if checker.is_closed() { Ok(value) } else { checker.check(text).map(|()| value) };
            }
            Ok(_) => None,
            Err(error) => Some(error),
        };
        checker.check(text)?;
        let reason = error.map_or_else(|| "a limit is broken".to_owned(), |error| error.to_string());
        let message = format!("this does not fit the type: {reason}");
        Err(Violation::new("", Rule::Type, Self::schema_name().into_owned(), Value::Null, message).into())
    }

    /// Checks a value that was built in code.
    ///
    /// # Errors
    /// *All* violations, with the JSON Pointer that each would have in the written document.
    fn validate(&self) -> Result<(), Violations> {
        let Err(report) = Validate::validate(self) else { return Ok(()) };
        // The attributes give the verdict; the schema, which is made from the same attributes, explains it.
        if let Ok(document) = serde_json::to_value(self) {
            checker::<Self>().check_value(&document)?;
        }
        let unexplained = report.iter().map(|(path, error)| {
            let pointer = format!("/{}", path.to_string().replace(['.', '['], "/").replace(']', ""));
            Violation::new(pointer, Rule::Not, Value::Null, Value::Null, error.message())
        });
        Violations::or_ok(unexplained.collect(), ())
    }

    /// The self-contained JSON Schema (draft 2020-12) of this type, without the examples of the exported files.
    #[must_use]
    fn to_json_schema() -> Value {
        schema::of::<Self>()
    }
}

impl<T: Serialize + DeserializeOwned + JsonSchema + Validate<Context = ()> + 'static> Payload for T {}

/// The checker of a type, compiled once for the life of the process.
fn checker<T: Payload>() -> &'static Checker {
    static CHECKERS: OnceLock<RwLock<HashMap<TypeId, &'static Checker>>> = OnceLock::new();
    let checkers = CHECKERS.get_or_init(RwLock::default);
    let known = checkers.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).copied();
    known.unwrap_or_else(|| {
        let mut checkers = checkers.write().unwrap_or_else(PoisonError::into_inner);
        checkers.entry(TypeId::of::<T>()).or_insert_with(|| Box::leak(Box::new(schema::checker_of::<T>())))
    })
}
