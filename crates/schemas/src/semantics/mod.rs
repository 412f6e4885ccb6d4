//! Semantic data: machine-readable facts about a user or a post.

mod extract;
mod lint;
mod predefined;
mod semantic;

pub use extract::{ExtractError, extract};
pub use lint::{Lint, LintKind, lint, near_keys};
pub use predefined::{
    CarVerificationStage, IdentityVerificationResult, IdentityVerificationStage, InspectionResult, KeyKind,
    NewFaceVerificationResult, OnlineReservationCapability, OwnershipResult, PaymentMethod, PostVerificationResult,
    VerificationStatus, allowed_values, key_kind,
};
pub use semantic::Semantic;

pub(crate) use semantic::UniqueMap;
