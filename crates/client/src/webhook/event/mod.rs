mod content;
mod message;
mod post_update;
mod transaction;

use kenar_schemas::DivarUserId;
use reqwest::StatusCode;
use serde_json::{Map, Value, json};

pub use content::{ContactData, FileData, ImageData, LocationData, MessageContent, VideoData, VoiceData};
pub use message::{ChatMessage, Conversation, ConversationKind, MessageSender, SenderSide, SenderType};
pub use post_update::{PostDetails, PostUpdate, PostUpdateKind};
pub use transaction::{PaymentTransaction, TransactionState, TransactionType};

use super::call::sealed::FromMembers;
use super::members::Members;
use super::open_enum::open_enum;
use super::{HttpReply, Problem, Unchecked};

open_enum! {
    /// What an event is about. The name of the subscription is read too.
    EventKind {
        /// A message in a chat about a post.
        NewMessage = "NEW_MESSAGE" | "NEW_MESSAGE_ON_POST";
        /// A message to the app itself.
        NewChatbotMessage = "NEW_CHATBOT_MESSAGE";
        /// A person took back what they had granted.
        UserAccessRevocation = "USER_ACCESS_REVOCATION";
        /// A post changed.
        PostUpdate = "POST_UPDATE";
        /// A payment changed.
        PaymentTransaction = "PAYMENT_TRANSACTION";
    }
}

/// What Divar tells an app unasked. Answered with an [`EventReply`], at once: do the work later.
///
/// Divar documents neither an order nor an identity of events, nor whether one that was not taken is sent again. The
/// same change of a post may be told several times.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What it is about.
    pub kind: EventKind,
    /// What the app gave along when it subscribed.
    pub metadata: Map<String, Value>,
    /// What happened.
    pub payload: EventPayload,
    /// The whole body as it came, so that nothing is lost of an event that this version of the crate does not know.
    pub raw: Map<String, Value>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventPayload {
    /// A message in a chat about a post. The app's own messages may be among them; see
    /// [`is_from_bot`](ChatMessage::is_from_bot).
    NewMessage(ChatMessage),
    /// A message to the app itself.
    NewChatbotMessage(ChatMessage),
    /// A person took back what they had granted.
    UserAccessRevocation(UserAccessRevocation),
    /// A post changed.
    PostUpdate(PostUpdate),
    /// A payment changed.
    PaymentTransaction(PaymentTransaction),
    /// Something that this version of the crate does not know. [`Event::raw`] has it.
    Other,
    /// Something that this crate knows in another form. [`Event::raw`] has it; keep it and report it. It is not an
    /// error, because Divar may never send it again.
    Unreadable(Problem),
}

/// A person took back everything that they had granted to the app.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UserAccessRevocation {
    /// The person, as the app knows them.
    pub user_id: Unchecked<DivarUserId>,
}

impl UserAccessRevocation {
    fn read(members: &Members<'_>) -> Result<Self, Problem> {
        Ok(Self { user_id: Unchecked::new(members.required("user_id")?) })
    }
}

impl EventPayload {
    fn read(kind: &EventKind, body: &Members<'_>) -> Result<Self, Problem> {
        let object = |names| body.required_object(names);
        Ok(match kind {
            EventKind::NewMessage => {
                Self::NewMessage(ChatMessage::read(&object(&["new_message", "new_message_on_post"])?)?)
            }
            EventKind::NewChatbotMessage => {
                Self::NewChatbotMessage(ChatMessage::read(&object(&["new_chatbot_message"])?)?)
            }
            EventKind::UserAccessRevocation => {
                Self::UserAccessRevocation(UserAccessRevocation::read(&object(&["user_access_revocation"])?)?)
            }
            EventKind::PostUpdate => Self::PostUpdate(PostUpdate::read(&object(&["post_update"])?)?),
            EventKind::PaymentTransaction => {
                Self::PaymentTransaction(PaymentTransaction::read(&object(&["transaction", "payment_transaction"])?)?)
            }
            EventKind::Other(_) => Self::Other,
        })
    }
}

impl FromMembers for Event {
    fn from_members(raw: Map<String, Value>) -> Result<Self, Problem> {
        let body = Members::of_body(&raw);
        let kind = EventKind::from(body.required("type")?.as_str());
        let metadata = body.data(&["metadata", "meta_data"]).unwrap_or_default();
        let payload = EventPayload::read(&kind, &body).unwrap_or_else(EventPayload::Unreadable);
        Ok(Self { kind, metadata, payload, raw })
    }
}

/// An event is taken: 200 with an empty object. Divar documents no answer; every success is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventReply;

impl EventReply {
    /// The answer.
    #[must_use]
    pub fn to_http(self) -> HttpReply {
        HttpReply::json(StatusCode::OK, &json!({}))
    }
}
