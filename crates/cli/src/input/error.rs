use std::io;

use super::{Coding, MAX_DOCUMENT};

/// Why an input could not be read. Each names the input first and its cause last; none has a source besides, which would be
/// told a second time.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error("{name}: cannot be opened: {cause}")]
    Open { name: String, cause: io::Error },
    #[error("{name}: is a folder; name files, or a pattern such as '{name}/**/*.json'")]
    Folder { name: String },
    #[error("{pattern}: no file has such a name")]
    NoMatch { pattern: String },
    #[error("{pattern}: is not a pattern of names: {cause}")]
    Pattern { pattern: String, cause: glob::PatternError },
    #[error("{name}: reading stopped after line {line}: {cause}")]
    Read { name: String, line: u64, cause: io::Error },
    #[error("{name}: is {coding} and does not go on as such after line {line}: {cause}")]
    Compressed { name: String, line: u64, coding: Coding, cause: io::Error },
    #[error(
        "{name}: the document that begins in line {line} is longer than {} MiB; is a bracket or a quotation mark missing?",
        MAX_DOCUMENT >> 20
    )]
    TooLong { name: String, line: u64 },
    #[error("{name}: is text in UTF-16; convert it to UTF-8 first")]
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
