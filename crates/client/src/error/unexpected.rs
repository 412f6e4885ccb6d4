use std::time::Duration;

use reqwest::StatusCode;

use super::Fate;
use crate::Operation;

/// An answer that the document does not describe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} was answered what the document does not describe ({}): {problem}", .status.as_u16())]
#[non_exhaustive]
pub struct Unexpected {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent.
    pub attempts: u32,
    /// The HTTP status.
    pub status: StatusCode,
    /// The media type that the answer claims to have.
    pub content_type: Option<String>,
    /// What does not fit: for JSON the place, for everything else the beginning of the text.
    pub problem: String,
    /// When to try again, where the answer tells.
    pub retry_after: Option<Duration>,
    /// Whether an attempt before this one may have been carried out.
    pub fate: Fate,
}

impl Unexpected {
    /// The longest piece of a text that is shown, in Unicode scalar values.
    pub const SHOWN_CHARS: usize = 200;
}
