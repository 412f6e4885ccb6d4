//! The name of a chat.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A chat between two people, or between a person and an app: 1 to 64 characters, a UUID on the platform.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ConversationId(String);

/// A text that does not name a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a conversation id has 1 to 64 characters, this one has {0}")]
pub struct InvalidConversationId(usize);

impl ConversationId {
    /// Takes an id.
    ///
    /// # Errors
    /// When it is empty or longer than 64 characters.
    pub fn new(id: impl Into<String>) -> Result<Self, InvalidConversationId> {
        let id = id.into();
        match id.chars().count() {
            1..=64 => Ok(Self(id)),
            characters => Err(InvalidConversationId(characters)),
        }
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ConversationId {
    type Error = InvalidConversationId;

    fn try_from(id: String) -> Result<Self, InvalidConversationId> {
        Self::new(id)
    }
}

impl FromStr for ConversationId {
    type Err = InvalidConversationId;

    fn from_str(id: &str) -> Result<Self, InvalidConversationId> {
        Self::new(id)
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
