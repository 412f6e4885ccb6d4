//! Texts that are one of a few.

/// An enum whose values are texts. A derived one would also read `{"RED": null}`, which the contract refuses, and show one
/// schema a value, so that a refusal could only speak of one of them.
macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[$value_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_doc])* $variant),*
        }

        impl $name {
            /// Every value, as it is written.
            pub const VALUES: &[&str] = &[$($text),*];

            /// The value as it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidText;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err($crate::InvalidText::new(stringify!($name), "one of its values", text)),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match &*std::borrow::Cow::<'_, str>::deserialize(deserializer)? {
                    $($text => Ok(Self::$variant),)*
                    other => Err(serde::de::Error::unknown_variant(other, Self::VALUES)),
                }
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "description": concat!($($doc),*).trim(),
                    "type": "string",
                    "enum": Self::VALUES,
                })
            }
        }

        crate::macros::always_valid!($name);
    };
}

pub(crate) use choice;
