#[cfg(not(target_arch = "wasm32"))]
use super::JournalError;
use crate::error::RateLimited;

/// Why a run stopped before the end of its input. The same input and journal go on where it ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Stopped {
    /// A limit that does not go away within minutes: the one per day, or one of which the platform does not say what it is.
    #[error("the run stopped at a limit; run again with the same journal when it has passed, for a daily one tomorrow")]
    Limit(#[source] Box<RateLimited>),
    /// So many items failed one after the other that something is wrong with all of them.
    #[error(
        "the run stopped after {in_a_row} failures in a row, the last one: {last}; check the API key, its permissions and \
         the server"
    )]
    Failures {
        /// How many.
        in_a_row: u32,
        /// What the last of them says.
        last: String,
    },
    /// The journal cannot be used.
    #[cfg(not(target_arch = "wasm32"))]
    #[error(transparent)]
    Journal(#[from] JournalError),
}
