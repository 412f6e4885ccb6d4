//! Semantic data: machine-readable facts about a user or a post.

mod extract;
mod lint;
mod predefined;
mod semantic;

pub use extract::{ExtractError, extract};
pub use lint::{Lint, LintKind, lint};
pub use predefined::{
    CarVerificationStage, IdentityVerificationResult, IdentityVerificationStage, InspectionResult, KeyKind,
    NewFaceVerificationResult, OnlineReservationCapability, OwnershipResult, PaymentMethod, PostVerificationResult,
    VerificationStatus, key_kind,
};
pub use semantic::Semantic;

pub(crate) use semantic::UniqueMap;
