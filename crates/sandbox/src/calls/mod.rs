//! What Divar asks of an app and tells it: session initialization, dynamic actions and events. The first two are asked
//! while a person waits, once; events are queued and repeated until the app takes them or the sandbox gives up.

mod answer;
mod backoff;
mod click;
mod control;
mod conversation_id;
mod deliveries;
mod delivery;
mod dynamic_action;
mod event;
mod failure;
mod follow;
mod sender;
mod session;
mod settings;
mod side;
mod source;
mod spelling;
mod touch_point;
mod worker;

pub use backoff::Backoff;
pub use click::{Click, ClickError, ClickOutcome, ClickTarget, Opening};
pub use conversation_id::{ConversationId, InvalidConversationId};
pub use delivery::{AttemptView, CallKind, DeliveryId, DeliveryState, DeliveryView};
pub use dynamic_action::{DynamicActionAnswer, DynamicActionRequest};
pub use event::{
    ChatMessage, ContactData, Conversation, Event, EventKind, EventPayload, FileData, ImageData, InvalidCoordinate,
    InvalidEvent, LocationData, MessageContent, MessageSender, PaymentTransaction, PostDetails, PostReference,
    PostUpdate, SenderSide, SenderType, TransactionState, TransactionType, UserAccessRevocation, VideoData, VoiceData,
};
pub use failure::{CallFailure, FailureReason, Flaw};
pub use session::SessionRequest;
pub use settings::CallSettings;
pub use side::Side;
pub use source::Source;
pub use spelling::Spelling;
pub use touch_point::TouchPoint;

pub(crate) use deliveries::Deliveries;
pub(crate) use sender::{check_key, is_sendable};
pub(crate) use worker::{Calls, deliver};
