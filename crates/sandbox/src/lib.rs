#![doc = include_str!("../README.md")]

mod answer;
mod auth;
mod beginning;
mod body;
mod calls;
#[cfg(feature = "cli")]
pub mod cli;
mod clock;
mod config;
#[cfg(feature = "cli")]
mod config_file;
mod connection;
mod contract;
mod control;
mod control_api;
mod dispatch;
mod errors;
mod faults;
mod grants;
mod guard;
mod handlers;
mod limits;
mod operations;
mod pages;
mod preview;
mod request_log;
mod sandbox;
mod server;
mod service_type;
mod shared;
mod snapshot;
mod state;
#[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "nobody writes"))]
mod storage;
mod widget_kind;

pub use jiff::Timestamp;
pub use secrecy::{ExposeSecret, SecretString};

pub use calls::{
    AttemptView, Backoff, CallFailure, CallKind, CallSettings, ChatMessage, Click, ClickError, ClickOutcome,
    ClickTarget, ContactData, Conversation, ConversationId, DeliveryId, DeliveryState, DeliveryView,
    DynamicActionAnswer, DynamicActionRequest, Event, EventKind, EventPayload, FailureReason, FileData, Flaw,
    ImageData, InvalidConversationId, InvalidCoordinate, InvalidEvent, LocationData, MessageContent, MessageSender,
    Opening, PaymentTransaction, PostDetails, PostReference, PostUpdate, SenderSide, SenderType, SessionRequest, Side,
    Source, Spelling, TouchPoint, TransactionState, TransactionType, UserAccessRevocation, VideoData, VoiceData,
};
pub use clock::Clock;
pub use config::{ApiKeyConfig, AppConfig, BusinessSpec, Config, Grant, Lifetimes, Limits, PostSpec, Webhooks};
#[cfg(feature = "cli")]
pub use config_file::{ConfigFileError, WrongLine};
pub use contract::ContractError;
pub use control::{Control, ControlError, IssuedTokens};
pub use faults::{Fault, FaultRule, FaultView, InvalidFault};
pub use pages::{PreviewOptions, PreviewPage};
pub use request_log::{RefusalView, RequestView};
pub use sandbox::{Sandbox, StartError};
pub use service_type::ServiceType;
pub use snapshot::{
    BusinessAddonView, BusinessView, ContentView, FactView, ImageView, InvoiceView, NoticeView, PostAddonView,
    PostView, SemanticView, Snapshot, TicketView, TokenKind, TokenView, UserAddonView, UserView, V2View,
};
pub use state::{AppCredentials, Dump, NoticeKind, RestoreError, Subject, TicketSpec, TicketState};
pub use storage::StorageError;
pub use widget_kind::WidgetKind;
