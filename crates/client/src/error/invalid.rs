use kenar_schemas::Violations;

use crate::Operation;

/// A payload that breaks the contract, found before sending.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{operation} was not sent, the payload breaks the contract:\n{violations}")]
#[non_exhaustive]
pub struct Invalid {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// Everything that is wrong, each with its JSON Pointer.
    pub violations: Violations,
}

/// A request that cannot be written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} was not sent: {problem}")]
#[non_exhaustive]
pub struct Unsendable {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// What cannot be sent, and why.
    pub problem: String,
}
