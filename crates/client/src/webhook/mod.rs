//! The calls that Divar makes to an app, and what it hands over in links and messages.
//!
//! | Call | Configured in the panel as | Read by | Answered with |
//! |---|---|---|---|
//! | session initialization | *Session Initialization URL* | [`Webhook::session`] | [`SessionReply`] |
//! | dynamic action | *dynamic action link* | [`Webhook::dynamic_action`] | [`DynamicActionReply`] |
//! | event | *event delivery address* | [`Webhook::event`] | [`EventReply`] |
//! | direct link, through the browser | *Fallback URL* | [`DirectLink`] | a page |
//! | start of a chat with a bot | a touch point with `START_CHAT_BOT` | [`ChatMessage::start`] | – |
//! | end of a session, to Divar | – | – | a redirect to [`COMPLETION_URL`] |
//!
//! It works with every web framework: give the headers and the body of a `POST`, and send the [`HttpReply`] back.
//!
//! ```
//! use kenar_client::webhook::{EventPayload, EventReply, IdentificationKey, SessionReply, Webhook};
//! use reqwest::header::{AUTHORIZATION, HeaderMap};
//! use secrecy::SecretString;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = IdentificationKey::new(&SecretString::from("key-of-the-panel"))?;
//! let webhook = Webhook::new(key);
//!
//! // What a server received.
//! let mut headers = HeaderMap::new();
//! headers.insert(AUTHORIZATION, "key-of-the-panel".parse()?);
//! let body = r#"{"source":"POST_ADDON","post_token":"gXt5mF2k","user_side":"Supply","extra_data":{"step":2}}"#;
//!
//! let call = webhook.session(&headers, body.as_bytes())?;
//! let token = call.post_token.ok_or("no post")?.check()?;
//! assert_eq!(call.extra_data["step"], 2);
//! let reply = SessionReply::new(format!("https://app.example.com/posts/{token}"))?.to_http();
//! assert_eq!((reply.status.as_u16(), reply.content_type), (200, "application/json"));
//! assert_eq!(reply.body, br#"{"url":"https://app.example.com/posts/gXt5mF2k"}"#);
//!
//! // Without the key nobody gets further than here, and the error knows its answer.
//! let refused = webhook.session(&HeaderMap::new(), body.as_bytes()).unwrap_err();
//! assert_eq!(refused.to_http().status.as_u16(), 401);
//!
//! let body = r#"{"type":"NEW_CHATBOT_MESSAGE","new_chatbot_message":{"id":"4c5ec5f8","type":"TEXT",
//!     "conversation":{"id":"6b3d5cf7","type":"BOT"},"sender":{"type":"HUMAN"},"text":"/start MY_POST gXt5mF2k"}}"#;
//! let event = webhook.event(&headers, body.as_bytes())?;
//! match event.payload {
//!     EventPayload::NewChatbotMessage(message) if !message.is_from_bot() => {
//!         let start = message.start().ok_or("not a start")?;
//!         assert_eq!(start.post_token().ok_or("no post")?, "gXt5mF2k");
//!     }
//!     // An event of another version of the platform: keep it.
//!     EventPayload::Other | EventPayload::Unreadable(_) => println!("{:?}", event.raw),
//!     _ => {}
//! }
//! assert_eq!(EventReply.to_http().body, b"{}");
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `axum`, `Verified<SessionRequest>`, `Verified<DynamicActionRequest>` and `Verified<Event>` are
//! arguments of handlers, and the replies are what handlers return. The example `webhook_app` is such an app.
//!
//! # What is tolerated
//!
//! What is published about these calls contradicts itself, so everything that one of the descriptions has is read: both
//! names of a member, every spelling of a value, 64-bit numbers as numbers and as texts, times in both forms. `null` is
//! the same as absent, and almost everything may be absent. Values of an enumeration that are not known are kept as
//! `Other`, identifiers are [`Unchecked`] until somebody needs them, and `raw` has the whole body. An event with a type
//! is never refused for the rest, since nothing is published about whether Divar sends it a second time.
//!
//! # How fast to answer
//!
//! People wait for the answer to a session and a dynamic action. No time limit is published, but Divar counts an error
//! or a timeout as five seconds, and takes apps that are not available out of its list. Answer events at once and do
//! the work afterwards.

#[cfg(feature = "axum")]
mod axum;
mod call;
mod direct_link;
mod dynamic_action;
mod error;
mod event;
mod key;
mod legacy;
mod members;
mod open_enum;
mod receiver;
mod reply;
mod senders;
mod session;
mod side;
mod source;
mod start_message;
mod timestamp;
mod touch_point;
mod unchecked;

#[cfg(feature = "axum")]
pub use self::axum::Verified;
pub use call::Call;
pub use direct_link::DirectLink;
pub use dynamic_action::{DynamicActionReply, DynamicActionRequest};
pub use error::{Problem, WebhookError};
pub use event::{
    ChatMessage, ContactData, Conversation, ConversationKind, Event, EventKind, EventPayload, EventReply, FileData,
    ImageData, LocationData, MessageContent, MessageSender, PaymentTransaction, PostDetails, PostUpdate,
    PostUpdateKind, SenderSide, SenderType, TransactionState, TransactionType, UserAccessRevocation, VideoData,
    VoiceData,
};
pub use key::IdentificationKey;
pub use legacy::LegacyCall;
pub use receiver::Webhook;
pub use reply::{HttpReply, InvalidReply};
pub use senders::{EVENT_SENDERS, is_event_sender};
pub use session::{COMPLETION_URL, SessionReply, SessionRequest};
pub use side::Side;
pub use source::Source;
pub use start_message::StartMessage;
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use touch_point::TouchPoint;
pub use unchecked::Unchecked;
