use std::io;
use std::path::PathBuf;

use super::InvalidTokens;

/// Why a [`FileStore`](super::FileStore) cannot do what it was asked for. It names the file and never what is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileStoreError {
    /// The operating system refuses.
    #[error("{} cannot be {doing}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// Everybody on this machine can read the tokens, so they are not used.
    #[error(
        "{path} can be read or written by every user of this machine (mode {mode:o}); whoever read it has the tokens. Run \
         `chmod 600 {path}`, and ask the person for consent again if somebody else was there",
        path = .path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file was written by something else, or by a newer version.
    #[error(
        "{path} cannot be read as a consent. Move it away or bring it back from a backup that is younger than its last \
         refresh; without it this person is asked for consent again, and nobody else",
        path = .path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: InvalidTokens,
    },
    /// The file is there under the name of another person.
    #[error("{path} holds the consent of another key: it was renamed or copied. Move it away", path = .path.display())]
    Misplaced {
        /// The file.
        path: PathBuf,
    },
}

impl FileStoreError {
    pub(super) fn io(path: impl Into<PathBuf>, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, doing, source }
    }
}
