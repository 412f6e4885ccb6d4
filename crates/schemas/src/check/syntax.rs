use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::document::Key;
use crate::violation::{Rule, Violation, Violations};

/// Whether a text is JSON at all, without lone surrogates. Nothing of it is kept.
///
/// # Errors
/// The one violation of the rule `syntax`, which says where the text stops being JSON.
///
/// ```
/// let violations = kenar_schemas::syntax(r#"{"a": }"#).unwrap_err();
/// assert_eq!(violations.as_slice()[0].found, "line 1 column 7");
/// ```
pub fn syntax(text: &str) -> Result<(), Violations> {
    serde_json::from_str(text).map(|Seen| ()).map_err(|error| refuse(&error))
}

/// What is told of a text that is not JSON.
pub(super) fn refuse(error: &serde_json::Error) -> Violations {
    let place = format!("line {} column {}", error.line(), error.column());
    let message = format!("this is not valid JSON: {error}");
    Violation::new("", Rule::Syntax, "a JSON text in UTF-8", place, message).into()
}

/// A value that was read, by the same calls as a `Document` so that both stop at the same byte. `IgnoredAny` is quicker, but
/// goes over lone surrogates and numbers without end.
struct Seen;

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Seen)
    }
}

impl<'de> Visitor<'de> for Seen {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while let Some(Self) = items.next_element()? {}
        Ok(Self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while let Some((Key(_), Self)) = members.next_entry()? {}
        Ok(Self)
    }
}
