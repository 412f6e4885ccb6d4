use super::super::StoreError;
use super::ConsentError;

/// What happened to a consent behind the back of whoever uses it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ConsentEvent {
    /// Both tokens are new. Event subscriptions have ended with the old access token: subscribe again.
    Refreshed {
        /// Whose consent.
        key: String,
    },
    /// A refresh failed. [`needs_consent`](ConsentError::needs_consent) of the error says whether for good; otherwise it is
    /// tried again when the consent is used next.
    NotRefreshed {
        /// Whose consent.
        key: String,
        /// Why.
        error: ConsentError,
    },
    /// New tokens are in memory only: the store does not take them. They are used meanwhile, and saving is tried again until
    /// it succeeds; if the process ends before, the person has to be asked again. Have somebody look at the store.
    NotSaved {
        /// Whose consent.
        key: String,
        /// Why.
        error: StoreError,
    },
}
