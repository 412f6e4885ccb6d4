//! The twelve keys that Divar reads, and the values that each of them takes.

use schemars::SchemaGenerator;

use crate::choice::choice;

/// How Divar keeps the value of a key that stands in `semantic`. Values taken from widgets by `semantic_paths` are
/// always kept plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// One of the twelve predefined keys: kept readable.
    Predefined,
    /// One of the five keys whose value the app must mask first (see [`crate::masking`]): kept hashed.
    Masked,
    /// Any other key: kept hashed, nobody can read it again.
    Hashed,
}

/// What becomes of the value of a key.
#[must_use]
pub fn key_kind(key: &str) -> KeyKind {
    if allowed_values(key).is_some() {
        KeyKind::Predefined
    } else if crate::masking::MaskedKey::from_key(key).is_some() {
        KeyKind::Masked
    } else {
        KeyKind::Hashed
    }
}

choice! {
    /// How the user pays.
    PaymentMethod {
        /// Through Divar's secure payment; leads to a badge.
        Secure = "SECURE",
    }
}

choice! {
    /// The outcome of an identity check.
    IdentityVerificationResult {
        /// The face matched the national identity card; leads to a badge.
        FaceAndIdMatched = "FACE_AND_ID_MATCHED",
    }
}

choice! {
    /// The outcome of checking a post against reality.
    PostVerificationResult {
        /// What the post says is true. Needed for the "verified" badge of ownership flows.
        PostInformationMatched = "POST_INFORMATION_MATCHED",
    }
}

choice! {
    /// Who owns what the post offers.
    OwnershipResult {
        /// The advertiser owns it.
        OwnershipConfirmed = "OWNERSHIP_CONFIRMED",
        /// The owner delegated the sale to the advertiser.
        OwnershipDelegationConfirmed = "OWNERSHIP_DELEGATION_CONFIRMED",
    }
}

choice! {
    /// The outcome of a technical inspection.
    InspectionResult {
        /// The inspection was passed.
        InspectionApproved = "INSPECTION_APPROVED",
    }
}

choice! {
    /// The state of a verification.
    VerificationStatus {
        /// It succeeded.
        Succeeded = "SUCCEEDED",
        /// It failed.
        Failed = "FAILED",
        /// It ran out of time.
        Expired = "EXPIRED",
        /// It is under way.
        Pending = "PENDING",
    }
}

choice! {
    /// A stage of the identity check.
    IdentityVerificationStage {
        /// Nothing was done yet.
        NotStarted = "IDENTITYVERIFICATIONSTAGE_NOT_STARTED",
        /// The national register.
        NationalInfoVerification = "NATIONAL_INFO_VERIFICATION",
        /// The photo.
        ImageVerification = "IMAGE_VERIFICATION",
        /// The video.
        VideoVerification = "VIDEO_VERIFICATION",
    }
}

choice! {
    /// A stage of the car ownership check.
    CarVerificationStage {
        /// Nothing was done yet.
        NotStarted = "CARVERIFICATIONSTAGE_NOT_STARTED",
        /// The match of phone number and national id.
        Shahkar = "CARVERIFICATIONSTAGE_SHAHKAR",
        /// The car card.
        CarCardVerification = "CAR_CARD_VERIFICATION",
        /// The model of the car.
        CarModelVerification = "CAR_MODEL_VERIFICATION",
    }
}

choice! {
    /// The outcome of a repeated face check.
    NewFaceVerificationResult {
        /// The new face did not match.
        NewFaceVerificationFailed = "NEW_FACE_VERIFICATION_FAILED",
    }
}

choice! {
    /// Whether the service can be reserved online.
    OnlineReservationCapability {
        /// It can.
        OnlineReservationAvailable = "ONLINE_RESERVATION_AVAILABLE",
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident / $setter:ident: $type:ident),* $(,)?) => {
        /// The predefined keys.
        pub(crate) const KEYS: &[&str] = &[$(stringify!($key)),*];

        /// The values that a predefined key takes; `None` for every other key.
        #[must_use]
        pub fn allowed_values(key: &str) -> Option<&'static [&'static str]> {
            match key {
                $(stringify!($key) => Some($type::VALUES),)*
                _ => None,
            }
        }

        /// The schema of each predefined key.
        pub(crate) fn key_schemas(generator: &mut SchemaGenerator) -> serde_json::Map<String, serde_json::Value> {
            let mut schemas = serde_json::Map::new();
            $(schemas.insert(stringify!($key).to_owned(), generator.subschema_for::<$type>().to_value());)*
            schemas
        }

        impl super::Semantic {
            $(
                $(#[$doc])*
                ///
                /// `None` when the key is absent or its value is not one of the allowed ones.
                #[must_use]
                pub fn $key(&self) -> Option<$type> {
                    self.get(stringify!($key))?.parse().ok()
                }

                #[doc = concat!("Sets `", stringify!($key), "`.")]
                #[must_use]
                pub fn $setter(self, value: $type) -> Self {
                    self.with(stringify!($key), value.as_str())
                }
            )*
        }
    };
}

keys! {
    /// How the user pays.
    payment_method / with_payment_method: PaymentMethod,
    /// The outcome of the identity check.
    identity_verification_result / with_identity_verification_result: IdentityVerificationResult,
    /// The outcome of checking the post.
    post_verification_result / with_post_verification_result: PostVerificationResult,
    /// Who owns what the post offers.
    ownership_result / with_ownership_result: OwnershipResult,
    /// The outcome of the technical inspection.
    inspection_result / with_inspection_result: InspectionResult,
    /// The state of the verification.
    status / with_status: VerificationStatus,
    /// The last stage of the identity check that was passed.
    identity_verification_last_successful_stage / with_identity_verification_last_successful_stage:
        IdentityVerificationStage,
    /// The stage at which the identity check failed.
    identity_verification_failure_reason / with_identity_verification_failure_reason: IdentityVerificationStage,
    /// The last stage of the car ownership check that was passed.
    car_verification_last_successful_stage / with_car_verification_last_successful_stage: CarVerificationStage,
    /// The stage at which the car ownership check failed.
    car_verification_failure_reason / with_car_verification_failure_reason: CarVerificationStage,
    /// The outcome of a repeated face check.
    new_face_verification_result / with_new_face_verification_result: NewFaceVerificationResult,
    /// Whether the service can be reserved online.
    online_reservation_capability / with_online_reservation_capability: OnlineReservationCapability,
}
