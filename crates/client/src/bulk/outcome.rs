use super::{AnyError, Key};
use crate::{Error, InvalidSecret};

/// What became of one item.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<R> {
    /// Its place in the input, from 0.
    pub index: u64,
    /// What it is known by. None when the input gave an error in its place.
    pub key: Option<Key>,
    /// How often this run sent something for it, validations of its ticket included.
    pub attempts: u32,
    /// What became of it.
    pub result: Result<Done<R>, ItemError>,
}

/// How an item came to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Done<R> {
    /// The platform has stored it and answered with this receipt.
    Stored(R),
    /// The call whose answer was lost has spent the ticket, in this run or an earlier one. The receipt went with the answer.
    ///
    /// The platform says only that the ticket is gone. If it ended in another way just then (it ran out, or was spent
    /// elsewhere, between the line in the journal and a crash before the call), that looks the same; the invoices tell.
    ConsumedEarlier,
    /// The journal says that it is done, so nothing was sent. This is its receipt, unless that was lost then.
    AlreadyDone(Option<R>),
}

impl<R> Done<R> {
    /// The receipt, unless it was lost.
    pub fn receipt(&self) -> Option<&R> {
        match self {
            Self::Stored(receipt) | Self::AlreadyDone(Some(receipt)) => Some(receipt),
            Self::ConsumedEarlier | Self::AlreadyDone(None) => None,
        }
    }
}

/// Why an item is not done. A later run with the same journal tries it again.
///
/// None of its own texts holds a payload or a token. What it is caused by says what the platform or the input said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ItemError {
    /// The input gave an error in its place.
    #[error("the input could not be read here")]
    Unreadable(#[source] AnyError),
    /// The token cannot be sent. Nothing was.
    #[error(transparent)]
    Token(#[from] InvalidSecret),
    /// The call failed for good: the payload breaks the contract, the platform refused it, or it stayed out of reach. A ticket
    /// in the payload is not spent, as far as the platform has told since.
    #[error(transparent)]
    Call(Error),
    /// The call may have spent the ticket, and that could not be found out. The next run asks again.
    #[error("whether the payment ticket was spent is not known; run again with the same journal, or ask for it")]
    Unresolved(#[source] Option<Error>),
    /// The run stopped before it was sent.
    #[error("not sent, the run had stopped")]
    NotSent,
    /// It is done, but the journal could not be written: the next run sends it again, or asks for its ticket.
    #[error("done, but not written down: the journal cannot be written")]
    NotWritten,
}

impl ItemError {
    /// Whether the platform may have carried the call out all the same.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Unreadable(_) | Self::Token(_) | Self::NotSent => false,
            Self::Call(error) => error.may_have_happened(),
            Self::Unresolved(_) | Self::NotWritten => true,
        }
    }

    /// Whether the item as it is may succeed in a later run.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreadable(_) | Self::Token(_) => false,
            Self::Call(error) => error.is_retryable(),
            Self::Unresolved(_) | Self::NotSent | Self::NotWritten => true,
        }
    }
}
