//! The places of Divar at which people meet apps.

use serde::{Deserialize, Serialize};

/// A place of Divar at which people meet apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TouchPoint {
    /// The page on which people manage a post.
    MyPost,
    /// The list of add-ons in "my Divar".
    MyDivar,
    /// The professional panel.
    DivarPro,
    /// A chat.
    Chat,
    /// The page of a post, as others see it.
    DemandPost,
}

impl TouchPoint {
    /// The name as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MyPost => "MY_POST",
            Self::MyDivar => "MY_DIVAR",
            Self::DivarPro => "DIVAR_PRO",
            Self::Chat => "CHAT",
            Self::DemandPost => "DEMAND_POST",
        }
    }

    /// The message with which Divar starts a chat with an app in the name of a person. The id is a post token, or that
    /// of a conversation in a chat.
    #[must_use]
    pub fn start_message(self, id: Option<&str>) -> String {
        let id = id.filter(|_| !matches!(self, Self::MyDivar | Self::DivarPro));
        id.map_or_else(|| format!("/start {}", self.as_str()), |id| format!("/start {} {id}", self.as_str()))
    }
}
