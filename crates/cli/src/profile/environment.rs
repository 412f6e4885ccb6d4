use std::env::{self, VarError};

use anyhow::bail;

/// A variable of the environment. An empty one counts as not set, as for the client.
///
/// # Errors
/// When it is not UTF-8. Its value is not repeated, it may be a secret.
pub(crate) fn variable(name: &str) -> anyhow::Result<Option<String>> {
    match env::var(name) {
        Ok(text) => Ok((!text.is_empty()).then_some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => bail!("the environment variable {name} is not UTF-8; set it anew"),
    }
}
