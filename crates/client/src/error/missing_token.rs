use super::Fate;
use crate::Operation;
use crate::oauth::ConsentError;

/// The consent gives no access token, so the call was not made; or its token was refused, and it gives no other.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation} was not carried out, there is no access token: {source}")]
#[non_exhaustive]
pub struct MissingToken {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent.
    pub attempts: u32,
    /// Whether an attempt before may have been carried out.
    pub fate: Fate,
    /// Why. [`ConsentError::Revoked`] and [`ConsentError::Expired`] are different things.
    pub source: ConsentError,
}
