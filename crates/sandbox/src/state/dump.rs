//! The state as it is written down.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The rows of one table, by key.
pub(crate) type Rows = BTreeMap<String, Value>;

/// The form of dumps and data files that this version writes.
pub(crate) const VERSION: u32 = 1;

/// Everything that a sandbox remembers, to be restored later or elsewhere: `{"version": 1, "tables": {…}}`.
///
/// Tokens and codes are digests, sensitive semantic values are keyed hashes, and API keys and client secrets are not in
/// it. The key of the hashes is, or nobody could compare with them any more: whoever has a dump can try out guesses. A
/// table that is left out is an empty one, and a member of the table `meta` that is left out stays what it is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dump {
    pub(crate) version: u32,
    pub(crate) tables: BTreeMap<String, Rows>,
}

impl Dump {
    pub(crate) fn new(tables: BTreeMap<String, Rows>) -> Self {
        Self { version: VERSION, tables }
    }
}

impl fmt::Debug for Dump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: BTreeMap<_, _> = self.tables.iter().map(|(name, rows)| (name, rows.len())).collect();
        f.debug_struct("Dump").field("version", &self.version).field("rows", &sizes).finish_non_exhaustive()
    }
}

/// Why a dump or a data file cannot be restored. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// It was written by a version that is newer than this one, or by none.
    #[error("version {found} is not known: this sandbox reads version {VERSION}")]
    Version {
        /// The version that it says it is.
        found: u32,
    },
    /// A table does not exist.
    #[error("there is no table {0:?}")]
    Table(String),
    /// A row is not one of its table.
    #[error("table {table:?}, key {key:?}: {problem}")]
    Row {
        /// The table.
        table: String,
        /// The key of the row, as it is written.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}
