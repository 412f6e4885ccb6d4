//! Where a session begins.

use serde::{Deserialize, Serialize};

/// Where the click was that begins a session. More may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Source {
    /// A widget of an add-on.
    PostAddon,
    /// A button under a message.
    ChatMessageAction,
    /// The menu of a chat.
    Chat,
}
