use std::str::FromStr;

use kenar_schemas::masking::MaskedKey;

/// A column to mask: its name in the header, and the key that its values belong to.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// The name in the header.
    pub(crate) name: String,
    /// The sensitive key.
    pub(crate) key: MaskedKey,
}

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A name may hold a `=` itself; a key does not.
        let (name, key) = text.rsplit_once('=').unwrap_or((text, text));
        match MaskedKey::from_key(key) {
            Some(key) => Ok(Self { name: name.to_owned(), key }),
            None => {
                let keys = MaskedKey::ALL.map(MaskedKey::as_str).join(", ");
                Err(format!("{key:?} is not a sensitive key; write NAME=KEY with one of {keys}"))
            }
        }
    }
}
