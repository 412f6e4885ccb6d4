//! On which side of a post somebody is.

use serde::{Deserialize, Serialize};

/// On which side of a post the person is who clicks. Published texts write it in two ways; both are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// The one whose post it is.
    #[serde(alias = "SUPPLY", alias = "supply")]
    Supply,
    /// The one who looks at it.
    #[serde(alias = "DEMAND", alias = "demand")]
    Demand,
}

impl Side {
    /// `SUPPLY` or `DEMAND`.
    #[must_use]
    pub const fn upper_case(self) -> &'static str {
        match self {
            Self::Supply => "SUPPLY",
            Self::Demand => "DEMAND",
        }
    }
}
