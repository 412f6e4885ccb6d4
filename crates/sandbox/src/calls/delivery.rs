//! What the log tells of a call to an app.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CallFailure, EventKind};

/// The number of a call, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(u64);

impl DeliveryId {
    /// Takes a number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl DeliveryId {
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeliveryId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

/// The kind of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallKind {
    /// An `open_server_link` asks where to go.
    Session,
    /// A `get_dynamic_action` asks what to do.
    DynamicAction,
    /// Something happened.
    Event,
}

impl CallKind {
    /// The member of [`Webhooks`](crate::Webhooks) that holds the URL for it.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Session => "session_url",
            Self::DynamicAction => "dynamic_action_url",
            Self::Event => "event_url",
        }
    }
}

/// What has become of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeliveryState {
    /// It is being sent, or will be.
    Pending,
    /// The app took it.
    Delivered,
    /// It failed, and nobody waits for it any more: calls of a click are not repeated.
    Failed,
    /// It failed too often and is not repeated any more.
    GivenUp,
}

/// One attempt to make a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttemptView {
    /// When it ended, by the clock of the sandbox.
    pub at: Timestamp,
    /// The status that the app answered, when it answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why it failed; `None` for a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<CallFailure>,
    /// How long it took in milliseconds of real time.
    pub milliseconds: u64,
}

/// A call to an app. The identification key is not in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeliveryView {
    /// Its number.
    pub id: DeliveryId,
    /// The slug of the app.
    pub app: String,
    /// The kind of call.
    pub kind: CallKind,
    /// What happened, for an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventKind>,
    /// When it was made or queued.
    pub created_at: Timestamp,
    /// What has become of it.
    pub state: DeliveryState,
    /// When it is sent next, while it is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// How often it failed since it was queued, or queued again.
    pub failures: u32,
    /// Every attempt, oldest first.
    pub attempts: Vec<AttemptView>,
    /// The body that is sent.
    pub body: Value,
}
