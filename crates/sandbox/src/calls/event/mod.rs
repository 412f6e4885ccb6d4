//! Events: what Divar tells an app unasked.

mod message;
mod post_update;
mod transaction;

use kenar_schemas::DivarUserId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use message::{
    ChatMessage, ContactData, Conversation, FileData, ImageData, InvalidCoordinate, LocationData, MessageContent,
    MessageSender, SenderSide, SenderType, VideoData, VoiceData,
};
pub use post_update::{PostDetails, PostReference, PostUpdate};
pub use transaction::{PaymentTransaction, TransactionState, TransactionType};

use super::spelling::{Spelling, rename};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum EventKind {
    /// A message in a chat about a post.
    NewMessage,
    /// A message to the app itself.
    NewChatbotMessage,
    /// A person took back what they had granted.
    UserAccessRevocation,
    /// A post changed.
    PostUpdate,
    /// A payment changed.
    PaymentTransaction,
}

impl EventKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::NewMessage,
        Self::NewChatbotMessage,
        Self::UserAccessRevocation,
        Self::PostUpdate,
        Self::PaymentTransaction,
    ];

    /// The `type` as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewMessage => "NEW_MESSAGE",
            Self::NewChatbotMessage => "NEW_CHATBOT_MESSAGE",
            Self::UserAccessRevocation => "USER_ACCESS_REVOCATION",
            Self::PostUpdate => "POST_UPDATE",
            Self::PaymentTransaction => "PAYMENT_TRANSACTION",
        }
    }

    /// The member of the body that holds what happened.
    #[must_use]
    pub const fn member(self) -> &'static str {
        match self {
            Self::NewMessage => "new_message",
            Self::NewChatbotMessage => "new_chatbot_message",
            Self::UserAccessRevocation => "user_access_revocation",
            Self::PostUpdate => "post_update",
            Self::PaymentTransaction => "transaction",
        }
    }
}

impl std::fmt::Display for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A person took back everything that they had granted to the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserAccessRevocation {
    /// The person, as the app knows them.
    pub user_id: DivarUserId,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventPayload {
    /// A message in a chat about a post.
    NewMessage(ChatMessage),
    /// A message to the app itself.
    NewChatbotMessage(ChatMessage),
    /// A person took back what they had granted.
    UserAccessRevocation(UserAccessRevocation),
    /// A post changed.
    PostUpdate(PostUpdate),
    /// A payment changed.
    PaymentTransaction(PaymentTransaction),
}

/// An event as Divar sends it: `{"type": "NEW_MESSAGE", "metadata": {…}, "new_message": {…}}`. It is read in every
/// published spelling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Envelope", into = "Envelope")]
#[non_exhaustive]
pub struct Event {
    /// What the app gave along when it subscribed.
    pub metadata: Option<Map<String, Value>>,
    /// What happened.
    pub payload: EventPayload,
}

impl Event {
    /// A message in a chat about a post.
    #[must_use]
    pub fn new_message(message: ChatMessage) -> Self {
        EventPayload::NewMessage(message).into()
    }

    /// A message to the app itself.
    #[must_use]
    pub fn new_chatbot_message(message: ChatMessage) -> Self {
        EventPayload::NewChatbotMessage(message).into()
    }

    /// A person took back everything that they had granted to the app.
    #[must_use]
    pub fn user_access_revocation(user_id: DivarUserId) -> Self {
        EventPayload::UserAccessRevocation(UserAccessRevocation { user_id }).into()
    }

    /// A post changed.
    #[must_use]
    pub fn post_update(update: PostUpdate) -> Self {
        EventPayload::PostUpdate(update).into()
    }

    /// A payment changed.
    #[must_use]
    pub fn payment_transaction(transaction: PaymentTransaction) -> Self {
        EventPayload::PaymentTransaction(transaction).into()
    }

    /// Adds what the app gave along when it subscribed.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self.payload {
            EventPayload::NewMessage(_) => EventKind::NewMessage,
            EventPayload::NewChatbotMessage(_) => EventKind::NewChatbotMessage,
            EventPayload::UserAccessRevocation(_) => EventKind::UserAccessRevocation,
            EventPayload::PostUpdate(_) => EventKind::PostUpdate,
            EventPayload::PaymentTransaction(_) => EventKind::PaymentTransaction,
        }
    }

    /// The body of the call.
    #[must_use]
    pub fn to_body(&self, spelling: Spelling) -> Value {
        let mut body = json!(self);
        if let Value::Object(members) = &mut body {
            if let Some(payload) = members.get_mut(self.kind().member()) {
                match &self.payload {
                    EventPayload::NewMessage(message) | EventPayload::NewChatbotMessage(message) => {
                        message.spell(payload, spelling);
                    }
                    EventPayload::PaymentTransaction(_) => PaymentTransaction::spell(payload, spelling),
                    EventPayload::UserAccessRevocation(_) | EventPayload::PostUpdate(_) => {}
                }
            }
            if spelling.meta_data {
                rename(members, "metadata", "meta_data");
            }
            if spelling.payment_transaction {
                rename(members, "transaction", "payment_transaction");
            }
        }
        body
    }
}

impl From<EventPayload> for Event {
    fn from(payload: EventPayload) -> Self {
        Self { metadata: None, payload }
    }
}

/// An event whose members do not belong to its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of the type {kind} has the member `{member}` and none of the other types", member = kind.member())]
pub struct InvalidEvent {
    kind: EventKind,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    #[serde(rename = "type")]
    kind: EventKind,
    #[serde(default, alias = "meta_data", skip_serializing_if = "Option::is_none")]
    metadata: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new_message: Option<ChatMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new_chatbot_message: Option<ChatMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_access_revocation: Option<UserAccessRevocation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    post_update: Option<PostUpdate>,
    #[serde(default, alias = "payment_transaction", skip_serializing_if = "Option::is_none")]
    transaction: Option<PaymentTransaction>,
}

impl From<Event> for Envelope {
    fn from(event: Event) -> Self {
        let mut envelope = Self {
            kind: event.kind(),
            metadata: event.metadata,
            new_message: None,
            new_chatbot_message: None,
            user_access_revocation: None,
            post_update: None,
            transaction: None,
        };
        match event.payload {
            EventPayload::NewMessage(message) => envelope.new_message = Some(message),
            EventPayload::NewChatbotMessage(message) => envelope.new_chatbot_message = Some(message),
            EventPayload::UserAccessRevocation(revocation) => envelope.user_access_revocation = Some(revocation),
            EventPayload::PostUpdate(update) => envelope.post_update = Some(update),
            EventPayload::PaymentTransaction(transaction) => envelope.transaction = Some(transaction),
        }
        envelope
    }
}

impl TryFrom<Envelope> for Event {
    type Error = InvalidEvent;

    fn try_from(envelope: Envelope) -> Result<Self, InvalidEvent> {
        let kind = envelope.kind;
        let payloads = [
            envelope.new_message.map(EventPayload::NewMessage),
            envelope.new_chatbot_message.map(EventPayload::NewChatbotMessage),
            envelope.user_access_revocation.map(EventPayload::UserAccessRevocation),
            envelope.post_update.map(EventPayload::PostUpdate),
            envelope.transaction.map(EventPayload::PaymentTransaction),
        ];
        let mut given = payloads.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(payload), None) => {
                let event = Self { metadata: envelope.metadata, payload };
                if event.kind() == kind { Ok(event) } else { Err(InvalidEvent { kind }) }
            }
            _ => Err(InvalidEvent { kind }),
        }
    }
}
