#![doc = include_str!("../README.md")]

mod macros;

mod action;
mod check;
mod choice;
mod color;
mod de;
mod error_body;
mod icon_name;
mod identifiers;
mod payload;
mod payloads;
mod schema;
mod violation;

pub mod legacy;
pub mod masking;
pub mod migrate;
pub mod oauth;
pub mod semantics;
pub mod widgets;

pub use action::{Action, ActionData, PostTarget};
pub use check::{Checker, SchemaError, syntax};
pub use color::WidgetColor;
pub use error_body::{ErrorBody, ErrorDetail};
pub use icon_name::IconName;
pub use identifiers::{
    AddonId, BusinessToken, DivarUserId, ImageId, InvalidText, LinkUrl, Phone, PostToken, SemanticId, TicketUuid,
};
pub use legacy::{LegacyPostAddon, LegacyUserAddon, LegacyUserVerification};
pub use payload::Payload;
pub use payloads::{
    AddonReceipt, BusinessAddon, BusinessAddonReceipt, Empty, ImageUpload, PaymentTicketValidation, PostAddon,
    PostSemantic, SemanticReceipt, TicketValidity, UserAddon, UserIdByPhone, UserIdByPhoneRequest, UserInfo,
    UserSemantic,
};
#[cfg(feature = "embed")]
pub use schema::schema;
pub use schema::{EXPORTS, Export};
pub use semantics::Semantic;
pub use violation::{Rule, Violation, Violations};
pub use widgets::{Row, Widget};
