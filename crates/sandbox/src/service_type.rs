//! The kinds of service that an app can offer.

use std::fmt;

macro_rules! service_types {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// What kind of service an app offers. A payment ticket is good for one kind only.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ServiceType {
            $($(#[$doc])* $variant),*
        }

        impl ServiceType {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The kind as the platform writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),*
                }
            }
        }
    };
}

impl fmt::Display for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for ServiceType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for ServiceType {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| serde::de::Error::custom(format_args!("{text:?} is not a kind of service")))
    }
}

service_types! {
    /// Order online and collect.
    FuncClickAndCollect = "FUNC_CLICK_AND_COLLECT",
    /// Delivery of goods.
    FuncDelivery = "FUNC_DELIVERY",
    /// Secure payment.
    FuncSecurePayment = "FUNC_SECURE_PAYMENT",
    /// Leads.
    LeadGenPure = "LEAD_GEN_PURE",
    /// Leads for loans.
    LeadGenLoan = "LEAD_GEN_LOAN",
    /// Reports of technical inspections.
    ReportInspection = "REPORT_INSPECTION",
    /// Reports of price evaluations.
    ReportPriceEvaluation = "REPORT_PRICE_EVALUATION",
    /// Reports of verifications, the type of identity checks.
    ReportVerification = "REPORT_VERIFICATION",
    /// Contracts.
    FuncContract = "FUNC_CONTRACT",
    /// Financing.
    FuncFinancing = "FUNC_FINANCING",
    /// Face checks of users.
    UserFaceIdVerification = "USER_FACE_ID_VERIFICATION",
    /// Checks of posts.
    PostVerification = "POST_VERIFICATION",
    /// Divar's own apps.
    Internal = "INTERNAL",
    /// Background checks of users.
    UserBackgroundVerification = "USER_BACKGROUND_VERIFICATION",
    /// Checks of businesses.
    UserBusinessVerification = "USER_BUSINESS_VERIFICATION",
    /// Charity.
    Charity = "CHARITY",
    /// Promotion of posts with secure payment.
    SecurePaymentPostPromotion = "SECURE_PAYMENT_POST_PROMOTION",
    /// Photography.
    Photography = "PHOTOGRAPHY",
    /// Content to download.
    DownloadableContentGeneration = "DOWNLOADABLE_CONTENT_GENERATION",
    /// Inspections arranged in a chat.
    ReportInspectionChat = "REPORT_INSPECTION_CHAT",
    /// Additional information on posts.
    AdditionalInformation = "ADDITIONAL_INFORMATION",
    /// Accounting.
    Accounting = "ACCOUNTING",
    /// Assistants.
    Assistant = "ASSISTANT",
    /// Advertisement.
    Advertisement = "ADVERTISEMENT",
    /// Contracts about posts.
    ContractPost = "CONTRACT_POST",
    /// Site builders.
    SiteBuilder = "SITE_BUILDER",
    /// Form builders.
    FormBuilder = "FORM_BUILDER",
    /// Auctions.
    Auction = "AUCTION",
    /// Better details on posts.
    PostDetailEnhancer = "POST_DETAIL_ENHANCER",
    /// Reordering of posts.
    PostReorder = "POST_REORDER",
}
