//! Enumerations that Divar may extend.

/// An enum that reads its values in any letter case and each of their published spellings, and keeps what it does not
/// know.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident = $written:literal $(| $also:literal)*;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A value that this version of the crate does not know, as it came.
            Other(String),
        }

        impl $name {
            /// The value as Divar writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $written,)*
                    Self::Other(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $(
                    if $crate::webhook::open_enum::is_one_of(text, &[$written $(, $also)*]) {
                        return Self::$variant;
                    }
                )*
                Self::Other(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use open_enum;

/// Outside of the macro, so that it is compiled once.
pub(super) fn is_one_of(text: &str, spellings: &[&str]) -> bool {
    spellings.iter().any(|spelling| spelling.eq_ignore_ascii_case(text))
}
