use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// The name of a profile, or of a user's consent. It is also the name of a folder, so it cannot lead anywhere else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Name(String);

/// What a name is taken when nobody gives one.
const DEFAULT: &str = "default";
const LONGEST: usize = 64;

/// A text that is no name.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0:?} cannot be a name: it has 1 to {LONGEST} letters a-z, digits, `-`, `_` or `.`, and begins with a letter or digit"
)]
pub(crate) struct InvalidName(String);

impl Name {
    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Name {
    fn default() -> Self {
        Self(DEFAULT.to_owned())
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let begins_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        if begins_well && text.len() <= LONGEST && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Name {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
