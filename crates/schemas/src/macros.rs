//! Macros for what many types share.

/// Fluent setters for optional members: `Row::new(…).with_label("…")`.
macro_rules! setters {
    ($type:ident { $($(#[$doc:meta])* $method:ident => $field:ident: $arg:ty),* $(,)? }) => {
        impl $type {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $method(mut self, value: impl Into<$arg>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*
        }
    };
}

/// `with_divider` for every row that can have one.
macro_rules! divider {
    ($($type:ident),* $(,)?) => {$(
        impl $type {
            /// Draws a line under the row.
            #[must_use]
            pub fn with_divider(mut self) -> Self {
                self.has_divider = true;
                self
            }
        }
    )*};
}

/// A text that is checked when it is made: `Name::new(…)?`, `"…".parse()?`.
macro_rules! checked_text {
    (
        $(#[$doc:meta])*
        $name:ident, $expected:literal, $keywords:tt, $accepts:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks and takes a text.
            ///
            /// # Errors
            /// When the text does not have the form that the type stands for.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::InvalidText> {
                let text = text.into();
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(&text) {
                    Ok(Self(text))
                } else {
                    Err($crate::InvalidText::new(stringify!($name), $expected, &text))
                }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidText;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidText;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($keywords)
            }
        }

        $crate::macros::always_valid!($name);
    };
}

/// Reads and writes structs as JSON objects only. A derived `Deserialize` also takes the members as a *list* in the order
/// of their declaration, which the contract refuses; `#[serde(remote = "Self")]` derives functions instead of the trait,
/// and this macro puts the trait in front of them.
macro_rules! object {
    ($($type:ty),* $(,)?) => {$(
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$type>::deserialize($crate::de::ObjectOnly(deserializer))
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$type>::serialize(self, serializer)
            }
        }
    )*};
}

/// A type that cannot hold an invalid value.
macro_rules! always_valid {
    ($($name:ty),* $(,)?) => {$(
        impl garde::Validate for $name {
            type Context = ();

            fn validate_into(&self, (): &(), _: &mut dyn FnMut() -> garde::Path, _: &mut garde::Report) {}
        }
    )*};
}

pub(crate) use {always_valid, checked_text, divider, object, setters};
