//! The file that a sandbox can be configured with: TOML, in the words of [`Config`].

mod error;
mod form;
mod names;
mod values;

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::Config;
use crate::contract::Contract;

pub use error::{ConfigFileError, WrongLine};
pub(crate) use values::clock;

use error::Wrong;

/// A complete file with every key, its default and what it means.
const SAMPLE: &str = include_str!("sample.toml");

impl Config {
    /// A complete configuration file with a comment on every key. It is itself valid, and what
    /// `kenar-sandbox --print-config` prints.
    #[must_use]
    pub fn sample_file() -> &'static str {
        SAMPLE
    }

    /// Reads a configuration file. What it does not mention stays as it is in the default; a list that it mentions
    /// replaces the list of the default. Relative paths in it start where the file is.
    ///
    /// # Errors
    /// When the file cannot be read, or holds anything that is not known or not allowed.
    pub fn from_file(file: &Path) -> Result<Self, ConfigFileError> {
        let unreadable = |source| ConfigFileError::Unreadable { file: file.to_owned(), source };
        let text = std::fs::read_to_string(file).map_err(unreadable)?;
        read(&text, file.parent().unwrap_or(Path::new("")))
            .map_err(|wrong| ConfigFileError::Wrong(Box::new(wrong.at(file, &text))))
    }
}

fn read(text: &str, folder: &Path) -> Result<Config, Wrong> {
    let form: form::File = toml::from_str(text)?;
    let contract = match &form.document {
        None => Contract::embedded().map_err(|error| Wrong::new(None, error.to_string()))?,
        Some(path) => {
            contract(&folder.join(path.get_ref())).map_err(|problem| Wrong::new(Some(path.span()), problem))?
        }
    };
    form.into_config(folder, &contract)
}

fn contract(file: &Path) -> Result<Arc<Contract>, String> {
    let document = document(file)?;
    Contract::read(&document).map(Arc::new).map_err(|error| format!("{} cannot be used: {error}", file.display()))
}

fn document(file: &Path) -> Result<Value, String> {
    let unusable = |problem: String| format!("{} cannot be read: {problem}", file.display());
    let text = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| unusable(error.to_string()))
}
