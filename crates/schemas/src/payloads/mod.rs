//! The bodies of the current operations. One file a body.

mod business_addon;
mod payment_ticket;
mod post_addon;
mod post_semantic;
mod receipts;
mod user;
mod user_addon;
mod user_semantic;

pub use business_addon::BusinessAddon;
pub use payment_ticket::{PaymentTicketValidation, TicketValidity};
pub use post_addon::PostAddon;
pub use post_semantic::PostSemantic;
pub use receipts::{AddonReceipt, BusinessAddonReceipt, Empty, ImageUpload, SemanticReceipt};
pub use user::{UserIdByPhone, UserIdByPhoneRequest, UserInfo};
pub use user_addon::UserAddon;
pub use user_semantic::UserSemantic;
