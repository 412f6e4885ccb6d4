use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a journal cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be opened, read or written.
    #[error("the journal {} cannot be {doing}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What could not be done with it.
        doing: &'static str,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// Another run holds it.
    #[error("the journal {} is in use by another run; wait until it has ended, or give each run its own", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else. It was not touched.
    #[error("{} is not a journal of kenar-client; name a file that does not exist yet, or one that a run has made", .path.display())]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// It was written by a version of this crate that writes journals in another way.
    #[error("the journal {} is of version {found}, and this version of kenar-client reads {expected}", .path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// What it says.
        found: u32,
        /// What is read.
        expected: u32,
    },
    /// It belongs to a run of another kind, or against another server.
    #[error("the journal {} belongs to a run of {found}, and this one is of {expected}; give each its own", .path.display())]
    OtherRun {
        /// The file.
        path: PathBuf,
        /// The operation and the server that it is about.
        found: String,
        /// The operation and the server of this run.
        expected: String,
    },
    /// A line is broken, and not by a crash: whole lines follow it.
    #[error(
        "line {line} of the journal {} is damaged, and not by a crash; restore the file. Without the line its item is sent \
         again", .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// An earlier line could not be written, so no more were.
    #[error("the journal {} could not be written before, so nothing more is", .path.display())]
    Closed {
        /// The file.
        path: PathBuf,
    },
}

impl JournalError {
    pub(super) fn io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), doing, source: Arc::new(source) }
    }

    pub(super) fn closed(path: &Path) -> Self {
        Self::Closed { path: path.to_owned() }
    }
}
