use std::fmt;
use std::str::FromStr;

macro_rules! schemas {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A payload that the contract has a schema for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Schema {$(
            #[doc = concat!("`", $name, "`, the component `", stringify!($variant), "` of the document.")]
            $variant,
        )*}

        impl Schema {
            /// Every schema, in the order of the exported index.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name as it is written on the command line and in the names of the exported files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {$(Self::$variant => $name,)*}
            }

            /// The component of the document.
            #[must_use]
            pub const fn component(self) -> &'static str {
                match self {$(Self::$variant => stringify!($variant),)*}
            }
        }
    };
}

schemas! {
    UserAddon = "user-addon",
    PostAddon = "post-addon",
    BusinessAddon = "business-addon",
    Widget = "widget",
    Action = "action",
    Semantic = "semantic",
    UserSemantic = "user-semantic",
    PostSemantic = "post-semantic",
    PaymentTicketValidation = "payment-ticket-validation",
    LegacyUserAddon = "legacy-user-addon",
    LegacyPostAddon = "legacy-post-addon",
    LegacyUserVerification = "legacy-user-verification",
}

/// There is no schema of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSchema(String);

impl fmt::Display for UnknownSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Schema::ALL.iter().map(|schema| schema.name()).collect();
        write!(f, "there is no schema {:?}; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownSchema {}

impl FromStr for Schema {
    type Err = UnknownSchema;

    fn from_str(name: &str) -> Result<Self, UnknownSchema> {
        let known = Self::ALL.iter().find(|schema| schema.name() == name);
        known.copied().ok_or_else(|| UnknownSchema(name.to_owned()))
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
