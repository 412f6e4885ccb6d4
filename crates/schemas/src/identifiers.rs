//! Identifiers and other checked texts. A value of these types always has the right form.

use std::fmt;

use crate::macros::{always_valid, checked_text};
use crate::violation::cut;

/// A text that does not have the form of the type it was given to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a valid {what}: expected {expected}")]
pub struct InvalidText {
    what: &'static str,
    expected: &'static str,
    found: String,
}

impl InvalidText {
    pub(crate) fn new(what: &'static str, expected: &'static str, found: &str) -> Self {
        Self { what, expected, found: cut(found) }
    }
}

checked_text! {
    /// A user as one app knows them: opaque, 1 to 64 characters, stable for one person within one app and different
    /// in every other app. It often looks like base64, so it may hold `+`, `/` and `=`.
    DivarUserId, "1 to 64 characters", { "type": "string", "minLength": 1, "maxLength": 64 },
    |text| (1..=64).contains(&text.chars().count())
}

checked_text! {
    /// A mobile number, at least one character. The platform's own examples disagree on the form (`09…`, `+98…`, nine
    /// to eleven digits), so no more than that is checked.
    Phone, "at least one character", { "type": "string", "minLength": 1 },
    |text| !text.is_empty()
}

checked_text! {
    /// A business on Divar, at least one character.
    BusinessToken, "at least one character", { "type": "string", "minLength": 1 },
    |text| !text.is_empty()
}

checked_text! {
    /// A post on Divar: 8 to 16 letters, digits, `_` or `-`.
    PostToken, "8 to 16 ASCII letters, digits, `_` or `-`", { "type": "string", "pattern": "^[A-Za-z0-9_-]{8,16}$" },
    |text| (8..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

checked_text! {
    /// An absolute `http` or `https` URL without whitespace or control characters.
    LinkUrl, "an absolute http or https URL without whitespace",
    { "type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#\\u0000-\\u0020\\u007F-\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF][^\\u0000-\\u0020\\u007F-\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]*$" },
    is_link_url
}

fn is_link_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && !rest.is_empty()
        && !rest.starts_with(['/', '?', '#'])
        && !rest.contains(|character| {
            matches!(character,
                '\u{0}'..='\u{20}' | '\u{7F}'..='\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}'
                | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{FEFF}')
        })
}

/// The image of a widget: the id that the upload answered with (`<uuid>.jpg`), or [`ImageId::logo`]. The platform
/// replaces an uploaded id by a permanent one when an add-on uses it. Any text is taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ImageId(String);

impl ImageId {
    /// Takes an id as the image upload returned it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The logo that the app has in the panel.
    #[must_use]
    pub fn logo() -> Self {
        Self("logo".to_owned())
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for ImageId {
    fn from(id: T) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl schemars::JsonSchema for ImageId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ImageId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

always_valid!(ImageId);

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Takes a UUID.
            #[must_use]
            pub const fn new(id: uuid::Uuid) -> Self {
                Self(id)
            }

            /// The UUID.
            #[must_use]
            pub const fn as_uuid(&self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidText;

            /// Reads the hyphenated form, the only one that the contract takes.
            fn from_str(text: &str) -> Result<Self, InvalidText> {
                let invalid = || InvalidText::new(stringify!($name), "a hyphenated UUID", text);
                // `Uuid` also reads braces, URNs and digits without hyphens; all of them have another length.
                if text.len() != uuid::fmt::Hyphenated::LENGTH {
                    return Err(invalid());
                }
                uuid::Uuid::try_parse(text).map(Self).map_err(|_| invalid())
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "format": "uuid",
                    "pattern": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
                })
            }
        }

        always_valid!($name);
    )*};
}

uuid_id! {
    /// A user add-on. Returned when it is made, needed to delete it.
    AddonId,
    /// The semantic data of one user in one app.
    SemanticId,
    /// A payment ticket: Divar's promise to pay for a service given to one user.
    TicketUuid,
}
