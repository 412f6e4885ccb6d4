use std::io;

use super::MAX_DOCUMENT;

/// Why an input could not be read. Each names the input first.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error("{name}: cannot be opened: {source}")]
    Open { name: String, source: io::Error },
    #[error("{name}: is a folder; name files, or a pattern such as '{name}/**/*.json'")]
    Folder { name: String },
    #[error("{pattern}: no file has such a name")]
    NoMatch { pattern: String },
    #[error("{pattern}: is not a pattern of names: {source}")]
    Pattern { pattern: String, source: glob::PatternError },
    #[error("{name}: reading stopped after line {line}: {source}")]
    Read { name: String, line: u64, source: io::Error },
    #[error("{name}: is {coding} and does not go on as such after line {line}: {source}")]
    Compressed { name: String, line: u64, coding: &'static str, source: io::Error },
    #[error(
        "{name}: the document that begins in line {line} is longer than {} MiB; is a bracket or a quotation mark missing?",
        MAX_DOCUMENT >> 20
    )]
    TooLong { name: String, line: u64 },
    #[error("{name}: is text in UTF-16; JSON is exchanged in UTF-8, so convert it first")]
    Utf16 { name: String },
}

impl InputError {
    /// The same error after that many lines, which were read without one.
    #[must_use]
    pub(crate) fn after(mut self, lines: u64) -> Self {
        if let Self::Read { line, .. } | Self::Compressed { line, .. } | Self::TooLong { line, .. } = &mut self {
            *line += lines;
        }
        self
    }
}
