use kenar_schemas::PostToken;

use super::MessageContent;
use crate::webhook::members::Members;
use crate::webhook::open_enum::open_enum;
use crate::webhook::{Problem, StartMessage, Timestamp, Unchecked};

/// A message in a chat.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ChatMessage {
    /// Its id, a UUID on the platform.
    pub id: String,
    /// The chat.
    pub conversation: Conversation,
    /// Who wrote it.
    pub sender: MessageSender,
    /// When it was sent, if that can be read.
    pub sent_at: Option<Timestamp>,
    /// What it holds.
    pub content: MessageContent,
}

impl ChatMessage {
    pub(super) fn read(members: &Members<'_>) -> Result<Self, Problem> {
        Ok(Self {
            id: members.required("id")?,
            conversation: Conversation::read(&members.required_object(&["conversation"])?)?,
            sender: members.object(&["sender"])?.map_or_else(|| Ok(MessageSender::default()), MessageSender::read)?,
            sent_at: members.moment("sent_at"),
            content: MessageContent::read(members),
        })
    }

    /// The text, if it is a text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            MessageContent::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What the person wants to talk about, if it is the text with which Divar starts a chat with a bot.
    #[must_use]
    pub fn start(&self) -> Option<StartMessage> {
        StartMessage::parse(self.text()?)
    }

    /// Whether an app wrote it, perhaps this one. An app that answers every message must look, or it may answer itself.
    #[must_use]
    pub fn is_from_bot(&self) -> bool {
        self.sender.kind == Some(SenderType::Bot)
    }
}

/// A chat.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// Between whom it is.
    pub kind: Option<ConversationKind>,
    /// The post, when it is about one.
    pub post_token: Option<Unchecked<PostToken>>,
}

impl Conversation {
    fn read(members: &Members<'_>) -> Result<Self, Problem> {
        Ok(Self {
            id: members.required("id")?,
            kind: members.one_of(&["type"])?,
            post_token: members.unchecked("post_token")?,
        })
    }
}

open_enum! {
    /// Between whom a chat is.
    ConversationKind {
        /// Two people, about a post.
        Post = "POST";
        /// A person and an app.
        Bot = "BOT";
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct MessageSender {
    /// On which side they are; `None` in a chat with an app.
    pub side: Option<SenderSide>,
    /// Whether it is a person.
    pub kind: Option<SenderType>,
}

impl MessageSender {
    fn read(members: Members<'_>) -> Result<Self, Problem> {
        Ok(Self { side: members.one_of(&["side"])?, kind: members.one_of(&["type"])? })
    }
}

open_enum! {
    /// The side of a post on which the sender of a message is.
    SenderSide {
        /// The one whose post it is.
        Seller = "SELLER";
        /// The one who is interested.
        Buyer = "BUYER";
    }
}

open_enum! {
    /// The kind of sender.
    SenderType {
        /// A person. Some published samples say `USER`.
        Human = "HUMAN" | "USER";
        /// An app.
        Bot = "BOT";
    }
}
