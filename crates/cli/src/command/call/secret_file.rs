use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context as _;
use kenar_client::Secret;

/// The name of a file that holds a secret; `-` is stdin.
#[derive(Debug, Clone)]
pub(crate) struct SecretFile(PathBuf);

impl FromStr for SecretFile {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.into()))
    }
}

impl SecretFile {
    /// The secret, without the line break at its end.
    pub(crate) fn read(&self) -> anyhow::Result<Secret> {
        let bytes = super::body::read(&self.0)?;
        let text = std::str::from_utf8(&bytes).ok().with_context(|| format!("{} is not UTF-8", self.0.display()))?;
        let text = text.trim_end_matches(['\n', '\r']);
        Some(text)
            .filter(|text| !text.is_empty())
            .map(Secret::new)
            .with_context(|| format!("{} is empty", self.0.display()))
    }
}
